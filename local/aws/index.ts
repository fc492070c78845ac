export { OPERATOR } from "./api/handlerApi";
export type { TableItem } from "./api/tables";
export { checkFault, type Fault, FAULT_NAMES, type FaultName, faultRow, FAULTS, type Struck } from "./faults";
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
} from "./faults";
export { LocalAws, type LocalAwsOptions } from "./localAws";
export type { Fact, FactOf } from "./log";
export type { ApiCallRecord, BusEvent, Finding, Invocation } from "./occurrences";
export type { SeenEvent } from "./receivers/bus";
export type { AlarmChange } from "./report/alarmHistory";
export type { Notified, TopicMessage } from "./report/messages";
export type { AlarmResult, DeadLetterResult, DeliveryResult, EventResult, LocalAwsResults } from "./report/results";
export type { Outcome, Verdict } from "./report/verdict";
export { DEFAULT_RETRY, type RetryTiming } from "./senders/rule";
