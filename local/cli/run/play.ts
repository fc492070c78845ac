import { EVENT_SOURCE, KIND_NAMES, KINDS, type Kind, type KindRow } from "../../../catalog";
import { type DeliveryResult, LocalAws, type LocalAwsResults } from "../../aws";
import { VirtualClock } from "../../clock";
import { type Graph, runProgram } from "../../engine";
import type { Scenario } from "../../sageMaker/scenario";
import { isSettled, judge } from "../shared/judge";
import type { ProgramChoice } from "../shared/programOptions";
import type { SourcedEvent } from "../shared/readEvents";
import type { DescribedResource } from "./readResources";
import type { DeliveryReport, EventReport, FindingReport, KindReport, RunReport } from "./report";

export interface PlayOptions extends ProgramChoice {
    /** Folder of the policy pack. */
    readonly pack: string;
    readonly events: readonly SourcedEvent[];
    /** What Describe answers where the events do not say. */
    readonly resources: readonly DescribedResource[];
    /** What happens in SageMaker meanwhile. */
    readonly scenario: Scenario | undefined;
    readonly seed: number;
    /** `performance.now()` when the command started. */
    readonly started: number;
    readonly onProgress: (message: string) => void;
}

/** Events come one second apart, in the order in which they were given: what is played is their order, not the days between them. */
const MILLISECONDS_BETWEEN_EVENTS = 1000;

/** Worst first. */
const SEVERITY: readonly DeliveryReport["outcome"][] = ["lost", "dead-lettered", "handled", "duplicate", "ignored"];

/**
 * Runs the program as preview and as update, judges both with the pack, and plays the events through what the update registered.
 * A mandatory finding ends the run before anything is played, as it would end `pulumi up`.
 */
export async function playEvents(options: PlayOptions): Promise<RunReport> {
    const { program, stack, config, onProgress } = options;
    onProgress("Running the program");
    const run = (mode: "preview" | "update") => runProgram({ program, stack, config, mode });
    const [preview, update] = await Promise.all([run("preview"), run("update")]);
    onProgress("Judging it with the policy pack");
    const { findings } = await judge(options.pack, [preview.graph, update.graph]);
    const told = findings.filter((finding) => !isSettled(finding));
    const policyFindings = told.map(({ policy, level, resource, message, undecided, phases }): FindingReport => {
        return { policy, level, resource, message, undecided, phase: phases[0] ?? "preview" };
    });
    const refused = policyFindings.some(({ level }) => level === "mandatory");
    const results = refused ? undefined : await play(update.graph, options);
    return report(update.graph, results, policyFindings, options);
}

async function play(graph: Graph, { events, resources, scenario, seed, onProgress }: PlayOptions): Promise<LocalAwsResults> {
    const clock = new VirtualClock(scenario?.startMs ?? startOf(events));
    const aws = await LocalAws.create({ graph, clock, seed, onProgress });
    try {
        for (const { kind, record } of resources) {
            aws.sageMaker.put(kind, record);
        }
        events.forEach(({ name, event }, index) => {
            clock.schedule(clock.now() + index * MILLISECONDS_BETWEEN_EVENTS, () => {
                onProgress(`Playing ${name}`);
                aws.putEvent(event);
            });
        });
        if (scenario !== undefined) {
            onProgress("Playing the scenario");
            aws.playScenario(scenario);
        }
        await clock.run();
        return aws.results();
    } finally {
        await aws.close();
    }
}

/** The newest time in the events: nothing that they tell lies in the future. */
function startOf(events: readonly SourcedEvent[]): number | undefined {
    const times = events.map(({ event }) => Date.parse(String((event as { time?: unknown }).time))).filter(Number.isFinite);
    return times.length === 0 ? undefined : times.reduce((newest, time) => Math.max(newest, time));
}

