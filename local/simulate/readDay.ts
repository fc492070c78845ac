import type { BusEvent, Fact, FaultName } from "../aws";
import { rowOfEvent, statusInEvent } from "../sageMaker/rowOfEvent";
import { arnOf, givenTo } from "./rescues";

/** A status whose event these strike may be handled again: its times can't be read, or SageMaker does not say what an event is about that has no status. */
const MAKE_REPEATS: readonly FaultName[] = ["describe", "poisonEvents"];

/** An invocation that ended well: of which function, for which event, and what it said. */
export interface Done {
    readonly function: string;
    readonly event: BusEvent;
    readonly outcome: string;
    /** Why, for people; "" where it gave none. */
    readonly reason: string;
    readonly atMs: number;
}

/** Something written for people: sent to a topic, or put into a queue from which it is sent later. */
interface Message {
    readonly atMs: number;
    readonly text: string;
    /** Name of the function that sent it, and the event that it was for. Undefined in a queue. */
    readonly from?: string;
    readonly event?: string | undefined;
    /** Of a message in a queue: its queue, and whether it was taken out. */
    readonly queue?: string;
    readonly removed?: boolean;
}

export interface Day {
    readonly done: readonly Done[];
    readonly messages: readonly Message[];
    /** Events that should have come to a function, by the function. */
    readonly missed: readonly Done[];
    /** Events that came to a bus. */
    readonly came: readonly Pick<Done, "event" | "atMs">[];
    /** Events that say that a resource is deleted, whether they came or not. */
    readonly deleted: readonly Pick<Done, "event" | "atMs">[];
    /** From when to when a queue had a record of what a function failed on. */
    readonly failed: readonly { readonly fromMs: number; readonly toMs: number }[];
    /** What each event is about, by its id. */
    readonly changes: ReadonlyMap<string, string>;
    /** What the events are about that a fault struck which makes repeats. */
    readonly repeatable: ReadonlySet<string>;
    /** Names of functions whose roles lacked a call. */
    readonly denied: ReadonlySet<string>;
}

export function readDay(facts: readonly Fact[]): Day {
    const removed = new Map(facts.flatMap((fact) => (fact.what === "removed" ? [[fact.message, fact.atMs] as const] : [])));
    const done: Done[] = [];
    const messages: Message[] = [];
    const missed: Done[] = [];
    const came: Pick<Done, "event" | "atMs">[] = [];
    const deleted: Pick<Done, "event" | "atMs">[] = [];
    const changes = new Map<string, string>();
    const know = (event: BusEvent) => changes.set(event.id, changeOf(event));
    for (const fact of facts) {
        const { atMs } = fact;
        if (fact.what === "event" || fact.what === "missed") {
            know(fact.event);
            if (/^deleted$/i.test(statusOf(fact.event))) {
                deleted.push({ event: fact.event, atMs });
            }
        }
        if (fact.what === "event") {
            came.push({ event: fact.event, atMs });
        }
        if (fact.what === "invoked") {
            know(fact.payload as BusEvent);
        }
        if (fact.what === "missed") {
            const functions = fact.rule.targets.map(({ arn }) => nameOf(arn));
            missed.push(...functions.map((each) => ({ function: each, event: fact.event, outcome: "missed", reason: "", atMs })));
        }
        if (fact.what === "published" && fact.message.kind === "notification") {
            const { message, subject = "", from, event } = fact.message;
            messages.push({ atMs, text: `${subject}\n${message}`, from, event });
        }
        if (fact.what === "queued" && fact.message.deadLetter === undefined) {
            messages.push({ atMs, text: fact.message.body, queue: fact.queue, removed: removed.has(fact.message.id) });
        }
        if (fact.what === "invocation" && fact.invocation.ok) {
            const event = givenTo(facts, fact)?.event;
            const { outcome, reason } = (fact.invocation.payload ?? {}) as { readonly outcome?: unknown; readonly reason?: unknown };
            if (event?.source === "aws.sagemaker" && typeof outcome === "string") {
                done.push({ function: fact.invocation.function, event, outcome, reason: typeof reason === "string" ? reason : "", atMs });
            }
        }
    }
    const struck = facts.flatMap((fact) => (fact.what === "struck" ? [fact] : []));
    const repeatable = struck.flatMap(({ fault, event = "" }) => (MAKE_REPEATS.includes(fault) ? (changes.get(event) ?? []) : []));
    const denied = struck.flatMap(({ fault, resource }) => (fault === "denyCalls" ? [resource] : []));
    const failed = facts.flatMap((fact) => {
        const isRecord = fact.what === "queued" && fact.message.deadLetter !== undefined && fact.message.body.includes('"requestContext"');
        return isRecord ? [{ fromMs: fact.atMs, toMs: removed.get(fact.message.id) ?? fact.message.expiresMs }] : [];
    });
    return { done, messages, missed, came, deleted, failed, changes, repeatable: new Set(repeatable), denied: new Set(denied) };
}

const nameOf = (arn: string) => arn.split(":")[6] ?? arn;

/** What an event is about, by the columns of the catalogue that identify it, as far as the event has them. Two events of one change have the same. */
export function changeOf(event: BusEvent): string {
    const row = rowOfEvent(event);
    const detail = (event.detail ?? {}) as Readonly<Record<string, unknown>>;
    const parts = (row?.identity ?? ["id"]).map((part) => {
        switch (part) {
            case "arn":
                return arnOf(event);
            case "id":
                return event.id;
            case "status":
                return detail[row!.statusField];
            default:
                return detail[part];
        }
    });
    return JSON.stringify(parts);
}

/** Whether a text names the resource of an event, and not one whose name only begins like it. */
export function names(text: string, event: BusEvent): boolean {
    const name = arnOf(event).split("/").slice(1).join("/").replace(/\/1$/, "");
    return new RegExp(`(?<![\\w-])${name.replace(/[^\w-]/g, "\\$&")}(?![\\w-])`, "i").test(text);
}

/** "" where an event has none. */
export const statusOf = (event: BusEvent) => String(statusInEvent(event) ?? "");
