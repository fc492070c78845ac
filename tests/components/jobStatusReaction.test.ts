import assert from "node:assert/strict";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { ALL_KIND_NAMES, type Handler, KINDS } from "../../catalog";
import { DeadLetterQueue, FailureQueue, JobStatusReaction, type JobStatusReactionArgs, JobStatusRule, Ledger } from "../../components";
import { guard, stop } from "../../functions";
import { evaluatePolicies, lambdaPermissionStatement, SERVICE_CALLS, serviceRequests } from "../../models/policies";
import { type Deployment, deploy, only, treeOf, UNKNOWN } from "../support/deployment";
import { OPS_TOPIC, quiet, refusalOf, statementsOf } from "./fixtures";

type Args = JobStatusReactionArgs<"TrainingJob">;

const FUNCTION_ARN = "arn:aws:lambda:us-east-1:111122223333:function:orders-function-0a1b2c3";
const RULE_ARN = "arn:aws:events:us-east-1:111122223333:rule/orders-rule-0a1b2c3";

const build = (more: object = {}, name = "orders") =>
    new JobStatusReaction<"TrainingJob">(name, {
        kind: "TrainingJob",
        statuses: ["Failed"],
        handler: quiet,
        alarmActions: [OPS_TOPIC],
        ...more,
    } as Args);

/** Never called: `npm run types` fails when one of these compiles. */
void function doesNotCompile(rule: JobStatusRule<"TrainingJob">): void {
    const common = { handler: quiet, alarmActions: [OPS_TOPIC] };
    // @ts-expect-error an endpoint's events say IN_SERVICE
    new JobStatusReaction("a", { kind: "Endpoint", statuses: ["InService"], ...common });
    // @ts-expect-error the rule has its statuses already
    new JobStatusReaction("b", { rule, statuses: ["Failed"], ...common });
    // @ts-expect-error a handler of another kind's events
    new JobStatusReaction("d", { kind: "TrainingJob", handler: quiet as Handler<"Endpoint">, alarmActions: [OPS_TOPIC] });
    // @ts-expect-error SageMaker has no Stop for endpoints
    new JobStatusReaction("e", { kind: "Endpoint", handler: stop, alarmActions: [OPS_TOPIC] });
    // @ts-expect-error the guard is for training jobs
    new JobStatusReaction("f", { kind: "TransformJob", handler: guard({ instanceCount: 1 }), alarmActions: [OPS_TOPIC] });
    // @ts-expect-error the alarms must notify someone
    new JobStatusReaction("c", { kind: "Algorithm", handler: quiet });
};

