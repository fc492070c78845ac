import assert from "node:assert/strict";
import type { Props } from "../../../local/engine/graph";
import {
    alarm,
    deadLetterQueue,
    functionArn,
    graphOf,
    lambda,
    policyOf,
    queueArn,
    queueUrl,
    resource,
    route,
    topicArn,
} from "./support/graphBuilder";
import { play, START } from "./support/play";

const THROWS = `exports.handler = async () => { throw new Error("broken"); };`;
const subscription = (protocol: string, endpoint: string, props: Props = {}) =>
    resource("aws:sns/topicSubscription:TopicSubscription", `${protocol}-${endpoint}`, { topic: topicArn("alarms"), protocol, endpoint, ...props });
const failed = alarm("depth", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "failed" }, { statistic: "Maximum" });

/** The route without the topic's e-mail subscription, and with others. */
const withSubscriptions = (...more: ReturnType<typeof route>) =>
    graphOf(
        route({ source: THROWS }).filter(({ type }) => !type.includes("topicSubscription")),
        failed,
        more,
    );

const fromTopic = (action: string, target: string) => ({
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: action,
    Resource: target,
    Condition: { ArnEquals: { "aws:SourceArn": topicArn("alarms") } },
});

describe("a topic", () => {
    it("gives its messages to addresses outside of AWS and says who got them", async () => {
        const { alarms } = await play(withSubscriptions(subscription("https", "https://example.com/hook"), subscription("sms", "+100")));
        const atMs = START + 230_000;
        assert.deepEqual(alarms[0]?.notified, [
            { who: "https:https://example.com/hook", atMs },
            { who: "sms:+100", atMs },
        ]);
    });

    it("puts its messages into a queue that allows it, with or without its envelope", async () => {
        const queues = ["wrapped", "raw"].flatMap((name) => [
            resource("aws:sqs/queue:Queue", name),
            resource("aws:sqs/queuePolicy:QueuePolicy", name, {
                queueUrl: queueUrl(name),
                policy: policyOf(fromTopic("sqs:SendMessage", queueArn(name))),
            }),
        ]);
        const subscriptions = [subscription("sqs", queueArn("wrapped")), subscription("sqs", queueArn("raw"), { rawMessageDelivery: true })];
        const { alarms, lost, aws, findings } = await play(withSubscriptions(...queues, ...subscriptions));
        assert.deepEqual([alarms[0]?.notified.map(({ who }) => who), lost, findings], [["sqs:wrapped", "sqs:raw"], 0, []]);
        assert.equal(aws.metricTotal("AWS/SQS", "NumberOfMessagesSent", { QueueName: "raw" }), 1);
    });

    it("does not reach a queue or a function that shuts it out or is gone, which are findings", async () => {
        const { alarms, lost, findings } = await play(
            withSubscriptions(
                ...deadLetterQueue("closed", "jobs"),
                ...lambda("closed", "exports.handler = async () => {};"),
                subscription("sqs", queueArn("closed")),
                subscription("sqs", queueArn("gone")),
                subscription("lambda", functionArn("closed")),
                subscription("lambda", functionArn("gone")),
            ),
        );
        assert.deepEqual([alarms[0]?.notified, lost], [[], 1]);
        assert.deepEqual(
            findings.map(({ kind, message }) => [kind, message.split(":")[0]]),
            [
                ["undelivered", "sns.amazonaws.com may not call sqs"],
                ["undelivered", `There is no queue arn`],
                ["undelivered", "sns.amazonaws.com may not call lambda"],
                ["undelivered", `There is no function arn`],
            ],
        );
    });

    it("keeps what a subscriber does not take in the dead-letter queue of the subscription, given as text or as an object", async () => {
        for (const redrivePolicy of [JSON.stringify({ deadLetterTargetArn: queueArn("kept") }), { deadLetterTargetArn: queueArn("kept") }]) {
            const kept = resource("aws:sqs/queue:Queue", "kept", { policy: policyOf(fromTopic("sqs:SendMessage", queueArn("kept"))) });
            const { findings, deadLetters } = await play(withSubscriptions(kept, subscription("lambda", functionArn("gone"), { redrivePolicy })));
            const copies = deadLetters.filter(({ queue }) => queue === "kept").map(({ reason }) => reason.split(":")[0]);
            assert.deepEqual([findings, copies], [[], ["There is no function arn"]]);
        }
    });

    it("has no subscription whose redrive policy names no queue, which is a finding", async () => {
        for (const redrivePolicy of ["{", "null", "[]", JSON.stringify({ deadLetterTargetArn: 1 })]) {
            const { alarms, findings } = await play(withSubscriptions(subscription("https", "https://example.com/hook", { redrivePolicy })));
            const refused = 'SNS refuses the subscription "https-https://example.com/hook" (InvalidParameter)';
            const message = `${refused}: its redrivePolicy must be JSON with deadLetterTargetArn`;
            assert.deepEqual(
                [alarms[0]?.notified, findings.map((each) => [each.kind, each.message])],
                [
                    [],
                    [
                        ["refused", message],
                        ["undelivered", 'The topic "alarms" has no subscription, so no one receives its messages'],
                    ],
                ],
            );
        }
    });

    it("has no subscription that SNS refuses, which is a finding", async () => {
        for (const [protocol, endpoint, props, reason] of [
            ["email", "", {}, "it has no endpoint, which must be an e-mail address for the protocol email"],
            ["sqs", "https://sqs.us-east-1.amazonaws.com/1/inbox", {}, "its endpoint must be the ARN of a queue for the protocol sqs"],
            ["email", "a@example.com", { rawMessageDelivery: true }, "SNS refuses rawMessageDelivery for the protocol email"],
            ["email", "a@example.com", { filterPolicyScope: "MessageBody" }, "it has a filterPolicyScope without a filterPolicy"],
        ] as const) {
            const { alarms, findings } = await play(withSubscriptions(subscription(protocol, endpoint, props)));
            const refused = `SNS refuses the subscription "${protocol}-${endpoint}" (InvalidParameter): ${reason}`;
            assert.deepEqual(
                [alarms[0]?.notified, findings.map((each) => each.message)],
                [[], [refused, 'The topic "alarms" has no subscription, so no one receives its messages']],
            );
        }
    });

    it("calls a function with the message in a record, and counts it when it succeeds", async () => {
        const permission = resource("aws:lambda/permission:Permission", "topic", {
            action: "lambda:InvokeFunction",
            function: functionArn("reader"),
            principal: "sns.amazonaws.com",
            sourceArn: topicArn("alarms"),
        });
        const reader = lambda("reader", `exports.handler = async ({ Records: [{ Sns }] }) => Sns.Subject + Sns.TopicArn;`);
        const { alarms, invocations } = await play(withSubscriptions(...reader, permission, subscription("lambda", functionArn("reader"))));
        assert.deepEqual(alarms[0]?.notified, [{ who: "lambda:reader", atMs: START + 230_000 }]);
        assert.equal(invocations.at(-1)?.payload, `ALARM: "depth" in us-east-1${topicArn("alarms")}`);
    });

    it("gives nothing to subscriptions with a filter on bodies or an unknown protocol, which are findings", async () => {
        const { alarms, findings } = await play(
            withSubscriptions(
                subscription("email", "a@example.com", { filterPolicy: `{"a":["b"]}`, filterPolicyScope: "MessageBody" }),
                subscription("firehose", "arn:aws:firehose:us-east-1:111122223333:deliverystream/x", {
                    subscriptionRoleArn: "arn:aws:iam::111122223333:role/sns",
                }),
            ),
        );
        assert.deepEqual(
            [alarms[0]?.notified, findings.map(({ kind, message }) => [kind, message])],
            [
                [],
                [
                    ["unmodelled", "Filter policies on bodies of messages are not modelled: the subscription gets nothing"],
                    ["unmodelled", `Subscriptions with protocol "firehose" are not modelled: they get nothing`],
                ],
            ],
        );
    });

    it("keeps the last of two policies, which is a finding", async () => {
        const policy = (name: string, statement: object) =>
            resource("aws:sns/topicPolicy:TopicPolicy", name, { arn: topicArn("alarms"), policy: policyOf(statement) });
        const open = { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource: topicArn("alarms") };
        const closed = { ...open, Principal: { Service: "events.amazonaws.com" } };
        const { lost, findings } = await play(graphOf(route({ source: THROWS }), failed, policy("first", open), policy("second", closed)));
        assert.deepEqual([lost, findings[0]?.kind, findings[0]?.subject.split("::").at(-1)], [1, "refused", "second"]);
    });
});
