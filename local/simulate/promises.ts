import { type BusEvent, type Fact, type FaultName, faultRow } from "../aws";
import { rowOfEvent } from "../sageMaker/rowOfEvent";
import type { SimulationReport } from "./report";
import { givenTo } from "./rescues";
import type { Simulation } from "./simulate";

/**
 * A promise that a simulated day can break:
 * - `lost`: every event that a rule matches is handled, a recognised repeat, ignored for a reason, found by the reconciler, or in a queue whose alarm
 *   notified someone. {@link isExcused} has what is not in the program's hands
 * - `unnoticed`: if no one receives a message, someone is notified of that
 * - `silent`: what counts as handled, or as a repeat of what was handled, had its message sent or put into a queue
 * - `forgotten`: what was put into a queue for later was sent, or is still there
 * - `twice`: nothing is handled twice, but what the ledger can't know: its table did not answer, or a fault struck an event of the status
 * - `queued`: what AWS tries again, what the ledger or a handler takes care of, and what comes during a deployment ends in no queue, as long as nothing else
 *   is wrong
 * - `late`: the reconciler finds what never came within two ticks, as long as it runs
 * - `warning`: nothing happens that AWS would have refused, or that the local AWS does not know
 */
export type PromiseName = "lost" | "unnoticed" | "silent" | "forgotten" | "twice" | "queued" | "late" | "warning";

export const PROMISES: readonly PromiseName[] = ["lost", "unnoticed", "silent", "forgotten", "twice", "queued", "late", "warning"];

export interface BrokenPromise {
    readonly promise: PromiseName;
    /** What it is about: a rule, a function, a topic. */
    readonly subject: string;
    /** One sentence for people. */
    readonly reason: string;
}

/** What became of the promises on a simulated day. */
export interface Judgement {
    readonly broken: readonly BrokenPromise[];
    /** How long the reconciler took to find each event that it found, in milliseconds, while nothing was wrong with it. */
    readonly foundAfterMs: readonly number[];
}

/** Two ticks of 15 minutes, and what a tick leaves to the next one because its event may still be on the way. */
const LATEST_FOUND_MS = 32 * 60_000;

/** A status whose event these strike may be handled again: its times can't be read, or SageMaker does not say what an event is about that has no status. */
const MAKE_REPEATS: readonly FaultName[] = ["describe", "poisonEvents"];

const LEAVE_NO_QUEUE: readonly FaultName[] = ["denyDestination", "removeInvokeConfig"];

/**
 * What can't be held against the program: the fault has the event's queue keep messages for less than the hour in which someone looks; or SageMaker's own
 * event came, its function claimed it and then failed, no queue could take it, and an alarm notified someone of that. The reconciler can't see whether a
 * queue has such an event.
 */
function isExcused({ reason, faults: struck, noticedBy }: SimulationReport["lost"][number], faults: Simulation["faults"]): boolean {
    const isClaimed = faults.some(({ fault, afterCall }) => LEAVE_NO_QUEUE.includes(fault) && struck.includes(fault) && Number(afterCall) > 0);
    return (/ expired at /.test(reason) && struck.includes("expireMessages")) || (isClaimed && noticedBy !== null);
}

/** Whether an event never came, and its resource was deleted before the reconciler's second look: SageMaker lists no deleted resources. */
function isDeletedFrom({ missed, deleted }: Day, { event: id }: SimulationReport["lost"][number]): boolean {
    return missed.some(({ event, atMs }) => {
        const isOfIt = (each: Day["deleted"][number]) =>
            arnOf(each.event) === arnOf(event) && each.atMs >= atMs && each.atMs <= atMs + LATEST_FOUND_MS;
        return event.id === id && deleted.some(isOfIt);
    });
}

/** What does not keep the reconciler from its work. With all others, a lost event may be found later. */
const SPARE_RECONCILER: readonly FaultName[] = [
    "loseEvents",
    "disableRule",
    "removeTargets",
    "delayEvents",
    "repeatEvents",
    "repeatDeliveries",
    "reorderEvents",
    "interrupt",
    "silenceAlarm",
    "deleteAlarm",
    "unsubscribe",
    "suspendSubscription",
    "pendingSubscription",
    "coldStarts",
];

