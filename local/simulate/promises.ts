import { type Fact, type FaultName, faultRow } from "../aws";
import { changeOf, type Day, names, readDay } from "./readDay";
import { arnOf } from "./rescues";
import type { SimulationReport } from "./report";
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

/** An event is tried for an hour, and two ticks and a retry follow: so long the reconciler looks at the queue before it hands over what was claimed. */
const LATEST_LOOK_MS = 95 * 60_000;

const LEAVE_NO_QUEUE: readonly FaultName[] = ["denyDestination", "removeInvokeConfig"];

/**
 * What can't be held against the program: the fault has the event's queue keep messages for less than the hour in which someone looks; or SageMaker's own
 * event came, its function claimed it and then failed, no queue could take it, a queue had other messages, and an alarm notified someone of the loss. The
 * reconciler can't see which events a queue has.
 */
function isExcused(
    { failed }: Day,
    { at, reason, faults: struck, noticedBy }: SimulationReport["lost"][number],
    faults: Simulation["faults"],
): boolean {
    const atMs = Date.parse(at);
    const isClaimed = faults.some(({ fault, afterCall }) => LEAVE_NO_QUEUE.includes(fault) && struck.includes(fault) && Number(afterCall) > 0);
    const isQueueUsed = failed.some(({ fromMs, toMs }) => toMs >= atMs && fromMs <= atMs + LATEST_LOOK_MS);
    return (/ expired at /.test(reason) && struck.includes("expireMessages")) || (isClaimed && isQueueUsed && noticedBy !== null);
}

/**
 * Whether an event never came, or its function failed on it, no queue could take it, and an alarm notified someone; and its resource was deleted before the
 * reconciler's second look: SageMaker lists no deleted resources.
 */
function isDeletedFrom({ missed, came, deleted }: Day, { event: id, faults: struck, noticedBy }: SimulationReport["lost"][number]): boolean {
    const hadNoQueue = noticedBy !== null && LEAVE_NO_QUEUE.some((fault) => struck.includes(fault));
    return [...missed, ...(hadNoQueue ? came : [])].some(({ event, atMs }) => {
        const isOfIt = (each: Day["deleted"][number]) =>
            arnOf(each.event) === arnOf(event) && each.atMs >= atMs && each.atMs <= atMs + LATEST_FOUND_MS;
        return event.id === id && deleted.some(isOfIt);
    });
}

/** Whether the function that gave up an event had sent a message about it, and died after that. */
const isTold = ({ messages }: Day, { event: id, reason }: SimulationReport["lost"][number]) =>
    messages.some(({ event, from }) => event === id && from !== undefined && reason.startsWith(`Function "${from}" gave up `));

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
            .filter((each) => !isTold(day, each) && !isExcused(day, each, faults) && !isDeletedFrom(day, each))
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

/** Of a duplicate: what the ledger has of the status. */
const REPEATS_IGNORED = /^this status was ignored /;

function silentIn({ done, messages, changes }: Day, withTopic: readonly string[]): BrokenPromise[] {
    const wordless = functionsWithoutMessages({ done, messages }, withTopic);
    return done
        .filter(({ outcome, reason }) => outcome === "handled" || (outcome === "duplicate" && !REPEATS_IGNORED.test(reason)))
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
    const resources = [...new Map([...done, ...missed].map(({ event }) => [arnOf(event), event])).values()];
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
