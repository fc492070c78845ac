import { type ChannelRow, type ChannelRules, CHANNELS, type ChannelType, readsTopic } from "../../catalog/channels";
import type { Published } from "../published";
import { requireEnvironment } from "../shared/environment";
import type { Delivered, WriteRequest } from "./channel";
import { ATTEMPT_MS, deliver, type DeliverDeps } from "./deliver";
import { alertEntries, sendAlert } from "./openAlerts";
import { pagerdutyRequest } from "./pagerduty";
import { qRequest } from "./q";
import { chosen, forResolution, maskedArns, withoutReasons } from "./rules";
import { keeping, secretReader } from "./secret";
import { slackRequest } from "./slack";
import { botAnswer, botRequest, SLACK_API } from "./slackBot";
import { type SmokeEvent, smokeMessages } from "./smoke";
import { teamsRequest } from "./teams";
import { webhookRequest } from "./webhook";

/** How each channel writes a message. */
export const WRITERS: Readonly<Record<ChannelType, WriteRequest>> = {
    pagerduty: pagerdutyRequest,
    q: qRequest,
    slack: slackRequest,
    teams: teamsRequest,
    webhook: webhookRequest,
};

/** What SNS invokes a function with: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
interface SnsEvent {
    readonly Records: readonly { readonly Sns: Sns }[];
}

interface Sns {
    readonly Message: string;
    readonly MessageId: string;
    readonly TopicArn: string;
}

interface Context {
    getRemainingTimeInMillis(): number;
}

/** What the function says that it did. */
interface ChannelResult {
    readonly outcome: "handled" | "ignored";
    readonly reason?: string;
}

/** Sends what SNS delivers, as far as the rules have it, to the channel whose secret is in `CHANNEL_SECRET_ARN`, or whose topic is in `CHANNEL_TOPIC_ARN`. Runs once per cold start. */
export function handlerOf(type: ChannelType, rules: ChannelRules = {}): (event: SnsEvent | SmokeEvent, context: Context) => Promise<ChannelResult> {
    const { limitCalls } = require("#sdk") as typeof import("./sdk");
    const row: ChannelRow = CHANNELS[type];
    const isTopic = readsTopic(type);
    const slackChannel = process.env.SLACK_CHANNEL_ID;
    const write = slackChannel === undefined ? WRITERS[type] : botRequest(slackChannel);
    const arn = requireEnvironment(isTopic ? "CHANNEL_TOPIC_ARN" : "CHANNEL_SECRET_ARN");
    const entry = alertEntries(arn);
    const now = () => Date.now();
    const deps = {
        readSecret: keeping(secretReader(arn, slackChannel === undefined ? row.url : SLACK_API), now),
        post: slackChannel === undefined ? post : async (...request: Parameters<typeof post>) => botAnswer(await post(...request)),
        now,
        wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    };
    const publish = isTopic ? publisherTo(arn) : undefined;
    const send = async (published: Published, { MessageId: messageId, TopicArn }: Pick<Sns, "MessageId" | "TopicArn">, context: Context) => {
        const delivered = rules.masked
            ? { published: withoutReasons(published), messageId, topicArn: maskedArns(TopicArn) }
            : { published, messageId, topicArn: TopicArn };
        if (publish !== undefined) {
            return publish(write(delivered, { url: "" }, now()).body);
        }
        const post = (each: Delivered) => deliver(row, write, each, { ...deps, remainingMs: () => context.getRemainingTimeInMillis() });
        await (type === "pagerduty" ? sendAlert(delivered, { entry, send: post, now, warn: (text) => console.warn(text) }) : post(delivered));
    };
    return async (event, context) => {
        limitCalls(context.getRemainingTimeInMillis());
        // A message that is redriven has a mark as well.
        if (!("Records" in event)) {
            const id = `${now()}`;
            for (const published of smokeMessages(id, now(), type === "pagerduty")) {
                await send(published, { MessageId: id, TopicArn: "smoke" }, context);
            }
            return { outcome: "handled", reason: isTopic ? `the topic of ${row.title} took it` : `${row.title} answered` };
        }
        // SNS puts one message into an event.
        const { Sns } = event.Records[0]!;
        const whole = JSON.parse(Sns.Message) as Published;
        const isResolution = type === "pagerduty" && whole.type === "message" && whole.severity === "info" && whole.status.class === "succeeded";
        const { published, held } = chosen(whole, isResolution ? forResolution(rules) : rules, now());
        if (held !== undefined) {
            console.info(`Left to the other subscribers of the topic: ${held}: ${whole.headline}`);
        }
        if (published === undefined) {
            return { outcome: "ignored", reason: held ?? "it is not for this channel" };
        }
        await send(published, Sns, context);
        return { outcome: "handled" };
    };
}

/** Publishes to the topic of a channel. What the SDK can't do in its attempts, Lambda tries again. */
function publisherTo(TopicArn: string): (Message: string) => Promise<void> {
    const { PublishCommand, SNSClient } = require("#sdk") as typeof import("./sdk");
    const sns = new SNSClient();
    return async (Message) => void (await sns.send(new PublishCommand({ TopicArn, Message })));
}

/** Bytes of an answer: Slack's API repeats the message. */
const MOST_READ = 200_000;

/** An answer is read as far as it is of use. A redirect is not followed: it could lead to anywhere. */
const post: DeliverDeps["post"] = async (url, { headers, body }) => {
    // A timer that the local AWS can have run out; that of AbortSignal.timeout it does not see.
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(Object.assign(new Error("no complete answer in time"), { name: "TimeoutError" })), ATTEMPT_MS);
    try {
        const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: end.signal });
        const text = Number(response.headers.get("content-length") ?? 0) > MOST_READ ? "" : (await response.text()).slice(0, 1000);
        return { status: response.status, retryAfter: response.headers.get("retry-after"), text };
    } finally {
        clearTimeout(timer);
    }
};
