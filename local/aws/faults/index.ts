export { creationOf } from "./creation";
export type { CrashPoint, Fault } from "./fault";
export { checkFault, Faults, nameIn, type Struck } from "./faults";
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
export type { FaultRow, Net, Strikes } from "./row";
export { FAULT_NAMES, type FaultName, faultRow, FAULTS } from "./table";
