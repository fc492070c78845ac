import { dimensionsOfTopic } from "../../../models/alarms";
import { testEventPattern } from "../../../models/eventPattern";
import { dnsSuffixOf } from "../../../models/regions";
import { type Context, isoTime } from "../context";
import type { Publication } from "../occurrences";
import { outsideName } from "../receivers/outside";
import type { Call, ReceiverKind } from "../receivers/receiver";
import type { SubscriptionResource, TopicResource } from "../resources";

/** Ends outside of AWS: the message is recorded as delivered to the address. */
export const OUTSIDE = ["email", "email-json", "sms", "http", "https", "application"];

/** Protocols whose endpoint is the ARN of a receiver. */
const RECEIVERS: Readonly<Record<string, ReceiverKind>> = { sqs: "queue", lambda: "function" };

/** A message of a topic on its way to one subscriber. */
export interface Copy {
    readonly topic: TopicResource;
    readonly subscription: SubscriptionResource;
    readonly message: Publication;
    readonly structure: Call["structure"];
    readonly id: string;
    /** The message's fact. */
    readonly of: number;
    /** Whether the owners of addresses outside AWS have confirmed their subscriptions. */
    readonly confirmed: boolean;
}

/** Gives a message to one subscriber. One that does not get it is a finding: nothing in AWS reports it. */
export function deliverCopy(context: Context, copy: Copy): void {
    const { findings, log } = context;
    const { protocol, endpoint, urn, filtersBodies } = copy.subscription;
    const kind = RECEIVERS[protocol];
    if (filtersBodies) {
        findings.add("unmodelled", urn, "Filter policies on bodies of messages are not modelled: the subscription gets nothing");
    } else if (!isWanted(copy)) {
        return;
    } else if (OUTSIDE.includes(protocol)) {
        if (copy.confirmed) {
            log.add({ what: "received", resource: urn, who: `${protocol}:${endpoint}`, of: copy.of });
        } else {
            findings.add("undelivered", urn, `The subscription of ${protocol} ${endpoint} waits for its confirmation and gets nothing`);
        }
    } else if (kind !== undefined) {
        send(context, copy, kind);
    } else {
        findings.add("unmodelled", urn, `Subscriptions with protocol "${protocol}" are not modelled: they get nothing`);
    }
}

/**
 * Whether the filter policy of a subscription admits a message by its attributes. Its operators are among those of event patterns, with the same meaning.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
function isWanted({ subscription: { filter }, message: { attributes = {} } }: Copy): boolean {
    const values = Object.entries(attributes).map(([name, text]) => [name, listIn(text) ?? text]);
    return filter === undefined || testEventPattern(filter, JSON.stringify(Object.fromEntries(values)));
}

/** The items of an attribute of the type String.Array, whose text is JSON. */
function listIn(text: string): unknown[] | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return Array.isArray(value) ? (value as unknown[]) : undefined;
    } catch {
        return undefined;
    }
}

function send(context: Context, copy: Copy, kind: ReceiverKind): void {
    const { findings, log, metrics, receivers } = context;
    const { topic, subscription, message, id, of } = copy;
    const { protocol, endpoint, urn, rawMessageDelivery: raw } = subscription;
    const sns = envelope(copy, log.at(of, "published").atMs);
    const who = receivers.isOutside(endpoint)
        ? outsideName(endpoint)
        : `${protocol}:${kind === "queue" ? endpoint.split(":").at(-1) : endpoint.split(":")[6]}`;
    const record = { EventVersion: "1.0", EventSubscriptionArn: `${topic.arn}:local`, EventSource: "aws:sns", Sns: sns };
    const refusal = receivers.send(
        endpoint,
        {
            caller: { service: "sns", arn: topic.arn },
            value: { Records: [record] },
            text: raw ? textFor(copy) : JSON.stringify(sns),
            attributes: raw ? (message.attributes ?? {}) : {},
            event: message.event ?? id,
            // A queue has it at once; of a function it is known when its handler has run.
            ...(kind === "function" ? { of: log.add({ what: "copy", resource: endpoint, who, subscription: urn, of }) } : {}),
        },
        [kind],
    );
    if (refusal !== undefined) {
        metrics.publish("AWS/SNS", "NumberOfNotificationsFailed", dimensionsOfTopic(topic.name), 1);
        const reason = refusal.code === "denied" ? refusal.message : `There is no ${kind} ${endpoint}`;
        const problem = sendToDeadLetterQueue(context, copy, JSON.stringify(sns), reason);
        if (problem !== undefined) {
            findings.add("undelivered", urn, problem);
        }
    } else if (kind === "queue") {
        log.add({ what: "received", resource: urn, who, of });
    }
}

/**
 * Sends a copy that its receiver refused to the subscription's dead-letter queue.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 *
 * @returns Why it is lost for the subscription; undefined if the queue has it.
 */
function sendToDeadLetterQueue({ receivers }: Context, { topic, subscription, message, id }: Copy, text: string, reason: string): string | undefined {
    const { deadLetterArn: arn } = subscription;
    if (arn === undefined) {
        return reason;
    }
    const event = message.event ?? id;
    const caller = { service: "sns", arn: topic.arn } as const;
    const refusal = receivers.send(arn, { caller, value: {}, text, event, deadLetter: { event, reason }, standardOnly: true }, ["queue"]);
    return refusal === undefined ? undefined : `${reason}. Its dead-letter queue has no copy: ${refusal.message || `there is no queue ${arn}`}`;
}

/** The text of a message for the protocol of a subscription. */
function textFor({ message: { message }, structure, subscription: { protocol } }: Copy): string {
    return structure?.[protocol] ?? structure?.default ?? message;
}

/** Of what SNS sends, only this says for which subscription it is: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
function unsubscribeUrl(subscriptionArn: string): string {
    const [, partition = "", , region] = subscriptionArn.split(":");
    return `https://sns.${region}.${dnsSuffixOf(partition)}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`;
}

/** What SNS makes of a message for subscribers without raw delivery; its signature is left out. */
function envelope(copy: Copy, atMs: number): object {
    const { topic, id, message } = copy;
    const { arn } = copy.subscription;
    const { subject, attributes = {} } = message;
    const entries = Object.entries(attributes).map(([name, Value]) => [name, { Type: "String", Value }]);
    return {
        Type: "Notification",
        MessageId: id,
        TopicArn: topic.arn,
        ...(subject === undefined ? {} : { Subject: subject }),
        Message: textFor(copy),
        Timestamp: isoTime(atMs),
        ...(arn === undefined ? {} : { UnsubscribeURL: unsubscribeUrl(arn) }),
        ...(entries.length === 0 ? {} : { MessageAttributes: Object.fromEntries(entries) }),
    };
}