function report(
    graph: Graph,
    results: LocalAwsResults | undefined,
    policyFindings: readonly FindingReport[],
    { events, stack, started }: PlayOptions,
): RunReport {
    const played = results === undefined ? [] : playedEvents(events, results);
    const count = (fits: (finding: FindingReport) => boolean) => policyFindings.filter(fits).length;
    return {
        program: graph.project,
        stack,
        region: graph.region,
        played: results !== undefined,
        kinds: KIND_NAMES.flatMap((kind): KindReport[] => {
            const ofKind = played.filter((event) => event.kind === kind).map(({ report }) => report);
            return ofKind.length === 0 ? [] : [{ kind, rule: ofKind.flatMap(({ matched }) => matched)[0] ?? null, events: ofKind }];
        }),
        unmatched: played
            .filter(({ report: { outcome } }) => outcome === "unmatched")
            .map(({ kind, detailType, report: { id, name, status } }) => ({ id, name, kind, detailType, status })),
        notifications: (results?.notifications ?? []).flatMap(({ topic, subject, message, event, delivered }) =>
            delivered.map(({ who }) => ({ topic, subscriber: who, subject: subject ?? null, message, event: event ?? null })),
        ),
        stops: (results?.stops ?? []).map(({ kind, name, arn, by, atMs, outcome, reason }) => {
            return { kind, name, resource: arn, by, at: new Date(atMs).toISOString(), outcome, ...(reason === undefined ? {} : { reason }) };
        }),
        deadLetters: (results?.deadLetters ?? []).map(({ queue, event, reason }) => ({ queue, event, reason })),
        alarms: byName(results?.alarms ?? [], ({ name }) => name).map(({ name, state, sinceMs, notified }) => {
            return { name, state, since: new Date(sinceMs).toISOString(), notified: notified.map(({ who }) => who) };
        }),
        packages: byName(results?.packages ?? [], ({ function: name }) => name).map(({ function: name, bytes, sha256 }) => ({
            function: name,
            bytes,
            sha256,
        })),
        policies: {
            mandatory: count(({ level, undecided }) => level === "mandatory" && !undecided),
            advisory: count(({ level, undecided }) => level === "advisory" && !undecided),
            undecided: count(({ undecided }) => undecided),
        },
        policyFindings,
        findings: (results?.findings ?? []).map(({ kind, subject, message }) => ({ kind, subject, message })),
        lost: results?.lost ?? 0,
        resources: graph.resources.length,
        durationMs: Math.round(performance.now() - started),
    };
}

/** The program registers its resources in an order that changes from run to run; a report has none of that. */
function byName<T>(values: readonly T[], nameOf: (value: T) => string): T[] {
    return [...values].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The events that were given, and those that the local SageMaker sent meanwhile, in the order in which they came. */
function playedEvents(given: readonly SourcedEvent[], results: LocalAwsResults): PlayedEvent[] {
    const names = new Map(given.map(({ name, event }) => [event, name]));
    const deliveries = results.events.map((): DeliveryResult[] => []);
    results.deliveries.forEach((delivery) => deliveries[delivery.eventIndex]!.push(delivery));
    return results.events.flatMap(({ event, source, matched }, index) => {
        const name = names.get(event) ?? (source === EVENT_SOURCE ? nameOfSent(event) : undefined);
        return name === undefined ? [] : [eventReport({ name, event }, matched, deliveries[index]!)];
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

function eventReport({ name, event }: SourcedEvent, matched: string[], deliveries: readonly DeliveryResult[]): PlayedEvent {
    const { id, "detail-type": detailType, detail } = event as { id?: unknown; "detail-type"?: unknown; detail?: unknown };
    const kind = KIND_NAMES.find((each) => KINDS[each].detailType === detailType) ?? null;
    const row: KindRow | undefined = kind === null ? undefined : KINDS[kind];
    const status =
        row === undefined || typeof detail !== "object" || detail === null ? undefined : (detail as Record<string, unknown>)[row.statusField];
    return {
        kind,
        detailType: typeof detailType === "string" ? detailType : null,
        report: {
            id: typeof id === "string" ? id : "",
            name,
            status: typeof status === "string" ? status : null,
            matched,
            deliveries: deliveries.map(deliveryReport),
            outcome: SEVERITY.find((outcome) => deliveries.some((delivery) => delivery.outcome === outcome)) ?? "unmatched",
        },
    };
}

function deliveryReport({ rule, target, invocations, outcome, reason, deadLetterQueue }: DeliveryResult): DeliveryReport {
    return {
        rule,
        target,
        invocations,
        outcome,
        ...(reason === undefined ? {} : { reason }),
        ...(deadLetterQueue === undefined ? {} : { deadLetterQueue }),
    };
}
