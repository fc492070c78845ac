import assert from "node:assert/strict";
import { changeProperties } from "../../../local/aws/faults";
import type { Props } from "../../../local/engine/graph";
import { alarm, graphOf, policyOf, queueArn, resource, route, routeAlarms, topicArn } from "./support/graphBuilder";
import { play } from "./support/play";

const allow = (Action: string, Resource: string) => policyOf({ Effect: "Allow", Principal: "*", Action, Resource });
const queue = (props: Props) =>
    resource("aws:sqs/queue:Queue", "orders.fifo", {
        fifoQueue: true,
        policy: allow("sqs:SendMessage", queueArn("orders.fifo")),
        ...props,
    });
const topic = resource("aws:sns/topic:Topic", "news.fifo", { fifoTopic: true, policy: allow("sns:Publish", topicArn("news.fifo")) });
const playTarget = (target: Props, ...more: Parameters<typeof graphOf>) =>
    play(changeProperties(graphOf(route(), routeAlarms(), ...more), { type: "aws:cloudwatch/eventTarget:EventTarget" }, { ...target }));
const GROUP = { sqsTarget: { messageGroupId: "jobs" } };

describe("a FIFO queue or topic", () => {
    it("is refused as a target without a message group", async () => {
        const { deliveries, findings } = await playTarget({ arn: queueArn("orders.fifo") }, queue({ contentBasedDeduplication: true }));
        assert.deepEqual(
            [deliveries, findings.map(({ kind, message }) => [kind, message])],
            [[], [["refused", "A FIFO queue needs sqsTarget.messageGroupId"]]],
        );
    });

    it("takes events with a message group if it deduplicates by content, and fails every delivery else", async () => {
        const outcome = async (contentBasedDeduplication: boolean) =>
            (await playTarget({ arn: queueArn("orders.fifo"), ...GROUP }, queue({ contentBasedDeduplication }))).deliveries.map((each) => [
                each.outcome,
                each.reason,
            ]);
        assert.deepEqual(await outcome(true), [["handled", "Handed over to queue orders.fifo"]]);
        assert.deepEqual(await outcome(false), [
            [
                "dead-lettered",
                `EventBridge could not hand it over (SDK_CLIENT_ERROR: ${queueArn("orders.fifo")} is a FIFO queue without contentBasedDeduplication)`,
            ],
        ]);
    });

    it("gets no event as a topic", async () => {
        const { deliveries } = await playTarget({ arn: topicArn("news.fifo") }, topic);
        assert.deepEqual(
            deliveries.map(({ outcome, reason }) => [outcome, reason]),
            [["dead-lettered", `EventBridge could not hand it over (SDK_CLIENT_ERROR: ${topicArn("news.fifo")} is a FIFO topic)`]],
        );
    });

    it("gets no message of an alarm", async () => {
        const depth = alarm(
            "depth",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            { QueueName: "failed" },
            { statistic: "Maximum", alarmActions: [topicArn("news.fifo")] },
        );
        const source = `exports.handler = async () => { throw new Error("broken"); };`;
        const { lost, findings } = await play(graphOf(route({ source }), depth, topic));
        assert.deepEqual(
            [lost, findings.map(({ message }) => message)],
            [
                1,
                [
                    `Alarm "depth": the action ${topicArn("news.fifo")} reached no one: ${topicArn("news.fifo")} is a FIFO topic, an action must be a standard topic`,
                ],
            ],
        );
    });

    it("can't subscribe to a standard topic, and only queues can subscribe to a FIFO topic", async () => {
        const subscription = (name: string, protocol: string, endpoint: string) =>
            resource("aws:sns/topicSubscription:TopicSubscription", protocol, { topic: topicArn(name), protocol, endpoint });
        const { findings } = await play(
            graphOf(route(), topic, subscription("alarms", "sqs", queueArn("orders.fifo")), subscription("news.fifo", "email", "a@example.com")),
        );
        assert.deepEqual(
            findings.map(({ kind, message }) => [kind, message]),
            [
                ["refused", `The topic "alarms" is no FIFO topic, so the FIFO queue ${queueArn("orders.fifo")} can't subscribe to it`],
                ["refused", 'The topic "news.fifo" is FIFO, and only queues can subscribe to it, got the protocol "email"'],
            ],
        );
    });
});
