import assert from "node:assert/strict";

import { JobStatusReaction, Ledger, MessageDigest, type MessageDigestArgs } from "../../components";
import { notify } from "../../functions";
import { deploy, only, treeOf } from "../support/deployment";
import { alarmOn, denyWithoutTls, OPS_TOPIC, quiet, refusalOf, statementsOf } from "./fixtures";

const TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:jobs";
const QUEUE_ARN = "arn:aws:sqs:us-east-1:111122223333:orders-digest-queue-0a1b2c3";
const TABLE_ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/orders-ledger-0a1b2c3";
const KEY = "arn:aws:kms:us-east-1:111122223333:key/0f0e";

const ledgerOf = (more: object = {}) => new Ledger("orders", { alarmActions: [OPS_TOPIC], ...more });
const build = (more: Partial<MessageDigestArgs> = {}) =>
    new MessageDigest("orders", { topicArn: TOPIC_ARN, alarmActions: [OPS_TOPIC], ...more, ledger: more.ledger ?? ledgerOf() });

describe("MessageDigest", () => {
    it("is a queue, a function that runs every minute, and two alarms", async () => {
        const deployment = await deploy(() => build());
        assert.deepEqual(
            treeOf(deployment).filter((line) => line.startsWith("MessageDigest")),
            [
                "MessageDigest orders",
                "MessageDigest orders > EventRule orders-digest-schedule",
                "MessageDigest orders > EventTarget orders-digest-target",
                "MessageDigest orders > Function orders-digest-function",
                "MessageDigest orders > FunctionEventInvokeConfig orders-digest-event-invoke-config",
                "MessageDigest orders > LogGroup orders-digest-logs",
                "MessageDigest orders > MetricAlarm orders-digest-age",
                "MessageDigest orders > MetricAlarm orders-digest-failures",
                "MessageDigest orders > Permission orders-digest-permission",
                "MessageDigest orders > Queue orders-digest-queue",
                "MessageDigest orders > QueuePolicy orders-digest-policy",
                "MessageDigest orders > Role orders-digest-role",
                "MessageDigest orders > RolePolicy orders-digest-role-policy",
            ],
        );
        assert.deepEqual(only(deployment, "MessageDigest").outputs, { queueArn: QUEUE_ARN });
        assert.deepEqual(only(deployment, "Queue").inputs, { messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true });
        assert.deepEqual(statementsOf(only(deployment, "QueuePolicy").inputs.policy), [denyWithoutTls("sqs:*", QUEUE_ARN)]);
        const { scheduleExpression, state } = only(deployment, "EventRule").inputs;
        assert.deepEqual([scheduleExpression, state], ["rate(1 minute)", "ENABLED"]);
        assert.deepEqual(only(deployment, "FunctionEventInvokeConfig").inputs, {
            functionName: "orders-digest-function-0a1b2c3",
            maximumRetryAttempts: 0,
            maximumEventAgeInSeconds: 60,
        });
    });

    it("has a function that ends before the next run begins, knows the queue, the topic, the table and the limit, and is a package of its files", async () => {
        const { inputs } = only(await deploy(() => build({ messagesPerMinute: 30 })), "Function");
        const { timeout, memorySize, runtime, architectures, environment, code } = inputs as Record<string, unknown>;
        assert.deepEqual([timeout, memorySize, runtime, architectures], [50, 256, "nodejs24.x", ["arm64"]]);
        assert.deepEqual(environment, {
            variables: {
                DIGEST_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111122223333/orders-digest-queue-0a1b2c3",
                MESSAGES_PER_MINUTE: "30",
                TOPIC_ARN,
                LEDGER_TABLE: "orders-ledger-0a1b2c3",
            },
        });
        const { assets } = code as { assets: Record<string, { text?: string; path?: string }> };
        assert.deepEqual(
            Object.entries(assets).map(([name, { text, path }]) => [name, text ?? path]),
            [
                ["__index.js", 'exports.handler = require("./digest.js").digestHandler();\n'],
                ["digest.js", "functions/bin/digest.js"],
                ["package.json", '{"imports":{"#sdk":"./sdk.js"}}'],
                ["sdk.js", "functions/bin/sdk.js"],
            ],
        );
    });

    it("has a role that may do its work and nothing else, with keys where something is encrypted", async () => {
        const plain = [
            { Sid: "TakeMessages", Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: QUEUE_ARN },
            { Sid: "SendDigests", Effect: "Allow", Action: "sns:Publish", Resource: TOPIC_ARN },
            { Sid: "KeepLedger", Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: TABLE_ARN },
            {
                Sid: "WriteLogs",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/orders-digest-0a1b2c3:*",
            },
        ];
        const policyOf = async (more: () => Partial<MessageDigestArgs>) =>
            statementsOf(only(await deploy(() => build(more())), "RolePolicy").inputs.policy);
        assert.deepEqual(await policyOf(() => ({})), plain);
        assert.deepEqual(await policyOf(() => ({ kmsKeyArn: KEY, ledger: ledgerOf({ kmsKeyArn: KEY }) })), [
            ...plain,
            {
                Effect: "Allow",
                Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:Encrypt", "kms:ReEncrypt*"],
                Resource: KEY,
                Condition: {
                    StringEquals: {
                        "kms:ViaService": ["dynamodb.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com", "sns.us-east-1.amazonaws.com"],
                    },
                },
            },
        ]);
    });

    it("has alarms on messages that wait too long and on messages beyond the limit", async () => {
        const deployment = await deploy(() => build());
        assert.deepEqual(
            only(deployment, "MetricAlarm orders-digest-age").inputs,
            alarmOn({
                namespace: "AWS/SQS",
                metricName: "ApproximateAgeOfOldestMessage",
                dimensions: { QueueName: "orders-digest-queue-0a1b2c3" },
                statistic: "Maximum",
                threshold: 300,
                period: 60,
                alarmDescription:
                    "Messages about jobs have waited 5 minutes for a digest. The log of the digest function says why; if it has no new lines, check the schedule, its permission and the function.",
            }),
        );
        assert.deepEqual(
            only(deployment, "MetricAlarm orders-digest-failures").inputs,
            alarmOn({
                namespace: "SageMakerJobStatus",
                metricName: "DigestFailures",
                dimensions: { Topic: TOPIC_ARN },
                statistic: "Sum",
                threshold: 1,
                period: 60,
                alarmDescription:
                    "Messages about jobs were sent beyond the limit, because the digest queue or the ledger's table failed. The log of the function that sent them says why.",
            }),
        );
    });

    it("starts last, when its function may run and its alarms are there", async () => {
        const { inputs, dependencies } = only(await deploy(() => build()), "EventTarget");
        assert.deepEqual(inputs, {
            rule: "orders-digest-schedule-0a1b2c3",
            arn: "arn:aws:lambda:us-east-1:111122223333:function:orders-digest-function-0a1b2c3",
            retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        });
        for (const wanted of [
            "MetricAlarm orders-digest-age",
            "Permission orders-digest-permission",
            "FunctionEventInvokeConfig orders-digest-event-invoke-config",
        ]) {
            assert.ok(dependencies.includes(wanted), wanted);
        }
    });

    it("takes the settings of a company's account", async () => {
        const deployment = await deploy(() =>
            build({
                kmsKeyArn: KEY,
                rolePath: "/ml/",
                permissionsBoundary: "arn:aws:iam::111122223333:policy/b",
                tags: { team: "ml" },
                architecture: "x86_64",
            }),
        );
        const given = (label: string, ...properties: string[]) => properties.map((property) => only(deployment, label).inputs[property]);
        assert.deepEqual(given("Role", "path", "permissionsBoundary", "tags"), ["/ml/", "arn:aws:iam::111122223333:policy/b", { team: "ml" }]);
        assert.deepEqual(given("LogGroup", "kmsKeyId", "tags"), [KEY, { team: "ml" }]);
        assert.deepEqual(given("Function", "kmsKeyArn", "tags", "architectures"), [KEY, { team: "ml" }, ["x86_64"]]);
        assert.deepEqual(given("Queue", "kmsMasterKeyId", "tags"), [KEY, { team: "ml" }]);
    });

    describe("given to a reaction", () => {
        const environment = { TOPIC_ARN };
        const reaction = (more: object = {}) => {
            const ledger = ledgerOf();
            const digest = build({ ledger });
            return new JobStatusReaction("failed", {
                kind: "TrainingJob",
                handler: notify,
                environment,
                alarmActions: [OPS_TOPIC],
                ledger,
                digest,
                ...more,
            });
        };

        it("is known to its function, whose role may put messages into the queue", async () => {
            const deployment = await deploy(() => reaction());
            const { environment: set } = only(deployment, "Function failed-function").inputs as { environment: { variables: object } };
            assert.deepEqual(set.variables, {
                TOPIC_ARN,
                DIGEST_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111122223333/orders-digest-queue-0a1b2c3",
                MESSAGES_PER_MINUTE: "10",
                LEDGER_TABLE: "orders-ledger-0a1b2c3",
            });
            assert.deepEqual(
                statementsOf(only(deployment, "RolePolicy failed-role-policy").inputs.policy).filter((each) =>
                    JSON.stringify(each).includes("digest"),
                ),
                [{ Sid: "KeepMessages", Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE_ARN }],
            );
        });

        for (const [what, more, problem] of [
            ["anything but a digest", { digest: "orders" }, 'digest must be a MessageDigest, got "orders"'],
            ["a digest with another ledger", { ledger: undefined }, "digest has another ledger: give the reaction the one of the digest"],
            [
                "a digest for a handler that publishes nothing",
                { handler: quiet, environment: undefined },
                "digest is not allowed: the handler does not publish to TOPIC_ARN",
            ],
        ] as const) {
            it(`refuses ${what}`, async () => {
                const { problems } = await refusalOf(() => reaction(more));
                assert.deepEqual(problems, [`JobStatusReaction "failed": ${problem}`]);
            });
        }
    });

    const refused: [string, Record<string, unknown>, string[]][] = [
        ["no topic", { topicArn: undefined }, ["topicArn must be set"]],
        ["a limit of nothing", { messagesPerMinute: 0 }, ["messagesPerMinute must be a whole number of messages from 1 to 600, got 0"]],
        ["a limit above what SNS takes", { messagesPerMinute: 601 }, ["messagesPerMinute must be a whole number of messages from 1 to 600, got 601"]],
        [
            "everything else",
            {
                topicArn: "jobs",
                ledger: "orders",
                alarmActions: [],
                logRetentionDays: 2,
                architecture: "arm",
                kmsKeyArn: "k",
                rolePath: "x",
                permissionsBoundary: "b",
                tags: 1,
            },
            ["topicArn", "ledger", "alarmActions", "logRetentionDays", "architecture", "kmsKeyArn", "permissionsBoundary", "rolePath", "tags"],
        ],
    ];
    for (const [what, more, problems] of refused) {
        it(`refuses ${what}, before anything is registered`, async () => {
            const { ledger } = more;
            const refusal = await refusalOf(
                () =>
                    new MessageDigest("orders", {
                        topicArn: TOPIC_ARN,
                        ledger: ledger ?? ledgerOf(),
                        alarmActions: [OPS_TOPIC],
                        ...more,
                    } as MessageDigestArgs),
            );
            assert.equal(refusal.problems.length, problems.length);
            refusal.problems.forEach((problem, index) => assert.ok(problem.startsWith(`MessageDigest "orders": ${problems[index]}`), problem));
            assert.deepEqual(
                refusal.registered.filter((line) => line.startsWith("MessageDigest")),
                [],
            );
        });
    }
});
