import type { Notification } from "../notification";
import { requireEnvironment } from "./environment";

/** Sends a message to people. */
export type Publish = (message: Notification) => Promise<void>;

/** Publishes to the SNS topic in `TOPIC_ARN`. */
export function publishWith(): Publish {
    const { SNSClient, PublishCommand } = require("#sdk") as typeof import("../sdk");
    const TopicArn = requireEnvironment("TOPIC_ARN");
    const sns = new SNSClient();
    return async ({ subject, body, attributes }) => {
        await sns.send(
            new PublishCommand({
                TopicArn,
                Subject: subject,
                Message: body,
                MessageAttributes: Object.fromEntries(
                    Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
                ),
            }),
        );
    };
}
