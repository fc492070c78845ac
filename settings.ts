import * as pulumi from "@pulumi/pulumi";

import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, LIMITS, LOG_RETENTION_DAYS, notifyProblem, type Prices, type StatusOf } from "./catalog";
import { jobStatusRuleProblems } from "./components/jobStatusRule";
import { wholeNumberProblems } from "./components/shared/arguments";
import { arnProblems } from "./components/shared/arns";
import { type ChannelSettings, readChannelList } from "./components/shared/channelSettings";
import { rolePathProblems } from "./components/shared/rolePath";
import { tagProblems } from "./components/shared/tags";
import { type GuardLimits, guardLimitProblems, pricesProblems } from "./functions";
import { isEmail } from "./models/email";
import { regionProblem } from "./models/regions";

/** The kinds that messages can be sent about. */
const NOTIFY_KINDS = ALL_KIND_NAMES.filter((kind) => notifyProblem(ALL_KINDS[kind]) === undefined);

/** A kind to react to. Without statuses, every change is reported. */
export interface ReactionSettings {
    readonly kind: AnyKind;
    readonly statuses?: readonly StatusOf<AnyKind>[];
}

/** The processors that Lambda has. */
type Architecture = "arm64" | "x86_64";

/** What a company's account asks for in addition. */
export interface CompanySettings {
    readonly rolePath?: string;
    readonly permissionsBoundary?: pulumi.Input<string>;
    readonly tags?: Record<string, string>;
    /** ARN of a customer-managed key, or "create" for a new one. Without it, AWS encrypts with its own keys. */
    readonly encryptionKey?: pulumi.Input<string>;
    /** ARN of a queue that exists. */
    readonly deadLetterQueueArn?: string;
    /** ARN of a queue that exists. */
    readonly failureQueueArn?: string;
}

/** What a stack is made of, checked. Exactly one of `notifyEmail` and `topicArn` is set, and one of `alarmEmail` and `alarmTopicArn`. */
export interface Settings {
    /** An Output where the address is a secret of the configuration. */
    readonly notifyEmail?: pulumi.Input<string>;
    readonly topicArn?: pulumi.Input<string>;
    /** Address that receives alarms, by a topic of which messages about jobs know nothing. */
    readonly alarmEmail?: pulumi.Input<string>;
    readonly alarmTopicArn?: pulumi.Input<string>;
    /** Messages about jobs within any 60 seconds. */
    readonly messagesPerMinute: number;
    /** Events that each function handles at the same time at most. Undefined: as many as the account allows. */
    readonly reservedConcurrency?: number;
    readonly reactions: readonly ReactionSettings[];
    readonly channels: readonly ChannelSettings[];
    /** For estimates of what jobs cost. Without it, those of the catalogue. */
    readonly prices?: Prices;
    /** Lines of the log of what failed in its message. */
    readonly logLines: number;
    /** Limits of training jobs. Without it, no job is checked. */
    readonly guard?: GuardLimits;
    readonly logRetentionDays: number;
    /** Minutes between two ticks of the reconciler. Undefined: there is none. */
    readonly reconcileMinutes?: number;
    /** Processor of the functions. */
    readonly architecture: Architecture;
    /** Whether the ledger's table and a created key are protected from deletion. */
    readonly protect: boolean;
    readonly company: CompanySettings;
}

/** What a person gave for each setting, not checked. Values that are not known yet are Outputs, and are not checked. */
export type GivenSettings = { readonly [Key in (typeof SETTING_KEYS)[number]]?: unknown };

/** The names of all settings. */
export const SETTING_KEYS = [
    ...["notifyEmail", "topicArn", "alarmEmail", "alarmTopicArn", "messagesPerMinute", "reservedConcurrency", "reactions", "channels"],
    ...["prices", "logLines"],
    ...["guard", "logRetentionDays", "reconcile", "architecture", "protect"],
    ...["rolePath", "permissionsBoundary", "tags", "encryptionKey", "deadLetterQueueArn", "failureQueueArn"],
] as const;

