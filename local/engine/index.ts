export type { Answers, Question } from "./awsInvokes";
export {
    containsUnknown,
    type Graph,
    LOCAL_ACCOUNT,
    type Props,
    type Resource,
    type ResourceOptions,
    resourcesOfType,
    SIGNATURE,
    UNKNOWN,
} from "./graph";
export { type PackDiagnostic, type PackRun, type PolicyInfo, type RunningPack, runPack, type Severity, startPack } from "./pack";
export type { EnforcementLevel, PolicyConfig } from "./packConfig";
export type { PackOptions } from "./packProcess";
export { type ProgramOptions, type ProgramRun, runProgram } from "./program";
export { ProgramError } from "./programError";
export type { ProgramLog } from "./services";
export { type ConfigValue, regionOf, type StackConfig } from "./stackConfig";
export { ARCHIVE_SIGNATURE, ASSET_SIGNATURE } from "./wire";
