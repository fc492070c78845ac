import { SERVICE_CALLS } from "../../models/policies";
import type { Notified } from "./alarms";
import { uuidFrom } from "./random";
import type { SubscriptionResource, TopicResource } from "./resources";
import { isoTime, type Services } from "./services";

/** What somebody publishes. */
export interface Publication {
    /** Alarm messages and failure records are told apart, because they are about the delivery path and not about a job. */
    kind: "notification" | "alarm" | "failure";
    message: string;
    subject?: string | undefined;
    attributes?: Record<string, string>;
    /** Who publishes: ARN of a rule or an alarm, name of a function. */
    from: string;
    /** Id of the event behind it, if it is known. */
    event?: string | undefined;
}

/** A message that a topic took. */
export interface TopicMessage extends Publication {
    id: string;
    topic: string;
    atMs: number;
    /** Who got it. Grows while a subscribed function is at work. */
    delivered: Notified[];
}

/** Ends outside of AWS: the message is recorded as delivered to the address. */
const OUTSIDE = ["email", "email-json", "sms", "http", "https", "application"];

/** The topics of the account. */
export class Topics {
    private readonly byArn = new Map<string, TopicResource>();
    private readonly taken: TopicMessage[] = [];

    /** @param confirmed Whether the owners of outside addresses have confirmed their subscriptions. */
    constructor(
        private readonly services: Services,
        resources: readonly TopicResource[],
        private readonly confirmed: boolean,
    ) {
        for (const resource of resources) {
            this.byArn.set(resource.arn, resource);
        }
    }

    find(arn: string): TopicResource | undefined {
        return this.byArn.get(arn);
    }

    /** Every message that a topic took, in order of time. */
    messages(): readonly TopicMessage[] {
        return this.taken;
    }

    /**
     * Takes a message and gives it to all subscribers. The caller has asked IAM already.
     *
     * @param onDelivered Is told of every subscriber who got it, which may be later than the return.
     */
    publish(topic: TopicResource, publication: Publication, onDelivered: (notified: Notified) => void = () => {}): TopicMessage {
        const { clock, findings, random } = this.services;
        const message: TopicMessage = { ...publication, id: uuidFrom(random), topic: topic.name, atMs: clock.now(), delivered: [] };
        this.taken.push(message);
        if (topic.subscriptions.length === 0) {
            findings.add("unheard", topic.arn, `The topic "${topic.name}" has no subscription: its messages reach nobody`);
        }
        for (const subscription of topic.subscriptions) {
            this.deliver(topic, subscription, message, (who) => {
                const notified = { who, atMs: clock.now() };
                message.delivered.push(notified);
                onDelivered(notified);
            });
        }
        return message;
    }

    private deliver(topic: TopicResource, subscription: SubscriptionResource, message: TopicMessage, delivered: (who: string) => void): void {
        const { findings } = this.services;
        const { protocol, endpoint, urn } = subscription;
        if (subscription.filtered) {
            findings.add("unmodelled", urn, "Filter policies of subscriptions are not modelled: the subscription gets nothing");
        } else if (OUTSIDE.includes(protocol)) {
            if (this.confirmed) {
                delivered(`${protocol}:${endpoint}`);
            } else {
                findings.add("unheard", urn, `The subscription of ${protocol} ${endpoint} waits for its confirmation and gets nothing`);
            }
        } else if (protocol === "sqs") {
            this.toQueue(topic, subscription, message, delivered);
        } else if (protocol === "lambda") {
            this.toFunction(topic, subscription, message, delivered);
        } else {
            findings.add("unmodelled", urn, `Subscriptions with protocol "${protocol}" are not modelled: they get nothing`);
        }
    }

    private toQueue(topic: TopicResource, subscription: SubscriptionResource, message: TopicMessage, delivered: (who: string) => void): void {
        const { queues, access, findings } = this.services;
        const { endpoint, urn } = subscription;
        const queue = queues.get(endpoint);
        const answer = queue && access.service(SERVICE_CALLS.topicToQueue, queue.resource, topic.arn);
        if (queue === undefined || !answer?.allowed) {
            findings.add("unheard", urn, answer?.reason ?? `There is no queue ${endpoint}`);
            return;
        }
        const body = subscription.rawMessageDelivery ? message.message : JSON.stringify(this.envelope(topic, message));
        queue.send(body, subscription.rawMessageDelivery ? message.attributes : {});
        delivered(`sqs:${queue.resource.name}`);
    }

    private toFunction(topic: TopicResource, subscription: SubscriptionResource, message: TopicMessage, delivered: (who: string) => void): void {
        const { functions, access, findings } = this.services;
        const { endpoint, urn } = subscription;
        const target = functions.guarded(endpoint);
        const answer = target && access.service(SERVICE_CALLS.topicToFunction, target, topic.arn);
        if (!answer?.allowed) {
            findings.add("unheard", urn, answer?.reason ?? `There is no function ${endpoint}`);
            return;
        }
        const record = {
            EventVersion: "1.0",
            EventSubscriptionArn: `${topic.arn}:local`,
            EventSource: "aws:sns",
            Sns: this.envelope(topic, message),
        };
        functions.accept(
            endpoint,
            { Records: [record] },
            {
                event: message.event ?? message.id,
                invoked: () => {},
                succeeded: () => delivered(`lambda:${endpoint.split(":")[6]}`),
                kept: () => {},
                dropped: (reason) => findings.add("unheard", urn, reason),
            },
        );
    }

    /** What SNS makes of a message for subscribers without raw delivery; its signature is left out. */
    private envelope(topic: TopicResource, { id, message, subject, atMs, attributes = {} }: TopicMessage) {
        const entries = Object.entries(attributes).map(([name, Value]) => [name, { Type: "String", Value }]);
        return {
            Type: "Notification",
            MessageId: id,
            TopicArn: topic.arn,
            ...(subject === undefined ? {} : { Subject: subject }),
            Message: message,
            Timestamp: isoTime(atMs),
            ...(entries.length === 0 ? {} : { MessageAttributes: Object.fromEntries(entries) }),
        };
    }
}
