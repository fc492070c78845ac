import type { EventKindRow } from "../../catalog";
import type { PricedRow } from "../../catalog/prices";
import { costEstimate, type InstanceGroup } from "./costEstimate";
import { type Fields, isAbsent, isFields, readFields, readList, readNumber, readText, readTime, valueAt } from "./fields";
import { masked } from "./mask";
import type { JobEvent } from "./parseEvent";
import { safeText, show } from "./text";
import { formatDuration, formatTime } from "./times";

/** A line of a message. Without a value it is left out. */
export type Line = [label: string, value: string | undefined];

/** What an event, and the answer of Describe where there is one, say about the job in addition to its status: lines of a message. */
export function jobFacts(row: PricedRow, job: JobEvent, fields: Fields, notes: string[]): Line[] {
    const has = (field: string) => Object.keys(row.fields).includes(field);
    const groups = row.instances === null ? [] : instanceGroups(row.instances, fields, notes);
    return [
        ["Owner", owner(fields)],
        ["Exit message", has("ExitMessage") ? readText(fields, "ExitMessage", notes, 1000, "\n    ") : undefined],
        ["Changed", has("UpdatedModelPackageFields") ? changedFields(fields, notes) : undefined],
        ["Changed by", has("ModelApprovalStatus") ? changedBy(fields, notes) : undefined],
        ["Approval note", has("ApprovalDescription") ? readText(fields, "ApprovalDescription", notes, 1000, "\n    ") : undefined],
        ["Life cycle", has("ModelLifeCycle") ? lifeCycle(fields, notes) : undefined],
        ["Instances", instances(groups, row.instances ?? [])],
        ["Variants", has("ProductionVariants") ? variants(fields, notes) : undefined],
        ["Alarms of its deployment", has("ProductionVariants") ? deploymentAlarms(fields, notes) : undefined],
        ["Best training job", has("BestTrainingJob") ? bestTrainingJob(fields, notes) : undefined],
        ["Training jobs", has("TrainingJobStatusCounters") ? counters(fields, "TrainingJobStatusCounters", notes) : undefined],
        ["Objectives", has("ObjectiveStatusCounters") ? counters(fields, "ObjectiveStatusCounters", notes) : undefined],
        ...(row.facts ?? []).map(([label, field]): Line => [label, readText(fields, field, notes)]),
        timeLine(row, job, fields, notes),
        ["Billed", has("SecondaryStatusTransitions") ? billed(fields, notes) : undefined],
        ["Cost", costEstimate(row, job.region, fields, groups)],
        ["Tags", tags(fields, notes)],
    ];
}

function timeLine(row: EventKindRow, job: JobEvent, fields: Fields, notes: string[]): Line {
    const created = readTime(fields, row.times.created, notes);
    const started = readTime(fields, row.times.started, notes);
    const ended = readTime(fields, row.times.ended, notes);
    const limits = Object.keys(row.fields).includes("StoppingCondition") ? readFields(fields, "StoppingCondition", notes) : undefined;
    const limit = limits === undefined ? undefined : readNumber(limits, "MaxRuntimeInSeconds", notes);
    const from = started ?? created;
    const to = ended ?? job.sent;
    if (from === undefined) {
        return ["Ended", ended === undefined ? undefined : formatTime(ended)];
    }
    const span = to === undefined || to < from ? undefined : formatDuration(to - from);
    if (ended !== undefined && ended < from) {
        notes.push(`${row.times.ended} is left out: it is before ${started === undefined ? row.times.created : row.times.started}`);
    }
    if (span === undefined || (started === undefined && ended === undefined)) {
        return [started === undefined ? "Created" : "Started", `${formatTime(from)}${span === undefined ? "" : `, ${span} before this event`}`];
    }
    const bound = limit === undefined || started === undefined ? "" : runTimeLimit(to! - from, limit * 1000);
    const since = `${started === undefined ? "created" : "started"} ${formatTime(from)}`;
    return [
        started === undefined ? "Took" : "Ran",
        `${span}${bound} (${since}, ${ended === undefined ? "not ended" : `ended ${formatTime(ended)}`})`,
    ];
}

