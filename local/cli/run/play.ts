import { EVENT_SOURCE, KIND_NAMES, type Kind } from "../../../catalog";
import { rowOfEvent } from "../../sageMaker/rowOfEvent";
import { type DeadLetterResult, type DeliveryResult, type EventResult, type Fault, LocalAws, type LocalAwsResults } from "../../aws";
import { VirtualClock } from "../../clock";
import type { Graph, PolicyConfig } from "../../engine";
import type { Recording } from "../../console/protocol";
import { recordingOf } from "../../console/recording";
import { judged, type Program, programOf } from "../../console/program";
import type { Scenario } from "../../sageMaker/scenario";
import type { FaultReport } from "../../simulate/faultReport";
import { faultsOf } from "../../simulate/report";
import { MisuseError } from "../shared/errors";
import { judge } from "../shared/judge";
import { isSettled } from "../shared/judgement";
import type { ProgramChoice } from "../shared/programOptions";
import { newestTime, type SourcedEvent } from "../shared/readEvents";
import { runPhases } from "../shared/runPhases";
import { withoutName } from "./readFaults";
import type { DescribedResource } from "./readResources";
import { reconciledIn, wasOnAtStartOnly } from "./reconciled";
import type { DeadLetterReport, DeliveryReport, EventReport, FailureReport, FindingReport, KindReport, RunReport } from "./report";

export interface PlayOptions extends ProgramChoice {
    /** The policy pack and the configuration of its policies; undefined: the program is not judged. */
    readonly pack: { readonly folder: string; readonly config: PolicyConfig | undefined } | undefined;
    readonly events: readonly SourcedEvent[];
    /** What Describe answers where the events do not say. */
    readonly resources: readonly DescribedResource[];
    /** What happens in SageMaker at the same time. */
    readonly scenario: Scenario | undefined;
    /** What goes wrong from the start, or between two times. */
    readonly faults: readonly Fault[];
    readonly seed: number;
    /** `performance.now()` when the command started. */
    readonly started: number;
    readonly onProgress: (message: string) => void;
}

/** Events come some seconds apart, in the order in which they were given: what is played is their order, neither the days between them nor a storm. */
const MILLISECONDS_BETWEEN_EVENTS = 15_000;

/** So long all events take at most: many come closer together. Whatever runs on a schedule would else run for weeks between them. */
const MOST_MILLISECONDS = 86_400_000;

/** Milliseconds from the start to an event of so many. */
export const comesAfterMs = (index: number, count: number): number =>
    Math.floor(index * Math.min(MILLISECONDS_BETWEEN_EVENTS, MOST_MILLISECONDS / count));

/** Worst first. */
const SEVERITY: readonly DeliveryReport["outcome"][] = ["lost", "dead-lettered", "not played", "handled", "duplicate", "ignored"];

/** Runs the program as preview and as update, judges both with the pack, and plays the events through what the update registered. */
export async function playEvents(given: PlayOptions): Promise<RunReport> {
    const options = { ...given, events: given.events.map(withId) };
    const { pack, onProgress } = options;
    onProgress("Running the program");
    const graphs = await runPhases(options, ["preview", "update"]);
    const update = graphs[1]!;
    let policyFindings: FindingReport[] | undefined;
    let program = programOf(update, "The policy pack was left out (--no-policy).");
    if (pack !== undefined) {
        onProgress("Checking it with the policy pack");
        const { findings } = await judge(pack.folder, graphs, pack.config);
        program = judged(program, findings);
        policyFindings = findings
            .filter((finding) => !isSettled(finding))
            .map(({ policy, level, resource, message, undecided, phases }) => {
                return { policy, level, resource, message, undecided, phase: phases[0] ?? "preview" };
            });
    }
    return report({ graph: update, ...(await play(program, options)), policyFindings, options });
}

/** EventBridge gives an id to every event. Messages are found by it, so an event that was written without one gets one as well. */
const withId = ({ name, event }: SourcedEvent, index: number): SourcedEvent => ({
    name,
    event: "id" in event ? event : { ...event, id: `event-${index + 1}` },
});

/** Ticks in which a reconciler finds what was lost. */
const RECONCILED_WITHIN = 2;

