import assert from "node:assert/strict";

import {
    DeadLetterQueue,
    FailureQueue,
    JobStatusReaction,
    JobStatusRule,
    Ledger,
    Reconciler,
    type ReconcilerArgs,
    ReconcilerSchedule,
} from "../../components";
import { evaluateAlarm } from "../../models/alarms";
import { deploy, only, treeOf } from "../support/deployment";
import { alarmOn, OPS_TOPIC, quiet, refusalOf, statementsOf } from "./fixtures";

const PAGER = "arn:aws:lambda:us-east-1:111122223333:function:pager";
const JOBS_TOPIC = "arn:aws:sns:us-east-1:111122223333:jobs";
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111122223333:${resource}`;

/** Two reactions to one kind, one to another, and one to a kind that SageMaker has no list of, with all that they share. */
function parts(everyMinutes?: number) {
    const alarmActions = [OPS_TOPIC];
    const schedule = new ReconcilerSchedule("lost", { everyMinutes });
    const rules = [
        new JobStatusRule("training", { kind: "TrainingJob", statuses: ["Failed"] }),
        new JobStatusRule("limits", { kind: "TrainingJob", statuses: ["InProgress"] }),
        new JobStatusRule("labeling", { kind: "LabelingJob" }),
        new JobStatusRule("pipeline", { kind: "PipelineExecution" }),
    ];
    const deadLetterQueue = new DeadLetterQueue("jobs", { rules: [...rules, schedule], alarmActions });
    const failureQueue = new FailureQueue("jobs", { alarmActions });
    const ledger = new Ledger("jobs", { alarmActions });
    const shared = { alarmActions, deadLetterQueue, failureQueue, ledger };
    const own: Readonly<Record<string, object>> = {
        limits: { handler: { ...quiet, identity: ["arn"] }, maximumEventAgeSeconds: 600 },
        labeling: { failureQueue: undefined },
    };
    const reactions = rules.map((rule) => new JobStatusReaction(rule.name, { rule, handler: quiet, ...shared, ...own[rule.name] } as never));
    return { schedule, reactions, ...shared };
}

const build = (args: Partial<ReconcilerArgs> = {}, everyMinutes?: number) =>
    new Reconciler("lost", { ...parts(everyMinutes), alarmActions: [OPS_TOPIC, PAGER], topicArns: [JOBS_TOPIC, OPS_TOPIC], ...args });

describe("Reconciler", () => {
    it("is a function that a schedule invokes, with its role, log, retries and alarms", async () => {
        const deployment = await deploy(() => void build());
        assert.deepEqual(
            treeOf(deployment).filter((line) => line.startsWith("Reconciler lost")),
            [
                "Reconciler lost",
                "Reconciler lost > EventTarget lost-target",
                "Reconciler lost > Function lost-function",
                "Reconciler lost > FunctionEventInvokeConfig lost-event-invoke-config",
                "Reconciler lost > LogGroup lost-logs",
                "Reconciler lost > MetricAlarm lost-deliveries-1",
                "Reconciler lost > MetricAlarm lost-deliveries-2",
                "Reconciler lost > MetricAlarm lost-findings",
                "Reconciler lost > MetricAlarm lost-heartbeat",
                "Reconciler lost > MetricAlarm lost-missed-events",
                "Reconciler lost > Permission lost-permission",
                "Reconciler lost > Role lost-role",
                "Reconciler lost > RolePolicy lost-role-policy",
            ],
        );
        const { inputs } = only(deployment, "EventTarget lost-target");
        assert.deepEqual(inputs, {
            rule: "lost-rule-0a1b2c3",
            arn: arn("lambda", "function:lost-function-0a1b2c3"),
            deadLetterConfig: { arn: arn("sqs", "jobs-dead-letter-queue-0a1b2c3") },
            retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 900 },
        });
        assert.deepEqual(only(deployment, "FunctionEventInvokeConfig lost-event-invoke-config").inputs, {
            functionName: "lost-function-0a1b2c3",
            maximumRetryAttempts: 2,
            maximumEventAgeInSeconds: 900,
            destinationConfig: { onFailure: { destination: arn("sqs", "jobs-failure-queue-0a1b2c3") } },
        });
    });

    it("has the target last, after its alarms, its role's policy and all reactions", async () => {
        const { dependencies } = only(await deploy(() => void build()), "EventTarget lost-target");
        for (const each of [
            "RolePolicy lost-role-policy",
            "MetricAlarm lost-heartbeat",
            "Permission lost-permission",
            "EventTarget training-target",
        ]) {
            assert.ok(dependencies.includes(each), `${each} in ${dependencies.join(", ")}`);
        }
    });

    it("gives its function rows, identities and patterns in the package, and names in the environment, of other kinds last", async () => {
        const { inputs } = only(await deploy(() => void build()), "Function lost-function");
        const { assets } = inputs.code as { assets: Record<string, { text?: string; path?: string }> };
        assert.deepEqual(Object.keys(assets).sort(), ["index.js", "package.json", "reconciler.js", "reconciler.json", "sdk.js"]);
        const data = JSON.parse(assets["reconciler.json"]!.text!) as {
            rows: object;
            reactions: { kind: string; identity: string[]; pattern: object; triedSeconds?: number }[];
        };
        assert.deepEqual(Object.keys(data.rows), ["TrainingJob", "LabelingJob"]);
        assert.deepEqual(
            data.reactions.map(({ kind, identity, triedSeconds }) => [kind, identity.join(" "), triedSeconds]),
            [
                ["TrainingJob", "arn CreationTime status SecondaryStatus", 3600],
                ["TrainingJob", "arn", 600],
                // Its failures go to another queue.
                ["LabelingJob", "arn status", undefined],
            ],
        );
        assert.deepEqual(data.reactions[1]!.pattern, {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Training Job State Change"],
            detail: { TrainingJobStatus: ["InProgress"] },
        });
        const { variables } = inputs.environment as { variables: Record<string, string> };
        assert.deepEqual(JSON.parse(variables.REACTIONS!), [
            ["training-function-0a1b2c3", "training-rule-0a1b2c3"],
            ["limits-function-0a1b2c3", "limits-rule-0a1b2c3"],
            ["labeling-function-0a1b2c3", "labeling-rule-0a1b2c3"],
            ["pipeline-function-0a1b2c3", "pipeline-rule-0a1b2c3"],
        ]);
        assert.deepEqual(
            [variables.TOPIC_ARNS, variables.REPORT_TOPIC_ARNS, variables.LEDGER_TABLE, inputs.timeout],
            [`${OPS_TOPIC},${JOBS_TOPIC}`, OPS_TOPIC, "jobs-ledger-0a1b2c3", 600],
        );
    });

    it("may list and describe its kinds, invoke their reactions, read what it watches, and nothing else", async () => {
        const { inputs } = only(await deploy(() => void build()), "RolePolicy lost-role-policy");
        const ofKind = (type: string) => arn("sagemaker", `${type}/*`);
        const functions = ["training", "limits", "labeling"].map((name) => arn("lambda", `function:${name}-function-0a1b2c3`));
        const rules = ["training", "limits", "labeling", "pipeline"].map((name) => arn("events", `rule/${name}-rule-0a1b2c3`));
        const queues = ["dead-letter", "failure"].map((name) => arn("sqs", `jobs-${name}-queue-0a1b2c3`));
        assert.deepEqual(statementsOf(inputs.policy), [
            { Effect: "Allow", Action: ["sagemaker:ListTrainingJobs", "sagemaker:ListLabelingJobs"], Resource: "*" },
            { Effect: "Allow", Action: "sagemaker:DescribeTrainingJob", Resource: ofKind("training-job") },
            { Effect: "Allow", Action: "sagemaker:DescribeLabelingJob", Resource: ofKind("labeling-job") },
            { Effect: "Allow", Action: "sagemaker:ListTags", Resource: [ofKind("training-job")] },
            { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functions },
            { Effect: "Allow", Action: ["events:DescribeRule", "events:ListTargetsByRule"], Resource: rules },
            { Effect: "Allow", Action: "sqs:GetQueueAttributes", Resource: queues },
            { Effect: "Allow", Action: "sns:ListSubscriptionsByTopic", Resource: [OPS_TOPIC, JOBS_TOPIC] },
            { Effect: "Allow", Action: "sns:Publish", Resource: [OPS_TOPIC] },
            {
                Sid: "KeepLedger",
                Effect: "Allow",
                Action: ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:GetItem"],
                Resource: arn("dynamodb", "table/jobs-ledger-0a1b2c3"),
            },
            {
                Sid: "WriteLogs",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: `${arn("logs", "log-group:/aws/lambda/lost-0a1b2c3")}:*`,
            },
            { Sid: "KeepFailures", Effect: "Allow", Action: "sqs:SendMessage", Resource: arn("sqs", "jobs-failure-queue-0a1b2c3") },
        ]);
    });

    it("has an alarm on events that never came, and one on its silence that goes off without any data", async () => {
        const deployment = await deploy(() => void build({ alarmActions: [OPS_TOPIC] }, 30));
        const ofFunction = { namespace: "SageMakerJobStatus", dimensions: { FunctionName: "lost-function-0a1b2c3" }, statistic: "Sum", threshold: 1 };
        assert.deepEqual(
            only(deployment, "MetricAlarm lost-missed-events").inputs,
            alarmOn({
                ...ofFunction,
                metricName: "MissedEvents",
                period: 60,
                alarmDescription:
                    "Status events never came, and the reconciler made up for them. Is a rule disabled, or did SageMaker not send them? The function's log names each.",
            }),
        );
        const { inputs } = only(deployment, "MetricAlarm lost-heartbeat");
        const { alarmDescription, ...rest } = inputs;
        assert.match(String(alarmDescription), /has not finished a tick for 90 minutes/);
        assert.deepEqual(rest, {
            ...ofFunction,
            metricName: "Ticks",
            period: 1800,
            comparisonOperator: "LessThanThreshold",
            evaluationPeriods: 3,
            datapointsToAlarm: 3,
            treatMissingData: "breaching",
            actionsEnabled: true,
            alarmActions: [OPS_TOPIC],
        });
        const stateFor = (points: (number | undefined)[]) => evaluateAlarm(inputs as never, points, "OK").state;
        assert.deepEqual([stateFor([undefined, undefined, undefined]), stateFor([1, undefined, undefined])], ["ALARM", "OK"]);
    });

    it("has an alarm on failed deliveries of each topic, which the other topics get as well", async () => {
        const { inputs } = only(await deploy(() => void build()), "MetricAlarm lost-deliveries-1");
        assert.deepEqual(
            [inputs.namespace, inputs.metricName, inputs.dimensions, inputs.alarmActions],
            ["AWS/SNS", "NumberOfNotificationsFailed", { TopicName: "jobs" }, [OPS_TOPIC, PAGER, JOBS_TOPIC]],
        );
    });

    it("refuses parts that do not belong together, before anything of it is registered", async () => {
        const problemsOf = async (args: (of: ReturnType<typeof parts>) => object) => {
            const { problems, registered } = await refusalOf(() => {
                const of = parts();
                new Reconciler("lost", { ...of, ...args(of) });
            });
            assert.ok(!registered.includes("Reconciler lost"));
            return problems.map((problem) => problem.replace('Reconciler "lost": ', ""));
        };
        assert.deepEqual(await problemsOf(() => ({ ledger: new Ledger("other", { alarmActions: [OPS_TOPIC] }) })), [
            "ledger must be that of all reactions",
        ]);
        assert.deepEqual(await problemsOf(() => ({ schedule: new ReconcilerSchedule("other") })), [
            "deadLetterQueue does not allow the schedule to send to it: create the ReconcilerSchedule first, and pass it to the queue",
        ]);
        assert.deepEqual(await problemsOf(() => ({ reactions: [], failureQueue: 5, alarmActions: [], memoryMegabytes: 1 })), [
            "reactions must be a list with at least one JobStatusReaction",
            "failureQueue must be a FailureQueue, got 5",
            "alarmActions must have one to five ARNs of SNS topics or Lambda functions, got none",
            "memoryMegabytes must be a whole number of MB from 128 to 10240, got 1",
        ]);
        const many = await problemsOf(({ reactions }) => ({ reactions: Array.from({ length: 21 }, () => reactions[0]!) }));
        assert.deepEqual(many, ["reactions must be at most 20, got 21: use a second Reconciler"]);
    });
});