/** Without a secondary status, only the run time of a job shows that its limit stopped it. */
function runTimeLimit(ran: number, limit: number): string {
    return ran < limit ? ` of at most ${formatDuration(limit)}` : `, its limit of ${formatDuration(limit)} was reached`;
}

/** Clusters of several groups have InstanceGroups instead: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html */
function instanceGroups(path: readonly string[], fields: Fields, notes: string[]): InstanceGroup[] {
    let holder: Fields | undefined = fields;
    for (const step of path) {
        holder = holder === undefined ? undefined : readFields(holder, step, notes);
    }
    if (holder === undefined) {
        return [];
    }
    const groups = path.length > 0 && !isAbsent(holder.InstanceGroups) ? readList(holder, "InstanceGroups", notes) : undefined;
    return (groups ?? [holder])
        .slice(0, 10)
        .filter(isFields)
        .map((group) => ({
            type: readText(group, "InstanceType", notes, 60),
            count: path.length > 0 ? readNumber(group, "InstanceCount", notes) : undefined,
        }));
}

function instances(groups: readonly InstanceGroup[], path: readonly string[]): string | undefined {
    const counted = groups.map(({ type, count }) => (count === undefined ? type : `${count} × ${type ?? "instances"}`));
    const sum = counted.filter((text) => text !== undefined).join(" + ");
    // They are not those of the tuning job but those of every training job that it launches.
    return sum === "" ? undefined : `${sum}${path.includes("TrainingJobDefinition") ? " for each training job" : ""}`;
}

function variants(fields: Fields, notes: string[]): string | undefined {
    const described = (readList(fields, "ProductionVariants", notes) ?? []).slice(0, 10).map((variant) => {
        if (!isFields(variant)) {
            notes.push(`an item of ProductionVariants is left out: it must be an object, got ${show(variant)}`);
            return undefined;
        }
        const name = readText(variant, "VariantName", notes, 63);
        const current = readNumber(variant, "CurrentInstanceCount", notes);
        const desired = readNumber(variant, "DesiredInstanceCount", notes);
        const counts = [current, desired].filter((count, index, all) => count !== undefined && (index === 0 || count !== all[0]));
        if (counts.length === 0) {
            return name;
        }
        const instances = counts.join(" → ");
        return name === undefined ? `${instances} ${instances === "1" ? "instance" : "instances"}` : `${name} × ${instances}`;
    });
    return described.filter((text) => text !== undefined).join(", ") || undefined;
}

/** The words of DescribeHyperParameterTuningJob's counters: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrainingJobStatusCounters.html */
const COUNTED: Readonly<Record<string, string>> = {
    Completed: "completed",
    Succeeded: "succeeded",
    InProgress: "in progress",
    Pending: "pending",
    RetryableError: "failed and may be retried",
    NonRetryableError: "failed for good",
    Failed: "failed",
    Stopped: "stopped",
};

/** The counters of a tuning job that are not 0. */
function counters(fields: Fields, field: string, notes: string[]): string | undefined {
    const counts = readFields(fields, field, notes) ?? {};
    const shown = Object.entries(COUNTED).map(([name, words]): [number | undefined, string] => [readNumber(counts, name, notes), words]);
    const counted = shown.filter(([count]) => count !== undefined);
    const some = counted.filter(([count]) => count !== 0).map(([count, words]) => `${count} ${words}`);
    return counted.length === 0 ? undefined : some.join(", ") || "none";
}

/** A job that never got an instance is billed for nothing. */
function billed(fields: Fields, notes: string[]): string | undefined {
    const seconds = readNumber(fields, "BillableTimeInSeconds", notes);
    return seconds === undefined ? undefined : seconds === 0 ? "nothing" : formatDuration(seconds * 1000);
}

