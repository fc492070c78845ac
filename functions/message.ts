import type { StatusClass } from "../catalog";
import type { Cause, Retry } from "../catalog/causes";
import type { JobEvent } from "./shared/parseEvent";

/** How urgent a message is, in the words of PagerDuty's Events API. It comes from kind and status alone. */
export type Severity = "critical" | "error" | "warning" | "info";

/**
 * What people are notified of, as facts: each channel writes its own text from it. Plain JSON, which also waits in the digest queue as it is.
 *
 * Every text is cut, masked (`masked`), and spells out what can't be seen (`safeText`); no more than that: mentions, links and markup of a channel are for the channel to
 * escape. The whole is far below the 256 KB of SNS, whatever the event holds.
 */
export interface Message {
    /** "Training job churn failed: out of memory": what happened, on one line, without the mark of a smoke test. At most 250 characters. */
    readonly headline: string;
    /** What the status means, in one sentence. */
    readonly happened?: string;
    /** Why, as SageMaker says it: one item for each reason. A line break is followed by four spaces. Empty for what needs no reason. */
    readonly reasons: readonly string[];
    /** What to do next, in one or two sentences. */
    readonly next?: string;
    /** What the reasons, or the secondary status, say of the cause, the likeliest first. Advice for people: nothing branches on it. */
    readonly causes?: readonly Cause[];
    /** Whether starting it again can help. Absent where the cause is not known. */
    readonly retry?: Retry;
    /** In the order in which people look for them. */
    readonly facts: readonly Fact[];
    readonly links: readonly Link[];
    /** What could not be read, at most 11. */
    readonly notes: readonly string[];
    readonly severity: Severity;
    readonly resource: {
        readonly kind: string;
        /** "training job" */
        readonly title: string;
        readonly name: string;
        readonly arn?: string;
        readonly account?: string;
        readonly region?: string;
        /** Name of the tuning job that launched it. */
        readonly parent?: string;
    };
    readonly status: {
        /** In the spelling of the event, printable ASCII of at most 100 characters; "NotFound" for what is gone. */
        readonly value: string;
        readonly class: StatusClass | "unknown";
        /** As a digest names it: "Completed (Approved)", "outside limits, being stopped". */
        readonly text: string;
    };
    /**
     * "out of memory": the causes in words; where they are not known, the first line of the reason. A digest puts messages together by it, in addition
     * to kind and status. One line of at most 200 characters.
     */
    readonly cause?: string;
    /** "team=fraud": at most 50. Absent where they are not known. */
    readonly tags?: readonly string[];
    /** Set on messages of handlers that may stop jobs. */
    readonly action?: "stopped" | "none";
    /** What the ledger knows the change by: equal for two messages about one change, and for no others. */
    readonly identity: string;
    /** Id of the event. */
    readonly event?: string;
    /** When the event was sent, epoch milliseconds. */
    readonly sent?: number;
    /** Where the event comes from; "smoke" is no real change. */
    readonly origin: JobEvent["origin"];
    /** Name of the replay of an archive that sent the event again. */
    readonly replay?: string;
}

/** A fact of a message: "Instances", "2 × ml.m5.xlarge". A line break in it is followed by four spaces. */
export interface Fact {
    readonly label: string;
    readonly value: string;
}

export interface Link {
    /** "Console", "Logs" */
    readonly label: string;
    readonly url: string;
}
