export { guard } from "./guard";
export { type GuardLimits, guardLimitProblems } from "./guardLimits";
export { notify } from "./notify";
export { stop, type StoppableKind } from "./stop";
