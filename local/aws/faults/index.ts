export { type CrashPoint, editProgram, type Fault, type FaultName, FAULTS } from "./fault";
export { Faults } from "./faults";
export {
    breakHandler,
    changeProperties,
    dropQueuePolicy,
    type Grant,
    grantsOf,
    removePermissions,
    removeResources,
    type Selector,
    unsubscribe,
    withoutGrant,
} from "./programEdits";
