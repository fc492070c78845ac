export { isReadOnlyCall, type ReadOnlyCalls, readOnlyReason } from "./calls";
export { judgePattern, type PatternJudgement } from "./judge";
export { canMatch, type CatalogueMatch, catalogueMatch, type Reachable } from "./match";
export type { Obstacle } from "./obstacles";
export { namesSageMaker } from "./sageMakerNames";
