import { type Fact, type Fault, FAULT_NAMES, type FaultName, faultRow, LocalAws, type LocalAwsResults } from "../aws";
import { seededRandom } from "../aws/random";
import { VirtualClock } from "../clock";
import type { Recording } from "../console/protocol";
import { recordingOf } from "../console/recording";
import { programOf } from "../console/program";
import { type Graph, resourcesOfType } from "../engine";
import { dayOf } from "./day";
import { PersonOnCall } from "./personOnCall";
import { planFaults } from "./planFaults";

/** What is simulated. */
export interface SimulationOptions {
    /** What a program registered, in mode "update". */
    readonly graph: Graph;
    /** Virtual hours in which SageMaker sends events. */
    readonly hours: number;
    /** How many status events SageMaker sends. */
    readonly events: number;
    /** Decides everything: jobs, faults, ids, jitter. */
    readonly seed: number;
    /** Names of faults, each of which is planned once; or faults as they are. @default {@link DEFAULT_FAULTS} */
    readonly faults?: readonly (FaultName | Fault)[];
    /** Whether planned faults overlap and strike everything that they can, each for half of the time. @default each at a random time, for a random resource */
    readonly together?: boolean;
    /** Where the clock starts, epoch milliseconds. @default 2026-01-01 */
    readonly startMs?: number;
    /** Whether to record what the console shows. @default false */
    readonly isRecorded?: boolean;
    /** Gets in a few words what happens next. @default none */
    readonly onProgress?: (message: string) => void;
}

/** What happened, of which reports and transcripts are made. */
export interface Simulation {
    readonly startMs: number;
    readonly endMs: number;
    readonly faults: readonly Fault[];
    readonly facts: readonly Fact[];
    readonly results: LocalAwsResults;
    /** Names of the functions that know a topic: by its ARN in their environment. */
    readonly withTopic: readonly string[];
    readonly recording?: Recording;
}

/** The faults that something takes care of, so that no event should be lost. */
export const DEFAULT_FAULTS: readonly FaultName[] = FAULT_NAMES.filter(
    (name) => faultRow(name).net !== "nothing" && faultRow(name).strikes !== "channel",
);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Time after the last event: late events come up to two hours later, and retries and two ticks of the reconciler follow. */
const AFTERWARDS_MS = 3 * HOUR_MS;

/**
 * Plays a day of SageMaker through a program while things go wrong. The same graph, options and seed give the same facts.
 *
 * @example
 * const { results } = await simulate({ graph, hours: 1, events: 30, seed: 7, faults: ["throttle", "crash"], together: true });
 */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
    const { hours, events, seed, together, startMs = Date.UTC(2026, 0, 1), onProgress = () => {} } = options;
    const clock = new VirtualClock(startMs);
    const graph = inOrder(options.graph);
    const aws = await LocalAws.create({ graph, clock, seed, onProgress });
    try {
        const random = seededRandom(seed);
        const scenario = dayOf({ hours, events, startMs }, random);
        const chosen = options.faults ?? DEFAULT_FAULTS;
        const names = chosen.filter((fault): fault is FaultName => typeof fault === "string");
        const given = chosen.filter((fault): fault is Fault => typeof fault !== "string");
        const faults = [...planFaults(names, { startMs, hours, struck: aws.struck(), ofEvents: ofEvents(aws), together }, random), ...given];
        faults.forEach((fault) => aws.inject(fault));
        aws.playScenario(scenario);
        const endMs = startMs + hours * HOUR_MS;
        new PersonOnCall(aws, graph).start(clock, endMs + AFTERWARDS_MS - HOUR_MS);
        for (let hour = 0; hour < hours; hour++) {
            clock.schedule(startMs + hour * HOUR_MS, () => onProgress(`Hour ${hour + 1} of ${hours}`), { background: true });
        }
        await clock.run(endMs + AFTERWARDS_MS);
        const happened = { startMs, endMs, faults, facts: aws.facts(), results: aws.results(), withTopic: withTopic(graph) };
        const program = programOf(graph, "The policy pack does not judge simulations.");
        return options.isRecorded === true ? { ...happened, recording: recordingOf(program, aws, { seed, nowMs: clock.now() }) } : happened;
    } finally {
        await aws.close();
    }
}

/** ARNs of the functions that are targets of rules with a pattern. */
function ofEvents(aws: LocalAws): string[] {
    const { functions, rules } = aws.inventory();
    const targets = new Set(rules.filter(({ pattern }) => pattern !== undefined).flatMap(({ targets: of }) => of.map(({ arn }) => arn)));
    return functions.map(({ arn }) => arn).filter((arn) => targets.has(arn));
}

function withTopic(graph: Graph): string[] {
    return resourcesOfType(graph, "aws:lambda/function:Function").flatMap(({ outputs }) => {
        const { variables = {} } = (outputs.environment ?? {}) as { readonly variables?: Readonly<Record<string, unknown>> };
        const isArn = (value: unknown) => typeof value === "string" && /^arn:[^:]+:sns:/.test(value);
        return Object.values(variables).some(isArn) ? [String(outputs.name)] : [];
    });
}

/** A program registers its resources in an order that changes from run to run. */
function inOrder(graph: Graph): Graph {
    return { ...graph, resources: [...graph.resources].sort((a, b) => (a.urn < b.urn ? -1 : 1)) };
}
