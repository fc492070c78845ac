export { guard } from "./guard";
export { type GuardLimits, guardLimitProblems } from "./guardLimits";
export { notify, notifyProblem } from "./notify";
export { stop, type StoppableKind } from "./stop";
