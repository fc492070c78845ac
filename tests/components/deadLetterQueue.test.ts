import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { DeadLetterQueue, type DeadLetterQueueArgs, JobStatusRule } from "../../components";
import { evaluatePolicies, parsePolicyDocument, SERVICE_CALLS, serviceRequests } from "../../models/policies";
import { deploy, only, treeOf, UNKNOWN } from "../support/deployment";
import { alarmOn, denyWithoutTls, OPS_TOPIC, refusalOf, statementsOf } from "./fixtures";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:111122223333:orders-dead-letter-queue-0a1b2c3";
const RULE_ARN = "arn:aws:events:us-east-1:111122223333:rule/orders-rule-0a1b2c3";

const build = (more: Partial<DeadLetterQueueArgs> = {}, kinds = ["orders"]) => {
    const rules = kinds.map((name) => new JobStatusRule(name, { kind: "TrainingJob" }));
    return new DeadLetterQueue("orders", { rules, alarmActions: [OPS_TOPIC], ...more });
};

describe("DeadLetterQueue", () => {
    it("is a queue, its policy and an alarm, and exposes ARN and URL", async () => {
        const deployment = await deploy(build);
        assert.deepEqual(treeOf(deployment), [
            "DeadLetterQueue orders",
            "DeadLetterQueue orders > MetricAlarm orders-dead-letter-age",
            "DeadLetterQueue orders > MetricAlarm orders-dead-letter-depth",
            "DeadLetterQueue orders > Queue orders-dead-letter-queue",
            "DeadLetterQueue orders > QueuePolicy orders-dead-letter-policy",
            "JobStatusRule orders",
            "JobStatusRule orders > EventRule orders-rule",
        ]);
        assert.deepEqual(only(deployment, "DeadLetterQueue").outputs, {
            arn: QUEUE_ARN,
            url: "https://sqs.us-east-1.amazonaws.com/111122223333/orders-dead-letter-queue-0a1b2c3",
        });
    });

    it("keeps messages for 14 days, encrypted, by default", async () => {
        assert.deepEqual(only(await deploy(build), "Queue").inputs, { messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true });
        const short = await deploy(() => build({ retentionDays: 1 }));
        assert.deepEqual(only(short, "Queue").inputs, { messageRetentionSeconds: 86_400, sqsManagedSseEnabled: true });
    });

    it("allows only its rules to write to it", async () => {
        const { inputs } = only(await deploy(() => build({}, ["orders", "returns"])), "QueuePolicy");
        assert.deepEqual(
            [inputs.queueUrl, statementsOf(inputs.policy)],
            [
                "https://sqs.us-east-1.amazonaws.com/111122223333/orders-dead-letter-queue-0a1b2c3",
                [
                    {
                        Sid: "AllowEventBridge",
                        Effect: "Allow",
                        Principal: { Service: "events.amazonaws.com" },
                        Action: "sqs:SendMessage",
                        Resource: QUEUE_ARN,
                        Condition: {
                            ArnEquals: { "aws:SourceArn": [RULE_ARN, "arn:aws:events:us-east-1:111122223333:rule/returns-rule-0a1b2c3"] },
                        },
                    },
                    denyWithoutTls("sqs:*", QUEUE_ARN),
                ],
            ],
        );
    });

    it("has a policy by which EventBridge may send for each rule, and for no other rule, account, service or without TLS", async () => {
        const { inputs } = only(await deploy(() => build({}, ["orders", "returns"])), "QueuePolicy");
        const resource = parsePolicyDocument(String(inputs.policy), "resource");
        const decide = (arn: string, change: object = {}) =>
            serviceRequests(SERVICE_CALLS.eventBridgeToQueue, QUEUE_ARN, { arn, account: "111122223333" }).map(
                (request) => evaluatePolicies({ resource }, { ...request, ...change }).decision,
            );
        const context = { "aws:SourceArn": RULE_ARN, "aws:SourceAccount": "111122223333", "aws:SecureTransport": "false" };
        assert.deepEqual(
            {
                rule: decide(RULE_ARN),
                secondRule: decide(RULE_ARN.replace("orders", "returns")),
                otherRule: decide(RULE_ARN.replace("orders", "other")),
                otherAccount: decide(RULE_ARN.replace("111122223333", "444455556666")),
                otherService: decide(RULE_ARN, { principal: { service: "sns.amazonaws.com" } }),
                reading: decide(RULE_ARN, { action: "sqs:ReceiveMessage" }),
                withoutTls: decide(RULE_ARN, { context }),
            },
            {
                rule: ["allow"],
                secondRule: ["allow"],
                otherRule: ["implicitDeny"],
                otherAccount: ["implicitDeny"],
                otherService: ["implicitDeny"],
                reading: ["implicitDeny"],
                withoutTls: ["explicitDeny"],
            },
        );
    });

    it("has an alarm that the first message sets off", async () => {
        assert.deepEqual(
            only(await deploy(build), "MetricAlarm orders-dead-letter-depth").inputs,
            alarmOn({
                namespace: "AWS/SQS",
                metricName: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: "orders-dead-letter-queue-0a1b2c3" },
                statistic: "Maximum",
                threshold: 1,
                period: 60,
                hasEvents: true,
                alarmDescription: "EventBridge could not deliver a SageMaker status event, and the event is in the dead-letter queue.",
            }),
        );
    });

    it("links its policy and its alarm in preview, although nothing is known yet", async () => {
        const preview = await deploy(build, { preview: true });
        const policy = only(preview, "QueuePolicy");
        assert.deepEqual(
            [policy.inputs.policy, policy.propertyDependencies],
            [UNKNOWN, { queueUrl: ["Queue orders-dead-letter-queue"], policy: ["EventRule orders-rule", "Queue orders-dead-letter-queue"] }],
        );
        assert.deepEqual(only(preview, "MetricAlarm orders-dead-letter-depth").propertyDependencies, {
            dimensions: ["Queue orders-dead-letter-queue"],
        });
    });

    const actions = "one to five ARNs of SNS topics or Lambda functions";
    it("refuses more rules than its policy can name, and takes those that it can", async () => {
        const rulesOf = (count: number, length: number) =>
            Array.from({ length: count }, (_, index) => new JobStatusRule(`${index}`.padEnd(length, "r"), { kind: "TrainingJob" }));
        const queueOf = (count: number, length: number) => () =>
            void new DeadLetterQueue("orders", { rules: rulesOf(count, length), alarmActions: [OPS_TOPIC] });
        for (const [most, length] of [
            [64, 47],
            [95, 8],
        ] as const) {
            const { resources } = await deploy(queueOf(most, length));
            const policy = String(resources.find(({ label }) => label.startsWith("QueuePolicy"))!.inputs.policy);
            assert.ok(policy.length <= 8192 && policy.length > 6000, `${policy.length}`);
            const { problems } = await refusalOf(queueOf(most + 1, length));
            assert.match(
                problems.join(),
                new RegExp(
                    `^DeadLetterQueue "orders": rules must be fewer: the queue's policy names each of the ${most + 1} and would have 8\\d\\d\\d bytes, SQS allows 8192. Use a second queue$`,
                ),
            );
        }
        await deploy(
            () =>
                void new DeadLetterQueue("orders", {
                    rules: rulesOf(80, 47),
                    alarmActions: [OPS_TOPIC],
                    queueArn: "arn:aws:sqs:us-east-1:111122223333:mine",
                }),
        );
    });

    const refused: [string, () => unknown, string[]][] = [
        ["no rule", () => ({ rules: [] }), ["rules must be a list with at least one JobStatusRule or ReconcilerSchedule"]],
        ["a rule's ARN", () => ({ rules: [RULE_ARN] }), ["rules must be a list with at least one JobStatusRule or ReconcilerSchedule"]],
        ["a rule that is in no list", () => ({ rules: RULE_ARN }), ["rules must be a list with at least one JobStatusRule or ReconcilerSchedule"]],
        ["no alarm action", () => ({ alarmActions: [] }), [`alarmActions must have ${actions}, got none`]],
        [
            "an address as alarm action",
            () => ({ alarmActions: [OPS_TOPIC, "me@example.com"] }),
            ['alarmActions must be ARNs of SNS topics or Lambda functions, got "me@example.com"'],
        ],
        ["six alarm actions", () => ({ alarmActions: new Array(6).fill(OPS_TOPIC) }), [`alarmActions must have ${actions}, got 6`]],
        ["retention beyond 14 days", () => ({ retentionDays: 15 }), ["retentionDays must be a whole number of days from 1 to 14, got 15"]],
        ["retention of half a day", () => ({ retentionDays: 0.5 }), ["retentionDays must be a whole number of days from 1 to 14, got 0.5"]],
        [
            "an Output as retention",
            () => ({ retentionDays: pulumi.output(3) }),
            ["retentionDays must be a whole number of days from 1 to 14, got an Output"],
        ],
        [
            "all mistakes at once",
            () => ({ rules: [], alarmActions: undefined, retentionDays: 0 }),
            [
                "rules must be a list with at least one JobStatusRule or ReconcilerSchedule",
                `alarmActions must have ${actions}, got none`,
                "retentionDays must be a whole number of days from 1 to 14, got 0",
            ],
        ],
    ];
    for (const [what, args, problems] of refused) {
        it(`refuses ${what}`, async () => {
            assert.deepEqual(await refusalOf(() => build(args() as DeadLetterQueueArgs)), {
                problems: problems.map((problem) => `DeadLetterQueue "orders": ${problem}`),
                registered: ["JobStatusRule orders", "JobStatusRule orders > EventRule orders-rule"],
            });
        });
    }
});
