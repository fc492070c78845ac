import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import {
    DeadLetterQueue,
    FailureQueue,
    HandlerFunction,
    JobStatusReaction,
    type JobStatusReactionArgs,
    JobStatusRule,
    Ledger,
    NotificationTopic,
} from "../../components";
import { deploy, only, type Registration, treeOf } from "../support/deployment";
import { OPS_TOPIC, quiet, refusalOf, statementsOf } from "./fixtures";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
const OTHER_KEY = "arn:aws:kms:us-east-1:111122223333:key/5678efab";
const BOUNDARY = "arn:aws:iam::111122223333:policy/ml";
const QUEUE = "arn:aws:sqs:us-east-1:111122223333:undelivered";
const tags = { team: "ml" };
const alarmActions = [OPS_TOPIC];

const publisher = { ...quiet, actions: [{ action: "sns:Publish", on: "TOPIC_ARN" }], environment: ["TOPIC_ARN"] };
const reaction = (args: Partial<JobStatusReactionArgs> = {}) =>
    new JobStatusReaction("orders", { kind: "TrainingJob", handler: quiet, alarmActions, ...args } as JobStatusReactionArgs);
const useKey = (key: string, ...services: string[]) => ({
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: key,
    Condition: { StringEquals: { "kms:ViaService": services } },
});
/** The statements of the role's policy that are about a key. */
const keyStatements = ({ inputs }: Registration) => statementsOf(inputs.policy).filter((statement) => JSON.stringify(statement).includes("kms:"));

