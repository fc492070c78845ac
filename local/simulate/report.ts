import { KIND_NAMES, type Kind } from "../../catalog";
import { type BusEvent, type Fact, faultRow } from "../aws";
import { rowOfEvent } from "../sageMaker/rowOfEvent";
import { receipts } from "../aws/report/messages";
import type { Recording } from "../console/protocol";
import type { Fate, FaultOfRunReport, FaultReport } from "./faultReport";
import { rescuesOf } from "./rescues";
import type { Simulation } from "./simulate";
import { transcriptOf } from "./transcript";

export interface LostReport {
    readonly event: string;
    readonly kind: Kind | null;
    readonly rule: string;
    readonly at: string;
    readonly reason: string;
    /** Names of the faults that struck the event. */
    readonly faults: readonly string[];
    /** Who received the message of an alarm on events that its function could put nowhere, within an hour before or after; null for no one. */
    readonly noticedBy: string | null;
}

/**
 * A message that no one received, and that no one learned of: no notice that names its topic came within an hour, or earlier in the same outage, after the
 * last message of the topic that someone received.
 */
export interface UnnoticedReport {
    readonly topic: string;
    readonly subject: string | null;
    readonly at: string;
}

/** What `jobstatus simulate --json` writes. The same options and seed give the same bytes. */
export interface SimulationReport {
    readonly program: string;
    readonly stack: string;
    readonly seed: number;
    readonly hours: number;
    /** Events that SageMaker sent or should have sent, repeats included. */
    readonly events: number;
    /** Of each kind that a rule matches. */
    readonly kinds: readonly { readonly kind: Kind; readonly fates: Readonly<Partial<Record<Fate, number>>> }[];
    readonly fates: Readonly<Partial<Record<Fate, number>>>;
    readonly faults: readonly FaultReport[];
    /** Messages of handlers that topics took, how many of them no one received, and those of these that no one learned of. */
    readonly messages: { readonly sent: number; readonly unreceived: number; readonly unnoticed: readonly UnnoticedReport[] };
    readonly alarms: { readonly wentOff: number; readonly notices: number };
    readonly lost: readonly LostReport[];
    /** What the local AWS does not model, and what AWS would have refused. */
    readonly findings: readonly { readonly kind: string; readonly subject: string; readonly message: string }[];
    readonly transcript: readonly string[];
    /** What `jobstatus console --from` shows. */
    readonly recording?: Recording;
}

/** By then the reconciler has looked at the subscriptions several times. */
const NOTICED_WITHIN_MS = 3_600_000;

const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());

/** What came of each fault of a run that began at `startMs`, when an alarm that was just created may have gone off, whatever the faults. */
export function faultsOf(happened: Pick<Simulation, "facts" | "results" | "faults">, startMs: number): FaultOfRunReport[] {
    const notices = noticesOf(happened.facts).filter(({ atMs }) => atMs > startMs);
    const reports = faultReports(happened, fatesOf(happened.facts, happened.results), notices);
    return reports.map((report, number) => ({ ...report, scheduled: scheduledStruckBy(number, happened.facts) }));
}

/** Names of functions that a fault struck when a schedule ran them, and that did not succeed. */
function scheduledStruckBy(number: number, facts: readonly Fact[]): string[] {
    const struck = new Set(strikesIn(facts).flatMap((each) => (each.number === number && each.event !== undefined ? [each.event] : [])));
    const succeeded = new Set(facts.flatMap((fact) => (fact.what === "invocation" && fact.invocation.ok ? [fact.of] : [])));
    const names = facts.flatMap((fact, of) => {
        const isStruck = fact.what === "delivery" && fact.rule.schedule !== undefined && struck.has(fact.event.id) && !succeeded.has(of);
        return isStruck ? [fact.target.arn.split(":")[6] ?? fact.target.arn] : [];
    });
    return [...new Set(names)].sort();
}

function faultReports({ facts, faults }: Pick<Simulation, "facts" | "faults">, fates: readonly FateOf[], notices: readonly Notice[]): FaultReport[] {
    const struck = strikesIn(facts);
    return faults.map((fault, number): FaultReport => {
        const mine = struck.filter((each) => each.number === number);
        const first = mine[0]?.atMs;
        const events = new Set(mine.flatMap(({ event }) => event ?? []));
        const notice = first === undefined ? undefined : notices.find(({ atMs }) => atMs >= first);
        const { fault: name, resource = null, fromMs, toMs, ...members } = fault;
        return {
            fault: name,
            resource,
            members: Object.fromEntries(Object.entries(members).map(([key, value]) => [key, value as string | number])),
            from: iso(fromMs),
            to: iso(toMs),
            struck: mine.length,
            firstStruck: iso(first),
            refusedBy: faultRow(name).refusedBy ?? null,
            events: countsOf(fates.filter(({ event }) => events.has(event)).map(({ fate }) => fate)),
            informed:
                notice === undefined
                    ? null
                    : { who: notice.who, alarm: notice.alarm, at: iso(notice.atMs)!, afterSeconds: (notice.atMs - first!) / 1000 },
        };
    });
}

const strikesIn = (facts: readonly Fact[]) => facts.flatMap((fact) => (fact.what === "struck" ? [fact] : []));

