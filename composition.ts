import * as pulumi from "@pulumi/pulumi";

import { type MessageFilter, readsTopic } from "./catalog";
import {
    Channel,
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
import { guard, notify } from "./functions";
import type { Settings } from "./settings";

/** What a stack is made of. */
export interface Composition {
    readonly topicArn: pulumi.Output<string>;
    readonly alarmTopicArn: pulumi.Output<string>;
    /** By the name of the channel, the topic that the configuration of a chat must read. */
    readonly chatTopicArns: Readonly<Record<string, pulumi.Output<string>>>;
    readonly reactions: readonly JobStatusReaction[];
    readonly deadLetterQueue: DeadLetterQueue;
    readonly failureQueue: FailureQueue;
    readonly ledger: Ledger;
}

/**
 * Makes what the settings ask for: one reaction for each kind, the guard, and what they share.
 *
 * @param app begins the names of what is shared
 * @param prefix begins all other names
 */
export function compose(settings: Settings, app: string, prefix = "", parent?: pulumi.Resource): Composition {
    const { reactions: reactionSettings, guard: limits, reconcileMinutes, logRetentionDays, architecture, protect, company } = settings;
    const { tags, encryptionKey, rolePath, permissionsBoundary } = company;
    const opts = parent === undefined ? {} : { parent };
    // Without its key, a table that can't be deleted could no longer be read.
    const kmsKeyArn = encryptionKey === "create" ? new EncryptionKey(app, { tags }, { ...opts, protect }).arn : encryptionKey;
    const topicFor = (name: string, displayName: string, email: pulumi.Input<string> | undefined, existingArn: pulumi.Input<string> | undefined) =>
        email === undefined ? pulumi.output(existingArn!) : new NotificationTopic(name, { email, displayName, kmsKeyArn, tags }, opts).arn;
    const topicArn = topicFor(app, "SageMaker job status", settings.notifyEmail, settings.topicArn);
    // Another topic, with another subscription: no storm of messages about jobs can suspend the one that alarms need.
    const alarmTopicArn = topicFor(`${app}-alarms`, "SageMaker job status alarms", settings.alarmEmail, settings.alarmTopicArn);
    const alarmActions = [alarmTopicArn];

    // The rules come first, so that one dead-letter queue, and its one alarm, can serve them all.
    const rules = reactionSettings.map(({ kind, statuses }) => new JobStatusRule(prefix + kebabCase(kind), { kind, statuses, tags }, opts));
    const guardRule = limits && new JobStatusRule(`${prefix}training-job-guard`, { kind: "TrainingJob", statuses: ["InProgress"], tags }, opts);
    const schedule =
        reconcileMinutes === undefined ? undefined : new ReconcilerSchedule(`${prefix}reconciler`, { everyMinutes: reconcileMinutes, tags }, opts);
    const deadLetterQueue = new DeadLetterQueue(
        app,
        {
            rules: [...rules, guardRule, schedule].filter((rule) => rule !== undefined),
            alarmActions,
            queueArn: company.deadLetterQueueArn,
            kmsKeyArn,
            tags,
        },
        opts,
    );
    const topicArns = settings.channels.length === 0 ? undefined : [topicArn];
    const failureQueue = new FailureQueue(app, { alarmActions, topicArns, queueArn: company.failureQueueArn, kmsKeyArn, tags }, opts);
    const ledger = new Ledger(app, { alarmActions, protect, kmsKeyArn, tags }, opts);
    const ofFunctions = { logRetentionDays, architecture, rolePath, permissionsBoundary, kmsKeyArn, tags };
    const { messagesPerMinute, reservedConcurrency } = settings;
    const digest = new MessageDigest(app, { topicArn, ledger, messagesPerMinute, alarmActions, ...ofFunctions }, opts);
    const taken: MessageFilter[] = [];
    const chatTopicArns: Record<string, pulumi.Output<string>> = {};
    for (const { type, name, secret, channel, topic, key, last = false, ...rules } of settings.channels) {
        const except = taken.length === 0 ? undefined : [...taken];
        const source = readsTopic(type)
            ? { chatTopicArn: topic, chatTopicKeyArn: key }
            : { secretArn: secret, secretKeyArn: key, slackChannelId: channel };
        const args = { type, ...source, ...rules, except, topicArn, failureQueue, ledger, alarmActions, ...ofFunctions };
        const { chatTopicArn } = new Channel(`${app}-${name}`, args, opts);
        Object.assign(chatTopicArns, chatTopicArn === undefined ? {} : { [name]: chatTopicArn });
        taken.push(...(last ? [rules.only!] : []));
    }

    const common = { alarmActions, deadLetterQueue, failureQueue, ledger, digest, reservedConcurrency, ...ofFunctions };
    const ofReaction = { environment: { TOPIC_ARN: topicArn }, ...common };
    const reactions = rules.map(
        (rule) => new JobStatusReaction(rule.name, { rule, handler: (row) => notify(row, settings.prices, settings.logLines), ...ofReaction }, opts),
    );
    const guardReaction =
        limits && guardRule && new JobStatusReaction(guardRule.name, { rule: guardRule, handler: guard(limits), ...ofReaction }, opts);
    if (schedule !== undefined) {
        const all = [...reactions, guardReaction].filter((reaction) => reaction !== undefined) as JobStatusReaction[];
        new Reconciler(schedule.name, { schedule, reactions: all, topicArns: [topicArn, alarmTopicArn], ...common }, opts);
    }
    return { topicArn, alarmTopicArn, chatTopicArns, reactions, deadLetterQueue, failureQueue, ledger };
}

function kebabCase(kind: string): string {
    return kind.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
