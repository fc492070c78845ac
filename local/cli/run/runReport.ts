import { EVENT_SOURCE, KIND_NAMES, type Kind } from "../../../catalog";
import type { BusEvent, DeadLetterResult, DeliveryResult, EventResult, Fact, LocalAwsResults } from "../../aws";
import type { Recording } from "../../console/protocol";
import type { Graph } from "../../engine";
import { rowOfEvent, statusInEvent } from "../../sageMaker/rowOfEvent";
import type { FaultOfRunReport } from "../../simulate/faultReport";
import type { SourcedEvent } from "../shared/readEvents";
import { type MadeGood, madeGoodIn, missedIn } from "./neverCame";
import { reconciledIn, wasOnAtStartOnly } from "./reconciled";
import type {
    DeadLetterReport,
    DeliveryReport,
    EventReport,
    FailureReport,
    FindingReport,
    KindReport,
    MissedReport,
    NeverCameReport,
    RunReport,
} from "./report";

/** Worst first. */
const SEVERITY: readonly DeliveryReport["outcome"][] = [
    "lost",
    "dead-lettered",
    "not played",
    "reconciled",
    "overtaken",
    "handled",
    "duplicate",
    "ignored",
];

/** What came of the events of a run. */
export interface Played {
    /** Those that were given, as they were played. */
    readonly events: readonly SourcedEvent[];
    readonly facts: readonly Fact[];
    readonly results: LocalAwsResults;
    readonly startMs: number;
    readonly faults: readonly FaultOfRunReport[];
    readonly recording: Recording;
}

interface RunOutcome extends Played {
    readonly graph: Graph;
    readonly stack: string;
    /** `performance.now()` when the command started. */
    readonly started: number;
    readonly policyFindings: readonly FindingReport[] | undefined;
}

/** Works the report out of what happened. */
export function runReport({ graph, stack, started, results, startMs, faults, recording, policyFindings, ...played }: RunOutcome): RunReport {
    const all = playedEvents({ ...played, results });
    const came = all.filter(({ hasCome }) => hasCome);
    const ways = all.flatMap(({ report: { deliveries, missed = [] } }) => [...deliveries, ...missed]);
    const count = (fits: (finding: FindingReport) => boolean) => policyFindings?.filter(fits).length ?? 0;
    return {
        program: graph.project,
        stack,
        region: graph.region,
        kinds: KIND_NAMES.flatMap((kind): KindReport[] => {
            const ofKind = came.filter((event) => event.kind === kind).map(({ report }) => report);
            return ofKind.length === 0 ? [] : [{ kind, rule: ofKind.flatMap(({ matched }) => matched)[0] ?? null, events: ofKind }];
        }),
        others: came.filter(({ kind }) => kind === null).map(({ report, detailType }) => ({ ...report, detailType })),
        neverCame: all
            .filter(({ hasCome }) => !hasCome)
            .map(({ kind, detailType, report: { deliveries: _, ...report } }): NeverCameReport => ({ kind, detailType, missed: [], ...report })),
        unmatched: all
            .filter(({ report: { outcome } }) => outcome === "unmatched")
            .map(({ kind, detailType, report: { id, name, status } }) => ({ id, name, kind, detailType, status })),
        notifications: results.notifications.flatMap(({ topic, subject, message, event, delivered }) =>
            delivered.map(({ who }) => ({ topic, subscriber: who, subject: subject ?? null, message, event: event ?? null })),
        ),
        channels: results.posts.map(({ form = null, function: name, event, title, body, problems }) => {
            return { channel: form, function: name, event, title, body, problems };
        }),
        stops: results.stops.map(({ kind, name, arn, by, atMs, outcome, reason }) => {
            return { kind, name, resource: arn, by, at: new Date(atMs).toISOString(), outcome, ...(reason === undefined ? {} : { reason }) };
        }),
        deadLetters: results.deadLetters.map((letter) => ({
            queue: letter.queue,
            event: letter.event,
            reason: letter.reason,
            kept: placeOf(letter),
        })),
        failures: failuresIn(results),
        faults,
        alarms: byName(results.alarms, ({ name }) => name).map((alarm) => {
            const { name, state, sinceMs, notified } = alarm;
            const since = new Date(sinceMs).toISOString();
            return { name, state, since, notified: notified.map(({ who }) => who), atStartOnly: wasOnAtStartOnly(alarm, startMs) };
        }),
        reconciler: reconciledIn(results),
        packages: byName(results.packages, ({ function: name }) => name).map(({ files: _files, ...known }) => known),
        policies:
            policyFindings === undefined
                ? null
                : {
                      mandatory: count(({ level, undecided }) => level === "mandatory" && !undecided),
                      advisory: count(({ level, undecided }) => level === "advisory" && !undecided),
                      undecided: count(({ undecided }) => undecided),
                  },
        policyFindings: policyFindings ?? [],
        findings: results.findings.map(({ kind, subject, message }) => ({ kind, subject, message })),
        lost: ways.filter(({ outcome }) => outcome === "lost").length,
        resources: graph.resources.length,
        durationMs: Math.round(performance.now() - started),
        recording,
    };
}

/** EventBridge says in its messages to a dead-letter queue by which rule the event came. What Lambda gave up on has no rule. */
const placeOf = ({ attributes }: DeadLetterResult): DeadLetterReport["kept"] => ("RULE_ARN" in attributes ? "dead-letter queue" : "failure queue");

/** Errors of Lambda's runtime that say that a function can't start at all: no event will ever get to its handler. */
const CANNOT_RUN = /^Runtime\.(ImportModuleError|UserCodeSyntaxError|HandlerNotFound|MalformedHandlerName|Unknown)$/;

