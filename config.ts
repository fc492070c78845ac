import * as pulumi from "@pulumi/pulumi";

import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, LIMITS, LOG_RETENTION_DAYS, notifyProblem, type StatusOf } from "./catalog";
import { jobStatusRuleProblems } from "./components/jobStatusRule";
import { wholeNumberProblems } from "./components/shared/arguments";
import { arnProblems } from "./components/shared/arns";
import { rolePathProblems } from "./components/shared/rolePath";
import { secretConfigKeys } from "./components/shared/secretConfig";
import { tagProblems } from "./components/shared/tags";
import { type GuardLimits, guardLimitProblems } from "./functions";
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
    readonly permissionsBoundary?: string;
    readonly tags?: Record<string, string>;
    /** ARN of a customer-managed key, or "create" for a new one. Without it, AWS encrypts with its own keys. */
    readonly encryptionKey?: string;
    /** ARN of a queue that exists. */
    readonly deadLetterQueueArn?: string;
    /** ARN of a queue that exists. */
    readonly failureQueueArn?: string;
}

/** The stack's configuration, checked. Exactly one of `notifyEmail` and `topicArn` is set, and one of `alarmEmail` and `alarmTopicArn`. */
export interface Settings {
    /** An Output where the address is a secret of the configuration. */
    readonly notifyEmail?: pulumi.Input<string>;
    readonly topicArn?: string;
    /** Address that receives alarms, by a topic of which messages about jobs know nothing. */
    readonly alarmEmail?: pulumi.Input<string>;
    readonly alarmTopicArn?: string;
    /** Messages about jobs within any 60 seconds. */
    readonly messagesPerMinute: number;
    /** Events that each function handles at the same time at most. Undefined: as many as the account allows. */
    readonly reservedConcurrency?: number;
    readonly reactions: readonly ReactionSettings[];
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

/**
 * Reads the stack's configuration: the keys that Pulumi.yaml declares, whose defaults Pulumi fills in.
 *
 * @throws RunError with one line for each mistake.
 */
export function readSettings(given = new pulumi.Config("sagemaker-job-status"), stack = pulumi.getStack()): Settings {
    const problems: string[] = [];
    const asked = new Set<string>();
    const config = recording(given, asked);
    const notifyEmail = config.get("notifyEmail") || undefined;
    const topicArn = config.get("topicArn") || undefined;
    const alarmEmail = config.get("alarmEmail") || undefined;
    const alarmTopicArn = config.get("alarmTopicArn") || undefined;
    const logRetentionDays = Number(config.get("logRetentionDays"));
    const reconcile = Number(config.get("reconcile"));
    const reactions = readReactions(config, problems);
    const guard = readGuard(config, problems);
    const architecture = config.get("architecture") || "arm64";
    const protect = config.get("protect") ?? "";

    if ((notifyEmail === undefined) === (topicArn === undefined)) {
        problems.push(
            `notifyEmail or topicArn must be set${notifyEmail === undefined ? ": without one, no one is notified of a job or an alarm" : ", not both"}`,
        );
    }
    if (alarmEmail !== undefined && alarmTopicArn !== undefined) {
        problems.push("alarmEmail or alarmTopicArn must be set, not both: without them, alarms go where messages about jobs go");
    }
    problems.push(
        ...emailProblems("notifyEmail", notifyEmail),
        ...hereProblems("topicArn", topicArn, "topic"),
        ...emailProblems("alarmEmail", alarmEmail),
        ...hereProblems("alarmTopicArn", alarmTopicArn, "topic"),
    );
    const messagesPerMinute = readWhole(config, "messagesPerMinute");
    const reservedConcurrency = readWhole(config, "reservedConcurrency");
    problems.push(
        ...wholeNumberProblems("messagesPerMinute", messagesPerMinute, LIMITS.messagesPerMinute),
        ...wholeNumberProblems("reservedConcurrency", reservedConcurrency, { ...LIMITS.reservedConcurrency, minimum: 0 }),
    );
    if (!LOG_RETENTION_DAYS.includes(logRetentionDays)) {
        problems.push(`logRetentionDays must be one of ${LOG_RETENTION_DAYS.join(", ")}, got ${config.get("logRetentionDays")}`);
    }
    if (!["arm64", "x86_64"].includes(architecture)) {
        problems.push(`architecture must be "arm64" or "x86_64", got ${JSON.stringify(architecture)}`);
    }
    const { minimum, maximum } = LIMITS.reconcilerMinutes;
    if (reconcile !== 0 && !(Number.isInteger(reconcile) && reconcile >= minimum && reconcile <= maximum)) {
        problems.push(`reconcile must be 0, for none, or a whole number of minutes from ${minimum} to ${maximum}, got ${config.get("reconcile")}`);
    }
    if (!["", "true", "false"].includes(protect)) {
        problems.push(`protect must be true or false, got ${JSON.stringify(protect)}`);
    }
    const company = readCompany(config, problems);
    // An unknown key is a mistake: what it was meant to change would silently stay as it is.
    const keys = Object.keys(pulumi.runtime.allConfig()).flatMap((key) => (key.startsWith(`${given.name}:`) ? key.slice(given.name.length + 1) : []));
    problems.push(...keys.filter((key) => !asked.has(key)).map((key) => `${key} is unknown: the keys are ${[...asked].sort().join(", ")}`));
    const region = regionHere();
    const wrongRegion = region === undefined ? "must be set: pulumi config set aws:region REGION" : regionProblem(region);
    if (problems.length > 0 || wrongRegion !== undefined) {
        const lines = [
            ...(wrongRegion === undefined ? [] : [`aws:region ${wrongRegion}`]),
            ...problems.map((problem) => `sagemaker-job-status:${problem}`),
        ];
        throw new pulumi.RunError(lines.map((line) => `Configuration ${line}`).join("\n"));
    }
    const isElsewhere = alarmEmail !== undefined || alarmTopicArn !== undefined;
    return {
        notifyEmail: secretly("notifyEmail", notifyEmail),
        topicArn,
        alarmEmail: isElsewhere ? secretly("alarmEmail", alarmEmail) : secretly("notifyEmail", notifyEmail),
        alarmTopicArn: isElsewhere ? alarmTopicArn : topicArn,
        messagesPerMinute: Number(messagesPerMinute),
        reservedConcurrency: Number(reservedConcurrency) || undefined,
        reactions,
        guard,
        logRetentionDays,
        ...(reconcile === 0 ? {} : { reconcileMinutes: reconcile }),
        architecture: architecture as Architecture,
        protect: protect === "" ? isProduction(stack) : protect === "true",
        company,
    };
}

/** The configuration, which records the keys that are read. */
function recording(config: pulumi.Config, asked: Set<string>): pulumi.Config {
    return new Proxy(config, {
        get: (target, property) => {
            const value: unknown = Reflect.get(target, property);
            return typeof value !== "function"
                ? value
                : (key: string, ...rest: unknown[]) => {
                      asked.add(key);
                      return value.call(target, key, ...rest) as unknown;
                  };
        },
    });
}

/** Whether a stack is named for production: prod, production, prod-eu, … */
function isProduction(stack: string): boolean {
    return /^prod(uction)?([-_.]|$)/i.test(stack);
}

function readReactions(config: pulumi.Config, problems: string[]): ReactionSettings[] {
    const given = readObject(config, "reactions");
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

function readGuard(config: pulumi.Config, problems: string[]): GuardLimits | undefined {
    const limits = readObject(config, "guard");
    if (limits === undefined || isEmptyObject(limits)) {
        return undefined;
    }
    problems.push(...guardLimitProblems(limits).map((problem) => `guard: ${problem}`));
    return limits as GuardLimits;
}

function readCompany(config: pulumi.Config, problems: string[]): CompanySettings {
    const text = (key: keyof CompanySettings) => config.get(key) || undefined;
    const encryptionKey = text("encryptionKey");
    const tags = readObject(config, "tags");
    const company = {
        rolePath: text("rolePath"),
        permissionsBoundary: text("permissionsBoundary"),
        tags: isEmptyObject(tags) ? undefined : (tags as Record<string, string> | undefined),
        encryptionKey,
        deadLetterQueueArn: text("deadLetterQueueArn"),
        failureQueueArn: text("failureQueueArn"),
    };
    problems.push(
        ...rolePathProblems(company.rolePath),
        ...arnProblems("permissionsBoundary", company.permissionsBoundary, "policy"),
        ...tagProblems(company.tags),
        ...hereProblems("encryptionKey", encryptionKey, "key", "create"),
        ...hereProblems("deadLetterQueueArn", company.deadLetterQueueArn, "queue"),
        ...hereProblems("failureQueueArn", company.failureQueueArn, "queue"),
    );
    return company;
}

/** The stack's Region, which the AWS provider takes from the environment if it is not configured. */
const regionHere = (): string | undefined => new pulumi.Config("aws").get("region") ?? (process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION);

/** Problems of the ARN of an existing resource. EventBridge, Lambda and CloudWatch only reach resources of the same Region. */
function hereProblems(key: string, arn: string | undefined, of: "topic" | "key" | "queue", or?: string): string[] {
    const problems = arnProblems(key, arn, of, or);
    const region = regionHere();
    const isElsewhere =
        problems.length === 0 &&
        arn !== undefined &&
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

/** A structured value; text that is no JSON comes as it is, to be refused with the other mistakes. */
function readObject(config: pulumi.Config, key: string): unknown {
    try {
        return config.getObject(key);
    } catch {
        return config.get(key);
    }
}

/** A whole number; other text comes as it is, to be refused with the other mistakes. */
function readWhole(config: pulumi.Config, key: string): unknown {
    const text = config.get(key);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

function emailProblems(key: string, address: string | undefined): string[] {
    return address === undefined || isEmail(address)
        ? []
        : [`${key} must be an address such as ml-platform@example.com, got ${isSecret(key) ? "a secret" : JSON.stringify(address)}`];
}

/** A value that stays a secret if it was set as one. */
function secretly(key: string, value: string | undefined): pulumi.Input<string> | undefined {
    return value !== undefined && isSecret(key) ? pulumi.secret(value) : value;
}

/** Whether a key was set with --secret, so that its value must not end up in the state as plain text. */
function isSecret(key: string): boolean {
    return secretConfigKeys().includes(`sagemaker-job-status:${key}`);
}
