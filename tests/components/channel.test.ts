import assert from "node:assert/strict";

import { Channel, type ChannelArgs, FailureQueue, Ledger } from "../../components";
import { denyWithoutTls } from "../../components/shared/resourcePolicies";
import { deploy, only, treeOf } from "../support/deployment";
import { alarmOn, OPS_TOPIC, refusalOf, statementsOf } from "./fixtures";

const TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:jobs";
const SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/slack-AbCdEf";
const PARAMETER = "arn:aws:ssm:us-east-1:111122223333:parameter/jobs/slack";
const KEY = "arn:aws:kms:us-east-1:111122223333:key/0f0e";
const FAILURES = "arn:aws:sqs:us-east-1:111122223333:orders-failure-queue-0a1b2c3";
const FUNCTION = "orders-slack-function-0a1b2c3";

const queue = () => new FailureQueue("orders", { alarmActions: [OPS_TOPIC], topicArns: [TOPIC_ARN] });
const build = (more: Partial<ChannelArgs> = {}) =>
    new Channel("orders-slack", {
        type: "slack",
        secretArn: SECRET,
        topicArn: TOPIC_ARN,
        failureQueue: more.failureQueue ?? queue(),
        alarmActions: [OPS_TOPIC],
        ...more,
    });

const filterOf = (deployment: Parameters<typeof only>[0]) => only(deployment, "TopicSubscription").inputs.filterPolicy;

