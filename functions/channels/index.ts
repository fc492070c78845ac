import { CHANNELS, type ChannelType } from "../../catalog/channels";
import type { Published } from "../published";
import { requireEnvironment } from "../shared/environment";
import type { WriteRequest } from "./channel";
import { ATTEMPT_MS, deliver, type DeliverDeps } from "./deliver";
import { keeping, secretReader } from "./secret";
import { slackRequest } from "./slack";
import { teamsRequest } from "./teams";
import { webhookRequest } from "./webhook";

/** How each channel writes a message. */
export const WRITERS: Readonly<Record<ChannelType, WriteRequest>> = { slack: slackRequest, teams: teamsRequest, webhook: webhookRequest };

/** What SNS invokes a function with: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
interface SnsEvent {
    readonly Records: readonly { readonly Sns: { readonly Message: string; readonly MessageId: string; readonly TopicArn: string } }[];
}

/** Sends what SNS delivers to the channel whose secret is in `CHANNEL_SECRET_ARN`. Runs once per cold start. */
export function handlerOf(type: ChannelType): (event: SnsEvent, context: { getRemainingTimeInMillis(): number }) => Promise<{ outcome: "handled" }> {
    const { limitCalls } = require("#sdk") as typeof import("./sdk");
    const now = () => Date.now();
    const deps = {
        readSecret: keeping(secretReader(requireEnvironment("CHANNEL_SECRET_ARN")), now),
        post,
        now,
        wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    };
    return async (event, context) => {
        limitCalls(context.getRemainingTimeInMillis());
        for (const { Sns } of event.Records) {
            const delivered = { published: JSON.parse(Sns.Message) as Published, messageId: Sns.MessageId, topicArn: Sns.TopicArn };
            await deliver(CHANNELS[type], WRITERS[type], delivered, { ...deps, remainingMs: () => context.getRemainingTimeInMillis() });
        }
        return { outcome: "handled" };
    };
}

/** An answer is read as far as it is of use. A redirect is not followed: it could lead to anywhere. */
const post: DeliverDeps["post"] = async (url, { headers, body }) => {
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(ATTEMPT_MS) });
    const text = Number(response.headers.get("content-length") ?? 0) > 1000 ? "" : (await response.text()).slice(0, 1000);
    return { status: response.status, retryAfter: response.headers.get("retry-after"), text };
};
