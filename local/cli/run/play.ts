import { type Fault, LocalAws, type LocalAwsResults } from "../../aws";
import { VirtualClock } from "../../clock";
import { judged, type Program, programOf } from "../../console/program";
import { recordingOf } from "../../console/recording";
import type { PolicyConfig } from "../../engine";
import type { Scenario } from "../../sageMaker/scenario";
import { faultsOf } from "../../simulate/report";
import { MisuseError } from "../shared/errors";
import { judge } from "../shared/judge";
import { isSettled } from "../shared/judgement";
import type { ProgramChoice } from "../shared/programOptions";
import { newestTime, type SourcedEvent } from "../shared/readEvents";
import { runPhases } from "../shared/runPhases";
import { withoutName } from "./readFaults";
import type { DescribedResource } from "./readResources";
import { movedToNow, needsReconciler } from "./reconcilable";
import type { FindingReport, RunReport } from "./report";
import { type Played, runReport } from "./runReport";

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

/** Runs the program as preview and as update, judges both with the pack, and plays the events through what the update registered. */
export async function playEvents(given: PlayOptions): Promise<RunReport> {
    const options = { ...given, events: given.events.map(withId) };
    const { pack, onProgress, stack, started } = options;
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
    return runReport({ graph: update, ...(await play(program, options)), policyFindings, stack, started });
}

/** EventBridge gives an id to every event. Messages are found by it, so an event that was written without one gets one as well. */
const withId = ({ name, event }: SourcedEvent, index: number): SourcedEvent => ({
    name,
    event: "id" in event ? event : { ...event, id: `event-${index + 1}` },
});

/** Ticks in which a reconciler finds what was lost, and reports what is in a queue. */
const RECONCILED_WITHIN = 2;

async function play(program: Program, options: PlayOptions): Promise<Played> {
    const { scenario, faults, seed, onProgress } = options;
    const clock = new VirtualClock(scenario?.startMs ?? newestTime(options.events));
    const startMs = clock.now();
    const aws = await LocalAws.create({ graph: program.graph, clock, seed, onProgress });
    try {
        if (needsReconciler(faults)) {
            onProgress("Waiting for the first scheduled runs");
            await aws.runSchedules(1);
        }
        const { events, resources } = timed(options, clock.now());
        for (const fault of faults) {
            injectOrExplain(aws, fault);
        }
        for (const { what, atMs } of resources) {
            const put = () => aws.sageMaker.put(what.kind, what.record, what.log);
            if (atMs === clock.now()) {
                put();
            } else {
                clock.schedule(atMs, put);
            }
        }
        for (const { what, atMs } of events) {
            clock.schedule(atMs, () => {
                onProgress(`Playing ${what.name}`);
                aws.sendEvent(what.event);
            });
        }
        if (scenario !== undefined) {
            onProgress("Playing the scenario");
            aws.playScenario(scenario);
        }
        await clock.run();
        let results = aws.results();
        if (mayBeMadeGood(aws, results, faults)) {
            onProgress("Waiting for the next scheduled runs");
            await aws.runSchedules(RECONCILED_WITHIN);
            results = aws.results();
        }
        return {
            events: events.map(({ what }) => what),
            facts: aws.facts(),
            results,
            startMs,
            faults: faultsOf({ facts: aws.facts(), results, faults }, startMs),
            recording: recordingOf(program, aws, { seed, nowMs: clock.now() }),
        };
    } finally {
        await aws.close();
    }
}

/** When each event comes. Where a reconciler has to find events, they are of this time. */
function timed({ events, resources, faults }: PlayOptions, nowMs: number) {
    const coming = events.map((what, index) => ({ what, atMs: nowMs + comesAfterMs(index, events.length) }));
    return needsReconciler(faults)
        ? movedToNow(coming, resources, nowMs)
        : { events: coming, resources: resources.map((what) => ({ what, atMs: nowMs })) };
}

/** Whether a reconciler may still find what never came, or report what is in a queue whose alarm had gone off before. */
const mayBeMadeGood = (aws: LocalAws, { lost }: LocalAwsResults, faults: readonly Fault[]): boolean =>
    aws.sageMaker.lostEvents().length > 0 || (faults.length > 0 && (lost > 0 || aws.facts().some(({ what }) => what === "missed")));

function injectOrExplain(aws: LocalAws, fault: Fault): void {
    try {
        aws.inject(fault);
    } catch (error) {
        throw new MisuseError(`--fault ${fault.fault}: ${withoutName(error as Error)}`);
    }
}
