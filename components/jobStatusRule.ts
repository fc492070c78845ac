import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { KIND_NAMES, KINDS, type Kind, type KindRow, type StatusOf, type WhereOf } from "../catalog";
import { jobStatusPattern } from "../models/jobStatusPattern";
import { probablyMeant, refuse, show } from "./shared/arguments";
import { type TagsArgs, tagProblems } from "./shared/tags";
import { typeToken } from "./shared/type";

export interface JobStatusRuleArgs<K extends Kind = Kind> extends TagsArgs {
    /** What the rule listens to. */
    kind: K;
    /**
     * Statuses in event spelling; the others pass by unheard. Not allowed for Algorithm, whose events carry no status.
     * @default every status
     */
    statuses?: readonly StatusOf<K>[];
    /**
     * More of the event pattern: conditions on fields of the event's `detail`.
     * @default no further condition
     * @example { TrainingJobName: [{ prefix: "prod-" }] }
     */
    where?: WhereOf<K>;
    /**
     * What the rule is for, shown in the console.
     * @default "SageMaker <kind> status: <statuses>"
     */
    description?: string;
}

/**
 * Listens to status changes of one kind on the default event bus, where AWS services send their events.
 *
 * A {@link JobStatusReaction} makes its own; make one yourself to share a {@link DeadLetterQueue} between reactions.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class JobStatusRule<K extends Kind = Kind> extends pulumi.ComponentResource {
    /** The logical name, which reactions take over. */
    public readonly name: string;
    public readonly kind: K;
    public readonly rule: cloudwatch.EventRule;
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: JobStatusRuleArgs<K>, opts?: pulumi.ComponentResourceOptions) {
        refuse("JobStatusRule", name, [...jobStatusRuleProblems(args), ...tagProblems(args.tags)]);
        super(typeToken("events", "JobStatusRule"), name, {}, opts);

        const { kind, statuses } = args;
        const { title } = KINDS[kind];
        this.name = name;
        this.kind = kind;
        this.rule = new cloudwatch.EventRule(
            `${name}-rule`,
            {
                description: args.description ?? `SageMaker ${title} status: ${statuses?.join(", ") ?? "every change"}`,
                // A literal: a policy can judge it in preview.
                eventPattern: JSON.stringify(jobStatusPattern(args)),
                state: "ENABLED",
                tags: args.tags,
            },
            { parent: this },
        );
        this.arn = this.rule.arn;
        this.registerOutputs({ arn: this.arn });
    }
}

/** What is wrong with the arguments of a rule, if anything. */
export function jobStatusRuleProblems(args: JobStatusRuleArgs): string[] {
    const { kind, statuses, where } = args;
    if (!KIND_NAMES.includes(kind)) {
        return [`kind must be one of ${KIND_NAMES.join(", ")}, got ${show(kind)}${probablyMeant(kind, KIND_NAMES)}`];
    }
    const row: KindRow = KINDS[kind];
    const problems = statusProblems(row, statuses);
    if (where !== undefined && (typeof where !== "object" || where === null || Array.isArray(where))) {
        return [...problems, `where must be an object with conditions on fields of the event's detail, got ${show(where)}`];
    }
    const unknown = findUnknown(where);
    if (unknown !== undefined) {
        return [...problems, `where must be made of plain values, got ${unknown}: the pattern must be known before anything is deployed`];
    }
    if (where !== undefined && row.statusField in where) {
        problems.push(`where must not have ${row.statusField}: give statuses instead`);
    }
    for (const field of Object.keys(where ?? {})) {
        if (field !== row.statusField && field !== "$or" && !(field in row.fields)) {
            const fields = Object.keys(row.fields);
            problems.push(
                `where has ${show(field)}, which no ${row.title} event carries${probablyMeant(field, fields)}; its fields are ${fields.join(", ")}`,
            );
        }
    }
    if (problems.length === 0 && where !== undefined) {
        // Without conditions the pattern is valid by construction; the matcher is only loaded where it is needed, since that takes time.
        const { parseEventPattern } = require("../models/eventPattern") as typeof import("../models/eventPattern");
        try {
            parseEventPattern(jobStatusPattern(args));
        } catch (error) {
            problems.push(`where must make a valid event pattern: ${(error as Error).message}`);
        }
    }
    return problems;
}

/** Where a value has an Output, of which JSON would write a warning into the pattern, or a resource. */
function findUnknown(value: unknown, path = "where"): string | undefined {
    if (pulumi.Output.isInstance(value) || pulumi.Resource.isInstance(value)) {
        return `${show(value)} in ${path}`;
    }
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return entries.map(([key, item]) => findUnknown(item, `${path}.${key}`)).find((found) => found !== undefined);
}

function statusProblems(row: KindRow, statuses: unknown): string[] {
    if (statuses === undefined) {
        return [];
    }
    if (!row.statusInEvent) {
        return [
            `statuses can't be given: ${row.title} events carry no status, so a rule that filters on one may never match; the handler learns it from Describe`,
        ];
    }
    const allowed = row.statuses.filter(({ emitted }) => emitted).map(({ value }) => value);
    if (!Array.isArray(statuses) || statuses.length === 0) {
        return [`statuses must be a list with at least one of ${allowed.join(", ")} (leave it out for every status), got ${show(statuses)}`];
    }
    const problems = statuses
        .filter((status) => !allowed.includes(status))
        .map((status) => `statuses must be of ${allowed.join(", ")}, got ${show(status)}${probablyMeant(status, allowed)}`);
    const repeated = statuses.find((status, index) => statuses.indexOf(status) !== index);
    return repeated === undefined ? problems : [...problems, `statuses has ${show(repeated)} twice`];
}