/** Compares a simulated day with the promises. It reads the log only: neither the ledger nor the code of a handler. */
export function judge({ facts, faults, withTopic }: Pick<Simulation, "facts" | "faults" | "withTopic">, report: SimulationReport): Judgement {
    const day = readDay(facts);
    const broken: BrokenPromise[] = [
        ...report.lost
            .filter((each) => !isExcused(each, faults) && !isDeletedFrom(day, each))
            .map(({ rule, reason }) => ({ promise: "lost" as const, subject: rule, reason })),
        ...report.messages.unnoticed.map(({ topic }) => ({
            promise: "unnoticed" as const,
            subject: topic,
            reason: "No one received a message, and no one was notified of that",
        })),
        ...silentIn(day, withTopic),
        ...forgottenIn(day),
        ...twiceIn(day, faults),
        ...queuedIn(facts, faults),
        ...report.findings.map(({ subject, message }) => ({ promise: "warning" as const, subject, reason: message })),
    ];
    const isSpared = faults.every(({ fault }) => SPARE_RECONCILER.includes(fault));
    const found = isSpared ? foundIn(day) : [];
    const late = found.filter(({ afterMs }) => afterMs > LATEST_FOUND_MS);
    return {
        broken: [
            ...broken,
            ...late.map(({ subject, afterMs }) => {
                const reason = `The reconciler found an event ${Math.round(afterMs / 60_000)} minutes after it should have come`;
                return { promise: "late" as const, subject, reason };
            }),
        ],
        foundAfterMs: found.map(({ afterMs }) => afterMs),
    };
}

/** An invocation that ended well: of which function, for which event, and what it said. */
interface Done {
    readonly function: string;
    readonly event: BusEvent;
    readonly outcome: string;
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

interface Day {
    readonly done: readonly Done[];
    readonly messages: readonly Message[];
    /** Events that should have come to a function, by the function. */
    readonly missed: readonly Done[];
    /** Events that say that a resource is deleted, whether they came or not. */
    readonly deleted: readonly Pick<Done, "event" | "atMs">[];
    /** What each event is about, by its id. */
    readonly changes: ReadonlyMap<string, string>;
    /** What the events are about that a fault struck which makes repeats. */
    readonly repeatable: ReadonlySet<string>;
    /** Names of functions whose roles lacked a call. */
    readonly denied: ReadonlySet<string>;
}

function readDay(facts: readonly Fact[]): Day {
    const removed = new Set(facts.flatMap((fact) => (fact.what === "removed" ? [fact.message] : [])));
    const done: Done[] = [];
    const messages: Message[] = [];
    const missed: Done[] = [];
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
        if (fact.what === "invoked") {
            know(fact.payload as BusEvent);
        }
        if (fact.what === "missed") {
            const functions = fact.rule.targets.map(({ arn }) => nameOf(arn));
            missed.push(...functions.map((each) => ({ function: each, event: fact.event, outcome: "missed", atMs })));
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
            const outcome = (fact.invocation.payload as { outcome?: unknown } | null)?.outcome;
            if (event?.source === "aws.sagemaker" && typeof outcome === "string") {
                done.push({ function: fact.invocation.function, event, outcome, atMs });
            }
        }
    }
    const struck = facts.flatMap((fact) => (fact.what === "struck" ? [fact] : []));
    const repeatable = struck.flatMap(({ fault, event = "" }) => (MAKE_REPEATS.includes(fault) ? (changes.get(event) ?? []) : []));
    const denied = struck.flatMap(({ fault, resource }) => (fault === "denyCalls" ? [resource] : []));
    return { done, messages, missed, deleted, changes, repeatable: new Set(repeatable), denied: new Set(denied) };
}

const nameOf = (arn: string) => arn.split(":")[6] ?? arn;

const arnOf = ({ resources }: BusEvent) => String(Array.isArray(resources) ? resources[0] : resources);

