import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

import { type Handler, type Kind, KINDS, RESERVED_VARIABLES } from "../../catalog";
import { FailureQueue, HandlerFunction, type HandlerFunctionArgs, JobStatusRule, Ledger } from "../../components";
import { evaluatePolicies, parsePolicyDocument } from "../../models/policies";
import { type Deployment, deploy, only, treeOf, UNKNOWN } from "../support/deployment";
import { OPS_TOPIC, quiet, refusalOf, statementsOf } from "./fixtures";

const TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:jobs";
const QUEUE_ARN = "arn:aws:sqs:us-east-1:111122223333:orders-failure-queue-0a1b2c3";
const TABLE_ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/orders-ledger-0a1b2c3";
const LOG_STREAMS = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/orders-0a1b2c3:*";

/** Captured by the handler below, as a catalogue row is by ours. */
const row = Object.freeze({ title: "training job", good: ["Completed"] });

const judge = (status: string) => (row.good.includes(status) ? "good" : "bad");

/** Uses all that handlers may: a captured row and helper, the SDK file, an environment variable, state of the cold start. */
const teller: Handler<"TrainingJob"> = {
    callbackFactory: () => {
        const { greet } = require("#sdk") as { greet(topic: string | undefined): string };
        const topic = process.env.TOPIC_ARN;
        let count = 0;
        return async (event) => ({
            outcome: "handled",
            reason: `${greet(topic)}: ${row.title} ${judge(event.detail.TrainingJobStatus)} news ${++count}`,
        });
    },
    actions: ["sagemaker:DescribeTrainingJob", "sagemaker:ListTrainingJobs", { action: "sns:Publish", on: "TOPIC_ARN" }],
    environment: ["TOPIC_ARN"],
};

/** Stands for the SDK file: a table that allows everything. */
const SDK_WITHOUT_AWS = `
    exports.greet = (topic) => "to " + topic;
    exports.limitCalls = () => {};
    exports.DynamoDBClient = function () { this.send = async () => ({}); };
    exports.GetItemCommand = exports.PutItemCommand = exports.UpdateItemCommand = exports.SageMakerClient = function () {};
`;

const build = ({ name = "orders", kind = "TrainingJob", ...args }: Partial<HandlerFunctionArgs> & { name?: string; kind?: Kind } = {}) =>
    new HandlerFunction(name, {
        handler: quiet,
        rule: new JobStatusRule(name, { kind }),
        failureQueue: new FailureQueue(name, { alarmActions: [OPS_TOPIC] }),
        ledger: new Ledger(name, { alarmActions: [OPS_TOPIC] }),
        ...args,
    });
const tell = (more: Partial<HandlerFunctionArgs> = {}) => build({ handler: teller as Handler, environment: { TOPIC_ARN }, ...more });

/** A handler that reads these variables, and their values. */
const withVariables = (environment: Record<string, unknown>) => ({
    handler: { ...quiet, environment: Object.keys(environment) },
    environment: environment as Record<string, string>,
});

const rolePolicyOf = (deployment: Deployment) => String(only(deployment, "RolePolicy").inputs.policy);

