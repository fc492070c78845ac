import type { KindRow } from "../../catalog";
import type { Fields } from "../shared/fields";
import type { Entry } from "../shared/ledgerTable";
import type { Position } from "../shared/identity";

/** What the reconciler must know of the reactions: plain JSON, a file of its package. */
export interface ReconcilerData {
    /** Minutes between two ticks. */
    readonly everyMinutes: number;
    /** The catalogue's rows of the kinds that have a reaction. */
    readonly rows: { readonly [kind: string]: KindRow };
    /** In the order of the names in the environment, which go on with those of other kinds. */
    readonly reactions: readonly ReactionData[];
}

export interface ReactionData {
    readonly kind: string;
    /** What makes two events the same news for the reaction's handler. */
    readonly identity: readonly string[];
    /** The rule's own event pattern. */
    readonly pattern: object;
    /** How long Lambda tries an event at most. Undefined if what the function fails on goes to a queue that the reconciler does not know. */
    readonly triedSeconds?: number | undefined;
}

/** A reaction as it is deployed. */
export interface Reaction extends Pick<ReactionData, "triedSeconds"> {
    readonly functionName: string;
    readonly row: KindRow;
    readonly identity: readonly string[];
    readonly pattern: object;
    /** Whether the rule matches an event. */
    matches(event: object): boolean;
}

/** One page of a list. */
export interface Page {
    readonly summaries: readonly Fields[];
    readonly next: string | undefined;
}

/** A rule as EventBridge has it. */
export interface RuleFound {
    readonly enabled: boolean;
    readonly targetArns: readonly string[];
}

/** The calls of the reconciler; each throws what AWS answers, throttling included, after the SDK's own retries. */
export interface Aws {
    list(row: KindRow, input: Fields): Promise<Page>;
    /** Undefined for a resource that does not exist. */
    describe(row: KindRow, input: { readonly [parameter: string]: string }): Promise<Fields | undefined>;
    /** Undefined for a resource that does not exist. */
    tags(arn: string): Promise<readonly unknown[] | undefined>;
    /** Entries of the ledger, read only. */
    find(id: string): Promise<Entry | undefined>;
    furthest(id: string): Promise<Position | undefined>;
    /** Has Lambda accept an event for a function. */
    invoke(functionName: string, event: object): Promise<void>;
    /** What was kept under keys, of which nothing is left out but what there is not. */
    read(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
    /**
     * Keeps values under their keys, at most 25.
     *
     * @param expiresAt epoch seconds
     */
    keep(values: ReadonlyMap<string, unknown>, expiresAt: number): Promise<void>;
    /** Undefined for a rule that does not exist. */
    rule(name: string): Promise<RuleFound | undefined>;
    /** Of each subscription its ARN, "PendingConfirmation" or "Deleted", and its end. */
    subscriptions(topicArn: string): Promise<readonly { readonly arn: string; readonly protocol: string; readonly endpoint: string }[]>;
    /** Messages in a queue, those that someone has received included. */
    messages(queueUrl: string): Promise<number>;
    publish(topicArn: string, subject: string, message: string): Promise<void>;
}

/** What a tick works with. */
export interface Tick {
    readonly aws: Aws;
    /** When it began, epoch milliseconds. */
    readonly nowMs: number;
    /** When it was due, which is the same for every try of it. */
    readonly dueMs: number;
    /** Between two ticks. */
    readonly everyMs: number;
    /** Begins the keys of everything that this reconciler keeps in the table. */
    readonly keys: string;
    /** Whether too little time is left to begin anything more. */
    isOver(): boolean;
    /** Writes a line to the log. */
    log(line: object): void;
}

/** Longer than a queue keeps an event, as the ledger's entries: what is older than this is not known to have been handled. */
export const KEPT_MS = 30 * 86_400_000;

/** When DynamoDB may delete what is kept at `nowMs`, epoch seconds. */
export const expiryOf = (nowMs: number): number => Math.floor((nowMs + KEPT_MS) / 1000);

/** Whether AWS has asked for fewer calls. */
export function isThrottling(error: unknown): boolean {
    const { name = "", $retryable } = error as { name?: string; $retryable?: { throttling?: boolean } };
    return $retryable?.throttling === true || /throttl|TooManyRequests|LimitExceeded|SlowDown|RequestRateTooHigh/i.test(name);
}