/** The settings that have a default, as in Pulumi.yaml. */
export const DEFAULTS = {
    messagesPerMinute: 10,
    reservedConcurrency: 0,
    reactions: {
        Algorithm: "all",
        Endpoint: ["FAILED", "OUT_OF_SERVICE", "UPDATE_ROLLBACK_FAILED"],
        HyperParameterTuningJob: ["Failed", "Stopped"],
        LabelingJob: ["Completed", "Failed", "Stopped"],
        ModelPackage: ["Completed", "Failed"],
        NotebookInstance: ["Failed"],
        ProcessingJob: ["Failed", "Stopped"],
        TrainingJob: ["Failed", "Stopped"],
        TransformJob: ["Failed", "Stopped"],
    },
    channels: [],
    prices: {},
    logLines: 0,
    guard: {},
    tags: {},
    reconcile: 15,
    logRetentionDays: 30,
    architecture: "arm64",
} as const satisfies GivenSettings;

/** Where and for what a stack is made. */
export interface Place {
    /** The stack's Region; undefined where it is not known. */
    readonly region: string | undefined;
    /** Name of the stack: one for production protects what can't be had again. */
    readonly stack: string;
    /** Whether the value of a setting must not be shown. */
    readonly isSecret: (key: string) => boolean;
}

/** Checks settings. Their values are right only where there are no problems, which are one line each. */
export function checkSettings(given: GivenSettings, place: Place): { settings: Settings; problems: string[] } {
    const problems: string[] = [];
    const { notifyEmail, topicArn, alarmEmail, alarmTopicArn } = given as Readonly<Record<string, pulumi.Input<string> | undefined>>;
    const { architecture = "arm64", protect } = given;
    const logRetentionDays = Number(given.logRetentionDays);
    const reconcile = Number(given.reconcile);
    const isGuardAlone = isEmptyObject(given.reactions) && given.guard !== undefined && !isEmptyObject(given.guard);
    const reactions = isGuardAlone ? [] : checkReactions(given.reactions, problems);
    const read = readChannelList(given.channels ?? [], (member, arn, of) => hereProblems(member, arn, place.region, of));
    problems.push(...read.problems.map((problem) => `channels${problem}`));
    const guard = checkGuard(given.guard, problems);
    const prices = checkPrices(given.prices, problems);
    const here = (key: keyof GivenSettings, of: "topic" | "key" | "queue", or?: string) => hereProblems(key, given[key], place.region, of, or);

    if ((notifyEmail === undefined) === (topicArn === undefined)) {
        problems.push(
            `notifyEmail or topicArn must be set${notifyEmail === undefined ? ": without one, no one is notified of a job or an alarm" : ", not both"}`,
        );
    }
    if (alarmEmail !== undefined && alarmTopicArn !== undefined) {
        problems.push("alarmEmail or alarmTopicArn must be set, not both: without them, alarms go where messages about jobs go");
    }
    problems.push(
        ...emailProblems("notifyEmail", notifyEmail, place),
        ...here("topicArn", "topic"),
        ...emailProblems("alarmEmail", alarmEmail, place),
        ...here("alarmTopicArn", "topic"),
    );
    problems.push(
        ...wholeNumberProblems("messagesPerMinute", given.messagesPerMinute, LIMITS.messagesPerMinute),
        ...wholeNumberProblems("logLines", given.logLines, LIMITS.logLines),
        ...wholeNumberProblems("reservedConcurrency", given.reservedConcurrency, { ...LIMITS.reservedConcurrency, minimum: 0 }),
    );
    if (!LOG_RETENTION_DAYS.includes(logRetentionDays)) {
        problems.push(`logRetentionDays must be one of ${LOG_RETENTION_DAYS.join(", ")}, got ${String(given.logRetentionDays)}`);
    }
    if (architecture !== "arm64" && architecture !== "x86_64") {
        problems.push(`architecture must be "arm64" or "x86_64", got ${JSON.stringify(architecture)}`);
    }
    const { minimum, maximum } = LIMITS.reconcilerMinutes;
    if (reconcile !== 0 && !(Number.isInteger(reconcile) && reconcile >= minimum && reconcile <= maximum)) {
        problems.push(`reconcile must be 0, for none, or a whole number of minutes from ${minimum} to ${maximum}, got ${String(given.reconcile)}`);
    }
    if (![undefined, true, false, "true", "false"].includes(protect as boolean)) {
        problems.push(`protect must be true or false, got ${JSON.stringify(protect)}`);
    }
    const company = {
        rolePath: given.rolePath,
        permissionsBoundary: given.permissionsBoundary,
        tags: isEmptyObject(given.tags) ? undefined : given.tags,
        encryptionKey: given.encryptionKey,
        deadLetterQueueArn: given.deadLetterQueueArn,
        failureQueueArn: given.failureQueueArn,
    } as CompanySettings;
    problems.push(
        ...rolePathProblems(company.rolePath),
        ...arnProblems("permissionsBoundary", company.permissionsBoundary, "policy"),
        ...tagProblems(company.tags),
        ...here("encryptionKey", "key", "create"),
        ...here("deadLetterQueueArn", "queue"),
        ...here("failureQueueArn", "queue"),
    );
    const isElsewhere = alarmEmail !== undefined || alarmTopicArn !== undefined;
    const settings = {
        notifyEmail,
        topicArn,
        alarmEmail: isElsewhere ? alarmEmail : notifyEmail,
        alarmTopicArn: isElsewhere ? alarmTopicArn : topicArn,
        messagesPerMinute: Number(given.messagesPerMinute),
        reservedConcurrency: Number(given.reservedConcurrency) || undefined,
        reactions,
        channels: read.channels,
        ...(prices === undefined ? {} : { prices }),
        logLines: Number(given.logLines),
        guard,
        logRetentionDays,
        ...(reconcile === 0 ? {} : { reconcileMinutes: reconcile }),
        architecture: architecture as Architecture,
        protect: protect === undefined ? isProduction(place.stack) : String(protect) === "true",
        company,
    };
    return { settings, problems };
}

