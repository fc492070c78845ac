import * as pulumi from "@pulumi/pulumi";

import { KIND_NAMES, type Kind, LOG_RETENTION_DAYS, type StatusOf } from "./catalog";
import { isEmail, jobStatusRuleProblems } from "./components";

/** A kind to react to. Without statuses, every change is told. */
export interface ReactionSettings {
    readonly kind: Kind;
    readonly statuses?: readonly StatusOf<Kind>[];
}

/** The stack's configuration, checked. Exactly one of `notifyEmail` and `topicArn` is set. */
export interface Settings {
    readonly notifyEmail?: string;
    readonly topicArn?: string;
    readonly reactions: readonly ReactionSettings[];
    readonly logRetentionDays: number;
}

/**
 * Reads the stack's configuration: the keys that Pulumi.yaml declares, whose defaults Pulumi fills in.
 *
 * @throws RunError with one line for each mistake.
 */
export function readSettings(config = new pulumi.Config("sagemaker-job-status")): Settings {
    const problems: string[] = [];
    const notifyEmail = config.get("notifyEmail") || undefined;
    const topicArn = config.get("topicArn") || undefined;
    const logRetentionDays = Number(config.get("logRetentionDays"));
    const reactions = readReactions(config, problems);

    if ((notifyEmail === undefined) === (topicArn === undefined)) {
        problems.push(
            `notifyEmail or topicArn must be set${notifyEmail === undefined ? ": without one, nobody hears of a job or an alarm" : ", not both"}`,
        );
    }
    if (notifyEmail !== undefined && !isEmail(notifyEmail)) {
        problems.push(`notifyEmail must be an address such as ml-platform@example.com, got ${JSON.stringify(notifyEmail)}`);
    }
    if (topicArn !== undefined && !/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(topicArn)) {
        problems.push(
            `topicArn must be the ARN of a standard SNS topic such as arn:aws:sns:us-east-1:111122223333:ml-platform, got ${JSON.stringify(topicArn)}`,
        );
    }
    if (!LOG_RETENTION_DAYS.includes(logRetentionDays)) {
        problems.push(`logRetentionDays must be one of ${LOG_RETENTION_DAYS.join(", ")}, got ${config.get("logRetentionDays")}`);
    }
    if (problems.length > 0) {
        throw new pulumi.RunError(problems.map((problem) => `Configuration sagemaker-job-status:${problem}`).join("\n"));
    }
    return { notifyEmail, topicArn, reactions, logRetentionDays };
}

function readReactions(config: pulumi.Config, problems: string[]): ReactionSettings[] {
    const given = readObject(config, "reactions");
    if (typeof given !== "object" || given === null || Array.isArray(given) || Object.keys(given).length === 0) {
        problems.push(`reactions must be an object with at least one of ${KIND_NAMES.join(", ")}, got ${JSON.stringify(given)}`);
        return [];
    }
    return Object.entries(given).map(([key, value]) => {
        const kind = key as Kind;
        if (value !== "all" && !Array.isArray(value)) {
            problems.push(`reactions ${key}: must be a list of statuses or "all", got ${JSON.stringify(value)}`);
        }
        const settings: ReactionSettings = Array.isArray(value) ? { kind, statuses: value as StatusOf<Kind>[] } : { kind };
        problems.push(...jobStatusRuleProblems(settings).map((problem) => `reactions ${key}: ${problem}`));
        return settings;
    });
}

/** A structured value; text that is no JSON comes as it is, to be refused with the other mistakes. */
function readObject(config: pulumi.Config, key: string): unknown {
    try {
        return config.getObject(key);
    } catch {
        return config.get(key);
    }
}