const MOST_LOG_LINES = 10;

/** The last error of each function and event that no later invocation made good. */
function failuresIn({ invocations }: LocalAwsResults): FailureReport[] {
    const open = new Map<string, FailureReport>();
    for (const { function: name, event, error, logs } of invocations) {
        const key = JSON.stringify([name, event]);
        if (error === undefined) {
            open.delete(key);
        } else {
            const { errorType, errorMessage } = error;
            open.set(key, {
                function: name,
                event,
                error: errorType,
                message: errorMessage,
                logs: logs.slice(-MOST_LOG_LINES),
                starts: !CANNOT_RUN.test(errorType),
            });
        }
    }
    return [...open.values()];
}

/** The program registers its resources in an order that changes from run to run; a report has none of that. */
function byName<T>(values: readonly T[], nameOf: (value: T) => string): T[] {
    return [...values].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The events that were given, and those that the local SageMaker sent meanwhile or should have sent, in the order in which they came. */
function playedEvents({ events, facts, results }: Pick<Played, "events" | "facts" | "results">): PlayedEvent[] {
    const names = new Map<unknown, string>(events.map(({ name, event }) => [event, name]));
    const madeGood = madeGoodIn(facts);
    const missed = missedIn(facts, madeGood);
    const places = new Map(results.deadLetters.map((letter) => [JSON.stringify([letter.queue, letter.event]), placeOf(letter)]));
    const deliveries = new Map<number, DeliveryReport[]>();
    for (const delivery of results.deliveries) {
        const ofEvent = deliveries.get(delivery.eventIndex) ?? [];
        const { event, atMs } = results.events[delivery.eventIndex]!;
        ofEvent.push(deliveryReport(delivery, places, madeGood.of(delivery.outcome, delivery.targetArn, event as BusEvent, atMs)));
        deliveries.set(delivery.eventIndex, ofEvent);
    }
    const onBus = results.events.flatMap((result, index) => {
        const event = result.event as BusEvent;
        const ways = { deliveries: deliveries.get(index) ?? [], missed: missed.get(index) ?? [] };
        const isLost = [...ways.deliveries, ...ways.missed].some(({ outcome }) => outcome === "lost");
        // What else functions and AWS itself send, such as records of destinations, is listed only if it is lost.
        const name = names.get(event) ?? (result.source === EVENT_SOURCE ? nameOfSent(event) : isLost ? `from ${result.source}` : undefined);
        return name === undefined ? [] : [playedEvent(name, result, ways)];
    });
    const seen = new Set<unknown>(results.events.flatMap(({ id, event }) => [id, event]));
    const given = events.map(({ event }) => event as BusEvent).filter((event) => !seen.has(event.id));
    const neverSent = new Set([...given, ...missed.keys()].filter((event): event is BusEvent => typeof event === "object" && !seen.has(event)));
    const never = [...neverSent].map((event) =>
        playedEvent(
            names.get(event) ?? nameOfSent(event),
            { id: event.id, event, matched: [], passed: [] },
            { deliveries: [], missed: missed.get(event) ?? [] },
            false,
        ),
    );
    return [...onBus, ...never];
}

/** What a person calls an event of the local SageMaker: its resource, and how far it is where the status does not say. */
function nameOfSent(event: object): string {
    const { resources, detail } = event as { resources: string[]; detail: Record<string, unknown> };
    const name = resources[0]!
        .split(":")
        .slice(5)
        .join(":")
        .replace(/^[^/]*\//, "");
    const { SecondaryStatus: secondary } = detail;
    return secondary === undefined || secondary === detail.TrainingJobStatus ? name : `${name} ${String(secondary)}`;
}

interface PlayedEvent {
    readonly kind: Kind | null;
    readonly detailType: string | null;
    /** False for one that no target of a rule got because it, or its rule, was not there. */
    readonly hasCome: boolean;
    readonly report: EventReport;
}

function playedEvent(
    name: string,
    { id, event, matched, passed }: Pick<EventResult, "id" | "event" | "matched" | "passed">,
    { deliveries, missed }: { readonly deliveries: readonly DeliveryReport[]; readonly missed: readonly MissedReport[] },
    isOnBus = true,
): PlayedEvent {
    const { "detail-type": detailType } = event as { "detail-type"?: unknown };
    const status = statusInEvent(event);
    return {
        kind: rowOfEvent(event)?.kind ?? null,
        detailType: typeof detailType === "string" ? detailType : null,
        hasCome: isOnBus && (deliveries.length > 0 || missed.length === 0),
        report: {
            id: typeof id === "string" ? id : "",
            name,
            status: typeof status === "string" ? status : null,
            matched,
            ...(passed.length === 0 ? {} : { passed }),
            ...(missed.length === 0 ? {} : { missed }),
            deliveries,
            outcome: SEVERITY.find((outcome) => [...deliveries, ...missed].some((way) => way.outcome === outcome)) ?? "unmatched",
        },
    };
}

function deliveryReport(
    delivery: DeliveryResult,
    places: ReadonlyMap<string, DeadLetterReport["kept"]>,
    madeGood: ReturnType<MadeGood["of"]>,
): DeliveryReport {
    const { event, rule, target, invocations, reason, deadLetterQueue } = delivery;
    const kept = places.get(JSON.stringify([deadLetterQueue, event]));
    return {
        rule,
        target,
        invocations,
        ...madeGood,
        ...(reason === undefined ? {} : { reason }),
        ...(deadLetterQueue === undefined ? {} : { deadLetterQueue }),
        ...(kept === undefined ? {} : { kept }),
    };
}
