import { isFields } from "./shared/fields";
import { show } from "./shared/text";

/** Limits of a training job. A limit that is left out is not checked; at least one is required. */
export interface GuardLimits {
    /** Allowed instance types: exact, or a beginning followed by `*`, as in "ml.g5.*". */
    readonly instanceTypes?: readonly string[];
    /** The most instances of a job, those of all its groups together. */
    readonly instanceCount?: number;
    /** The longest run time, in seconds, that a job may ask for (`StoppingCondition.MaxRuntimeInSeconds`). */
    readonly runtimeSeconds?: number;
    /** Key of the tag that says whose job it is, or several keys, each of which a job must have with a value. */
    readonly ownerTag?: string | readonly string[];
    /**
     * What happens to a job that exceeds a limit: people are notified, or it is stopped and people are notified.
     * @default "report"
     */
    readonly action?: "report" | "stop";
}

type Check = (value: unknown, argument: string) => string[];

const CHECKS: { readonly [Limit in keyof GuardLimits]-?: Check } = {
    instanceTypes: (value, argument) =>
        listProblems(value, argument, 'a list of instance types such as "ml.m5.xlarge" or "ml.g5.*", with * at the end only', isInstanceType),
    instanceCount: (value, argument) => problems(isCount(value), argument, "a whole number of instances, at least 1", value),
    runtimeSeconds: (value, argument) => problems(isCount(value), argument, "a whole number of seconds, at least 1", value),
    ownerTag: (value, argument) =>
        listProblems(typeof value === "string" ? [value] : value, argument, 'the key of a tag such as "owner", or a list of keys', isTagKey),
    action: (value, argument) => problems(value === "report" || value === "stop", argument, '"report" or "stop"', value),
};

const KEYS = Object.keys(CHECKS) as (keyof GuardLimits)[];

/** The limits in one order: the CLI sorts the keys of a configuration, and a package must not change with them. */
export function inOrder(limits: GuardLimits): GuardLimits {
    return Object.fromEntries(KEYS.map((key) => [key, limits[key]]));
}

/** Problems of limits, one line each. */
export function guardLimitProblems(limits: unknown): string[] {
    if (!isFields(limits)) {
        return [`must be an object with ${KEYS.join(", ")}, got ${show(limits)}`];
    }
    const given = Object.keys(limits).filter((key) => limits[key] !== undefined);
    const limited = given.some((key) => key !== "action");
    return [
        ...(limited ? [] : [`must have at least one of ${KEYS.filter((key) => key !== "action").join(", ")}`]),
        ...given.filter((key) => !Object.hasOwn(CHECKS, key)).map((key) => `has ${show(key)}, which is unknown. The limits are ${KEYS.join(", ")}`),
        ...KEYS.filter((key) => limits[key] !== undefined).flatMap((key) => CHECKS[key](limits[key], key)),
    ];
}

function problems(holds: boolean, argument: string, expected: string, value: unknown): string[] {
    return holds ? [] : [`${argument} must be ${expected}, got ${show(value)}`];
}

function listProblems(value: unknown, argument: string, expected: string, holds: (item: unknown) => boolean): string[] {
    if (!Array.isArray(value) || value.length === 0) {
        return problems(false, argument, expected, value);
    }
    const repeated = (value as unknown[]).filter((item, index) => value.indexOf(item) !== index);
    return [
        ...(value as unknown[]).flatMap((item) => problems(holds(item), argument, expected, item)),
        ...[...new Set(repeated)].map((item) => `${argument} has ${show(item)} twice`),
    ];
}

function isCount(value: unknown): boolean {
    return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isInstanceType(value: unknown): boolean {
    return typeof value === "string" && /^ml\.([a-z0-9-]+\.[a-z0-9-]+|[a-z0-9.-]*\*)$/.test(value);
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html; keys that start with "aws:" are not the user's to set. */
function isTagKey(value: unknown): boolean {
    return typeof value === "string" && value.trim() !== "" && /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(value);
}
