import { KIND_NAMES, type Kind } from "../../../catalog";
import { didYouMeanKind } from "../../../models/catalogueMatch/kindNames";
import { type Act, type Course, LIFECYCLES, phaseName } from "../lifecycles";
import { rowOf } from "../resourceStore";
import { inputMembers } from "../schemas";
import type { Plan } from "../world";
import { durationSeconds } from "./duration";
import type { ScenarioStep } from "./types";

type Fields = Readonly<Record<string, unknown>>;

const KEYS = ["at", "do", "kind", "name", "request", "ends", "failureReason", "log", "durations", "interruptions", "failingChildren"];
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
const VERSION = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}\/[1-9]\d*$/;

/** "StopTrainingJob". */
export function operationOf(kind: Kind, act: Act): string {
    return `${act.charAt(0).toUpperCase()}${act.slice(1)}${kind}`;
}

/** @param who The step, for messages. @throws Error with one line. */
export function parseStep(who: string, value: unknown): ScenarioStep {
    if (!isObject(value)) {
        throw new Error(`${who} must be an object, got ${shown(value)}`);
    }
    onlyKeys(`${who}: `, value, KEYS);
    const { at, do: act = "create", kind, name, request = {} } = value;
    const atSeconds = durationSeconds(at);
    if (atSeconds === undefined) {
        throw new Error(`${who}: at must be seconds from 0 on, or a duration such as "PT5M", got ${shown(at)}`);
    }
    if (!isKind(kind)) {
        throw new Error(`${who}: kind must be one of ${KIND_NAMES.join(", ")}, got ${shown(kind)}${didYouMeanKind(kind, KIND_NAMES)}`);
    }
    const { acts } = LIFECYCLES[kind];
    const { title } = rowOf(kind);
    if (typeof act !== "string" || !Object.hasOwn(acts, act)) {
        throw new Error(`${who}: do must be one of ${Object.keys(acts).join(", ")} for a ${title}, got ${shown(act)}`);
    }
    if (typeof name !== "string" || !(NAME.test(name) || (kind === "ModelPackage" && VERSION.test(name)))) {
        const versions = kind === "ModelPackage" ? ", or GROUP/VERSION" : "";
        throw new Error(`${who}: name must be 1 to 63 letters, digits and hyphens in between${versions}, got ${shown(name)}`);
    }
    const operation = operationOf(kind, act as Act);
    if (!isObject(request)) {
        throw new Error(`${who}: request must be an object, the input of ${operation}, got ${shown(request)}`);
    }
    onlyKeys(`${who}: request `, request, inputMembers(operation), operation);
    const step = { atSeconds, act: act as Act, kind, name, request };
    return { ...step, plan: parsePlan(who, step, value) };
}

function parsePlan(who: string, { act, kind, request }: Omit<ScenarioStep, "plan">, value: Fields): Plan {
    const { ends, failureReason, log, durations, interruptions, failingChildren } = value;
    const course = LIFECYCLES[kind].acts[act]!;
    const end = ends ?? Object.keys(course.ends)[0]!;
    if (typeof end !== "string" || !Object.hasOwn(course.ends, end)) {
        throw new Error(`${who}: ends must be one of ${Object.keys(course.ends).join(", ")}, got ${shown(ends)}`);
    }
    const fails = rowOf(kind).statuses.find(({ value: status }) => status === course.ends[end]!.at(-1)?.status)?.class === "failed";
    if (failureReason !== undefined && (typeof failureReason !== "string" || failureReason === "" || !fails)) {
        throw new Error(`${who}: failureReason must be text, and only where it fails; it ends as ${end}, got ${shown(failureReason)}`);
    }
    if (log !== undefined && !(fails && isLines(log))) {
        throw new Error(`${who}: log must be a list of lines, and only where it fails; it ends as ${end}, got ${shown(log)}`);
    }
    if (interruptions !== undefined && !(kind === "TrainingJob" && act === "create" && request.EnableManagedSpotTraining === true)) {
        throw new Error(`${who}: interruptions are for a training job that is created with EnableManagedSpotTraining: true`);
    }
    if (failingChildren !== undefined && !(kind === "HyperParameterTuningJob" && act === "create")) {
        throw new Error(`${who}: failingChildren are for a hyperparameter tuning job that is created`);
    }
    return {
        ends: end,
        failureReason,
        ...(log === undefined ? {} : { log: log as string[] }),
        durations: durations === undefined ? undefined : parseDurations(who, phasesOf(kind, course, end), durations),
        interruptions: count(who, "interruptions", interruptions, 100),
        failingChildren: count(who, "failingChildren", failingChildren, 1000),
    };
}

/** Names of phases that last: those of the training jobs where it is they who decide. */
function phasesOf(kind: Kind, course: Course, end: string): string[] {
    const { ends } = kind === "HyperParameterTuningJob" ? LIFECYCLES.TrainingJob.acts.create : course;
    const phases = (kind === "HyperParameterTuningJob" ? ends.Completed! : ends[end]!).filter(({ seconds }) => seconds !== undefined).map(phaseName);
    return kind === "TrainingJob" && phases.includes("Training") ? [...phases, "Interrupted"] : phases;
}

function parseDurations(who: string, phases: readonly string[], value: unknown): Record<string, number> {
    if (!isObject(value)) {
        throw new Error(`${who}: durations must be an object of phases, got ${shown(value)}`);
    }
    if (phases.length === 0 && Object.keys(value).length > 0) {
        throw new Error(`${who}: durations must be empty: nothing here takes time`);
    }
    onlyKeys(`${who}: durations `, value, phases);
    return Object.fromEntries(
        Object.entries(value).map(([phase, duration]) => {
            const seconds = durationSeconds(duration);
            if (seconds === undefined) {
                throw new Error(`${who}: durations.${phase} must be seconds from 0 on, or a duration such as "PT5M", got ${shown(duration)}`);
            }
            return [phase, seconds];
        }),
    );
}

function count(who: string, key: string, value: unknown, most: number): number | undefined {
    if (value !== undefined && (!Number.isInteger(value) || Number(value) < 0 || Number(value) > most)) {
        throw new Error(`${who}: ${key} must be a whole number from 0 to ${most}, got ${shown(value)}`);
    }
    return value as number | undefined;
}

/** @throws Error for a key that is not allowed, which would else be ignored. */
export function onlyKeys(who: string, value: Fields, allowed: readonly string[], of?: string): void {
    const unknown = Object.keys(value).find((key) => !allowed.includes(key));
    if (unknown !== undefined) {
        const choice = of === undefined ? `one of ${allowed.join(", ")}` : `members of ${of}`;
        throw new Error(`${who}keys must be ${choice}, got ${shown(unknown)}`);
    }
}

/** Whether a value is a list of lines, at least one. */
export function isLines(value: unknown): value is string[] {
    return Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === "string");
}

export function isObject(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a message shows it: on one line, and not too long. */
export function shown(value: unknown): string {
    return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}

function isKind(value: unknown): value is Kind {
    return (KIND_NAMES as readonly unknown[]).includes(value);
}