/** What an event is about, by the columns of the catalogue that identify it, as far as the event has them. Two events of one change have the same. */
function changeOf(event: BusEvent): string {
    const row = rowOfEvent(event);
    const detail = (event.detail ?? {}) as Readonly<Record<string, unknown>>;
    const parts = (row?.identity ?? ["id"]).map((part) => {
        switch (part) {
            case "arn":
                return arnOf(event).toLowerCase();
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
function names(text: string, event: BusEvent): boolean {
    const name = arnOf(event).split("/").slice(1).join("/").replace(/\/1$/, "");
    return new RegExp(`(?<![\\w-])${name.replace(/[^\w-]/g, "\\$&")}(?![\\w-])`, "i").test(text);
}

function silentIn({ done, messages, changes }: Day, withTopic: readonly string[]): BrokenPromise[] {
    const wordless = functionsWithoutMessages({ done, messages }, withTopic);
    // A repeat of what was ignored. If the process died after that, only other events of the status show that the function ignores it.
    const ignored = new Set(done.filter(({ outcome }) => outcome === "ignored").map(statusFor));
    return done
        .filter((each) => each.outcome === "handled" || (each.outcome === "duplicate" && !ignored.has(statusFor(each))))
        .filter((each) => !wordless.has(each.function))
        .filter(({ function: name, event }) => {
            const change = changes.get(event.id);
            return !messages.some(
                ({ from, event: of, text }) =>
                    (from === name && of !== undefined && changes.get(of) === change) || (from === undefined && names(text, event)),
            );
        })
        .map(({ function: name, outcome, event }) => ({
            promise: "silent" as const,
            subject: name,
            reason: `An event counts as ${outcome}, and no message was sent: ${event.id}, ${String(event["detail-type"])}`,
        }));
}

/** A function, and the kind and status of an event. */
function statusFor({ function: name, event }: Done): string {
    return JSON.stringify([name, event["detail-type"], statusOf(event)]);
}

/** "" where an event has none. */
function statusOf(event: BusEvent): string {
    const field = rowOfEvent(event)?.statusField;
    const detail = event.detail as Readonly<Record<string, unknown>> | null;
    return field === undefined ? "" : String(detail?.[field] ?? "");
}

/** Functions that know no topic, and whose handlers write no messages at all: nothing can be said of them. */
function functionsWithoutMessages({ done, messages }: Pick<Day, "done" | "messages">, withTopic: readonly string[]): ReadonlySet<string> {
    const handled = done.filter(({ outcome }) => outcome === "handled");
    const all = new Set(handled.map((each) => each.function).filter((name) => !withTopic.includes(name)));
    const speaking = handled.filter(({ function: name, event }) =>
        messages.some(({ from, event: of, text }) => (from === name && of === event.id) || (from === undefined && names(text, event))),
    );
    speaking.forEach((each) => all.delete(each.function));
    // If no function ever sends anything, then that is the bug.
    return messages.length === 0 ? new Set() : all;
}

function forgottenIn({ done, missed, messages }: Day): BrokenPromise[] {
    const resources = [...new Map([...done, ...missed].map(({ event }) => [arnOf(event).toLowerCase(), event])).values()];
    return messages
        .filter(({ queue, removed }) => queue !== undefined && removed === true)
        .flatMap(({ queue, text, atMs }): BrokenPromise[] => {
            const about = resources.filter((event) => names(text, event));
            const isSent = about.every((event) =>
                messages.some((other) => other.queue === undefined && other.atMs >= atMs && names(other.text, event)),
            );
            const reason = "A message was taken out of the queue, and nothing that was sent afterwards names its resource";
            return isSent ? [] : [{ promise: "forgotten", subject: queue!, reason }];
        });
}

/** An invocation may take that long, and note the time of its end. */
const LONGEST_INVOCATION_MS = 15 * 60_000;

function twiceIn({ done, changes, repeatable, denied }: Day, faults: Simulation["faults"]): BrokenPromise[] {
    const seen = new Map<string, number>();
    const tableFails = (atMs: number) =>
        faults.some(
            ({ fault, fromMs = 0, toMs = Infinity }) =>
                fault === "table" && fromMs - LONGEST_INVOCATION_MS <= atMs && atMs <= toMs + LONGEST_INVOCATION_MS,
        );
    return done.flatMap(({ function: name, event, outcome, atMs }): BrokenPromise[] => {
        const change = changes.get(event.id) ?? "";
        if (outcome !== "handled" || repeatable.has(change) || denied.has(name)) {
            return [];
        }
        const key = JSON.stringify([name, change]);
        const beforeMs = seen.get(key);
        seen.set(key, atMs);
        const isRepeat = beforeMs !== undefined && !tableFails(beforeMs) && !tableFails(atMs);
        return isRepeat ? [{ promise: "twice", subject: name, reason: `A status was handled twice: ${event.id}` }] : [];
    });
}

/** Lambda and EventBridge keep an event that they try again for an hour. */
const TRIED_MS = 45 * 60_000;

/** What AWS tries again, or the ledger or a handler takes care of, and a deployment in the right order. Two of these take no more tries than there are. */
const SOFT_NETS: readonly string[] = ["retry", "ledger", "handler", "order"];

function queuedIn(facts: readonly Fact[], faults: Simulation["faults"]): BrokenPromise[] {
    const names = [...new Set(faults.map(({ fault }) => fault))];
    const isSoft = ({ fault, times, fromMs = 0, toMs = Infinity }: (typeof faults)[number]) =>
        SOFT_NETS.includes(faultRow(fault).net) && (times !== undefined || toMs - fromMs <= TRIED_MS);
    // A scheduled run that failed is made up for by the next one.
    const sent = new Set(facts.flatMap((fact) => (fact.what === "event" && fact.event.source === "aws.sagemaker" ? [fact.event.id] : [])));
    const count = facts.filter((fact) => fact.what === "queued" && sent.has(fact.message.deadLetter?.event ?? "")).length;
    if (names.length === 0 || names.length > 2 || !faults.every(isSoft) || count === 0) {
        return [];
    }
    return [
        { promise: "queued", subject: names.join(), reason: `Events ended in a queue, although something takes care of them before that: ${count}` },
    ];
}

/** What the reconciler found, and how long after it should have come. */
function foundIn({ done, missed }: Day): { subject: string; afterMs: number }[] {
    return done.flatMap(({ function: name, event, atMs, outcome }) => {
        if (event["jobstatus-origin"] !== "reconciler" || outcome === "duplicate") {
            return [];
        }
        const change = changeOf(event);
        const cause = missed.findLast((each) => each.function === name && each.atMs <= atMs && changeOf(each.event) === change);
        return cause === undefined ? [] : [{ subject: name, afterMs: atMs - cause.atMs }];
    });
}
