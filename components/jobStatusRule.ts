import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import {
    ALL_KINDS,
    type AnyKind,
    type EventKindRow,
    describeMembersOf,
    LIMITS,
    RULE_DESCRIPTION_CHARACTERS,
    type StatusOf,
    type WhereOf,
} from "../catalog";
import { kindProblem } from "../models/catalogueMatch/kindNames";
import { didYouMean } from "../models/catalogueMatch/spelling";
import { emittedStatuses, wrongStatus } from "../models/catalogueMatch/statusNames";
import { jobStatusPattern } from "../models/jobStatusPattern";
import { refuse, show, wholeNumberProblems } from "./shared/arguments";
import { type TagsArgs, tagProblems } from "./shared/tags";
import { typeToken } from "./shared/type";

/** Arguments of a {@link JobStatusRule}. */
export interface JobStatusRuleArgs<K extends AnyKind = AnyKind> extends TagsArgs {
    /** The kind whose events the rule matches. */
    kind: K;
    /**
     * Statuses in event spelling; the rule does not match the others. Not allowed for a kind whose events have no status, such as Algorithm.
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
     * Whether to match a kind although only the names of its detail-types are documented, and a field in `where` although only Describe is known to
     * have it.
     * @default false: such a kind and such a field are refused
     */
    unverified?: boolean;
    /**
     * The account's quota "Event pattern size" of EventBridge, 2,048 to 4,096. The pack's configuration has the same setting.
     * @default 2048
     */
    maximumPatternCharacters?: number;
    /**
     * What the rule is for, shown in the console.
     * @default "SageMaker <kind> status: <statuses>"
     */
    description?: string;
}

/**
 * Matches status changes of one kind on the default event bus, where AWS services send their events.
 *
 * A {@link JobStatusReaction} makes its own; make one yourself to share a {@link DeadLetterQueue} between reactions.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class JobStatusRule<K extends AnyKind = AnyKind> extends pulumi.ComponentResource {
    /** The logical name, which reactions take over. */
    public readonly name: string;
    /** The kind whose events the rule matches. */
    public readonly kind: K;
    /** The event pattern. */
    public readonly pattern: object;
    /** The rule on the default bus. */
    public readonly rule: cloudwatch.EventRule;
    /** The ARN of the rule. */
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: JobStatusRuleArgs<K>, opts?: pulumi.ComponentResourceOptions) {
        refuse("JobStatusRule", name, [...jobStatusRuleProblems(args), ...tagProblems(args.tags)]);
        super(typeToken("events", "JobStatusRule"), name, {}, opts);

        const { kind, statuses } = args;
        const { title } = ALL_KINDS[kind];
        this.name = name;
        this.kind = kind;
        this.pattern = jobStatusPattern(args);
        this.rule = new cloudwatch.EventRule(
            `${name}-rule`,
            {
                description: args.description ?? `SageMaker ${title} status: ${statuses?.join(", ") ?? "every change"}`,
                // A literal: a policy can judge it in preview.
                eventPattern: JSON.stringify(this.pattern),
                state: "ENABLED",
                tags: args.tags,
            },
            { parent: this },
        );
        this.arn = this.rule.arn;
        this.registerOutputs({ arn: this.arn });
    }
}

