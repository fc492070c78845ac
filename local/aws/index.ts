export type { ApiCallRecord } from "./access";
export { OPERATOR } from "./api";
export type { AlarmChange, Notified } from "./alarms";
export type { BusEvent, SeenEvent } from "./buses";
export { DEFAULT_RETRY, type RetryTiming } from "./delivery";
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
export type { Finding } from "./findings";
export type { Crash, Invocation, Throttle } from "./functions";
export { LocalAws, type LocalAwsOptions } from "./localAws";
export type { AlarmResult, DeadLetterResult, DeliveryResult, EventResult, LocalAwsResults } from "./results";
export type { Outage } from "./services";
export type { TableFault, TableItem } from "./tables";
export type { TopicMessage } from "./topics";
export type { Outcome, Verdict } from "./verdict";