describe("JobStatusReaction", () => {
    let deployment: Deployment;
    before(async () => {
        deployment = await deploy(() => build());
    });

    it("is a rule, its target, a function, a ledger and two queues, with alarms", () => {
        assert.deepEqual(treeOf(deployment), [
            "DeadLetterQueue orders > MetricAlarm orders-dead-letter-age",
            "DeadLetterQueue orders > MetricAlarm orders-dead-letter-depth",
            "DeadLetterQueue orders > Queue orders-dead-letter-queue",
            "DeadLetterQueue orders > QueuePolicy orders-dead-letter-policy",
            "FailureQueue orders > MetricAlarm orders-failure-age",
            "FailureQueue orders > MetricAlarm orders-failure-depth",
            "FailureQueue orders > Queue orders-failure-queue",
            "FailureQueue orders > QueuePolicy orders-failure-policy",
            "HandlerFunction orders > Function orders-function",
            "HandlerFunction orders > FunctionEventInvokeConfig orders-event-invoke-config",
            "HandlerFunction orders > LogGroup orders-logs",
            "HandlerFunction orders > Role orders-role",
            "HandlerFunction orders > RolePolicy orders-role-policy",
            "JobStatusReaction orders",
            "JobStatusReaction orders > DeadLetterQueue orders",
            "JobStatusReaction orders > EventTarget orders-target",
            "JobStatusReaction orders > FailureQueue orders",
            "JobStatusReaction orders > HandlerFunction orders",
            "JobStatusReaction orders > JobStatusRule orders",
            "JobStatusReaction orders > Ledger orders",
            "JobStatusReaction orders > MetricAlarm orders-async-event-age",
            "JobStatusReaction orders > MetricAlarm orders-async-events-dropped",
            "JobStatusReaction orders > MetricAlarm orders-destination-delivery-failures",
            "JobStatusReaction orders > MetricAlarm orders-errors",
            "JobStatusReaction orders > MetricAlarm orders-failed-invocations",
            "JobStatusReaction orders > MetricAlarm orders-failed-to-be-sent-to-dlq",
            "JobStatusReaction orders > MetricAlarm orders-sent-to-dlq",
            "JobStatusReaction orders > Permission orders-permission",
            "JobStatusRule orders > EventRule orders-rule",
            "Ledger orders > MetricAlarm orders-ledger-failures",
            "Ledger orders > Table orders-ledger",
        ]);
        assert.deepEqual(only(deployment, "JobStatusReaction").outputs, { ruleArn: RULE_ARN, functionArn: FUNCTION_ARN });
    });

    it("sets no option that would hide changes or block them", () => {
        assert.deepEqual(
            deployment.resources.filter(({ options }) => Object.keys(options).length > 0),
            [],
        );
    });

    it("creates the target last, when every failure of an event is kept and raises an alarm", () => {
        assert.deepEqual(only(deployment, "EventTarget").dependencies, [
            "EventRule orders-rule",
            "Function orders-function",
            "FunctionEventInvokeConfig orders-event-invoke-config",
            "MetricAlarm orders-async-event-age",
            "MetricAlarm orders-async-events-dropped",
            "MetricAlarm orders-dead-letter-age",
            "MetricAlarm orders-dead-letter-depth",
            "MetricAlarm orders-destination-delivery-failures",
            "MetricAlarm orders-errors",
            "MetricAlarm orders-failed-invocations",
            "MetricAlarm orders-failed-to-be-sent-to-dlq",
            "MetricAlarm orders-failure-age",
            "MetricAlarm orders-failure-depth",
            "MetricAlarm orders-ledger-failures",
            "MetricAlarm orders-sent-to-dlq",
            "Permission orders-permission",
            "Queue orders-dead-letter-queue",
            "Queue orders-failure-queue",
            "QueuePolicy orders-dead-letter-policy",
            "QueuePolicy orders-failure-policy",
            "RolePolicy orders-role-policy",
            "Table orders-ledger",
        ]);
    });

    const targetInputs = (retryPolicy: object) => ({
        rule: "orders-rule-0a1b2c3",
        arn: FUNCTION_ARN,
        deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:111122223333:orders-dead-letter-queue-0a1b2c3" },
        retryPolicy,
    });

    it("delivers to the function for an hour, and then to the dead-letter queue", () => {
        assert.deepEqual(only(deployment, "EventTarget").inputs, targetInputs({ maximumRetryAttempts: 185, maximumEventAgeInSeconds: 3600 }));
    });

    it("passes on times, retries and sizes, one event age to both EventBridge and Lambda", async () => {
        const other = await deploy(() =>
            build({
                deliveryRetries: 0,
                maximumEventAgeSeconds: 21_600,
                handlerRetries: 1,
                timeoutSeconds: 5,
                memoryMegabytes: 512,
                logRetentionDays: 1,
            }),
        );
        assert.deepEqual(only(other, "EventTarget").inputs, targetInputs({ maximumRetryAttempts: 0, maximumEventAgeInSeconds: 21_600 }));
        const { maximumRetryAttempts, maximumEventAgeInSeconds } = only(other, "FunctionEventInvokeConfig").inputs;
        const { timeout, memorySize } = only(other, "Function").inputs;
        assert.deepEqual(
            [maximumRetryAttempts, maximumEventAgeInSeconds, timeout, memorySize, only(other, "LogGroup").inputs.retentionInDays],
            [1, 21_600, 5, 512, 1],
        );
    });

    it("allows its rule, and no other rule, to invoke the function", () => {
        const { inputs } = only(deployment, "Permission");
        const permission = { action: "lambda:InvokeFunction", principal: "events.amazonaws.com", sourceArn: RULE_ARN };
        assert.deepEqual(inputs, { ...permission, function: "orders-function-0a1b2c3" });
        const resource = { Version: "2012-10-17" as const, Statement: [lambdaPermissionStatement(permission, FUNCTION_ARN)] };
        const decide = (arn: string) =>
            serviceRequests(SERVICE_CALLS.eventBridgeToFunction, FUNCTION_ARN, { arn, account: "111122223333" }).map(
                (request) => evaluatePolicies({ resource }, request).decision,
            );
        assert.deepEqual([decide(RULE_ARN), decide(RULE_ARN.replace("orders", "other"))], [["allow"], ["implicitDeny"]]);
    });

    it("links everything in preview, although only the pattern is known yet", async () => {
        const preview = await deploy(() => build(), { preview: true });
        const { inputs, propertyDependencies } = only(preview, "EventTarget");
        assert.deepEqual(inputs, {
            rule: UNKNOWN,
            arn: UNKNOWN,
            deadLetterConfig: { arn: UNKNOWN },
            retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 3600 },
        });
        assert.deepEqual(propertyDependencies, {
            rule: ["EventRule orders-rule"],
            arn: ["Function orders-function"],
            deadLetterConfig: ["Queue orders-dead-letter-queue"],
        });
        assert.deepEqual(only(preview, "Permission").propertyDependencies, {
            function: ["Function orders-function"],
            sourceArn: ["EventRule orders-rule"],
        });
        assert.deepEqual(treeOf(preview), treeOf(deployment));
    });

    it("creates the handler from the kind's catalogue row where it is given as a function", async () => {
        const handlerFor = (row: (typeof KINDS)["TrainingJob"]): Handler<"TrainingJob"> => ({
            callbackFactory: () => async () => ({ outcome: "ignored", reason: row.title }),
            actions: [row.describe.action],
            environment: [],
        });
        const made = await deploy(() => build({ handler: handlerFor }));
        assert.deepEqual(statementsOf(only(made, "RolePolicy").inputs.policy)[0], {
            Effect: "Allow",
            Action: ["sagemaker:DescribeTrainingJob"],
            Resource: "arn:aws:sagemaker:us-east-1:111122223333:training-job/*",
        });
        const { assets } = only(made, "Function").inputs.code as { assets: Record<string, { text: string }> };
        assert.ok(assets["__index.js"]?.text.includes('"training job"'));
    });

    it("has alarms and targets that the caller can connect to", async () => {
        const { outputs } = await deploy(() => {
            const reaction = build();
            return {
                kind: reaction.rule.kind,
                function: reaction.function.name,
                target: reaction.target.rule,
                alarms: reaction.alarms.length,
                queues: [reaction.deadLetterQueue.arn, reaction.failureQueue.arn],
            };
        });
        assert.deepEqual(outputs, {
            kind: "TrainingJob",
            function: "orders-function-0a1b2c3",
            target: "orders-rule-0a1b2c3",
            alarms: 7,
            queues: [
                "arn:aws:sqs:us-east-1:111122223333:orders-dead-letter-queue-0a1b2c3",
                "arn:aws:sqs:us-east-1:111122223333:orders-failure-queue-0a1b2c3",
            ],
        });
    });

    describe("with shared queues and a shared ledger", () => {
        let shared: Deployment;
        before(async () => {
            shared = await deploy(() => {
                const rules = [
                    new JobStatusRule("orders", { kind: "TrainingJob", statuses: ["Failed"] }),
                    new JobStatusRule("returns", { kind: "Endpoint", statuses: ["FAILED"] }),
                ] as const;
                const deadLetterQueue = new DeadLetterQueue("all", { rules, alarmActions: [OPS_TOPIC] });
                const failureQueue = new FailureQueue("all", { alarmActions: [OPS_TOPIC] });
                const common = {
                    handler: quiet,
                    alarmActions: [OPS_TOPIC],
                    deadLetterQueue,
                    failureQueue,
                    ledger: new Ledger("all", { alarmActions: [OPS_TOPIC] }),
                };
                new JobStatusReaction("orders", { rule: rules[0], ...common });
                new JobStatusReaction("returns", { rule: rules[1], ...common });
            });
        });

        it("creates no rule, no queue and no ledger", () => {
            assert.deepEqual(
                treeOf(shared).filter((line) => /> (JobStatusRule|EventRule|DeadLetterQueue|FailureQueue|Queue|Ledger|Table) /.test(line)),
                [
                    "DeadLetterQueue all > Queue all-dead-letter-queue",
                    "FailureQueue all > Queue all-failure-queue",
                    "JobStatusRule orders > EventRule orders-rule",
                    "JobStatusRule returns > EventRule returns-rule",
                    "Ledger all > Table all-ledger",
                ],
            );
        });

        it("keeps what both functions have handled in the shared ledger", () => {
            assert.deepEqual(
                ["orders", "returns"].map((name) => only(shared, `Function ${name}-function`).inputs.environment),
                Array(2).fill({ variables: { LEDGER_TABLE: "all-ledger-0a1b2c3" } }),
            );
        });

        it("sends each rule's undelivered events, and each function's failures, to the shared queues", () => {
            for (const name of ["orders", "returns"]) {
                const target = only(shared, `EventTarget ${name}-target`);
                assert.deepEqual(
                    [
                        target.inputs.rule,
                        target.inputs.deadLetterConfig,
                        only(shared, `FunctionEventInvokeConfig ${name}-event-invoke-config`).inputs.destinationConfig,
                    ],
                    [
                        `${name}-rule-0a1b2c3`,
                        { arn: "arn:aws:sqs:us-east-1:111122223333:all-dead-letter-queue-0a1b2c3" },
                        { onFailure: { destination: "arn:aws:sqs:us-east-1:111122223333:all-failure-queue-0a1b2c3" } },
                    ],
                );
            }
        });

        it("waits for the policy and the alarm of the shared queues, and for no other reaction", () => {
            assert.deepEqual(only(shared, "EventTarget orders-target").dependencies, [
                "EventRule orders-rule",
                "Function orders-function",
                "FunctionEventInvokeConfig orders-event-invoke-config",
                "MetricAlarm all-dead-letter-age",
                "MetricAlarm all-dead-letter-depth",
                "MetricAlarm all-failure-age",
                "MetricAlarm all-failure-depth",
                "MetricAlarm all-ledger-failures",
                "MetricAlarm orders-async-event-age",
                "MetricAlarm orders-async-events-dropped",
                "MetricAlarm orders-destination-delivery-failures",
                "MetricAlarm orders-errors",
                "MetricAlarm orders-failed-invocations",
                "MetricAlarm orders-failed-to-be-sent-to-dlq",
                "MetricAlarm orders-sent-to-dlq",
                "Permission orders-permission",
                "Queue all-dead-letter-queue",
                "Queue all-failure-queue",
                "QueuePolicy all-dead-letter-policy",
                "QueuePolicy all-failure-policy",
                "RolePolicy orders-role-policy",
                "Table all-ledger",
            ]);
        });
    });

    const notIncluded =
        "deadLetterQueue does not allow this reaction's rule to send to it: create the JobStatusRule first, and pass it to the queue and to this reaction";
    const queueOfAnotherRule = () =>
        new DeadLetterQueue("other", { rules: [new JobStatusRule("other", { kind: "Algorithm" })], alarmActions: [OPS_TOPIC] });
    const refused: [string, () => object, string[]][] = [
        ["a dead-letter queue of another rule", () => ({ deadLetterQueue: queueOfAnotherRule() }), [notIncluded]],
        [
            "a dead-letter queue of another rule, with a rule",
            () => ({
                kind: undefined,
                statuses: undefined,
                rule: new JobStatusRule("mine", { kind: "TrainingJob" }),
                deadLetterQueue: queueOfAnotherRule(),
            }),
            [notIncluded],
        ],
        [
            "queues and a ledger that are none of ours",
            () => ({
                deadLetterQueue: new sqs.Queue("plain"),
                failureQueue: pulumi.output("arn:aws:sqs:us-east-1:111122223333:plain"),
                ledger: { tableName: "plain" },
            }),
            [
                "deadLetterQueue must be a DeadLetterQueue, got a resource (aws:sqs/queue:Queue)",
                "failureQueue must be a FailureQueue, got an Output",
                'ledger must be a Ledger, got {"tableName":"plain"}',
            ],
        ],
        [
            "a rule together with what it has already",
            () => ({ rule: new JobStatusRule("mine", { kind: "TrainingJob" }), where: {}, description: "mine" }),
            [
                "kind is not allowed with rule, which already has it",
                "statuses is not allowed with rule, which already has it",
                "where is not allowed with rule, which already has it",
                "description is not allowed with rule, which already has it",
            ],
        ],
        ["a rule's ARN as rule", () => ({ rule: RULE_ARN }), [`rule must be a JobStatusRule, got "${RULE_ARN}"`]],
        ["null as rule", () => ({ rule: null }), ["rule must be a JobStatusRule, got null"]],
        [
            "retries out of range",
            () => ({ deliveryRetries: 186, handlerRetries: -1 }),
            [
                "handlerRetries must be a whole number of retries from 0 to 2, got -1",
                "deliveryRetries must be a whole number of retries from 0 to 185, got 186",
            ],
        ],
        [
            "no alarm action",
            () => ({ alarmActions: undefined }),
            ["alarmActions must have one to five ARNs of SNS topics or Lambda functions, got none"],
        ],
        [
            "mistakes of its rule, function and queues at once",
            () => ({ statuses: ["failed"], where: { TrainingJobNam: [] }, environment: { X1: "1" }, timeoutSeconds: 0, alarmActions: [] }),
            [
                'statuses must be among InProgress, Stopping, Completed, Failed, Stopped, Deleting, got "failed" (did you mean Failed?)',
                `where has "TrainingJobNam", which is not a field of training job events (did you mean TrainingJobName?); its fields are ${Object.keys(KINDS.TrainingJob.fields).join(", ")}`,
                "environment has X1, which the handler does not declare",
                "timeoutSeconds must be a whole number of seconds from 1 to 900, got 0",
                "alarmActions must have one to five ARNs of SNS topics or Lambda functions, got none",
            ],
        ],
        [
            "a handler that can't be made for the kind",
            () => ({ kind: "Endpoint", statuses: undefined, handler: stop, environment: { TOPIC_ARN: OPS_TOPIC } }),
            ["handler can't be created for Endpoint: stop does not support Endpoint: SageMaker has no call that stops one"],
        ],
        [
            "a kind that every object has, and calls no handler for it",
            () => ({
                kind: "constructor",
                handler: () => {
                    throw new Error("called");
                },
            }),
            [`kind must be one of ${ALL_KIND_NAMES.join(", ")}, got "constructor"`],
        ],
    ];
    for (const [what, args, problems] of refused) {
        it(`refuses ${what}`, async () => {
            const { problems: told, registered } = await refusalOf(() => build(args()));
            assert.deepEqual(
                told,
                problems.map((problem) => `JobStatusReaction "orders": ${problem}`),
            );
            assert.deepEqual(
                registered.filter((line) => line.includes("orders")),
                [],
            );
        });
    }

    it("fits AWS's limits with the longest name, and refuses a longer one", async () => {
        const name = "n".repeat(47);
        const { resources } = await deploy(() => build({}, name));
        assert.equal(resources.length, deployment.resources.length);
        assert.deepEqual(await refusalOf(() => build({}, `${name}n`)), {
            problems: [`JobStatusReaction "${name}n": name must have 1 to 47 letters, digits, - and _: it is part of the names of AWS resources`],
            registered: [],
        });
    });
});
