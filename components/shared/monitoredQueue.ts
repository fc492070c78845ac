import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { LIMITS } from "../../catalog";
import { dimensionsOfQueue } from "../../models/alarms";
import { alarmActionProblems, show, wholeNumberProblems } from "./arguments";
import { dnsSuffixOf } from "../../models/regions";
import { arnProblems, placeOf } from "./arns";
import { withDefaults } from "./defaults";
import { type AlarmArgs, metricAlarm } from "./metricAlarm";
import { denyWithoutTls, policyDocument, type Statement } from "./resourcePolicies";
import { type TagsArgs, tagProblems } from "./tags";

const SECONDS_PER_DAY = 86_400;

/** Of a queue of someone else, who sets it: what SQS gives a queue if nothing is said. */
const UNKNOWN_RETENTION_DAYS = 4;

/** Share of its retention after which a message that no one has taken is reported: what is left is the time to act. */
const REPORTED_AFTER = 0.7;

/** Arguments of a queue for events that went wrong. */
export interface MonitoredQueueArgs extends TagsArgs {
    /** ARNs that the alarm notifies when a message arrives: SNS topics or Lambda functions, at least one. */
    alarmActions: pulumi.Input<string>[];
    /**
     * Days that a message stays, 1 to 14.
     * @default 14, the most that SQS allows
     */
    retentionDays?: number;
    /**
     * ARN of the customer-managed key that encrypts the queue; its policy must allow those who write to the queue, as that of an {@link EncryptionKey} does.
     * @default keys of SQS
     */
    kmsKeyArn?: pulumi.Input<string>;
    /**
     * ARN of a queue that exists and belongs to someone else, in the same account and Region: only the alarm on its depth is made.
     * The owner's queue policy must allow those who write to it.
     * @default a queue is made
     */
    queueArn?: string;
}

/** Problems of the arguments. */
export function monitoredQueueProblems({ alarmActions, retentionDays, kmsKeyArn, queueArn, tags }: MonitoredQueueArgs): string[] {
    return [
        ...alarmActionProblems(alarmActions),
        ...wholeNumberProblems("retentionDays", withDefaults({ retentionDays }).retentionDays, LIMITS.queueRetentionDays),
        ...arnProblems("kmsKeyArn", kmsKeyArn, "key"),
        // Whether it is given decides what is made, and its parts name the alarm's queue: it can't come from another resource.
        ...(queueArn === undefined || typeof queueArn === "string"
            ? arnProblems("queueArn", queueArn, "queue")
            : [`queueArn must be a text that is known before the deployment, got ${show(queueArn)}`]),
        ...(queueArn !== undefined && retentionDays !== undefined
            ? [`retentionDays is not allowed with queueArn: the queue's owner sets it, got ${show(retentionDays)}`]
            : []),
        ...tagProblems(tags),
    ];
}

export interface MonitoredQueue {
    arn: pulumi.Output<string>;
    url: pulumi.Output<string>;
    /** Undefined for a queue of someone else, who sets it. */
    policy: sqs.QueuePolicy | undefined;
}

/** A queue that is encrypted and closed to calls without TLS, or one that exists, with an alarm on the messages that wait in it. */
export function monitoredQueue(
    name: string,
    args: MonitoredQueueArgs,
    allow: (queueArn: pulumi.Output<string>) => pulumi.Output<Statement[]>,
    alarmDescription: string,
    parent: pulumi.ComponentResource,
): MonitoredQueue {
    const { queueArn } = args;
    if (queueArn !== undefined) {
        const { partition, region, account } = placeOf(queueArn);
        const queueName = queueArn.split(":").at(-1)!;
        depthAlarm(name, queueName, args, alarmDescription, parent);
        ageAlarm(name, queueName, UNKNOWN_RETENTION_DAYS, args, parent);
        const url = `https://sqs.${region}.${dnsSuffixOf(partition)}/${account}/${queueName}`;
        return { arn: pulumi.output(queueArn), url: pulumi.output(url), policy: undefined };
    }
    const { queue, policy } = closedQueue(name, args, allow, parent);
    depthAlarm(name, queue.name, args, alarmDescription, parent);
    ageAlarm(name, queue.name, withDefaults(args).retentionDays, args, parent);
    return { arn: queue.arn, url: queue.url, policy };
}

/** A queue that is encrypted and closed to calls without TLS, and its policy. */
export function closedQueue(
    name: string,
    { retentionDays, kmsKeyArn, tags }: Pick<MonitoredQueueArgs, "retentionDays" | "kmsKeyArn" | "tags">,
    allow: (queueArn: pulumi.Output<string>) => pulumi.Output<Statement[]>,
    parent: pulumi.ComponentResource,
): { queue: sqs.Queue; policy: sqs.QueuePolicy } {
    const queue = new sqs.Queue(
        `${name}-queue`,
        {
            messageRetentionSeconds: withDefaults({ retentionDays }).retentionDays * SECONDS_PER_DAY,
            ...(kmsKeyArn === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: kmsKeyArn }),
            tags,
        },
        { parent },
    );
    // One policy a queue: a second one replaces the first.
    const policy = new sqs.QueuePolicy(
        `${name}-policy`,
        {
            queueUrl: queue.url,
            policy: pulumi
                .all([queue.arn, allow(queue.arn)])
                .apply(([arn, statements]) => policyDocument([...statements, denyWithoutTls("sqs:*", arn)])),
        },
        { parent },
    );
    return { queue, policy };
}

function depthAlarm(
    name: string,
    queueName: pulumi.Input<string>,
    alarmArgs: AlarmArgs,
    description: string,
    parent: pulumi.ComponentResource,
): void {
    metricAlarm(
        `${name}-depth`,
        {
            namespace: "AWS/SQS",
            // Not NumberOfMessagesSent, which misses messages that are moved into the queue.
            metricName: "ApproximateNumberOfMessagesVisible",
            dimensions: dimensionsOfQueue(queueName),
            statistic: "Maximum",
            threshold: 1,
            periodSeconds: 60,
            description,
            hasEvents: true,
        },
        alarmArgs,
        parent,
    );
}

function ageAlarm(
    name: string,
    queueName: pulumi.Input<string>,
    retentionDays: number,
    alarmArgs: AlarmArgs,
    parent: pulumi.ComponentResource,
): void {
    const seconds = Math.floor(retentionDays * SECONDS_PER_DAY * REPORTED_AFTER);
    metricAlarm(
        `${name}-age`,
        {
            namespace: "AWS/SQS",
            metricName: "ApproximateAgeOfOldestMessage",
            dimensions: dimensionsOfQueue(queueName),
            statistic: "Maximum",
            threshold: seconds,
            periodSeconds: 300,
            hasEvents: true,
            description: `A message has been in the queue for ${(seconds / SECONDS_PER_DAY).toFixed(1)} days. SQS deletes it after ${retentionDays}: handle the queue's messages now, or they are lost.`,
        },
        alarmArgs,
        parent,
    );
}
