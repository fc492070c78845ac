import { KIND_NAMES, type Kind, type KindRow, KINDS } from "../../catalog";
import { LIFECYCLES, type Phase } from "../sageMaker/lifecycles";
import type { Scenario, ScenarioStep } from "../sageMaker/scenario";

/** A life of a resource that a simulation plays: what is done, and how many events it sends. */
interface Life {
    readonly kind: Kind;
    readonly ends: string;
    /** A second act, and how many seconds after the creation. */
    readonly then?: { readonly act: "stop" | "update" | "delete"; readonly ends: string; readonly afterSeconds: number };
    readonly events: number;
    readonly seconds: number;
}

const DAY_SECONDS = 86_400;
const MINUTE = 60;

/** How many of the phases send an event. */
function sent(kind: Kind, phases: readonly Phase[]): number {
    const row: KindRow = KINDS[kind];
    return phases.filter(({ status }) => {
        const known = row.statuses.find(({ value }) => value === status);
        return status !== null && (!row.statusInEvent || known?.emitted === true);
    }).length;
}

const lasts = (phases: readonly Phase[]) => phases.reduce((sum, { seconds = 0 }) => sum + seconds, 0);

/** All lives: each end of each kind, and the further acts that change what people wait for. */
const LIVES: readonly Life[] = KIND_NAMES.flatMap((kind): Life[] => {
    const { acts } = LIFECYCLES[kind];
    const created = Object.entries(acts.create.ends).map(([ends, phases]): Life => {
        // A tuning job launches one training job.
        const child = kind === "HyperParameterTuningJob" ? LIFECYCLES.TrainingJob.acts.create.ends.Completed! : [];
        return { kind, ends, events: sent(kind, phases) + sent("TrainingJob", child), seconds: lasts(phases) + lasts(child) };
    });
    const after = (act: "stop" | "update" | "delete", of: Life, from: number, afterSeconds: number): Life[] =>
        Object.entries(acts[act]!.ends).map(([ends, phases]) => ({
            kind,
            ends: of.ends,
            then: { act, ends, afterSeconds },
            events: from + sent(kind, phases),
            seconds: afterSeconds + lasts(phases),
        }));
    switch (kind) {
        case "TrainingJob":
        case "ProcessingJob":
        case "TransformJob":
            // In the first phase, which lasts a minute or more.
            return [...created, ...after("stop", created[0]!, 1, MINUTE / 2)];
        case "Endpoint":
            return [
                ...created,
                ...after("update", created[0]!, created[0]!.events, 10 * MINUTE),
                ...after("delete", created[0]!, created[0]!.events, 10 * MINUTE),
            ];
        case "NotebookInstance":
            return [...created, ...after("stop", created[0]!, created[0]!.events, 10 * MINUTE)];
        default:
            return created;
    }
});

/**
 * The day of a SageMaker: resources of all kinds that are created, and end, at random times.
 *
 * @param events How many status events it sends, if every one of them is sent once.
 * @param random Gives seeded numbers from 0 (inclusive) to 1 (exclusive).
 */
export function dayOf({ hours, events, startMs }: { hours: number; events: number; startMs: number }, random: () => number): Scenario {
    const steps: ScenarioStep[] = [];
    const numbers = new Map<Kind, number>();
    for (let left = events; left > 0;) {
        const fits = LIVES.filter((life) => life.events <= left);
        const kinds = KIND_NAMES.filter((kind) => fits.some((life) => life.kind === kind));
        // Every kind as often, whatever the number of its lives.
        const kind = pick(kinds, random);
        const life = pick(
            fits.filter((each) => each.kind === kind),
            random,
        );
        const number = (numbers.get(kind) ?? 0) + 1;
        numbers.set(kind, number);
        const name = `${kind.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}-${number}`;
        const atSeconds = Math.floor(random() * Math.max(1, hours * 3600 - life.seconds));
        steps.push(...stepsOf(life, name, atSeconds));
        left -= life.events;
    }
    return { startMs, reliability: {}, steps: steps.sort((a, b) => a.atSeconds - b.atSeconds) };
}

/** How many events the smallest life sends: a day can have any number. */
export const FEWEST_EVENTS = Math.min(...LIVES.map(({ events }) => events));

function stepsOf({ kind, ends, then }: Life, name: string, atSeconds: number): ScenarioStep[] {
    const request = REQUESTS[kind] ?? {};
    const created: ScenarioStep = { atSeconds, act: "create", kind, name, request, plan: { ends } };
    return then === undefined
        ? [created]
        : [created, { atSeconds: atSeconds + then.afterSeconds, act: then.act, kind, name, request: {}, plan: { ends: then.ends } }];
}

const limit = { StoppingCondition: { MaxRuntimeInSeconds: DAY_SECONDS } };

/** What the requests say, where it matters to events or handlers. */
const REQUESTS: Readonly<Partial<Record<Kind, Readonly<Record<string, unknown>>>>> = {
    TrainingJob: { ...limit, ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 50 } },
    ProcessingJob: limit,
    HyperParameterTuningJob: {
        HyperParameterTuningJobConfig: { Strategy: "Bayesian", ResourceLimits: { MaxNumberOfTrainingJobs: 1, MaxParallelTrainingJobs: 1 } },
    },
};

function pick<T>(of: readonly T[], random: () => number): T {
    return of[Math.floor(random() * of.length)]!;
}