function changedFields(fields: Fields, notes: string[]): string | undefined {
    const changed = (readList(fields, "UpdatedModelPackageFields", notes) ?? []).filter((field) => typeof field === "string");
    return changed.length === 0 ? undefined : safeText(changed.join(", "), 300);
}

function lifeCycle(fields: Fields, notes: string[]): string | undefined {
    const cycle = readFields(fields, "ModelLifeCycle", notes) ?? {};
    const parts = ["Stage", "StageStatus", "StageDescription"].map((field) => readText(cycle, field, notes));
    return parts.filter((part) => part !== undefined).join(", ") || undefined;
}

/** The best training job of a tuning job, with the value of its objective. */
function bestTrainingJob(fields: Fields, notes: string[]): string | undefined {
    const best = readFields(fields, "BestTrainingJob", notes) ?? {};
    const name = readText(best, "TrainingJobName", notes, 63);
    const metric = readText(best, "FinalHyperParameterTuningJobObjectiveMetric.MetricName", notes, 255);
    const value = valueAt(best, "FinalHyperParameterTuningJobObjectiveMetric.Value");
    return name === undefined ? undefined : `${name}${metric !== undefined && typeof value === "number" ? ` (${metric} ${value})` : ""}`;
}

/** Who changed a model package last: a user of Studio, or a role. */
function changedBy(fields: Fields, notes: string[]): string | undefined {
    return readText(fields, "LastModifiedBy.UserProfileName", notes) ?? readText(fields, "LastModifiedBy.IamIdentity.Arn", notes);
}

/** The alarms that roll an update of an endpoint back: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoRollbackConfig.html */
function deploymentAlarms(fields: Fields, notes: string[]): string | undefined {
    const alarms = readList(fields, "LastDeploymentConfig.AutoRollbackConfiguration.Alarms", notes) ?? [];
    const names = alarms.slice(0, 10).map((alarm) => (isFields(alarm) ? readText(alarm, "AlarmName", notes, 255) : undefined));
    return names.filter((name) => name !== undefined).join(", ") || undefined;
}

/** The value of the tag "owner", in any case. */
function owner({ Tags }: Fields): string | undefined {
    const value = tagPairs(Tags)?.find(([key]) => typeof key === "string" && key.toLowerCase() === "owner")?.[1];
    return typeof value === "string" && value.trim() !== "" ? safeText(value, 256) : undefined;
}

/** Events have tags as an object or as a list of Key and Value, Describe as a list. */
function tagPairs(Tags: unknown): unknown[][] | undefined {
    return Array.isArray(Tags)
        ? (Tags as unknown[]).map((tag) => (isFields(tag) ? [tag.Key, tag.Value] : []))
        : isFields(Tags)
          ? Object.entries(Tags)
          : undefined;
}

function tags({ Tags }: Fields, notes: string[]): string | undefined {
    if (isAbsent(Tags)) {
        return undefined;
    }
    const pairs = tagPairs(Tags);
    if (pairs === undefined) {
        notes.push(`Tags are left out: they must be an object or a list, got ${show(Tags)}`);
        return undefined;
    }
    const written = pairTexts(pairs);
    if (written.length < pairs.length) {
        notes.push(`${pairs.length - written.length} of ${pairs.length} tags are left out: key and value must be text`);
    }
    return safeText(written.join(", "), 1000) || undefined;
}

const pairTexts = (pairs: readonly unknown[][]): string[] =>
    pairs.flatMap(([key, value]) => (typeof key === "string" && typeof value === "string" ? [`${key}=${value}`] : []));

/** A resource has 50 tags, of at most 128 and 256 characters: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html */
const MOST_TAGS = 50;
const TAG_LENGTH = 385;

/** "team=fraud" of each tag; undefined where they are not known. */
export function tagTexts({ Tags }: Fields): string[] | undefined {
    const pairs = tagPairs(Tags);
    return pairs && pairTexts(pairs.slice(0, MOST_TAGS)).map((text) => masked(safeText(text, TAG_LENGTH), false));
}
