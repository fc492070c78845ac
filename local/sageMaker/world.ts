import type { VirtualClock } from "../clock";

/** What the local SageMaker needs of its surroundings. */
export interface World {
    readonly place: { readonly account: string; readonly region: string; readonly partition: string };
    readonly clock: VirtualClock;
    /** Seeded numbers from 0 (inclusive) to 1 (exclusive): ids, names of training jobs, and which events are lost, late or repeated. */
    readonly random: () => number;
    /** Who has an access key id: name of the function. */
    readonly callerName: (accessKeyId: string) => string;
    /** Takes an event to the default bus. */
    readonly emit: (event: object) => void;
    /** Learns of an event that should have come and never does. @default no one asks */
    readonly lose?: (event: object) => void;
}

/** What shall become of a resource that is created, started or updated. */
export interface Plan {
    /** Name of an end in the kind's lifecycle. @default the usual one */
    readonly ends?: string | undefined;
    /** @default the lifecycle's own */
    readonly failureReason?: string | undefined;
    /** Lines that it has in its log when it fails. @default the reason */
    readonly log?: readonly string[] | undefined;
    /** Seconds by name of a phase. @default those of the lifecycle */
    readonly durations?: Readonly<Record<string, number>> | undefined;
    /** How often the spot instances of a training job are taken back. @default 0 */
    readonly interruptions?: number | undefined;
    /** How many of a tuning job's training jobs fail, the first ones. @default 0 */
    readonly failingChildren?: number | undefined;
}

/** How reliably events arrive: the shares, 0 to 1, of those that SageMaker sends twice, that never come, and that come late. */
export interface Reliability {
    /** @default 0 */
    readonly repeats?: number | undefined;
    /** @default 0 */
    readonly losses?: number | undefined;
    /** @default 0 */
    readonly late?: number | undefined;
    /** The longest delay of a late event, and of a repeat. @default 60 */
    readonly lateSeconds?: number | undefined;
}
