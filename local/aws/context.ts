import type { VirtualClock } from "../clock";
import type { Access } from "./access";
import type { Faults } from "./faults";
import type { Findings } from "./findings";
import type { Log } from "./log";
import type { Metrics } from "./metrics";
import type { Receivers } from "./receivers/receiver";
import type { Place, RoleResource } from "./resources";

/** What every part of the account works with. None of it knows the parts. */
export interface Context {
    readonly place: Place;
    readonly clock: VirtualClock;
    /** Seeded numbers from 0 to 1. */
    readonly random: () => number;
    readonly log: Log;
    readonly findings: Findings;
    readonly metrics: Metrics;
    readonly access: Access;
    /** By ARN. */
    readonly roles: ReadonlyMap<string, RoleResource>;
    readonly faults: Faults;
    readonly receivers: Receivers;
}

/** ISO 8601 with milliseconds, as AWS writes most times. */
export function isoTime(ms: number): string {
    return new Date(ms).toISOString();
}