/** Works the report out of what happened. */
export function reportOf(simulation: Simulation, about: Pick<SimulationReport, "program" | "stack" | "seed" | "hours">): SimulationReport {
    const { facts, results, recording } = simulation;
    const fates = fatesOf(facts, results);
    const notices = noticesOf(facts);
    const struck = strikesIn(facts);
    const byEvent = (event: string) => [...new Set(struck.filter((each) => each.event === event).map(({ fault }) => fault))];
    const matchedKinds = KIND_NAMES.filter((kind) => fates.some((each) => each.kind === kind));
    return {
        ...about,
        events: facts.filter((fact) => fact.what === "event" && fact.event.source === "aws.sagemaker").length + neverSent(facts),
        kinds: matchedKinds.map((kind) => ({ kind, fates: countsOf(fates.filter((each) => each.kind === kind).map(({ fate }) => fate)) })),
        fates: countsOf(fates.map(({ fate }) => fate)),
        faults: faultReports(simulation, fates, notices),
        messages: {
            sent: results.notifications.length,
            unreceived: results.notifications.filter(({ delivered }) => delivered.length === 0).length,
            unnoticed: unnoticedOf(results, notices),
        },
        alarms: { wentOff: results.alarms.filter(({ history }) => history.some(({ to }) => to === "ALARM")).length, notices: notices.length },
        lost: fates
            .filter(({ fate }) => fate === "lost")
            .map(({ event, kind, rule, atMs, reason }) => {
                return { event, kind, rule, at: iso(atMs)!, reason, faults: byEvent(event), noticedBy: noticedBy({ atMs, reason }, notices) };
            }),
        findings: results.findings.filter(({ kind }) => kind !== "undelivered").map(({ kind, subject, message }) => ({ kind, subject, message })),
        transcript: transcriptOf(facts),
        ...(recording && { recording }),
    };
}

interface FateOf {
    readonly event: string;
    readonly kind: Kind | null;
    readonly rule: string;
    readonly atMs: number;
    readonly fate: Fate;
    readonly reason: string;
}

/** What became of every event that a rule matches, of those that never came as well. */
function fatesOf(facts: readonly Fact[], { events, deliveries }: Simulation["results"]): FateOf[] {
    const rescues = rescuesOf(facts);
    const came = deliveries.flatMap(({ outcome, reason = "", rule, targetArn, eventIndex }): FateOf[] => {
        const { atMs, event: sent } = events[eventIndex]!;
        const event = sent as BusEvent;
        // A rule with a schedule is no matter of SageMaker's events.
        if (event.source !== "aws.sagemaker") {
            return [];
        }
        return [{ event: event.id, kind: kindOf(event), rule, atMs, fate: rescues.fateOf(outcome, targetArn, event, atMs), reason }];
    });
    const missed = facts.flatMap((fact): FateOf[] => {
        if (fact.what !== "missed") {
            return [];
        }
        const { event, rule, atMs, reason } = fact;
        return rule.targets.map(({ arn }) => ({
            event: event.id,
            kind: kindOf(event),
            rule: rule.name,
            atMs,
            fate: rescues.fateOf("lost", arn, event, atMs),
            reason: `It never came to the target: ${reason}`,
        }));
    });
    return [...came, ...missed].sort((a, b) => a.atMs - b.atMs);
}

const neverSent = (facts: readonly Fact[]) =>
    new Set(facts.flatMap((fact) => (fact.what === "missed" && fact.reason.startsWith("SageMaker") ? [fact.event.id] : []))).size;

const kindOf = (event: object): Kind | null => rowOfEvent(event)?.kind ?? null;

interface Notice {
    readonly who: string;
    readonly alarm: string;
    readonly atMs: number;
    readonly text: string;
}

function unnoticedOf({ notifications, otherMessages }: Simulation["results"], notices: readonly Notice[]): UnnoticedReport[] {
    const receivedAt = new Map<string, number>();
    return [...notifications, ...otherMessages]
        .sort((a, b) => a.atMs - b.atMs)
        .flatMap(({ kind, topic, subject = null, atMs, delivered }) => {
            if (delivered.length > 0) {
                receivedAt.set(topic, atMs);
            }
            const fromMs = receivedAt.get(topic) ?? 0;
            const isNoticed = notices.some(
                (notice) => notice.atMs >= fromMs && notice.atMs <= atMs + NOTICED_WITHIN_MS && notice.text.includes(topic),
            );
            return kind !== "notification" || delivered.length > 0 || isNoticed ? [] : [{ topic, subject, at: iso(atMs)! }];
        });
}

/** Whom an alarm on what a function dropped notified. */
function noticedBy({ atMs, reason }: Pick<FateOf, "atMs" | "reason">, notices: readonly Notice[]): string | null {
    const name = /^Function "([^"]+)"/.exec(reason)?.[1];
    const isOfDrop = ({ text }: Notice) => text.includes(`"${name}"`) && /AsyncEventsDropped|DestinationDeliveryFailures/.test(text);
    return notices.find((notice) => isOfDrop(notice) && Math.abs(notice.atMs - atMs) <= NOTICED_WITHIN_MS)?.who ?? null;
}

/** Messages of alarms, and of what runs on a schedule, that someone received. */
function noticesOf(facts: readonly Fact[]): Notice[] {
    const scheduled = new Set(
        facts.flatMap((fact) => (fact.what === "delivery" && fact.rule.schedule !== undefined ? [fact.target.arn.split(":")[6]] : [])),
    );
    return [...receipts(facts)].flatMap(({ message, who, atMs }) => {
        const published = facts[message];
        if (published?.what !== "published" || (published.message.kind !== "alarm" && !scheduled.has(published.message.from))) {
            return [];
        }
        return [{ who, alarm: published.message.from.split(":").at(-1)!, atMs, text: published.message.message }];
    });
}

const FATES: readonly Fate[] = ["handled", "duplicate", "ignored", "not played", "dead-lettered", "reconciled", "overtaken", "lost"];

function countsOf(fates: readonly Fate[]): Partial<Record<Fate, number>> {
    const counts = FATES.map((fate) => [fate, fates.filter((each) => each === fate).length] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
