export { guard } from "./guard";
export { type GuardLimits, guardLimitProblems } from "./guardLimits";
export { notify } from "./notify";
export { pricesProblems } from "./prices";
export { stop, type StoppableKind } from "./stop";
