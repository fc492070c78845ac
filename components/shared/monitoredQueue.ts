import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { LIMITS } from "../../catalog";
import { alarmActionProblems, wholeNumberProblems } from "./arguments";
import { metricAlarm } from "./metricAlarm";
import { denyWithoutTls, policyDocument, type Statement } from "./resourcePolicies";

const SECONDS_PER_DAY = 86_400;

/** Arguments of a queue for events that went wrong. */
export interface MonitoredQueueArgs {
    /** ARNs that are told when a message arrives: SNS topics or Lambda functions, at least one. */
    alarmActions: pulumi.Input<string>[];
    /**
     * Days that a message stays, 1 to 14.
     * @default 14, the most that SQS allows
     */
    retentionDays?: number;
}

/** What is wrong with the arguments, if anything. */
export function monitoredQueueProblems({ alarmActions, retentionDays = 14 }: MonitoredQueueArgs): string[] {
    return [...alarmActionProblems(alarmActions), ...wholeNumberProblems("retentionDays", retentionDays, LIMITS.queueRetentionDays)];
}

export interface MonitoredQueue {
    queue: sqs.Queue;
    policy: sqs.QueuePolicy;
    depthAlarm: cloudwatch.MetricAlarm;
}

/** A queue encrypted by SQS, closed to calls without TLS, with an alarm on the messages that wait in it. */
export function monitoredQueue(
    name: string,
    args: MonitoredQueueArgs,
    allow: (queueArn: pulumi.Output<string>) => pulumi.Output<Statement[]>,
    alarmDescription: string,
    parent: pulumi.ComponentResource,
): MonitoredQueue {
    const queue = new sqs.Queue(
        `${name}-queue`,
        { messageRetentionSeconds: (args.retentionDays ?? 14) * SECONDS_PER_DAY, sqsManagedSseEnabled: true },
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
    const depthAlarm = metricAlarm(
        `${name}-depth`,
        {
            namespace: "AWS/SQS",
            // Not NumberOfMessagesSent, which misses messages that are moved into the queue.
            metricName: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: queue.name },
            statistic: "Maximum",
            threshold: 1,
            periodSeconds: 60,
            description: alarmDescription,
        },
        args.alarmActions,
        parent,
    );
    return { queue, policy, depthAlarm };
}
