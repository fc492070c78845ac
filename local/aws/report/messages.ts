import { type Fact, type FactOf, factsOf } from "../log";
import type { Publication } from "../occurrences";

/** Someone who received a message. */
export interface Notified {
    /** Protocol and address: "email:ops@example.com", "lambda:NAME", "sqs:NAME". */
    who: string;
    /** Epoch milliseconds. */
    atMs: number;
}

/** A message that a topic took. */
export interface TopicMessage extends Publication {
    id: string;
    topic: string;
    atMs: number;
    delivered: Notified[];
}

/** Who received which message, in order of time. `message` is the number of its fact. A function has received it when its handler succeeded, or is not played. */
export function* receipts(facts: readonly Fact[]): Generator<Notified & { message: number }> {
    for (const [fact] of factsOf(facts, "received", "invocation", "left")) {
        const receipt = receiptOf(facts, fact);
        if (receipt !== undefined) {
            yield { ...receipt, atMs: fact.atMs };
        }
    }
}

/** What a fact says about who received a message; undefined if nothing. */
export function receiptOf(facts: readonly Fact[], fact: FactOf<"received" | "invocation" | "left">): { message: number; who: string } | undefined {
    if (fact.what === "received") {
        return { message: fact.of, who: fact.who };
    }
    const copy = fact.of === undefined || (fact.what === "invocation" && !fact.invocation.ok) ? undefined : facts[fact.of];
    return copy?.what === "copy" ? { message: copy.of, who: copy.who } : undefined;
}

/** Every message that a topic took, in order of time. */
export function messagesOf(facts: readonly Fact[]): TopicMessage[] {
    const messages = new Map<number, TopicMessage>();
    for (const [{ message, id, topic, atMs }, number] of factsOf(facts, "published")) {
        messages.set(number, { ...message, id, topic, atMs, delivered: [] });
    }
    for (const { message, who, atMs } of receipts(facts)) {
        messages.get(message)!.delivered.push({ who, atMs });
    }
    return [...messages.values()];
}