describe("HandlerFunction", () => {
    let plain: Deployment;
    let told: Deployment;
    before(async () => {
        plain = await deploy(() => build());
        told = await deploy(() => tell());
    });

    it("is a function with a role, a log group and what Lambda does with a failed event", async () => {
        assert.deepEqual(
            treeOf(told).filter((line) => line.startsWith("HandlerFunction")),
            [
                "HandlerFunction orders",
                "HandlerFunction orders > Function orders-function",
                "HandlerFunction orders > FunctionEventInvokeConfig orders-event-invoke-config",
                "HandlerFunction orders > LogGroup orders-logs",
                "HandlerFunction orders > Role orders-role",
                "HandlerFunction orders > RolePolicy orders-role-policy",
            ],
        );
        assert.deepEqual(only(told, "HandlerFunction").outputs, {
            arn: "arn:aws:lambda:us-east-1:111122223333:function:orders-function-0a1b2c3",
        });
    });

    it("runs the handler with these defaults, once its role may log and report", async () => {
        const { inputs, dependencies } = only(told, "Function");
        const { code, ...rest } = inputs;
        assert.deepEqual(rest, {
            description: "Handles events of the rule orders",
            handler: "__index.handler",
            runtime: "nodejs24.x",
            architectures: ["arm64"],
            role: "arn:aws:iam::111122223333:role/orders-role-0a1b2c3",
            timeout: 60,
            memorySize: 256,
            environment: { variables: { TOPIC_ARN, LEDGER_TABLE: "orders-ledger-0a1b2c3" } },
            loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/orders-0a1b2c3" },
        });
        assert.deepEqual(dependencies, ["LogGroup orders-logs", "Role orders-role", "RolePolicy orders-role-policy", "Table orders-ledger"]);
    });

    it("runs on the other architecture, for Regions without arm64", async () => {
        const deployment = await deploy(() => build({ architecture: "x86_64" }));
        assert.deepEqual(only(deployment, "Function").inputs.architectures, ["x86_64"]);
    });

    it("takes names that Lambda allows, and exactly 4 KB of environment", async () => {
        await deploy(() => build(withVariables({ LONG: "x".repeat(4005) })));
        await deploy(() =>
            build(withVariables({ AWS_PROFILE: "x", TZ: "UTC", PATH: "/bin", NODE_OPTIONS: "--enable-source-maps", a1: "", AB: pulumi.output("x") })),
        );
    });

    it("takes other sizes, times and retries", async () => {
        const deployment = await deploy(() =>
            build({ timeoutSeconds: 900, memoryMegabytes: 128, logRetentionDays: 3653, handlerRetries: 0, maximumEventAgeSeconds: 60 }),
        );
        const { timeout, memorySize } = only(deployment, "Function").inputs;
        assert.deepEqual(
            [timeout, memorySize, only(deployment, "LogGroup").inputs],
            [900, 128, { namePrefix: "/aws/lambda/orders-", retentionInDays: 3653 }],
        );
        assert.deepEqual(only(deployment, "FunctionEventInvokeConfig").inputs, {
            functionName: "orders-function-0a1b2c3",
            maximumRetryAttempts: 0,
            maximumEventAgeInSeconds: 60,
            destinationConfig: { onFailure: { destination: QUEUE_ARN } },
        });
    });

    it("keeps logs for 30 days and retries an event twice within an hour by default", async () => {
        assert.deepEqual(only(plain, "LogGroup").inputs, { namePrefix: "/aws/lambda/orders-", retentionInDays: 30 });
        assert.deepEqual(only(plain, "FunctionEventInvokeConfig").inputs, {
            functionName: "orders-function-0a1b2c3",
            maximumRetryAttempts: 2,
            maximumEventAgeInSeconds: 3600,
            destinationConfig: { onFailure: { destination: QUEUE_ARN } },
        });
    });

    it("sets only the ledger's table where a handler needs no environment", async () => {
        assert.deepEqual(only(plain, "Function").inputs.environment, { variables: { LEDGER_TABLE: "orders-ledger-0a1b2c3" } });
    });

    it("has a role that only Lambda may take", async () => {
        assert.deepEqual(statementsOf(only(plain, "Role").inputs.assumeRolePolicy), [
            { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
        ]);
    });

    const ownStatements = [
        {
            Sid: "KeepLedger",
            Effect: "Allow",
            Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
            Resource: TABLE_ARN,
        },
        { Sid: "WriteLogs", Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: LOG_STREAMS },
        { Sid: "KeepFailures", Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE_ARN },
    ];

    it("allows a handler without actions to keep its ledger, to log and to report failures, no more", async () => {
        assert.deepEqual(statementsOf(rolePolicyOf(plain)), ownStatements);
    });

    it("allows what the handler declares: on the kind's ARNs, a list on everything, and on an environment variable's ARN", async () => {
        assert.deepEqual(statementsOf(rolePolicyOf(told)), [
            { Effect: "Allow", Action: ["sagemaker:DescribeTrainingJob"], Resource: "arn:aws:sagemaker:us-east-1:111122223333:training-job/*" },
            { Effect: "Allow", Action: ["sagemaker:ListTrainingJobs"], Resource: "*" },
            { Effect: "Allow", Action: ["sns:Publish"], Resource: TOPIC_ARN },
            ...ownStatements,
        ]);
    });

    it("allows actions on one resource in one statement", async () => {
        const handler: Handler = {
            ...quiet,
            actions: [
                "sagemaker:DescribeTrainingJob",
                { action: "sns:Publish", on: "AA" },
                "sagemaker:StopTrainingJob",
                { action: "sns:GetTopicAttributes", on: "BB" },
            ],
            environment: ["AA", "BB"],
        };
        assert.deepEqual(
            statementsOf(rolePolicyOf(await deploy(() => build({ handler, environment: { AA: TOPIC_ARN, BB: pulumi.output(TOPIC_ARN) } })))).slice(
                0,
                2,
            ),
            [
                {
                    Effect: "Allow",
                    Action: ["sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"],
                    Resource: "arn:aws:sagemaker:us-east-1:111122223333:training-job/*",
                },
                { Effect: "Allow", Action: ["sns:Publish", "sns:GetTopicAttributes"], Resource: TOPIC_ARN },
            ],
        );
    });

    const describes: [Kind, string, string][] = [
        ["Algorithm", "sagemaker:DescribeAlgorithm", "algorithm/*"],
        ["Endpoint", "sagemaker:DescribeEndpoint", "endpoint/*"],
        ["HyperParameterTuningJob", "sagemaker:DescribeHyperParameterTuningJob", "hyper-parameter-tuning-job/*"],
        ["LabelingJob", "sagemaker:DescribeLabelingJob", "labeling-job/*"],
        ["ModelPackage", "sagemaker:DescribeModelPackage", "model-package/*"],
        ["NotebookInstance", "sagemaker:DescribeNotebookInstance", "notebook-instance/*"],
        ["ProcessingJob", "sagemaker:DescribeProcessingJob", "processing-job/*"],
        ["TrainingJob", "sagemaker:DescribeTrainingJob", "training-job/*"],
        ["TransformJob", "sagemaker:DescribeTransformJob", "transform-job/*"],
    ];
    it("allows each kind's actions on the ARNs of that kind, in its partition, Region and account", async () => {
        const deployment = await deploy(
            () => {
                for (const [kind, action] of describes) {
                    build({ name: kind, kind, handler: { ...quiet, actions: [action] } });
                }
            },
            { partition: "aws-us-gov", region: "us-gov-west-1" },
        );
        assert.deepEqual(
            describes.map(([kind]) => statementsOf(only(deployment, `RolePolicy ${kind}-role-policy`).inputs.policy)[0]),
            describes.map(([, action, resources]) => ({
                Effect: "Allow",
                Action: [action],
                Resource: `arn:aws-us-gov:sagemaker:us-gov-west-1:111122223333:${resources}`,
            })),
        );
    });

    it("allows the ledger to describe a resource whose events lack part of the identity, where the handler does not describe it already", async () => {
        const describesOf = async (kind: Kind, more: Partial<Handler> = {}) =>
            statementsOf(rolePolicyOf(await deploy(() => build({ kind, handler: { ...quiet, ...more } })))).filter((statement) =>
                JSON.stringify(statement).includes("sagemaker:Describe"),
            );
        const resource = (type: string) => `arn:aws:sagemaker:us-east-1:111122223333:${type}/*`;
        const byLedger = { Sid: "DescribeForLedger", Effect: "Allow" };
        assert.deepEqual(await describesOf("Algorithm"), [{ ...byLedger, Action: "sagemaker:DescribeAlgorithm", Resource: resource("algorithm") }]);
        assert.deepEqual(await describesOf("Algorithm", { actions: ["sagemaker:DescribeAlgorithm"] }), [
            { Effect: "Allow", Action: ["sagemaker:DescribeAlgorithm"], Resource: resource("algorithm") },
        ]);
        assert.deepEqual(await describesOf("LabelingJob"), []);
        assert.deepEqual(await describesOf("LabelingJob", { identity: ["arn", "CreationTime"] }), [
            { ...byLedger, Action: "sagemaker:DescribeLabelingJob", Resource: resource("labeling-job") },
        ]);
    });

    it("gives the ledger the handler's own identity", async () => {
        const { inputs } = only(await deploy(() => build({ handler: { ...quiet, identity: ["arn", "CreationTime"] } })), "Function");
        const { assets } = inputs.code as { assets: Record<string, { text: string }> };
        assert.deepEqual(JSON.parse(assets["ledger.json"]?.text ?? "").identity, ["arn", "CreationTime"]);
    });

    it("has the ledger fail closed, or open for a handler that says so", async () => {
        const ofHandler = async (more: Partial<Handler>) => {
            const { inputs } = only(await deploy(() => build({ handler: { ...quiet, ...more } })), "Function");
            const { assets } = inputs.code as { assets: Record<string, { text: string }> };
            return (JSON.parse(assets["ledger.json"]?.text ?? "") as { onLedgerFailure?: string }).onLedgerFailure;
        };
        assert.deepEqual([await ofHandler({}), await ofHandler({ onLedgerFailure: "continue" })], [undefined, "continue"]);
    });

    it("has a role that may do its work and nothing else", async () => {
        const identity = [parsePolicyDocument(rolePolicyOf(told), "identity")];
        const may = (action: string, resource: string) =>
            evaluatePolicies({ identity }, { principal: { aws: "arn:aws:iam::111122223333:role/orders" }, action, resource, context: {} }).allowed;
        const job = "arn:aws:sagemaker:us-east-1:111122223333:training-job/nightly";
        const logs = "arn:aws:logs:us-east-1:111122223333:log-group:";
        const decisions: [string, string, boolean][] = [
            ["sagemaker:DescribeTrainingJob", job, true],
            ["sagemaker:ListTrainingJobs", "*", true],
            ["sns:Publish", TOPIC_ARN, true],
            ["sqs:SendMessage", QUEUE_ARN, true],
            ["dynamodb:PutItem", TABLE_ARN, true],
            ["dynamodb:DeleteItem", TABLE_ARN, false],
            ["dynamodb:GetItem", TABLE_ARN.replace("orders", "returns"), false],
            ["logs:PutLogEvents", `${logs}/aws/lambda/orders-0a1b2c3:log-stream:2026/11/23`, true],
            ["sagemaker:StopTrainingJob", job, false],
            ["sagemaker:DescribeTrainingJob", job.replace("training-job", "processing-job"), false],
            ["sagemaker:DescribeTrainingJob", job.replace("111122223333", "444455556666"), false],
            ["sns:Publish", OPS_TOPIC, false],
            ["sqs:ReceiveMessage", QUEUE_ARN, false],
            ["sqs:SendMessage", QUEUE_ARN.replace("orders", "returns"), false],
            ["logs:PutLogEvents", `${logs}/aws/lambda/returns-0a1b2c3:log-stream:2026/11/23`, false],
            ["logs:CreateLogGroup", `${logs}/aws/lambda/orders-0a1b2c3:*`, false],
        ];
        assert.deepEqual(
            decisions.map(([action, resource]) => [action, resource, may(action, resource)]),
            decisions,
        );
    });

    it("keeps a secret of the environment secret, and out of the policy where no action is on it", async () => {
        const handler: Handler = { ...(teller as Handler), environment: ["TOPIC_ARN", "TOKEN"] };
        const deployment = await deploy(() => build({ handler, environment: { TOPIC_ARN, TOKEN: pulumi.secret("hush") } }));
        const { inputs, secrets } = only(deployment, "Function");
        assert.deepEqual(
            [inputs.environment, secrets],
            [{ variables: { TOPIC_ARN, TOKEN: "hush", LEDGER_TABLE: "orders-ledger-0a1b2c3" } }, ["environment.variables.TOKEN"]],
        );
        const policy = only(deployment, "RolePolicy");
        assert.deepEqual([policy.secrets, String(policy.inputs.policy).includes("hush")], [[], false]);
    });

    it("shows dependencies in preview, although nothing is known yet", async () => {
        const preview = await deploy(tell, { preview: true });
        const policy = only(preview, "RolePolicy");
        assert.deepEqual(
            [policy.inputs, policy.propertyDependencies],
            [
                { role: UNKNOWN, policy: UNKNOWN },
                {
                    role: ["Role orders-role"],
                    policy: ["EventRule orders-rule", "LogGroup orders-logs", "Queue orders-failure-queue", "Table orders-ledger"],
                },
            ],
        );
        assert.deepEqual(only(preview, "Function").propertyDependencies, {
            role: ["Role orders-role"],
            environment: ["Table orders-ledger"],
            loggingConfig: ["LogGroup orders-logs"],
        });
        assert.deepEqual(only(preview, "FunctionEventInvokeConfig").propertyDependencies, {
            functionName: ["Function orders-function"],
            destinationConfig: ["Queue orders-failure-queue"],
        });
    });

    describe("the archive", () => {
        const archiveOf = async (run: () => unknown) => {
            const { assets } = only(await deploy(run), "Function").inputs.code as { assets: Record<string, { text?: string; path?: string }> };
            return assets;
        };

        it("holds the handler, what the ledger before it must know, the ledger and the SDK by paths that are the same on every machine, and where to find the SDK", async () => {
            const { "__index.js": code, "ledger.json": config, ...rest } = await archiveOf(tell);
            assert.deepEqual(JSON.parse(config?.text ?? ""), { row: KINDS.TrainingJob, identity: KINDS.TrainingJob.identity });
            assert.deepEqual(rest, {
                "ledger.js": { path: join("functions", "bin", "ledger.js") },
                "package.json": { text: '{"imports":{"#sdk":"./sdk.js"}}' },
                "sdk.js": { path: join("functions", "bin", "sdk.js") },
            });
            assert.deepEqual(Object.keys(code ?? {}), ["text"]);
        });

        it("holds no more of this module than the handler uses, and the same text every time", async () => {
            const [first, second] = await Promise.all([archiveOf(tell), archiveOf(tell)]);
            const text = first?.["__index.js"]?.text ?? "";
            assert.equal(second?.["__index.js"]?.text, text);
            assert.ok(text.includes("training job") && !text.includes("orders") && text.length < 3000, text);
        });

        it("runs in a process that knows nothing else", async () => {
            const assets = await archiveOf(tell);
            const folder = mkdtempSync(join(tmpdir(), "handler-"));
            try {
                for (const [file, { text, path }] of Object.entries(assets)) {
                    writeFileSync(join(folder, file), file === "sdk.js" ? SDK_WITHOUT_AWS : (text ?? readFileSync(path!)));
                }
                const call = `const { handler } = require("./__index");
                    const event = (TrainingJobStatus) => ({
                        source: "aws.sagemaker",
                        "detail-type": "SageMaker Training Job State Change",
                        detail: { TrainingJobName: "nightly", TrainingJobStatus },
                    });
                    const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 60000 };
                    (async () => console.log(JSON.stringify([await handler(event("Failed"), context), await handler(event("Completed"), context)])))();`;
                const env = { TOPIC_ARN, LEDGER_TABLE: "orders", AWS_LAMBDA_FUNCTION_NAME: "orders" };
                const { stdout, stderr } = spawnSync(process.execPath, ["-e", call], { cwd: folder, env, encoding: "utf8" });
                assert.equal(stderr, "");
                assert.deepEqual(JSON.parse(stdout), [
                    { outcome: "handled", reason: `to ${TOPIC_ARN}: training job bad news 1` },
                    { outcome: "handled", reason: `to ${TOPIC_ARN}: training job good news 2` },
                ]);
            } finally {
                rmSync(folder, { recursive: true });
            }
        });

        it("refuses a handler that has captured a secret", async () => {
            await assert.rejects(
                deploy(() => {
                    const password = pulumi.secret("hush");
                    return build({ handler: { ...quiet, callbackFactory: () => async () => ({ outcome: "handled", reason: password.get() }) } });
                }),
                (error: Error) =>
                    pulumi.RunError.isInstance(error) &&
                    error.message.replace(/:\d+\)/, ":LINE)") ===
                        'error serializing property "code": HandlerFunction "orders": the handler can\'t be packaged for Lambda: it has captured the secret password (tests/components/handlerFunction.test.ts:LINE), which would be in its code as plain text: give it to environment, where it stays a secret, and read it from process.env',
            );
        });

        it("refuses a handler that has captured what can't be serialized, and says what", async () => {
            const native = Date.now.bind(Date);
            await assert.rejects(
                deploy(() => build({ handler: { ...quiet, callbackFactory: () => async () => ({ outcome: "handled", reason: `${native()}` }) } })),
                ({ message }: Error) =>
                    message.startsWith(
                        'error serializing property "code": HandlerFunction "orders": the handler can\'t be packaged for Lambda: ' +
                            "it has captured native (tests/components/handlerFunction.test.ts:402), which is native code of Node.js: create it inside of callbackFactory",
                    ),
            );
        });
    });

    const single = 'handler.actions must name single IAM actions such as "sagemaker:DescribeTrainingJob", without wildcards';
    const withActions = (...actions: unknown[]) => ({ handler: { ...quiet, environment: ["TOPIC_ARN"], actions }, environment: { TOPIC_ARN } });
    const refused: [string, object, string[]][] = [
        ["no handler", { handler: undefined }, ["handler must be an object { callbackFactory or entry, actions, environment }, got undefined"]],
        ["a bare function", { handler: () => {} }, ["handler must be an object { callbackFactory or entry, actions, environment }, got a function"]],
        [
            "a handler that declares nothing",
            { handler: { callbackFactory: () => {} } },
            ["handler must be an object { callbackFactory or entry, actions, environment }, got {}"],
        ],
        ["a missing variable", { handler: teller, environment: {} }, ["environment must have TOPIC_ARN, which the handler reads"]],
        ["a variable too many", { environment: { TOPIC_ARN } }, ["environment has TOPIC_ARN, which the handler does not declare"]],
        ["all actions of a service", withActions("sagemaker:*"), [`${single}, got "sagemaker:*"`]],
        [
            "many actions by a wildcard",
            withActions({ action: "sns:Pub*", on: "TOPIC_ARN" }),
            [`${single}, got {"action":"sns:Pub*","on":"TOPIC_ARN"}`],
        ],
        ["everything", withActions("*"), [`${single}, got "*"`]],
        ["an action that is nothing", withActions(null), [`${single}, got null`]],
        [
            "an action of another service without a resource",
            withActions("sns:Publish"),
            ['handler.actions has sns:Publish without "on": name the environment variable that holds the ARN it is allowed on'],
        ],
        [
            "an action on logs of a kind that has none",
            { ...withActions("logs:GetLogEvents"), kind: "Algorithm" },
            ['handler.actions has logs:GetLogEvents without "on": name the environment variable that holds the ARN it is allowed on'],
        ],
        [
            "an action on a variable that is not declared",
            withActions({ action: "sns:Publish", on: "OTHER" }),
            ['handler.actions allows sns:Publish on "OTHER", which handler.environment does not declare'],
        ],
        [
            "numbers out of range",
            { timeoutSeconds: 901, memoryMegabytes: 127, handlerRetries: 3, maximumEventAgeSeconds: 59, logRetentionDays: 31 },
            [
                "timeoutSeconds must be a whole number of seconds from 1 to 900, got 901",
                "memoryMegabytes must be a whole number of MB from 128 to 10240, got 127",
                "handlerRetries must be a whole number of retries from 0 to 2, got 3",
                "maximumEventAgeSeconds must be a whole number of seconds from 60 to 21600, got 59",
                "logRetentionDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got 31",
            ],
        ],
        [
            "a rule, a queue and a ledger that are none",
            { rule: undefined, failureQueue: pulumi.output(QUEUE_ARN), ledger: "orders" },
            [
                "rule must be a JobStatusRule, got undefined",
                "failureQueue must be a FailureQueue, got an Output",
                'ledger must be a Ledger, got "orders"',
            ],
        ],
        [
            "the ledger's variable for another purpose",
            { handler: { ...quiet, environment: ["LEDGER_TABLE"] }, environment: { LEDGER_TABLE: "mine" } },
            ["environment must not have LEDGER_TABLE, which the function's ledger sets"],
        ],
        ...[...RESERVED_VARIABLES].map((variable): [string, object, string[]] => [
            `the variable ${variable}, which Lambda sets`,
            withVariables({ [variable]: "x" }),
            [`environment must not have ${variable}, which Lambda sets: use another name`],
        ]),
        ...["A", "1A", "_A", "A-B", "A B", "A.B", "Ä1", "A=B"].map((variable): [string, object, string[]] => [
            `the variable ${variable}`,
            withVariables({ [variable]: "x" }),
            [`environment must have names of at least two letters, digits and _ that begin with a letter, got "${variable}"`],
        ]),
        ["a number in the environment", withVariables({ SIZE: 5 }), ["environment SIZE: must be a text, got 5"]],
        [
            "more than 4 KB of environment",
            withVariables({ LONG: "x".repeat(4006) }),
            ["environment must have at most 4096 bytes, names and values as JSON, got 4097: keep large values in a parameter or an object of S3"],
        ],
        [
            "more than 4 KB of environment in bytes, of fewer characters",
            withVariables({ LONG: "é".repeat(2033), LATE: pulumi.output("x") }),
            ["environment must have at most 4096 bytes, names and values as JSON, got 4167: keep large values in a parameter or an object of S3"],
        ],
        ["another architecture", { architecture: "x86" }, ['architecture must be "arm64" or "x86_64", got "x86"']],
        [
            "an identity without the ARN",
            { handler: { ...quiet, identity: ["status"] } },
            ['handler.identity must be a list with "arn", or events of different resources would count as one, got ["status"]'],
        ],
        [
            "an identity that is no list",
            { handler: { ...quiet, identity: "arn" } },
            ['handler.identity must be a list with "arn", or events of different resources would count as one, got "arn"'],
        ],
        [
            "an identity of what no event has, or has too much in",
            { kind: "LabelingJob", handler: { ...quiet, identity: ["arn", "SecondaryStatus", "Tags"] } },
            ["SecondaryStatus", "Tags"].map(
                (part) =>
                    `handler.identity has "${part}", which does not identify labeling job events; allowed are arn, status, CreationTime, LastModifiedTime, LabelingJobStatus`,
            ),
        ],
    ];
    for (const [what, args, problems] of refused) {
        it(`refuses ${what}`, async () => {
            const { problems: told, registered } = await refusalOf(() => build(args));
            assert.deepEqual(
                told,
                problems.map((problem) => `HandlerFunction "orders": ${problem}`),
            );
            assert.deepEqual(
                registered.filter((line) => line.startsWith("HandlerFunction")),
                [],
            );
        });
    }
});
