import type { GuardLimits } from "./guardLimits";
import { type Fields, isAbsent, isFields, readFields, readList, readNumber, readText } from "./shared/fields";
import { safeText } from "./shared/text";
import { formatDuration } from "./shared/times";

interface Instances {
    readonly type: string | undefined;
    readonly count: number | undefined;
}

/**
 * The limits that a training job exceeds: what was found, and what is allowed. What SageMaker does not say (serverless jobs have no instances) is not
 * checked: a job must not be stopped because of an unknown value.
 *
 * @param answer what DescribeTrainingJob and ListTags say of the job
 */
export function brokenLimits({ instanceTypes, instanceCount, runtimeSeconds, ownerTag }: GuardLimits, answer: Fields): string[] {
    // What can't be read is noted where the message shows it.
    const notes: string[] = [];
    const broken: string[] = [];
    const { types, count } = instancesOf(answer, notes);
    if (instanceTypes !== undefined) {
        const outside = types.filter((type) => !instanceTypes.some((allowed) => isAllowed(type, allowed)));
        broken.push(...outside.map((type) => `${type} is not among the allowed instance types (${safeText(instanceTypes.join(", "), 500)})`));
    }
    if (instanceCount !== undefined && count !== undefined && count > instanceCount) {
        broken.push(`${count} instances are more than the ${instanceCount} allowed`);
    }
    const runtime = readNumber(readFields(answer, "StoppingCondition", notes) ?? {}, "MaxRuntimeInSeconds", notes);
    if (runtimeSeconds !== undefined && runtime !== undefined && runtime > runtimeSeconds) {
        broken.push(`it may run ${duration(runtime)}, which is more than the ${duration(runtimeSeconds)} allowed`);
    }
    const tags = (readList(answer, "Tags", notes) ?? []).filter(isFields);
    for (const key of ownerTag === undefined ? [] : [ownerTag].flat()) {
        const tag = tags.find(({ Key }) => Key === key);
        if (isAbsent(tag?.Value)) {
            broken.push(`the tag ${safeText(key, 128)} ${tag === undefined ? "is missing" : "is empty"}`);
        }
    }
    return broken;
}

/**
 * The types of a job and its greatest number of instances. A cluster of several groups runs them all; of a list of preferences SageMaker picks one,
 * and until it has, a job may get any of them.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html
 */
function instancesOf(answer: Fields, notes: string[]): { types: string[]; count: number | undefined } {
    const config = readFields(answer, "ResourceConfig", notes) ?? {};
    const each = (list: string) => (readList(config, list, notes) ?? []).filter(isFields).map((item) => instances(item, "", notes));
    const own = instances(config, "", notes);
    const selected = instances(config, "Selected", notes);
    const groups = each("InstanceGroups");
    const preferences = selected.type === undefined ? each("InstancePreferences") : [];
    const all = selected.type === undefined ? [own, ...groups, ...preferences] : [selected];
    const known = (list: readonly Instances[]) => list.map(({ count }) => count).filter((count) => count !== undefined);
    const counts = [...known(selected.type === undefined ? [own] : [selected]), ...known(preferences)];
    const inGroups = known(groups);
    if (inGroups.length > 0) {
        counts.push(inGroups.reduce((sum, count) => sum + count));
    }
    return {
        types: [...new Set(all.map(({ type }) => type).filter((type) => type !== undefined))],
        count: counts.length === 0 ? undefined : Math.max(...counts),
    };
}

function instances(fields: Fields, prefix: "" | "Selected", notes: string[]): Instances {
    return { type: readText(fields, `${prefix}InstanceType`, notes, 60), count: readNumber(fields, `${prefix}InstanceCount`, notes) };
}

function isAllowed(type: string, allowed: string): boolean {
    return allowed.endsWith("*") ? type.startsWith(allowed.slice(0, -1)) : type === allowed;
}

function duration(seconds: number): string {
    return `${seconds} s (${formatDuration(seconds * 1000)})`;
}
