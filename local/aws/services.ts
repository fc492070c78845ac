import type { VirtualClock } from "../clock";
import type { Access } from "./access";
import type { Buses } from "./buses";
import type { Findings } from "./findings";
import type { Functions } from "./functions";
import type { Metrics } from "./metrics";
import type { Queue, QueueMessage } from "./queues";
import type { Place, RoleResource } from "./resources";
import type { Tables } from "./tables";
import type { Topics } from "./topics";

/** Time in which a target answers EventBridge with an error that passes. Epoch milliseconds; `untilMs` is exclusive. */
export interface Outage {
    /** ARN, or name of the function, queue or topic. */
    target: string;
    fromMs: number;
    untilMs: number;
    code: "THROTTLING" | "ERROR_FROM_TARGET" | "TIMEOUT" | "CONNECTION_FAILURE";
}

/** What the parts of the local AWS use of each other. `LocalAws` fills it; nobody calls anybody before it is complete. */
export interface Services {
    readonly place: Place;
    readonly clock: VirtualClock;
    readonly metrics: Metrics;
    readonly findings: Findings;
    readonly access: Access;
    /** Seeded numbers from 0 to 1. */
    readonly random: () => number;
    /** By ARN. */
    readonly roles: ReadonlyMap<string, RoleResource>;
    readonly outages: readonly Outage[];
    /** By ARN. */
    readonly queues: ReadonlyMap<string, Queue>;
    readonly topics: Topics;
    readonly tables: Tables;
    readonly functions: Functions;
    readonly buses: Buses;
}

/** Follows one event through a function, so that in the end somebody can say what became of it. */
export interface Trail {
    /** Id of the event. */
    readonly event: string;
    invoked(): void;
    /** The handler succeeded and returned this. */
    succeeded(returned: unknown): void;
    /** A copy is in a queue. */
    kept(queue: Queue, message: QueueMessage): void;
    /** This way ended with nothing. */
    dropped(reason: string): void;
}

/** ISO 8601 with milliseconds, as AWS writes most times. */
export function isoTime(ms: number): string {
    return new Date(ms).toISOString();
}