async function play(
    program: Program,
    { events, resources, scenario, faults, seed, onProgress }: PlayOptions,
): Promise<Pick<Outcome, "results" | "startMs" | "faults" | "recording">> {
    const clock = new VirtualClock(scenario?.startMs ?? newestTime(events));
    const startMs = clock.now();
    const aws = await LocalAws.create({ graph: program.graph, clock, seed, onProgress });
    try {
        for (const fault of faults) {
            injectOrExplain(aws, fault);
        }
        for (const { kind, record, log } of resources) {
            aws.sageMaker.put(kind, record, log);
        }
        events.forEach(({ name, event }, index) => {
            clock.schedule(startMs + comesAfterMs(index, events.length), () => {
                onProgress(`Playing ${name}`);
                aws.sendEvent(event);
            });
        });
        if (scenario !== undefined) {
            onProgress("Playing the scenario");
            aws.playScenario(scenario);
        }
        await clock.run();
        if (aws.sageMaker.lostEvents().length > 0) {
            onProgress("Waiting for the next scheduled runs");
            await aws.runSchedules(RECONCILED_WITHIN);
        }
        const results = aws.results();
        return {
            results,
            startMs,
            faults: faultsOf({ facts: aws.facts(), results, faults }, startMs),
            recording: recordingOf(program, aws, { seed, nowMs: clock.now() }),
        };
    } finally {
        await aws.close();
    }
}

function injectOrExplain(aws: LocalAws, fault: Fault): void {
    try {
        aws.inject(fault);
    } catch (error) {
        throw new MisuseError(`--fault ${fault.fault}: ${withoutName(error as Error)}`);
    }
}

interface Outcome {
    readonly graph: Graph;
    readonly results: LocalAwsResults;
    readonly startMs: number;
    readonly faults: readonly FaultReport[];
    readonly recording: Recording;
    readonly policyFindings: readonly FindingReport[] | undefined;
    readonly options: PlayOptions;
}

function report({ graph, results, startMs, faults, recording, policyFindings, options: { events, stack, started } }: Outcome): RunReport {
    const played = playedEvents(events, results);
    const count = (fits: (finding: FindingReport) => boolean) => policyFindings?.filter(fits).length ?? 0;
    return {
        program: graph.project,
        stack,
        region: graph.region,
        kinds: KIND_NAMES.flatMap((kind): KindReport[] => {
            const ofKind = played.filter((event) => event.kind === kind).map(({ report }) => report);
            return ofKind.length === 0 ? [] : [{ kind, rule: ofKind.flatMap(({ matched }) => matched)[0] ?? null, events: ofKind }];
        }),
        others: played.filter(({ kind }) => kind === null).map(({ report, detailType }) => ({ ...report, detailType })),
        unmatched: played
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
        lost: results.lost,
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

/** The events that were given, and those that the local SageMaker sent meanwhile, in the order in which they came. */
function playedEvents(given: readonly SourcedEvent[], results: LocalAwsResults): PlayedEvent[] {
    const names = new Map(given.map(({ name, event }) => [event, name]));
    const places = new Map(results.deadLetters.map((letter) => [JSON.stringify([letter.queue, letter.event]), placeOf(letter)]));
    const deliveries = new Map<number, DeliveryReport[]>();
    for (const delivery of results.deliveries) {
        const ofEvent = deliveries.get(delivery.eventIndex) ?? [];
        ofEvent.push(deliveryReport(delivery, places));
        deliveries.set(delivery.eventIndex, ofEvent);
    }
    return results.events.flatMap((result, index) => {
        const name = names.get(result.event) ?? (result.source === EVENT_SOURCE ? nameOfSent(result.event) : undefined);
        return name === undefined ? [] : [eventReport(name, result, deliveries.get(index) ?? [])];
    });
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
    readonly report: EventReport;
}

function eventReport(name: string, { id, event, matched, passed }: EventResult, deliveries: readonly DeliveryReport[]): PlayedEvent {
    const { "detail-type": detailType, detail } = event as { "detail-type"?: unknown; detail?: unknown };
    const row = rowOfEvent(event);
    const status =
        row === undefined || typeof detail !== "object" || detail === null ? undefined : (detail as Record<string, unknown>)[row.statusField];
    return {
        kind: row?.kind ?? null,
        detailType: typeof detailType === "string" ? detailType : null,
        report: {
            id: typeof id === "string" ? id : "",
            name,
            status: typeof status === "string" ? status : null,
            matched,
            ...(passed.length === 0 ? {} : { passed }),
            deliveries,
            outcome: SEVERITY.find((outcome) => deliveries.some((delivery) => delivery.outcome === outcome)) ?? "unmatched",
        },
    };
}

function deliveryReport(delivery: DeliveryResult, places: ReadonlyMap<string, DeadLetterReport["kept"]>): DeliveryReport {
    const { event, rule, target, invocations, outcome, reason, deadLetterQueue } = delivery;
    const kept = places.get(JSON.stringify([deadLetterQueue, event]));
    return {
        rule,
        target,
        invocations,
        outcome,
        ...(reason === undefined ? {} : { reason }),
        ...(deadLetterQueue === undefined ? {} : { deadLetterQueue }),
        ...(kept === undefined ? {} : { kept }),
    };
}
