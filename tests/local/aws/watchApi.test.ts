import assert from "node:assert/strict";
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";

import { type LocalAws, OPERATOR } from "../../../local/aws";
import { functionArn, graphOf, queueArn, queueUrl, resource, route, topicArn, topicWithMail } from "./support/graphBuilder";
import { play } from "./support/play";

/** The clients of one caller, for as long as `work` takes; an error is its name and text. */
async function ask<T>(
    aws: LocalAws,
    work: (clients: { events: EventBridgeClient; sns: SNSClient; sqs: SQSClient }) => Promise<T>,
    accessKeyId = OPERATOR,
) {
    const config = { endpoint: aws.endpoint.url, region: "us-east-1", credentials: { accessKeyId, secretAccessKey: "local" }, maxAttempts: 1 };
    const clients = { events: new EventBridgeClient(config), sns: new SNSClient(config), sqs: new SQSClient(config) };
    try {
        return await work(clients);
    } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`;
    } finally {
        Object.values(clients).forEach((client) => client.destroy());
    }
}

const rule = (name: string, inputs: object) =>
    resource("aws:cloudwatch/eventRule:EventRule", name, { eventPattern: '{"source":["test"]}', ...inputs });

describe("what a watcher asks", () => {
    it("of rules: whether they are enabled, and their targets", async () => {
        const graph = graphOf(route(), rule("off", { state: "DISABLED" }));
        await play(graph, async (aws) => {
            const stateOf = (Name: string) => ask(aws, ({ events }) => events.send(new DescribeRuleCommand({ Name })).then(({ State }) => State));
            const targetsOf = (Rule: string) =>
                ask(aws, ({ events }) => events.send(new ListTargetsByRuleCommand({ Rule })).then(({ Targets }) => Targets!.map(({ Arn }) => Arn)));
            assert.deepEqual([await stateOf("jobs"), await stateOf("off")], ["ENABLED", "DISABLED"]);
            assert.deepEqual([await targetsOf("jobs"), await targetsOf("off")], [[functionArn("handler")], []]);
            assert.equal(await stateOf("gone"), "ResourceNotFoundException: Rule gone does not exist on EventBus default.");
        });
    });

    for (const confirmed of [true, false]) {
        it(`of topics: their subscriptions, of which that of an address is ${confirmed ? "" : "not "}confirmed`, async () => {
            const graph = graphOf(topicWithMail("alarms"), resource("aws:sns/topic:Topic", "empty", { name: "empty" }));
            await play(
                graph,
                async (aws) => {
                    const subscriptionsOf = (name: string) =>
                        ask(aws, ({ sns }) =>
                            sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn(name) })).then((page) => page.Subscriptions),
                        );
                    const found = await subscriptionsOf("alarms");
                    assert.ok(Array.isArray(found));
                    assert.deepEqual(
                        found.map(({ SubscriptionArn, Protocol }) => [SubscriptionArn, Protocol]),
                        [[confirmed ? `${topicArn("alarms")}:0` : "PendingConfirmation", "email"]],
                    );
                    assert.deepEqual((await subscriptionsOf("empty")) ?? [], []);
                    assert.equal(await subscriptionsOf("gone"), "NotFoundException: Topic does not exist");
                },
                { subscriptionsConfirmed: confirmed },
            );
        });
    }

    it("of queues: how many messages they have", async () => {
        const graph = graphOf(resource("aws:sqs/queue:Queue", "letters", { name: "letters" }));
        await play(graph, async (aws) => {
            const attributes = () =>
                ask(aws, ({ sqs }) =>
                    sqs
                        .send(
                            new GetQueueAttributesCommand({
                                QueueUrl: queueUrl("letters"),
                                AttributeNames: ["ApproximateNumberOfMessages", "QueueArn"],
                            }),
                        )
                        .then(({ Attributes }) => Attributes),
                );
            assert.deepEqual(await attributes(), { ApproximateNumberOfMessages: "0", QueueArn: queueArn("letters") });
        });
    });

    it("only if its role allows it", async () => {
        await play(graphOf(route()), async (aws) => {
            const denied = await ask(aws, ({ events }) => events.send(new DescribeRuleCommand({ Name: "jobs" })), "LOCAL0001");
            assert.match(String(denied), /^AccessDeniedException: .*not authorized to perform: events:DescribeRule on resource: .*:rule\/jobs/);
        });
    });
});
