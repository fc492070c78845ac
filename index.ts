import * as pulumi from "@pulumi/pulumi";

import {
    DeadLetterQueue,
    EncryptionKey,
    FailureQueue,
    JobStatusReaction,
    JobStatusRule,
    Ledger,
    MessageDigest,
    NotificationTopic,
    Reconciler,
    ReconcilerSchedule,
} from "./components";
import { readSettings } from "./config";
import { guard, notify } from "./functions";
import { staleProducts } from "./scripts/freshness";

const stale = staleProducts();
if (stale.length > 0) {
    throw new pulumi.RunError(stale.map(({ product, reason, remedy }) => `${product} is ${reason}: run ${remedy}`).join("\n"));
}

const settings = readSettings();
const { reactions: reactionSettings, guard: limits, reconcileMinutes, logRetentionDays, architecture, protect, company } = settings;
const app = "job-status";

const { tags, encryptionKey, rolePath, permissionsBoundary } = company;
// Without its key, a table that can't be deleted could no longer be read.
const kmsKeyArn = encryptionKey === "create" ? new EncryptionKey(app, { tags }, { protect }).arn : encryptionKey;
const topicFor = (name: string, displayName: string, email: pulumi.Input<string> | undefined, existingArn: string | undefined) =>
    email === undefined ? pulumi.output(existingArn!) : new NotificationTopic(name, { email, displayName, kmsKeyArn, tags }).arn;
const topicArn = topicFor(app, "SageMaker job status", settings.notifyEmail, settings.topicArn);
// Another topic, with another subscription: no storm of messages about jobs can suspend the one that alarms need.
const alarmTopicArn = topicFor(`${app}-alarms`, "SageMaker job status alarms", settings.alarmEmail, settings.alarmTopicArn);
const alarmActions = [alarmTopicArn];

// The rules come first, so that one dead-letter queue, and its one alarm, can serve them all.
const jobStatusRules = reactionSettings.map(({ kind, statuses }) => new JobStatusRule(kebabCase(kind), { kind, statuses, tags }));
const guardRule = limits && new JobStatusRule("training-job-guard", { kind: "TrainingJob", statuses: ["InProgress"], tags });
const schedule = reconcileMinutes === undefined ? undefined : new ReconcilerSchedule("reconciler", { everyMinutes: reconcileMinutes, tags });
const deadLetterQueue = new DeadLetterQueue(app, {
    rules: [...jobStatusRules, guardRule, schedule].filter((rule) => rule !== undefined),
    alarmActions,
    queueArn: company.deadLetterQueueArn,
    kmsKeyArn,
    tags,
});
const failureQueue = new FailureQueue(app, { alarmActions, queueArn: company.failureQueueArn, kmsKeyArn, tags });
const ledger = new Ledger(app, { alarmActions, protect, kmsKeyArn, tags });
const digest = new MessageDigest(app, {
    topicArn,
    ledger,
    messagesPerMinute: settings.messagesPerMinute,
    alarmActions,
    logRetentionDays,
    architecture,
    rolePath,
    permissionsBoundary,
    kmsKeyArn,
    tags,
});

const common = {
    alarmActions,
    deadLetterQueue,
    failureQueue,
    ledger,
    digest,
    reservedConcurrency: settings.reservedConcurrency,
    logRetentionDays,
    architecture,
    rolePath,
    permissionsBoundary,
    kmsKeyArn,
    tags,
};
const ofReaction = { environment: { TOPIC_ARN: topicArn }, ...common };
const reactions = jobStatusRules.map((rule) => new JobStatusReaction(rule.name, { rule, handler: notify, ...ofReaction }));
const guardReaction = limits && guardRule && new JobStatusReaction(guardRule.name, { rule: guardRule, handler: guard(limits), ...ofReaction });
if (schedule !== undefined) {
    const all = [...reactions, guardReaction].filter((reaction) => reaction !== undefined) as JobStatusReaction[];
    new Reconciler(schedule.name, { schedule, reactions: all, topicArns: [topicArn, alarmTopicArn], ...common });
}

function kebabCase(kind: string): string {
    return kind.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** ARN of the topic that gets the messages about jobs. */
export const topic = topicArn;
/** ARN of the topic that gets the alarms. */
export const alarmTopic = alarmTopicArn;
/** For each kind, the ARN of its rule. */
export const rules = Object.fromEntries(reactions.map(({ rule }) => [rule.kind, rule.arn]));
/** For each kind, the name of its function. */
export const functions = Object.fromEntries(reactions.map((reaction) => [reaction.rule.kind, reaction.function.name]));
/** URLs of the queues with the events that could not be delivered, and that a handler failed on. */
export const queues = { deadLetter: deadLetterQueue.url, failure: failureQueue.url };
/** Name of the table that holds what the reactions have handled. */
export const ledgerTable = ledger.tableName;