describe("arguments for company accounts", () => {
    it("reach every resource of a reaction", async () => {
        const deployment = await deploy(() => reaction({ tags, kmsKeyArn: KEY, rolePath: "/ml/", permissionsBoundary: BOUNDARY }));
        const given = (label: string, ...properties: string[]) => properties.map((property) => only(deployment, label).inputs[property]);
        assert.deepEqual(given("Role", "path", "permissionsBoundary", "tags"), ["/ml/", BOUNDARY, tags]);
        assert.deepEqual(given("LogGroup", "kmsKeyId", "tags"), [KEY, tags]);
        assert.deepEqual(given("Function", "kmsKeyArn", "tags"), [KEY, tags]);
        assert.deepEqual(given("EventRule", "tags"), [tags]);
        for (const queue of ["Queue orders-dead-letter-queue", "Queue orders-failure-queue"]) {
            assert.deepEqual(only(deployment, queue).inputs, { messageRetentionSeconds: 1_209_600, kmsMasterKeyId: KEY, tags });
        }
        const alarms = deployment.resources.filter(({ label }) => label.startsWith("MetricAlarm"));
        assert.deepEqual(
            alarms.map(({ inputs }) => inputs.tags),
            new Array(12).fill(tags),
        );
        const table = only(deployment, "Table").inputs;
        assert.deepEqual([table.serverSideEncryption, table.tags], [{ enabled: true, kmsKeyArn: KEY }, tags]);
        assert.deepEqual(keyStatements(only(deployment, "RolePolicy")), [
            {
                ...useKey(KEY, "sqs.us-east-1.amazonaws.com", "dynamodb.us-east-1.amazonaws.com"),
                Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:Encrypt", "kms:ReEncrypt*"],
            },
        ]);
    });

    it("may be Outputs of other resources", async () => {
        const args = { tags: { owner: pulumi.output("ml") }, kmsKeyArn: pulumi.output(KEY), permissionsBoundary: Promise.resolve(BOUNDARY) };
        const deployment = await deploy(() => reaction(args));
        const { inputs } = only(deployment, "Role");
        assert.deepEqual([inputs.tags, inputs.permissionsBoundary, only(deployment, "LogGroup").inputs.kmsKeyId], [{ owner: "ml" }, BOUNDARY, KEY]);
    });

    it("are tags and a key for a topic", async () => {
        const deployment = await deploy(() => new NotificationTopic("orders", { email: "ml@example.com", kmsKeyArn: KEY, tags }));
        assert.deepEqual(only(deployment, "Topic").inputs, { displayName: "SageMaker job status", kmsMasterKeyId: KEY, tags });
    });

    it("allow a role to use a key through the services of the handler's actions and of the failure queue, and no other", async () => {
        const statements = async (functionKey: string | undefined, queueKey: string | undefined, region = "us-east-1", partition = "aws") => {
            const deployment = await deploy(
                () => {
                    const failureQueue = new FailureQueue("orders", { alarmActions, kmsKeyArn: queueKey });
                    const ledger = new Ledger("orders", { alarmActions: [OPS_TOPIC] });
                    reaction({ handler: publisher, environment: { TOPIC_ARN: OPS_TOPIC }, failureQueue, ledger, kmsKeyArn: functionKey });
                },
                { region, partition },
            );
            return keyStatements(only(deployment, "RolePolicy"));
        };
        const sqs = "sqs.us-east-1.amazonaws.com";
        const sns = "sns.us-east-1.amazonaws.com";
        assert.deepEqual(await statements(undefined, undefined), []);
        assert.deepEqual(await statements(undefined, KEY), [useKey(KEY, sqs)]);
        assert.deepEqual(await statements(KEY, undefined), [useKey(KEY, sns)]);
        assert.deepEqual(await statements(KEY, KEY), [useKey(KEY, sqs, sns)]);
        assert.deepEqual(await statements(KEY, OTHER_KEY), [useKey(OTHER_KEY, sqs), useKey(KEY, sns)]);
        assert.deepEqual(await statements(KEY, KEY, "cn-north-1", "aws-cn"), [
            useKey(KEY, "sqs.cn-north-1.amazonaws.com.cn", "sns.cn-north-1.amazonaws.com.cn"),
        ]);
    });

    it("allow the role of an encrypted table what DynamoDB needs of its key", async () => {
        const reader = { ...quiet, actions: [{ action: "dynamodb:GetItem", on: "TABLE_ARN" }], environment: ["TABLE_ARN"] };
        const environment = { TABLE_ARN: "arn:aws:dynamodb:us-east-1:111122223333:table/jobs" };
        const deployment = await deploy(() => {
            const failureQueue = new FailureQueue("orders", { alarmActions });
            reaction({ handler: reader, environment, kmsKeyArn: KEY, failureQueue });
        });
        assert.deepEqual(keyStatements(only(deployment, "RolePolicy")), [
            {
                ...useKey(KEY, "dynamodb.us-east-1.amazonaws.com"),
                Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:Encrypt", "kms:ReEncrypt*"],
            },
        ]);
    });

    for (const [partition, region, suffix] of [
        ["aws", "us-east-1", "amazonaws.com"],
        ["aws-cn", "cn-north-1", "amazonaws.com.cn"],
    ] as const) {
        it(`create only the alarms of a queue that exists in ${region}`, async () => {
            const queueArn = `arn:${partition}:sqs:${region}:111122223333:undelivered`;
            const deployment = await deploy(
                () => {
                    const rule = new JobStatusRule("orders", { kind: "TrainingJob" });
                    return new DeadLetterQueue("orders", { rules: [rule], alarmActions, queueArn, tags });
                },
                { partition, region },
            );
            assert.deepEqual(treeOf(deployment), [
                "DeadLetterQueue orders",
                "DeadLetterQueue orders > MetricAlarm orders-dead-letter-age",
                "DeadLetterQueue orders > MetricAlarm orders-dead-letter-depth",
                "JobStatusRule orders",
                "JobStatusRule orders > EventRule orders-rule",
            ]);
            const { inputs } = only(deployment, "MetricAlarm orders-dead-letter-depth");
            assert.deepEqual([inputs.dimensions, inputs.tags], [{ QueueName: "undelivered" }, tags]);
            assert.deepEqual(only(deployment, "DeadLetterQueue").outputs, {
                arn: queueArn,
                url: `https://sqs.${region}.${suffix}/111122223333/undelivered`,
            });
        });
    }

    it("send what a handler fails on to a queue that exists", async () => {
        const deployment = await deploy(() => {
            const failureQueue = new FailureQueue("orders", { alarmActions, queueArn: QUEUE, kmsKeyArn: KEY });
            reaction({ failureQueue });
        });
        assert.deepEqual(only(deployment, "FunctionEventInvokeConfig").inputs.destinationConfig, { onFailure: { destination: QUEUE } });
        const statements = statementsOf(only(deployment, "RolePolicy").inputs.policy);
        assert.deepEqual(statements.slice(2), [
            { Sid: "KeepFailures", Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE },
            useKey(KEY, "sqs.us-east-1.amazonaws.com"),
        ]);
        assert.equal(deployment.resources.filter(({ label }) => label.startsWith("Queue ")).length, 1, "the dead-letter queue alone");
    });

    const key = "must be the ARN of a KMS key, arn:PARTITION:kms:REGION:ACCOUNT:key/ID, got";
    const queue = "must be the ARN of a standard SQS queue, arn:PARTITION:sqs:REGION:ACCOUNT:NAME, got";
    const tagName = "tags must have names of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with aws:, got";
    const mistakes = { tags: { "aws:x": "y" }, kmsKeyArn: "alias/ml" };
    const ofBoth = [`kmsKeyArn ${key} "alias/ml"`, `${tagName} "aws:x"`];
    const ofQueue = [`kmsKeyArn ${key} "alias/ml"`, `queueArn ${queue} "undelivered"`];
    const ofRole = [
        `kmsKeyArn ${key} "alias/ml"`,
        'permissionsBoundary must be the ARN of an IAM policy, arn:PARTITION:iam::ACCOUNT:policy/NAME, got "ml"',
        'rolePath must begin and end with / and have at most 512 letters, digits and +=,.@_-/, such as /service/ml/, got "ml"',
        `${tagName} "aws:x"`,
    ];
    const refused: [string, string, () => unknown, string[]][] = [
        ["a topic", "NotificationTopic", () => new NotificationTopic("orders", { email: "ml@example.com", ...mistakes }), ofBoth],
        ["a rule", "JobStatusRule", () => new JobStatusRule("orders", { kind: "TrainingJob", tags: mistakes.tags }), [`${tagName} "aws:x"`]],
        [
            "tags of which a role has one only",
            "JobStatusRule",
            () => new JobStatusRule("orders", { kind: "TrainingJob", tags: { Owner: "ml", team: "ml", owner: "jo" } }),
            ['tags must have names that differ by more than case, got "Owner" and "owner"'],
        ],
        [
            "a queue",
            "FailureQueue",
            () => new FailureQueue("orders", { alarmActions, ...mistakes, queueArn: "undelivered" }),
            [...ofQueue, `${tagName} "aws:x"`],
        ],
        [
            "a queue that is not known yet",
            "FailureQueue",
            () => new FailureQueue("orders", { alarmActions, queueArn: pulumi.output(QUEUE) as unknown as string }),
            ["queueArn must be a text that is known before the deployment, got an Output"],
        ],
        [
            "retention of another owner's queue",
            "FailureQueue",
            () => new FailureQueue("orders", { alarmActions, queueArn: QUEUE, retentionDays: 7 }),
            ["retentionDays is not allowed with queueArn: the queue's owner sets it, got 7"],
        ],
        ["a reaction", "JobStatusReaction", () => reaction({ ...mistakes, rolePath: "ml", permissionsBoundary: "ml" }), ofRole],
        [
            "a function",
            "HandlerFunction",
            () =>
                new HandlerFunction("orders", {
                    ...mistakes,
                    rolePath: "ml",
                    permissionsBoundary: "ml",
                    handler: quiet,
                    rule: undefined as unknown as JobStatusRule,
                    failureQueue: undefined as unknown as FailureQueue,
                    ledger: undefined as unknown as Ledger,
                }),
            [
                ...ofRole,
                "rule must be a JobStatusRule, got undefined",
                "failureQueue must be a FailureQueue, got undefined",
                "ledger must be a Ledger, got undefined",
            ],
        ],
    ];
    for (const [what, component, build, problems] of refused) {
        it(`are refused for ${what} where AWS would refuse it`, async () => {
            assert.deepEqual(await refusalOf(() => void build()), {
                problems: problems.map((problem) => `${component} "orders": ${problem}`),
                registered: [],
            });
        });
    }
});
