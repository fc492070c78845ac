import type { Decision } from "../../models/policies";
import type { InvocationResult } from "../lambda/localFunction";

/** An event as EventBridge carries it. */
export interface BusEvent {
    id: string;
    source: string;
    "detail-type": string;
    detail: unknown;
    [field: string]: unknown;
}

/**
 * Something that a run of the local AWS could not do as AWS does it, or that AWS would have refused:
 * - `unmodelled`: a resource, property or API call that the local AWS does not know; what happened may differ from AWS
 * - `refused`: a definition that AWS would not have accepted (a pattern, an alarm, a sixth target)
 * - `undelivered`: a message that no one received (a topic without subscription, an alarm action without effect)
 */
export interface Finding {
    kind: "unmodelled" | "refused" | "undelivered";
    /** What it is about: a URN, an ARN or `service:Operation`. */
    subject: string;
    message: string;
    /** How often it happened. */
    count: number;
}

/** A call that a function's role made, and the answer of IAM. */
export interface ApiCallRecord {
    /** Name of the function. */
    function: string;
    action: string;
    resource: string;
    decision: Decision["decision"];
    reason: string;
    count: number;
}

/** One invocation of a handler. */
export interface Invocation extends InvocationResult {
    function: string;
    requestId: string;
    atMs: number;
    /** Id of the event that it was for. */
    event: string;
    /** What it called, in order, as `service:Operation`: each request, an SDK's repeats included. */
    calls: string[];
}

/** The event behind a message that stands for a failure. */
export interface DeadLetter {
    /** Id of the event. */
    event: string;
    /** One sentence for people. */
    reason: string;
}

/** A message in a queue. */
export interface QueueMessage {
    id: string;
    body: string;
    attributes: Record<string, string>;
    /** What it is about, if it stands for something that failed. */
    deadLetter?: DeadLetter;
    /** When it arrived, epoch milliseconds. */
    sentMs: number;
    /** When the queue deletes it, epoch milliseconds. */
    expiresMs: number;
}

/** What someone publishes to a topic. */
export interface Publication {
    /**
     * Alarm messages and failure records are kept apart, because they are about the delivery path and not about a job; so is what a chat gets, which is a
     * request to a channel as well.
     */
    kind: "notification" | "alarm" | "failure" | "chat";
    /** What people get of it. */
    message: string;
    subject?: string | undefined;
    attributes?: Record<string, string>;
    /** Who publishes: ARN of a rule or an alarm, name of a function. */
    from: string;
    /** Id of the event behind it, if it is known. */
    event?: string | undefined;
}

/** Counts something under its key: what is there for the first time is added at the end. */
export function count<T extends { count: number }>(all: Map<string, T>, key: readonly string[], value: Omit<T, "count">): void {
    const text = JSON.stringify(key);
    const known = all.get(text);
    if (known === undefined) {
        all.set(text, { ...value, count: 1 } as T);
    } else {
        known.count++;
    }
}
