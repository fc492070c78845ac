import type { GraphResource } from "./resource";
import { type Slot, slotAt } from "./slot";

/** How long a queue keeps a message where it does not say it: 4 days. Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const QUEUE_DEFAULTS = { retentionSeconds: 345_600 } as const;

/** A queue of either provider. */
export interface QueueReading {
    readonly name: Slot;
    readonly arn: Slot;
    readonly url: Slot;
    readonly fifo: Slot;
    readonly contentBasedDeduplication: Slot;
    readonly retentionSeconds: Slot;
    readonly kmsKey: Slot;
}

export const readQueue = (queue: GraphResource): QueueReading => ({
    name: slotAt(queue, "queueName", "name"),
    arn: slotAt(queue, "arn"),
    url: slotAt(queue, "queueUrl", "url", "id"),
    fifo: slotAt(queue, "fifoQueue"),
    contentBasedDeduplication: slotAt(queue, "contentBasedDeduplication"),
    retentionSeconds: slotAt(queue, "messageRetentionPeriod", "messageRetentionSeconds"),
    kmsKey: keyOf(queue),
});

/** A topic of either provider. */
export interface TopicReading {
    readonly name: Slot;
    readonly arn: Slot;
    readonly fifo: Slot;
    readonly kmsKey: Slot;
}

export const readTopic = (topic: GraphResource): TopicReading => ({
    name: slotAt(topic, "topicName", "name"),
    arn: slotAt(topic, "topicArn", "arn"),
    fifo: slotAt(topic, "fifoTopic"),
    kmsKey: keyOf(topic),
});

/** The key that encrypts a queue or a topic. */
export const keyOf = (owner: GraphResource): Slot => slotAt(owner, "kmsMasterKeyId");

/** A subscription of a topic. */
export interface SubscriptionReading {
    readonly arn: Slot;
    readonly topic: Slot;
    readonly protocol: Slot;
    readonly endpoint: Slot;
    readonly rawMessageDelivery: Slot;
    readonly filter: Slot;
    readonly filterScope: Slot;
    /** JSON with the queue that gets what could not be delivered. */
    readonly redrivePolicy: Slot;
    /** Of the role by which SNS writes to a Firehose stream. */
    readonly roleArn: Slot;
}

export const readSubscription = (subscription: GraphResource): SubscriptionReading => ({
    arn: slotAt(subscription, "arn"),
    topic: slotAt(subscription, "topicArn", "topic"),
    protocol: slotAt(subscription, "protocol"),
    endpoint: slotAt(subscription, "endpoint"),
    rawMessageDelivery: slotAt(subscription, "rawMessageDelivery"),
    filter: slotAt(subscription, "filterPolicy"),
    filterScope: slotAt(subscription, "filterPolicyScope"),
    redrivePolicy: slotAt(subscription, "redrivePolicy"),
    roleArn: slotAt(subscription, "subscriptionRoleArn"),
});

/** ARN of the queue in a redrive policy, which is JSON or an object; undefined where it has none, or is not known. */
export function deadLetterArnIn({ value }: Slot): string | undefined {
    const given = value.known ? value.value : undefined;
    try {
        const policy = (typeof given === "string" ? JSON.parse(given) : given) as { readonly deadLetterTargetArn?: unknown } | null | undefined;
        return typeof policy?.deadLetterTargetArn === "string" ? policy.deadLetterTargetArn : undefined;
    } catch {
        return undefined;
    }
}
