import assert from "node:assert/strict";

import { FailureQueue, type FailureQueueArgs } from "../../components";
import { evaluatePolicies, parsePolicyDocument } from "../../models/policies";
import { deploy, only, treeOf } from "../support/deployment";
import { alarmOn, denyWithoutTls, OPS_TOPIC, refusalOf, statementsOf } from "./fixtures";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:111122223333:orders-failure-queue-0a1b2c3";

const build = (more: Partial<FailureQueueArgs> = {}) => new FailureQueue("orders", { alarmActions: [OPS_TOPIC], ...more });

describe("FailureQueue", () => {
    it("is a queue, its policy and an alarm, and exposes ARN and URL", async () => {
        const deployment = await deploy(build);
        assert.deepEqual(treeOf(deployment), [
            "FailureQueue orders",
            "FailureQueue orders > MetricAlarm orders-failure-age",
            "FailureQueue orders > MetricAlarm orders-failure-depth",
            "FailureQueue orders > Queue orders-failure-queue",
            "FailureQueue orders > QueuePolicy orders-failure-policy",
        ]);
        assert.deepEqual(only(deployment, "FailureQueue").outputs, {
            arn: QUEUE_ARN,
            url: "https://sqs.us-east-1.amazonaws.com/111122223333/orders-failure-queue-0a1b2c3",
        });
    });

    it("keeps messages for 14 days, encrypted, by default", async () => {
        assert.deepEqual(only(await deploy(build), "Queue").inputs, { messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true });
        const short = await deploy(() => build({ retentionDays: 4 }));
        assert.deepEqual(only(short, "Queue").inputs, { messageRetentionSeconds: 345_600, sqsManagedSseEnabled: true });
    });

    it("leaves writing to the roles that are allowed to, over TLS", async () => {
        const { inputs } = only(await deploy(build), "QueuePolicy");
        assert.deepEqual(statementsOf(inputs.policy), [denyWithoutTls("sqs:*", QUEUE_ARN)]);
        const resource = parsePolicyDocument(String(inputs.policy), "resource");
        const identity = [
            parsePolicyDocument(
                { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE_ARN }] },
                "identity",
            ),
        ];
        const decide = (principal: object, secure: "true" | "false") =>
            evaluatePolicies(
                { identity, resource },
                { principal, action: "sqs:SendMessage", resource: QUEUE_ARN, context: { "aws:SecureTransport": secure } },
            ).decision;
        const role = { aws: "arn:aws:iam::111122223333:role/orders" };
        assert.deepEqual(
            [decide(role, "true"), decide(role, "false"), decide({ service: "events.amazonaws.com" }, "true")],
            ["allow", "explicitDeny", "implicitDeny"],
        );
    });

    it("takes what SNS could not deliver of its topics, and of no others", async () => {
        const topic = "arn:aws:sns:us-east-1:111122223333:jobs";
        const { inputs } = only(await deploy(() => build({ topicArns: [topic] })), "QueuePolicy");
        const resource = parsePolicyDocument(String(inputs.policy), "resource");
        const decide = (source: string, service = "sns.amazonaws.com") =>
            evaluatePolicies(
                { identity: [], resource },
                {
                    principal: { service },
                    action: "sqs:SendMessage",
                    resource: QUEUE_ARN,
                    context: { "aws:SecureTransport": "true", "aws:SourceArn": source },
                },
            ).decision;
        assert.deepEqual([decide(topic), decide(`${topic}-2`), decide(topic, "events.amazonaws.com")], ["allow", "implicitDeny", "implicitDeny"]);
    });

    it("refuses topics that are none", async () => {
        const is = 'FailureQueue "orders": topicArns must be';
        const refused = async (topicArns: unknown) => (await refusalOf(() => build({ topicArns: topicArns as string[] }))).problems;
        assert.deepEqual(await refused([]), [`${is} a list with at least one ARN of a topic, got []`]);
        assert.match((await refused(["jobs"]))[0]!, /^FailureQueue "orders": topicArns must be the ARN of a standard SNS topic, .*, got "jobs"$/);
    });

    it("has an alarm that the first message sets off", async () => {
        assert.deepEqual(
            only(await deploy(build), "MetricAlarm orders-failure-depth").inputs,
            alarmOn({
                namespace: "AWS/SQS",
                metricName: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: "orders-failure-queue-0a1b2c3" },
                statistic: "Maximum",
                threshold: 1,
                period: 60,
                hasEvents: true,
                alarmDescription: "A handler failed on a SageMaker status event after every retry, and the event is in the failure queue.",
            }),
        );
    });

    it("refuses all bad arguments at once", async () => {
        assert.deepEqual(await refusalOf(() => build({ alarmActions: [], retentionDays: -1 })), {
            problems: [
                'FailureQueue "orders": alarmActions must have one to five ARNs of SNS topics or Lambda functions, got none',
                'FailureQueue "orders": retentionDays must be a whole number of days from 1 to 14, got -1',
            ],
            registered: [],
        });
    });
});
