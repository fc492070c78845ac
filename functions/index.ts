export { notify, notifyProblem } from "./notify";
export { stop, type StoppableKind } from "./stop";