/** Problems of the arguments of a rule. */
export function jobStatusRuleProblems(args: JobStatusRuleArgs): string[] {
    const { kind, statuses, where, unverified = false, description, maximumPatternCharacters } = args;
    const wrongKind = kindProblem(kind);
    if (wrongKind !== undefined) {
        return [`kind ${wrongKind}`];
    }
    const row: EventKindRow = ALL_KINDS[kind];
    if (description !== undefined && (typeof description !== "string" || description.length > RULE_DESCRIPTION_CHARACTERS)) {
        const got = typeof description === "string" ? `${description.length} characters` : show(description);
        return [`description must be a text of at most ${RULE_DESCRIPTION_CHARACTERS} characters, got ${got}`];
    }
    if (typeof unverified !== "boolean") {
        return [`unverified must be true or false, got ${show(unverified)}`];
    }
    if (row.unverified !== undefined && !unverified) {
        return [`kind ${kind} is not verified: ${row.unverified}, so the content of its events is unknown; set unverified: true to use it anyway`];
    }
    const problems = [
        ...(maximumPatternCharacters === undefined
            ? []
            : wholeNumberProblems("maximumPatternCharacters", maximumPatternCharacters, LIMITS.patternCharacters)),
        ...statusProblems(row, statuses),
    ];
    if (where !== undefined && (typeof where !== "object" || where === null || Array.isArray(where))) {
        return [...problems, `where must be an object with conditions on fields of the event's detail, got ${show(where)}`];
    }
    const unknown = findUnknown(where);
    if (unknown !== undefined) {
        return [...problems, `where must have plain values only, got ${unknown}: the pattern must be known before the deployment`];
    }
    if (where !== undefined && row.statusField !== null && hasPath(where, row.statusField.split("."))) {
        problems.push(`where must not have ${row.statusField}: use statuses instead`);
    }
    problems.push(...(row.unverified === undefined ? Object.keys(where ?? {}).flatMap((field) => fieldProblems(row, field, unverified)) : []));
    if (problems.length === 0 && where !== undefined) {
        // Without conditions the pattern is valid by construction; the matcher is only loaded where it is needed, since that takes time.
        const { exceededLimits } = require("../models/eventPattern") as typeof import("../models/eventPattern");
        try {
            problems.push(
                ...exceededLimits(jobStatusPattern(args), maximumPatternCharacters).map(
                    (limit) => `where makes a pattern that EventBridge refuses: ${limit}`,
                ),
            );
        } catch (error) {
            problems.push(`where must make a valid event pattern: ${(error as Error).message}`);
        }
    }
    return problems;
}

/** Problems of a field in `where`: the events of the kind must have it, or may have it if Describe returns it. */
function fieldProblems(row: EventKindRow, field: string, unverified: boolean): string[] {
    const fields = Object.keys(row.fields);
    if (field === row.statusField || field === "$or" || fields.includes(field)) {
        return [];
    }
    const members = describeMembersOf(row.kind);
    if (members.includes(field)) {
        return unverified
            ? []
            : [
                  `where has ${show(field)}, which Describe returns, but no documented or published ${row.title} event has it; set unverified: true to use it anyway`,
              ];
    }
    const meant = didYouMean(field, [...fields, ...members]);
    return [`where has ${show(field)}, which is not a field of ${row.title} events${meant}; its fields are ${fields.join(", ")}`];
}

/** Where a value has an Output, of which JSON would write a warning into the pattern, or a resource. */
function findUnknown(value: unknown, path = "where"): string | undefined {
    if (pulumi.Output.isInstance(value) || pulumi.Resource.isInstance(value)) {
        return `${show(value)} in ${path}`;
    }
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return entries.map(([key, item]) => findUnknown(item, `${path}.${key}`)).find((found) => found !== undefined);
}

function hasPath(value: unknown, [name = "", ...rest]: readonly string[]): boolean {
    return (
        typeof value === "object" &&
        value !== null &&
        Object.hasOwn(value, name) &&
        (rest.length === 0 || hasPath((value as Record<string, unknown>)[name], rest))
    );
}

function statusProblems(row: EventKindRow, statuses: unknown): string[] {
    if (statuses === undefined) {
        return [];
    }
    if (!row.statusInEvent && !row.statusInDetailType) {
        const others = row.describe === null ? "" : "; the handler gets it from Describe";
        return [
            row.unverified === undefined
                ? `statuses is not allowed: ${row.title} events have no status, so a rule that filters on one may never match${others}`
                : `statuses is not allowed: the field of ${row.title} events that has the status is unknown`,
        ];
    }
    const allowed = emittedStatuses(row);
    if (!Array.isArray(statuses) || statuses.length === 0) {
        return [`statuses must be a list with at least one of ${allowed.join(", ")} (leave it out for every status), got ${show(statuses)}`];
    }
    const problems = statuses.flatMap((status) => wrongStatus(row, status) ?? []).map((problem) => `statuses must be among ${problem}`);
    const repeated = statuses.find((status, index) => statuses.indexOf(status) !== index);
    return repeated === undefined ? problems : [...problems, `statuses has ${show(repeated)} twice`];
}
