export { notify } from "./notify";
export { stop, type StoppableKind } from "./stop";