/** Whether a stack is named for production: prod, production, prod-eu, … */
function isProduction(stack: string): boolean {
    return /^prod(uction)?([-_.]|$)/i.test(stack);
}

function checkReactions(given: unknown, problems: string[]): ReactionSettings[] {
    if (typeof given !== "object" || given === null || Array.isArray(given) || Object.keys(given).length === 0) {
        problems.push(`reactions must be an object with at least one of ${NOTIFY_KINDS.join(", ")}, got ${JSON.stringify(given)}`);
        return [];
    }
    return Object.entries(given).map(([key, value]) => {
        const kind = key as AnyKind;
        if (value !== "all" && !Array.isArray(value)) {
            problems.push(`reactions ${key}: must be a list of statuses or "all", got ${JSON.stringify(value)}`);
        }
        const settings: ReactionSettings = Array.isArray(value) ? { kind, statuses: value as StatusOf<AnyKind>[] } : { kind };
        const silent = ALL_KIND_NAMES.includes(kind) ? notifyProblem(ALL_KINDS[kind]) : undefined;
        const ofKind = silent === undefined ? jobStatusRuleProblems(settings) : [`notify can't report it: ${silent}`];
        problems.push(...ofKind.map((problem) => `reactions ${key}: ${problem}`));
        return settings;
    });
}

function checkGuard(limits: unknown, problems: string[]): GuardLimits | undefined {
    if (limits === undefined || isEmptyObject(limits)) {
        return undefined;
    }
    problems.push(...guardLimitProblems(limits).map((problem) => `guard: ${problem}`));
    return limits as GuardLimits;
}

function checkPrices(prices: unknown, problems: string[]): Prices | undefined {
    if (prices === undefined || isEmptyObject(prices)) {
        return undefined;
    }
    problems.push(...pricesProblems(prices).map((problem) => `prices: ${problem}`));
    return prices as Prices;
}

/** Problems of the ARN of an existing resource. EventBridge, Lambda and CloudWatch only reach resources of the same Region. */
function hereProblems(key: string, arn: unknown, region: string | undefined, of: "topic" | "key" | "queue" | "secret", or?: string): string[] {
    const problems = arnProblems(key, arn, of, or);
    const isElsewhere =
        problems.length === 0 &&
        typeof arn === "string" &&
        arn !== or &&
        region !== undefined &&
        regionProblem(region) === undefined &&
        arn.split(":")[3] !== region;
    return isElsewhere
        ? [`${key} must be ${or === undefined ? "" : `"${or}" or `}in ${region}, the stack's Region, got ${JSON.stringify(arn)}`]
        : problems;
}

function isEmptyObject(value: unknown): boolean {
    return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function emailProblems(key: string, address: unknown, { isSecret }: Place): string[] {
    return address === undefined || pulumi.Output.isInstance(address) || isEmail(address as string)
        ? []
        : [`${key} must be an address such as ml-platform@example.com, got ${isSecret(key) ? "a secret" : JSON.stringify(address)}`];
}
