import { OWN_METRICS } from "../../catalog/ownMetrics";
import { type Email, emailOf } from "../email";
import type { Message } from "../message";
import { type Published, publishedMessage, structuredText } from "../published";
import { requireEnvironment } from "./environment";
import { putMetric } from "./metric";
import { withMessage, withQueued } from "./sendingLimit";
import { type SendingTable, sendingTable } from "./sendingTable";

/** Sends a message to people. */
export type Publish = (message: Message) => Promise<void>;

/** What a message on its way needs from outside. Tests pass fakes. */
export interface PublishDeps {
    readonly sending: SendingTable;
    /** Messages a minute. */
    readonly perMinute: number;
    send: Publish;
    /** Puts a message into the digest queue. */
    queue(body: string): Promise<void>;
    now(): number;
    warn(message: string): void;
    /** Counts a message that is sent at once although it should wait: an alarm watches the count. */
    countFailure(): void;
}

/**
 * Sends a message at once within the limit of its topic. Above it, and while others wait, which it must not overtake, it waits for the next digest.
 *
 * Fails open: while the table fails, messages wait for the digest, which needs no table; while the queue fails as well, they are sent at once.
 */
export async function publishWithin(message: Message, deps: PublishDeps): Promise<void> {
    const { sending, perMinute, warn } = deps;
    const at = deps.now();
    const failed = (what: string) => (error: Error) => {
        warn(`Message "${message.headline}": ${what}: ${error.name}: ${error.message}`);
        return undefined;
    };
    const isAdmitted = await sending
        .change((known) => withMessage(known, at, perMinute))
        .catch(failed("the table with the sending limit failed, so the message waits for the digest"));
    if (isAdmitted === true) {
        return deps.send(message);
    }
    if (isAdmitted === false) {
        // Before it is there: a message that comes meanwhile must know.
        await sending.change((known) => withQueued(known, at)).catch(failed("a later message may overtake it, because the table failed"));
    }
    try {
        await deps.queue(JSON.stringify({ at, message }));
    } catch (error) {
        failed("the digest queue failed, so the message is sent beyond the limit")(error as Error);
        deps.countFailure();
        await deps.send(message);
    }
}

/** Publishes to the SNS topic in `TOPIC_ARN`; with the queue in `DIGEST_QUEUE_URL` within the limit `MESSAGES_PER_MINUTE`. */
export function publishWith(): Publish {
    const topicArn = requireEnvironment("TOPIC_ARN");
    const publish = publisher(topicArn);
    const send: Publish = (message) => publish({ ...emailOf(message), published: publishedMessage(message) });
    const QueueUrl = process.env.DIGEST_QUEUE_URL;
    if (QueueUrl === undefined) {
        return send;
    }
    const { SQSClient, SendMessageCommand } = require("#sdk") as typeof import("../sdk");
    const sqs = new SQSClient();
    const deps: PublishDeps = {
        sending: sendingTable(topicArn),
        perMinute: Number(requireEnvironment("MESSAGES_PER_MINUTE")),
        send,
        queue: async (MessageBody) => void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))),
        now: () => Date.now(),
        warn: (message) => console.warn(message),
        countFailure: () => putMetric(OWN_METRICS.digestFailures, topicArn, 1),
    };
    return (message) => publishWithin(message, deps);
}

/** Publishes to an SNS topic: text for people, JSON for programs. An attribute may have several values. */
export function publisher(TopicArn: string) {
    const { SNSClient, PublishCommand } = require("#sdk") as typeof import("../sdk");
    const sns = new SNSClient();
    type Sent = Pick<Email, "subject" | "body"> & {
        readonly attributes: { readonly [name: string]: string | readonly string[] };
        readonly published: Published;
    };
    return async ({ subject, body, attributes, published }: Sent): Promise<void> => {
        const MessageAttributes = Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [
                name,
                typeof value === "string"
                    ? { DataType: "String", StringValue: value }
                    : { DataType: "String.Array", StringValue: JSON.stringify(value) },
            ]),
        );
        await sns.send(
            new PublishCommand({
                TopicArn,
                Subject: subject,
                Message: structuredText(subject, body, published),
                MessageStructure: "json",
                MessageAttributes,
            }),
        );
    };
}
