import { ACCEPTED, allow, type BrokenStack, events, FIRES, NAMES, PLAIN, policy, remove, set, TAKES, target } from "./support/brokenStack";
import { ref } from "./support/stackData";

/** All alarms of the plain stack. */
const ALARMS = (["failed-alarm", "failed-dlq-alarm", "undelivered-depth"] as const).map((alarm) => [FIRES, alarm] as const);

/** Mistakes with names, and with what targets are given. */
export const BROKEN_TARGETS: readonly BrokenStack[] = [
    // Names
    {
        name: "two alarms of one name",
        of: PLAIN,
        change: [set("failed-alarm", { name: "jobs-lost" }), set("failed-dlq-alarm", { name: "jobs-lost" })],
        expected: [[NAMES, "failed-dlq-alarm"]],
    },
    {
        name: "two native alarms of one name",
        of: ["allNative"],
        change: [set("failed-alarm", { alarmName: "jobs" }), set("undelivered-depth", { alarmName: "jobs" })],
        expected: [[NAMES, "undelivered-depth"]],
    },
    {
        name: "two targets of one id",
        of: ["plain"],
        change: [set("failed-target", { targetId: "send" }), { add: { "second-target": target({ targetId: "send" }) } }],
        expected: [[NAMES, "second-target"]],
    },
    {
        name: "two native targets of one id",
        of: ["native"],
        change: [
            set("failed", {
                targets: [1, 2].map(() => ({
                    id: "notify",
                    arn: ref("notify"),
                    deadLetterConfig: { arn: ref("undelivered") },
                    retryPolicy: { maximumRetryAttempts: 10 },
                })),
            }),
        ],
        expected: [[NAMES, "failed"]],
    },
    // What PutTargets refuses
    {
        name: "an input with a transformer",
        of: PLAIN,
        change: [set("failed-target", { input: "{}", inputTransformer: { inputTemplate: '"failed"' } })],
        expected: [[ACCEPTED, "failed-target"]],
    },
    {
        name: "a placeholder that nothing defines",
        of: ["plain", "customBus"],
        change: [set("failed-target", { inputTransformer: { inputPaths: { job: "$.detail.TrainingJobName" }, inputTemplate: '"<name> failed"' } })],
        expected: [[ACCEPTED, "failed-target"]],
    },
    {
        name: "a template for a function that gives no JSON",
        of: ["plain"],
        change: [set("failed-target", { inputTransformer: { inputPaths: { job: "$.detail.TrainingJobName" }, inputTemplate: "<job> failed" } })],
        expected: [[ACCEPTED, "failed-target"]],
    },
    {
        name: "a native target with a placeholder that nothing defines",
        of: ["native"],
        change: [
            set("failed", {
                targets: [
                    {
                        id: "notify",
                        arn: ref("notify"),
                        deadLetterConfig: { arn: ref("undelivered") },
                        retryPolicy: { maximumRetryAttempts: 10 },
                        inputTransformer: { inputPathsMap: { job: "$.detail.TrainingJobName" }, inputTemplate: '"<name> failed"' },
                    },
                ],
            }),
        ],
        expected: [[ACCEPTED, "failed"]],
    },
    {
        name: "a state machine as target without a role",
        of: PLAIN,
        change: [
            {
                add: {
                    machine: { type: "aws:sfn/stateMachine:StateMachine", props: { arn: "arn:aws:states:us-east-1:111122223333:stateMachine:m" } },
                    "machine-target": target({ arn: ref("machine") }),
                },
            },
        ],
        expected: [[ACCEPTED, "machine-target"]],
    },
    // Targets that do not take events
    {
        name: "a topic as target with SNS's default policy",
        of: PLAIN,
        change: [{ add: { news: { type: "aws:sns/topic:Topic", props: {} }, "news-target": target({ arn: ref("news") }) } }],
        expected: [[TAKES, "news-target"]],
    },
    {
        name: "an encrypted topic as target with the key of AWS",
        of: ["plain"],
        change: [
            {
                add: {
                    news: { type: "aws:sns/topic:Topic", props: { kmsMasterKeyId: "alias/aws/sns" } },
                    "news-policy": {
                        type: "aws:sns/topicPolicy:TopicPolicy",
                        props: { arn: ref("news"), policy: policy({ ...allow("sns:Publish"), Principal: events }) },
                    },
                    "news-target": target({ arn: ref("news") }),
                },
            },
        ],
        expected: [[TAKES, "news-target"]],
    },
    {
        name: "a queue as target without a policy",
        of: ["customBus"],
        change: [
            {
                add: {
                    archive: { type: "aws:sqs/queue:Queue", props: {} },
                    "archive-target": target({ arn: ref("archive"), eventBusName: ref("ml", "name") }),
                },
            },
        ],
        expected: [[TAKES, "archive-target"]],
    },
    {
        name: "a native log group as target without a policy",
        of: ["allNative"],
        change: [remove("audit-policy")],
        expected: [[TAKES, "failed"]],
        // All targets of a native rule are in one property, whose ARNs are not known yet.
        inPreview: [],
    },
    {
        name: "a bus as target with a role of another service",
        of: ["customBus"],
        change: [
            set("forward-role", {
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
                }),
            }),
        ],
        expected: [[TAKES, "forward-target"]],
    },
    {
        name: "a bus as target with a role that may do nothing",
        of: ["customBus"],
        change: [remove("forward-role-policy")],
        expected: [[TAKES, "forward-target"]],
    },
    // Subscribers that SNS does not reach
    {
        name: "an alarm topic whose only subscriber is a queue without a policy",
        of: PLAIN,
        change: [set("alerts-mail", { protocol: "sqs", endpoint: ref("inbox") }), { add: { inbox: { type: "aws:sqs/queue:Queue", props: {} } } }],
        expected: ALARMS,
    },
    {
        name: "an alarm topic whose only subscriber is a function without a permission for SNS",
        of: PLAIN,
        change: [set("alerts-mail", { protocol: "lambda", endpoint: ref("notify") })],
        expected: ALARMS,
    },
    {
        name: "a native alarm topic whose only subscriber is a queue without a policy",
        of: ["allNative"],
        change: [set("alerts", { subscription: [{ protocol: "sqs", endpoint: ref("failures") }] })],
        expected: [
            [FIRES, "failed-alarm"],
            [FIRES, "undelivered-depth"],
        ],
    },
];