describe("Channel", () => {
    it("is a function that subscribes to the topic, with what it needs to run and an alarm", async () => {
        const deployment = await deploy(() => build());
        assert.deepEqual(
            treeOf(deployment).filter((line) => line.startsWith("Channel")),
            [
                "Channel orders-slack",
                "Channel orders-slack > Function orders-slack-function",
                "Channel orders-slack > FunctionEventInvokeConfig orders-slack-event-invoke-config",
                "Channel orders-slack > LogGroup orders-slack-logs",
                "Channel orders-slack > MetricAlarm orders-slack-destination-delivery-failures",
                "Channel orders-slack > Permission orders-slack-permission",
                "Channel orders-slack > Role orders-slack-role",
                "Channel orders-slack > RolePolicy orders-slack-role-policy",
                "Channel orders-slack > TopicSubscription orders-slack-subscription",
            ],
        );
        const functionArn = `arn:aws:lambda:us-east-1:111122223333:function:${FUNCTION}`;
        assert.deepEqual(only(deployment, "Channel").outputs, { functionArn });
        assert.deepEqual(only(deployment, "TopicSubscription").inputs, {
            topic: TOPIC_ARN,
            protocol: "lambda",
            endpoint: functionArn,
            redrivePolicy: JSON.stringify({ deadLetterTargetArn: FAILURES }),
        });
        assert.deepEqual(only(deployment, "Permission").inputs, {
            action: "lambda:InvokeFunction",
            function: FUNCTION,
            principal: "sns.amazonaws.com",
            sourceArn: TOPIC_ARN,
        });
        assert.deepEqual(only(deployment, "FunctionEventInvokeConfig").inputs, {
            functionName: FUNCTION,
            maximumRetryAttempts: 2,
            maximumEventAgeInSeconds: 21_600,
            destinationConfig: { onFailure: { destination: FAILURES } },
        });
        assert.deepEqual(
            only(deployment, "MetricAlarm orders-slack-destination-delivery-failures").inputs,
            alarmOn({
                namespace: "AWS/Lambda",
                metricName: "DestinationDeliveryFailures",
                dimensions: { FunctionName: FUNCTION },
                statistic: "Sum",
                threshold: 1,
                period: 60,
                alarmDescription:
                    "A message that Slack did not take could not be put into the failure queue: it is lost for this channel. Check the function's role and the queue's policy.",
            }),
        );
    });

    it("has a function that knows the secret's ARN alone, and is a package of its files", async () => {
        const { inputs } = only(await deploy(() => build()), "Function");
        const { timeout, memorySize, runtime, architectures, environment, code } = inputs as Record<string, unknown>;
        assert.deepEqual([timeout, memorySize, runtime, architectures], [60, 256, "nodejs24.x", ["arm64"]]);
        assert.deepEqual(environment, { variables: { CHANNEL_SECRET_ARN: SECRET } });
        const { assets } = code as { assets: Record<string, { text?: string; path?: string }> };
        assert.deepEqual(
            Object.entries(assets).map(([name, { text, path }]) => [name, text ?? path]),
            [
                ["channels.js", "functions/bin/channels.js"],
                ["index.js", 'exports.handler = require("./channels.js").handlerOf("slack", {});\n'],
                ["package.json", '{"imports":{"#sdk":"./sdk.js"}}'],
                ["sdk.js", "functions/bin/channelSdk.js"],
            ],
        );
    });

    const rest = [
        {
            Sid: "WriteLogs",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/orders-slack-0a1b2c3:*",
        },
        { Sid: "KeepFailures", Effect: "Allow", Action: "sqs:SendMessage", Resource: FAILURES },
    ];
    const decrypt = (service: string) => ({
        Sid: "DecryptSecret",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: KEY,
        Condition: { StringEquals: { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } },
    });
    for (const [what, more, statements] of [
        ["exactly its secret", {}, [{ Sid: "ReadSecret", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: SECRET }]],
        [
            "exactly its parameter",
            { secretArn: PARAMETER },
            [{ Sid: "ReadSecret", Effect: "Allow", Action: "ssm:GetParameter", Resource: PARAMETER }],
        ],
        [
            "its secret with the key that is named",
            { secretKeyArn: KEY },
            [{ Sid: "ReadSecret", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: SECRET }, decrypt("secretsmanager")],
        ],
        [
            "its parameter with the key that is named",
            { secretArn: PARAMETER, secretKeyArn: KEY },
            [{ Sid: "ReadSecret", Effect: "Allow", Action: "ssm:GetParameter", Resource: PARAMETER }, decrypt("ssm")],
        ],
    ] as const) {
        it(`has a role that may read ${what}, and do nothing else`, async () => {
            assert.deepEqual(statementsOf(only(await deploy(() => build(more)), "RolePolicy").inputs.policy), [...statements, ...rest]);
        });
    }

    it("may keep open alerts of PagerDuty in the ledger's table", async () => {
        const deployment = await deploy(() => build({ type: "pagerduty", ledger: new Ledger("orders", { alarmActions: [OPS_TOPIC] }) }));
        const table = {
            Sid: "KeepLedger",
            Effect: "Allow",
            Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
            Resource: "arn:aws:dynamodb:us-east-1:111122223333:table/orders-ledger-0a1b2c3",
        };
        const read = { Sid: "ReadSecret", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: SECRET };
        assert.deepEqual(statementsOf(only(deployment, "RolePolicy").inputs.policy), [read, table, ...rest]);
        assert.deepEqual(only(deployment, "Function").inputs.environment, {
            variables: { CHANNEL_SECRET_ARN: SECRET, LEDGER_TABLE: "orders-ledger-0a1b2c3" },
        });
    });

    const TOPIC = "arn:aws:sns:us-east-1:111122223333:chat";
    const send = (topic: string) => ({ Sid: "SendToChat", Effect: "Allow", Action: "sns:Publish", Resource: topic });
    const useKey = (key: string) => ({
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: key,
        Condition: { StringEquals: { "kms:ViaService": ["sns.us-east-1.amazonaws.com"] } },
    });

    it("makes a topic for Amazon Q Developer, publishes to it, and notices what the chat does not take", async () => {
        const deployment = await deploy(() => build({ type: "q", secretArn: undefined }));
        const made = "arn:aws:sns:us-east-1:111122223333:orders-slack-chat-0a1b2c3";
        const functionArn = `arn:aws:lambda:us-east-1:111122223333:function:${FUNCTION}`;
        assert.deepEqual(only(deployment, "Channel").outputs, { functionArn, chatTopicArn: made });
        assert.deepEqual(only(deployment, "Topic orders-slack-chat").inputs, { displayName: "SageMaker job status" });
        assert.deepEqual(statementsOf(only(deployment, "TopicPolicy").inputs.policy), [denyWithoutTls("sns:Publish", made)]);
        assert.deepEqual(statementsOf(only(deployment, "RolePolicy").inputs.policy), [send(made), ...rest]);
        assert.deepEqual(only(deployment, "Function").inputs.environment, { variables: { CHANNEL_TOPIC_ARN: made } });
        assert.deepEqual(
            only(deployment, "MetricAlarm orders-slack-chat-failures").inputs,
            alarmOn({
                namespace: "AWS/SNS",
                metricName: "NumberOfNotificationsFailed",
                dimensions: { TopicName: "orders-slack-chat-0a1b2c3" },
                statistic: "Sum",
                threshold: 1,
                period: 60,
                alarmDescription:
                    "Amazon Q Developer did not take a message: it is lost for the chat. Check the configuration of the chat and the topic's subscription.",
            }),
        );
    });

    it("encrypts the topic that it makes with the key of the stack, which its role may use for that", async () => {
        const deployment = await deploy(() => build({ type: "q", secretArn: undefined, kmsKeyArn: KEY }));
        assert.equal(only(deployment, "Topic orders-slack-chat").inputs.kmsMasterKeyId, KEY);
        assert.deepEqual(statementsOf(only(deployment, "RolePolicy").inputs.policy).at(-1), useKey(KEY));
    });

    it("publishes to an existing topic of Amazon Q Developer with its key, and makes none", async () => {
        const deployment = await deploy(() => build({ type: "q", secretArn: undefined, chatTopicArn: TOPIC, chatTopicKeyArn: KEY }));
        assert.deepEqual(statementsOf(only(deployment, "RolePolicy").inputs.policy), [send(TOPIC), ...rest, useKey(KEY)]);
        assert.deepEqual(
            treeOf(deployment).filter((line) => line.includes("-chat")),
            [],
        );
    });

    it("gives the function the channel of a bot of Slack", async () => {
        const deployment = await deploy(() => build({ slackChannelId: "C0123ABCDEF" }));
        assert.deepEqual(only(deployment, "Function").inputs.environment, {
            variables: { CHANNEL_SECRET_ARN: SECRET, SLACK_CHANNEL_ID: "C0123ABCDEF" },
        });
    });

    it("refuses a secret for Amazon Q Developer, and its topic for others", async () => {
        const is = 'Channel "orders-slack":';
        const failureQueue = {} as FailureQueue;
        const last = `${is} failureQueue must be a FailureQueue, got {}`;
        assert.deepEqual((await refusalOf(() => build({ type: "q", secretKeyArn: KEY, chatTopicKeyArn: KEY, failureQueue }))).problems, [
            `${is} secretArn is not for q, which has no secret`,
            `${is} secretKeyArn is not for q, which has no secret`,
            `${is} chatTopicKeyArn needs chatTopicArn: a new topic has the key of kmsKeyArn`,
            last,
        ]);
        assert.deepEqual((await refusalOf(() => build({ chatTopicArn: TOPIC, slackChannelId: "ml", failureQueue }))).problems, [
            `${is} chatTopicArn is for q alone`,
            `${is} slackChannelId must be the id of a channel of Slack, such as C0123ABCDEF, got "ml"`,
            last,
        ]);
    });

    it("gets only the messages that its filter asks for", async () => {
        const filter = { kind: ["Endpoint", "TrainingJob"], class: ["failed"] };
        assert.equal(filterOf(await deploy(() => build({ only: filter }))), '{"kind":["Endpoint","TrainingJob"],"class":["failed"]}');
    });

    it("gets all messages of a kind for PagerDuty, of which the function needs the successes", async () => {
        const ledger = () => new Ledger("orders", { alarmActions: [OPS_TOPIC] });
        const filterFor = async (only: ChannelArgs["only"]) => filterOf(await deploy(() => build({ type: "pagerduty", ledger: ledger(), only })));
        assert.equal(await filterFor({ kind: ["Endpoint"], class: ["failed"] }), '{"kind":["Endpoint"]}');
        assert.equal(await filterFor({ class: ["failed"] }), undefined);
    });

    it("has the function choose by tags and what else its rules are about", async () => {
        const rules = {
            only: { class: ["failed"], severity: ["critical"], tag: ["team=fraud"] },
            except: [{ kind: ["Endpoint"] }],
            quiet: { from: "22:00", to: "07:00", zone: "Europe/Berlin" },
            mute: [{ tag: "team=fraud", until: "2026-12-24" }],
            masked: true,
        };
        const deployment = await deploy(() => build(rules));
        assert.equal(filterOf(deployment), '{"class":["failed"]}');
        const { assets } = only(deployment, "Function").inputs.code as { assets: Record<string, { text?: string }> };
        assert.equal(assets["index.js"]!.text, `exports.handler = require("./channels.js").handlerOf("slack", ${JSON.stringify(rules)});\n`);
        assert.equal(filterOf(await deploy(() => build({ only: { tag: ["team=fraud"] } }))), undefined);
    });

    const quiet = 'quiet must be two times and a time zone, { from: "22:00", to: "07:00", zone: "Europe/Berlin" }, got';
    const mute = 'mute must be a list of tags with their end, { tag: "team=fraud", until: "2026-12-24" }, got';
    for (const [rules, problem] of [
        [{ quiet: "night" }, `${quiet} "night"`],
        [{ quiet: { from: "22:00", to: "07:00" } }, `${quiet} {"from":"22:00","to":"07:00"}`],
        [{ quiet: { from: "7:00", to: "22:00", zone: "UTC" } }, `${quiet} {"from":"7:00","to":"22:00","zone":"UTC"}`],
        [{ quiet: { from: "22:00", to: "24:00", zone: "UTC" } }, `${quiet} {"from":"22:00","to":"24:00","zone":"UTC"}`],
        [{ quiet: { from: "22:00", to: "22:00", zone: "UTC" } }, `${quiet} {"from":"22:00","to":"22:00","zone":"UTC"}`],
        [{ quiet: { from: "22:00", to: "07:00", zone: "UTC", days: [1] } }, `${quiet} {"from":"22:00","to":"07:00","zone":"UTC","days":[1]}`],
        [{ quiet: { from: "22:00", to: "07:00", zone: "Berlin" } }, 'quiet zone must be a time zone such as "Europe/Berlin" or "UTC", got "Berlin"'],
        [{ mute: [] }, `${mute} []`],
        [{ mute: [{ tag: "team=fraud" }] }, `${mute} [{"tag":"team=fraud"}]`],
        [{ mute: [{ tag: "fraud", until: "2026-12-24" }] }, `${mute} [{"tag":"fraud","until":"2026-12-24"}]`],
        [{ mute: [{ tag: "a=b", until: "2026-02-30" }] }, `${mute} [{"tag":"a=b","until":"2026-02-30"}]`],
        [{ mute: [{ tag: "a=b", until: "2026-12-24T18:00" }] }, `${mute} [{"tag":"a=b","until":"2026-12-24T18:00"}]`],
        [{ mute: [{ tag: "a=b", until: "soon" }] }, `${mute} [{"tag":"a=b","until":"soon"}]`],
        [{ mute: [{ tag: "a=b", until: "2026-12-24", by: "me" }] }, `${mute} [{"tag":"a=b","until":"2026-12-24","by":"me"}]`],
        [{ masked: "yes" }, 'masked must be true or false, got "yes"'],
        [{ except: { kind: ["Endpoint"] } }, 'except must be a list of objects as only is, got {"kind":["Endpoint"]}'],
        [{ except: [{ kind: [] }] }, "except kind must be a list of"],
    ] as const) {
        it(`refuses the rules ${JSON.stringify(rules)}`, async () => {
            const { problems } = await refusalOf(() => build({ ...(rules as object), failureQueue: {} as FailureQueue }));
            assert.ok(problems[0]!.startsWith(`Channel "orders-slack": ${problem}`), problems[0]);
            assert.equal(problems.length, 2);
        });
    }

    it("takes a mute that is over, and times with their zone", async () => {
        const mute = ["2020-02-29", "2026-12-24T18:00Z", "2026-12-24T18:00:00+01:00"].map((until) => ({ tag: "team=", until }));
        assert.equal(filterOf(await deploy(() => build({ mute }))), undefined);
    });

    const members = "kind, status, class, severity, tag";
    for (const [what, filter, problem] of [
        ["no object", "failed", `only must be an object with ${members}, got "failed"`],
        ["an empty object", {}, `only must be an object with ${members}, got {}`],
        ["another member", { team: ["x"] }, `only team is unknown: there are ${members}`],
        ["a tag without value", { tag: ["x"] }, 'only tag must be a list of tags such as "team=fraud", got ["x"]'],
        ["an unknown severity", { severity: ["bad"] }, 'only severity must be a list of critical, error, warning, info, got ["bad"]'],
        ["a text", { status: "Failed" }, 'only status must be a list of statuses, got "Failed"'],
        ["an empty list", { status: [] }, "only status must be a list of statuses, got []"],
        ["an unknown class", { class: ["bad"] }, 'only class must be a list of succeeded, failed, stopped, transitional, unknown, got ["bad"]'],
        [
            "too many combinations",
            { status: Array.from({ length: 76 }, (_, index) => `S${index}`), class: ["failed", "stopped"] },
            "only must have at most 150 combinations of values, got 152",
        ],
    ] as const) {
        it(`refuses a filter that is ${what}`, async () => {
            const { problems } = await refusalOf(() => build({ only: filter as never, failureQueue: {} as FailureQueue }));
            assert.deepEqual(problems[0], `Channel "orders-slack": ${problem}`);
        });
    }

    it("needs a failure queue that takes what SNS could not deliver", async () => {
        let problems: unknown;
        await deploy(() => {
            const failureQueue = new FailureQueue("orders", { alarmActions: [OPS_TOPIC] });
            assert.throws(
                () => build({ failureQueue }),
                (error: Error) => (problems = error.message) !== undefined,
            );
        });
        assert.equal(problems, 'Channel "orders-slack": failureQueue must have the topic in its topicArns: it also keeps what SNS could not deliver');
    });

    it("needs a ledger for PagerDuty", async () => {
        const failureQueue = {} as FailureQueue;
        const { problems } = await refusalOf(() => build({ type: "pagerduty", failureQueue }));
        assert.deepEqual(problems, [
            'Channel "orders-slack": failureQueue must be a FailureQueue, got {}',
            'Channel "orders-slack": ledger must be a Ledger for pagerduty, got undefined',
        ]);
    });

    it("refuses bad arguments, all at once", async () => {
        const wrong = {
            type: "irc",
            secretArn: "jobs/slack",
            secretKeyArn: "alias/ml",
            topicArn: undefined,
            failureQueue: {},
            alarmActions: [],
            logRetentionDays: 2,
            architecture: "arm",
        } as unknown as ChannelArgs;
        const is = 'Channel "orders-slack":';
        assert.deepEqual(await refusalOf(() => build(wrong)), {
            problems: [
                `${is} type must be one of pagerduty, q, slack, teams, webhook, got "irc"`,
                `${is} secretArn must be the ARN of a secret of Secrets Manager or of a parameter of Systems Manager, arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME-XXXXXX or arn:PARTITION:ssm:REGION:ACCOUNT:parameter/NAME, got "jobs/slack"`,
                `${is} secretKeyArn must be the ARN of a KMS key, arn:PARTITION:kms:REGION:ACCOUNT:key/ID, got "alias/ml"`,
                `${is} topicArn must be set`,
                `${is} failureQueue must be a FailureQueue, got {}`,
                `${is} alarmActions must have one to five ARNs of SNS topics or Lambda functions, got none`,
                `${is} logRetentionDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got 2`,
                `${is} architecture must be "arm64" or "x86_64", got "arm"`,
            ],
            registered: [],
        });
    });
});
