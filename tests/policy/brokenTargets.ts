import { ACCEPTED, type BrokenStack, NAMES, PLAIN, set, target } from "./support/brokenStack";
import { ref } from "./support/stackData";

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
];
