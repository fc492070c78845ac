import { type Fact, type FactOf, factsOf } from "../log";
import type { QueueMessage } from "../occurrences";
import { outsideName } from "../receivers/outside";
import { receipts } from "./messages";

/** One way in which a delivery ended. There are two where a function has a destination and a dead-letter queue. */
export type Ending =
    | { kind: "succeeded"; returned: unknown }
    | { kind: "passed"; to: string }
    /** Something outside of the program has it: the event itself, or what stands for its failure. */
    | { kind: "left"; to: string; failure: string | undefined }
    | { kind: "kept"; queue: string; message: QueueMessage; removedMs: number | undefined }
    | { kind: "dropped"; reason: string };

/** The way of one event to one target of one rule. */
export interface Way {
    readonly delivery: FactOf<"delivery">;
    /** How often EventBridge tried to hand it over. */
    attempts: number;
    /** How often a handler ran for it. */
    invocations: number;
    readonly endings: Ending[];
}

/** Every event × rule × target, in the order in which they started. */
export function waysOf(facts: readonly Fact[]): Way[] {
    const ways = new Map<number, Way>();
    const removed = new Map([...factsOf(facts, "removed")].map(([{ message, atMs }]) => [message, atMs]));
    const received = new Set([...receipts(facts)].map(({ message }) => message));
    for (const [number, fact] of facts.entries()) {
        if (fact.what === "delivery") {
            ways.set(number, { delivery: fact, attempts: 0, invocations: 0, endings: [] });
            continue;
        }
        const way = "of" in fact && fact.of !== undefined ? ways.get(fact.of) : undefined;
        if (way !== undefined) {
            follow(way, fact, { isReceived: received.has(number), removed });
        }
    }
    return [...ways.values()];
}

/** What a fact means for the delivery that it belongs to. */
function follow(way: Way, fact: Fact, { isReceived, removed }: { isReceived: boolean; removed: ReadonlyMap<string, number> }): void {
    const { endings } = way;
    switch (fact.what) {
        case "attempt":
            way.attempts++;
            break;
        case "invocation":
            way.invocations++;
            if (fact.invocation.ok) {
                endings.push({ kind: "succeeded", returned: fact.invocation.payload });
            }
            break;
        case "queued": {
            const { queue, message } = fact;
            const kept: Ending = { kind: "kept", queue, message, removedMs: removed.get(message.id) };
            endings.push(message.deadLetter === undefined ? { kind: "passed", to: `queue ${queue}` } : kept);
            break;
        }
        case "published": {
            const { topic, outside } = fact;
            if (outside) {
                endings.push({ kind: "left", to: outsideName(fact.resource), failure: undefined });
                break;
            }
            const reason = `No subscriber of the topic "${topic}" received it`;
            endings.push(isReceived ? { kind: "passed", to: `topic ${topic}` } : { kind: "dropped", reason });
            break;
        }
        case "left":
            endings.push({ kind: "left", to: fact.who, failure: fact.deadLetter?.reason });
            break;
        case "event":
            endings.push({ kind: "passed", to: `bus ${fact.resource}` });
            break;
        case "dropped":
            endings.push({ kind: "dropped", reason: fact.reason });
            break;
    }
}
