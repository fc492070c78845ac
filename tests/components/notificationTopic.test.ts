import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { FailureQueue, NotificationTopic } from "../../components";
import { evaluatePolicies, parsePolicyDocument, SERVICE_CALLS, serviceRequests } from "../../models/policies";
import { deploy, only, treeOf } from "../support/deployment";
import { denyWithoutTls, refusalOf, statementsOf } from "./fixtures";

const TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:orders-topic-0a1b2c3";

const build = () => new NotificationTopic("orders", { email: "ml-platform@example.com" });

describe("NotificationTopic", () => {
    it("is a topic, its policy and a mail subscription, and exposes its ARN", async () => {
        const deployment = await deploy(build);
        assert.deepEqual(treeOf(deployment), [
            "NotificationTopic orders",
            "NotificationTopic orders > Topic orders-topic",
            "NotificationTopic orders > TopicPolicy orders-policy",
            "NotificationTopic orders > TopicSubscription orders-email",
        ]);
        assert.deepEqual(only(deployment, "NotificationTopic").outputs, { arn: TOPIC_ARN });
        assert.deepEqual(only(deployment, "Topic").inputs, { displayName: "SageMaker job status" });
        assert.deepEqual(only(deployment, "TopicSubscription").inputs, { topic: TOPIC_ARN, protocol: "email", endpoint: "ml-platform@example.com" });
    });

    for (const [partition, region] of [
        ["aws", "us-east-1"],
        ["aws-cn", "cn-north-1"],
    ] as const) {
        it(`allows CloudWatch to publish the alarms of its account in ${region}`, async () => {
            const arn = `arn:${partition}:sns:${region}:111122223333:orders-topic-0a1b2c3`;
            const { inputs } = only(await deploy(build, { partition, region }), "TopicPolicy");
            assert.equal(inputs.arn, arn);
            assert.deepEqual(statementsOf(inputs.policy), [
                {
                    Sid: "AllowCloudWatchAlarms",
                    Effect: "Allow",
                    Principal: { Service: "cloudwatch.amazonaws.com" },
                    Action: "sns:Publish",
                    Resource: arn,
                    Condition: {
                        ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:111122223333:alarm:*` },
                        StringEquals: { "aws:SourceAccount": "111122223333" },
                    },
                },
                denyWithoutTls("sns:Publish", arn),
            ]);
        });
    }

    it("has a policy that allows alarms of its account, and no other account, no other service and nothing without TLS", async () => {
        const resource = parsePolicyDocument(String(only(await deploy(build), "TopicPolicy").inputs.policy), "resource");
        const alarm = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:orders-depth";
        const decide = (arn: string, account: string, change: object = {}) =>
            serviceRequests(SERVICE_CALLS.cloudWatchToTopic, TOPIC_ARN, { arn, account }).map(
                (request) => evaluatePolicies({ resource }, { ...request, ...change }).decision,
            );
        const plain = { context: { "aws:SourceArn": alarm, "aws:SourceAccount": "111122223333", "aws:SecureTransport": "false" } };
        assert.deepEqual(
            [
                decide(alarm, "111122223333"),
                decide(alarm.replace("111122223333", "444455556666"), "444455556666"),
                decide(alarm, "111122223333", { principal: { service: "events.amazonaws.com" } }),
                decide(alarm, "111122223333", plain),
            ],
            [["allow"], ["implicitDeny"], ["implicitDeny"], ["explicitDeny"]],
        );
    });

    it("makes whoever uses its ARN wait for its policy", async () => {
        const deployment = await deploy(() => new FailureQueue("orders", { alarmActions: [build().arn] }));
        const { inputs, propertyDependencies } = only(deployment, "MetricAlarm orders-failure-depth");
        assert.deepEqual(
            [inputs.alarmActions, propertyDependencies.alarmActions],
            [[TOPIC_ARN], ["Topic orders-topic", "TopicPolicy orders-policy"]],
        );
    });

    for (const [email, got] of [
        ["ml-platform", '"ml-platform"'],
        ["two words@example.com", '"two words@example.com"'],
        ["a@b@example.com", '"a@b@example.com"'],
        ["ml-platform@localhost", '"ml-platform@localhost"'],
        [undefined, "undefined"],
    ] as const) {
        it(`refuses ${got} as address`, async () => {
            assert.deepEqual(await refusalOf(() => new NotificationTopic("orders", { email: email as string })), {
                problems: [`NotificationTopic "orders": email must be an address such as ml-platform@example.com, got ${got}`],
                registered: [],
            });
        });
    }

    it("takes a name of the sender", async () => {
        const deployment = await deploy(() => void new NotificationTopic("orders", { email: "a@example.com", displayName: "Orders' alarms" }));
        assert.deepEqual(only(deployment, "Topic").inputs, { displayName: "Orders' alarms" });
    });

    for (const [displayName, got] of [
        ["", '""'],
        ["x".repeat(101), `"${"x".repeat(101)}"`],
        ["two\nlines", '"two\\nlines"'],
        ["Störungen", '"Störungen"'],
        [7, "7"],
    ] as const) {
        it(`refuses the sender's name ${got.slice(0, 20)}`, async () => {
            assert.deepEqual(await refusalOf(() => new NotificationTopic("orders", { email: "a@example.com", displayName: displayName as string })), {
                problems: [`NotificationTopic "orders": displayName must be a text of 1 to 100 printable ASCII characters, got ${got}`],
                registered: [],
            });
        });
    }

    it("sends to an address that is a secret, and keeps it one", async () => {
        const deployment = await deploy(() => void new NotificationTopic("orders", { email: pulumi.secret("ml-platform@example.com") }));
        const { inputs, secrets } = only(deployment, "TopicSubscription");
        assert.deepEqual([inputs.endpoint, secrets], ["ml-platform@example.com", ["endpoint"]]);
    });
});
