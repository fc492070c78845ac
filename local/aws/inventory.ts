import type { Alarm } from "./alarms/watched";
import type { BusResource, FunctionResource, QueueResource, RuleResource, TopicResource } from "./resources";

/** What an account has, as AWS would list it. */
export interface Inventory {
    readonly buses: readonly BusResource[];
    readonly rules: readonly RuleResource[];
    readonly functions: readonly FunctionResource[];
    readonly queues: readonly QueueResource[];
    readonly topics: readonly TopicResource[];
    /** ARNs. */
    readonly tables: readonly string[];
    /** The alarms as they are now, each with the metric alarms that a composite one depends on, or itself. */
    readonly alarms: readonly { readonly alarm: Alarm; readonly behind: readonly Alarm[] }[];
}
