import assert from "node:assert/strict";
import * as path from "node:path";

import { KIND_NAMES } from "../../catalog";
import { LocalAws, type LocalAwsResults } from "../../local/aws";
import { breakHandler, changeProperties, removePermissions } from "../../local/aws/faults";
import { VirtualClock } from "../../local/clock";
import { type Graph, type Resource, resourcesOfType, runProgram, startPack } from "../../local/engine";
import { resourceClass } from "../../local/engine/resourceClass";
import { policyOf, queueArn, queueUrl, resource, topicArn } from "../local/aws/support/graphBuilder";
import { PROJECT, sampleEvent, sampleEventNames, withoutReconciler } from "../support/devStack";
import { loseChanges, loseStuckJob } from "../support/lostChanges";

const BOUNDARY = "arn:aws:iam::111122223333:policy/ml-boundary";
const TAGS = { CostCenter: "ml-42", "team:owner": "ML platform" };
const SUBSCRIBER = "email:ml-platform@example.com";

/** What the platform team has made: the boundary of roles, a topic, two queues and their key. */
const allow = (Action: string | string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
const boundary = (...actions: string[]): Resource => resource("aws:iam/policy:Policy", "ml-boundary", { policy: policyOf(allow(actions, "*")) });
const LEDGER = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];
const KEY = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:Encrypt", "kms:ReEncrypt*"];
/** What docs/company-accounts.md says that a boundary must leave, for handlers, for the digest function and for the reconciler. */
const DIGEST = ["sqs:ReceiveMessage", "sqs:DeleteMessage"];
const RECONCILER = [
    ...["sagemaker:List*", "lambda:InvokeFunction", "events:DescribeRule", "events:ListTargetsByRule", "sns:ListSubscriptionsByTopic"],
    ...["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"],
];
const BOUNDARY_POLICY = boundary(
    ...["logs:*", "sagemaker:Describe*", "sns:Publish", "sqs:SendMessage", "sqs:GetQueueAttributes", ...DIGEST],
    ...[...RECONCILER, ...LEDGER, ...KEY],
);
const RULES_OF_ACCOUNT = { ArnLike: { "aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/*" } };
const service = (name: string, Action: string | string[], Resource: string, Condition?: object) => ({
    Effect: "Allow",
    Principal: { Service: `${name}.amazonaws.com` },
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
});
const IN_ACCOUNT = { StringEquals: { "aws:SourceAccount": "111122223333" } };
const USE_KEY = ["kms:GenerateDataKey*", "kms:Decrypt"];
const PLATFORM_KEY = "arn:aws:kms:us-east-1:111122223333:key/platform";
const account = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" };
const logs = {
    ...service("logs.us-east-1", ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"], "*"),
    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/*" } },
};
const PLATFORM = [
    BOUNDARY_POLICY,
    resource("aws:kms/key:Key", "platform", {
        policy: policyOf(account, logs, service("events", USE_KEY, "*"), service("cloudwatch", USE_KEY, "*", IN_ACCOUNT)),
    }),
    resource("aws:sns/topic:Topic", "ml-platform", {
        kmsMasterKeyId: PLATFORM_KEY,
        policy: policyOf(service("cloudwatch", "sns:Publish", topicArn("ml-platform"), IN_ACCOUNT)),
    }),
    resource("aws:sns/topicSubscription:TopicSubscription", "mail", {
        topic: topicArn("ml-platform"),
        protocol: "email",
        endpoint: "ml-platform@example.com",
    }),
    resource("aws:sqs/queue:Queue", "undelivered", { kmsMasterKeyId: PLATFORM_KEY }),
    resource("aws:sqs/queuePolicy:QueuePolicy", "undelivered-policy", {
        queueUrl: queueUrl("undelivered"),
        policy: policyOf(service("events", "sqs:SendMessage", queueArn("undelivered"), RULES_OF_ACCOUNT)),
    }),
    resource("aws:sqs/queue:Queue", "failed", { kmsMasterKeyId: PLATFORM_KEY }),
];

const COMPANY = {
    rolePath: "/service/ml/",
    permissionsBoundary: BOUNDARY,
    tags: JSON.stringify(TAGS),
    architecture: "x86_64",
    messagesPerMinute: "600",
};
const OWN_KEY = { ...COMPANY, encryptionKey: "create" };
const EXISTING = {
    ...COMPANY,
    encryptionKey: PLATFORM_KEY,
    notifyEmail: "",
    topicArn: topicArn("ml-platform"),
    deadLetterQueueArn: queueArn("undelivered"),
    failureQueueArn: queueArn("failed"),
};

const runs = new Map<object, Promise<Graph>>();
/** What the dev stack registers in an update, once for each configuration. */
function update(config: Record<string, string>): Promise<Graph> {
    const run = runs.get(config) ?? runProgram({ program: PROJECT, stack: "dev", mode: "update", config }).then(({ graph }) => graph);
    runs.set(config, run);
    return run;
}
const together = (graph: Graph, ...others: Resource[]): Graph => ({ ...graph, resources: [...graph.resources, ...others] });

async function play(graph: Graph, events: readonly string[]): Promise<LocalAwsResults> {
    const clock = new VirtualClock(Date.UTC(2026, 10, 23));
    const aws = await LocalAws.create({ graph: withoutReconciler(graph), clock });
    try {
        // More than ten messages in a second suspend a subscription.
        for (const name of events) {
            aws.putEvent(sampleEvent(name));
            await clock.run(clock.now() + 1000);
        }
        await clock.run();
        return aws.results();
    } finally {
        await aws.close();
    }
}

const outcomes = ({ deliveries }: LocalAwsResults) => [
    ...new Set(deliveries.map(({ outcome, deadLetterQueue }) => `${outcome} ${deadLetterQueue ?? ""}`.trim())),
];
/** The alarms that went off and notified the subscriber, without the seven digits of their names. */
const alarmed = ({ alarms }: LocalAwsResults) =>
    alarms
        .filter(({ notified }) => notified.some(({ who }) => who === SUBSCRIBER))
        .map(({ name }) => name.slice(0, -8))
        .sort();
const functionNames = (graph: Graph) => resourcesOfType(graph, "aws:lambda/function:Function").map(({ name }) => name);
const cannotDeliver = (graph: Graph) => functionNames(graph).reduce(removePermissions, graph);
const cannotHandle = (graph: Graph) => functionNames(graph).reduce((broken, name) => breakHandler(broken, name), graph);
/** One event that needs Describe, and one that doesn't. */
const TWO = ["LabelingJob.failed", "TrainingJob.failed"];
const alarmsOf = (reactions: readonly string[], ...roles: string[]) => reactions.flatMap((name) => roles.map((role) => `${name}-${role}`));
const TWO_REACTIONS = ["labeling-job", "training-job"];

/** The key policy with other statements for one service. */
function withKeyPolicy(graph: Graph, change: (statement: { Sid: string; Condition?: object }) => object | undefined): Graph {
    const [policy] = resourcesOfType(graph, "aws:kms/keyPolicy:KeyPolicy");
    const document = JSON.parse(policy!.inputs.policy as string) as { Statement: { Sid: string }[] };
    const Statement = document.Statement.map(change).filter((statement) => statement !== undefined);
    return changeProperties(graph, { type: policy!.type }, { policy: JSON.stringify({ ...document, Statement }) });
}

describe("the dev stack in a company's account", () => {
    for (const [what, config, others] of [
        ["a created key", OWN_KEY, [BOUNDARY_POLICY]],
        ["a key, a topic and queues of the platform team", EXISTING, PLATFORM],
    ] as const) {
        describe(`with role path, boundary, tags and ${what}`, () => {
            let graph: Graph;
            before(async () => {
                graph = together(await update(config), ...others);
            });

            it("notifies the subscriber of every sample event that a rule matches, and loses nothing", async () => {
                const result = await play(graph, sampleEventNames());
                assert.deepEqual([outcomes(result), alarmed(result), result.lost, result.findings], [["handled"], [], 0, []]);
                assert.deepEqual(
                    result.notifications.map(({ event, delivered }) => [event, delivered.map(({ who }) => who)]),
                    result.deliveries.map(({ event }) => [event, [SUBSCRIBER]]),
                );
            });

            it("keeps what can't be delivered and what the handlers fail on in encrypted queues, and raises alarms", async () => {
                const queues = resourcesOfType(graph, "aws:sqs/queue:Queue");
                const nameOf = (part: string) => queues.find(({ name }) => name.includes(part))?.outputs.name as string;
                assert.deepEqual(
                    queues.map(({ outputs }) => [typeof outputs.kmsMasterKeyId, outputs.sqsManagedSseEnabled ?? false]),
                    queues.map(() => ["string", false]),
                );
                const undelivered = await play(cannotDeliver(graph), TWO);
                const deadLetter = nameOf(what === "a created key" ? "dead-letter" : "undelivered");
                assert.deepEqual([outcomes(undelivered), undelivered.lost, undelivered.findings], [[`dead-lettered ${deadLetter}`], 0, []]);
                assert.deepEqual(
                    alarmed(undelivered),
                    ["job-status-dead-letter-depth", ...alarmsOf(TWO_REACTIONS, "failed-invocations", "sent-to-dlq")].sort(),
                );
                const unhandled = await play(cannotHandle(graph), TWO);
                assert.deepEqual([outcomes(unhandled), unhandled.lost, unhandled.findings], [[`dead-lettered ${nameOf("fail")}`], 0, []]);
                assert.deepEqual(
                    alarmed(unhandled),
                    ["job-status-failure-depth", ...alarmsOf(TWO_REACTIONS, "errors", "async-events-dropped")].sort(),
                );
            });

            it("finds events that never came and reports what is wrong, within the boundary and with the key", async () => {
                const clock = new VirtualClock(Date.UTC(2026, 10, 23));
                const aws = await LocalAws.create({ graph, clock });
                try {
                    loseChanges(aws, clock.now());
                    loseStuckJob(aws, clock.now());
                    await aws.runSchedules(2);
                    const { apiCalls, findings, notifications } = aws.results();
                    assert.deepEqual([apiCalls.filter(({ decision }) => decision !== "allow"), findings], [[], []]);
                    // One of each kind, the guard's, and the message about the job that does not end.
                    assert.equal(notifications.filter(({ delivered }) => delivered.length === 1).length, KIND_NAMES.length + 2);
                } finally {
                    await aws.close();
                }
            });

            it("tags everything that can have tags", () => {
                const own = graph.resources.filter(({ urn, type }) => !urn.includes("::local-aws::") && type.startsWith("aws:"));
                const canHave = own.filter(({ type }) => resourceClass(type, PROJECT).types.has("tags"));
                assert.deepEqual(
                    canHave.map(({ name, inputs }) => [name, inputs.tags]),
                    canHave.map(({ name }) => [name, TAGS]),
                );
                const types = new Set(canHave.map(({ type }) => type.split(":").at(-1)));
                for (const type of ["EventRule", "Function", "LogGroup", "MetricAlarm", "Role"]) {
                    assert.ok(types.has(type), type);
                }
            });

            it("makes every role below the path and within the boundary, every function for the processor, and encrypts functions and log groups", () => {
                const key = (config.encryptionKey === "create" ? resourcesOfType(graph, "aws:kms/key:Key")[0]?.outputs.arn : PLATFORM_KEY) as string;
                for (const { outputs } of resourcesOfType(graph, "aws:iam/role:Role")) {
                    assert.match(outputs.arn as string, /^arn:aws:iam::111122223333:role\/service\/ml\/[\w-]+$/);
                    assert.equal(outputs.permissionsBoundary, BOUNDARY);
                }
                for (const { outputs } of resourcesOfType(graph, "aws:lambda/function:Function")) {
                    assert.deepEqual([outputs.kmsKeyArn, outputs.architectures], [key, ["x86_64"]]);
                }
                for (const { outputs } of resourcesOfType(graph, "aws:cloudwatch/logGroup:LogGroup")) assert.equal(outputs.kmsKeyId, key);
            });
        });
    }

    it("protects the key with the table that it encrypts", async () => {
        const { resources } = await update({ ...OWN_KEY, protect: "true" });
        assert.deepEqual(
            resources
                .filter(({ options }) => options.protect)
                .map(({ type }) => type.split(":").at(-1))
                .sort(),
            ["EncryptionKey", "Key", "KeyPolicy", "Table"],
        );
    });

    describe("with a wrong policy", () => {
        let graph: Graph;
        before(async () => {
            graph = together(await update(OWN_KEY), BOUNDARY_POLICY);
        });

        it("loses what can't be delivered, and raises an alarm, when the key asks EventBridge for its source", async () => {
            const source = { StringEquals: { "aws:SourceAccount": "111122223333" } };
            const wrong = withKeyPolicy(graph, (statement) =>
                statement.Sid === "AllowEventBridge" ? { ...statement, Condition: source } : statement,
            );
            const result = await play(cannotDeliver(wrong), TWO);
            assert.deepEqual([outcomes(result), result.lost], [["lost"], 2]);
            assert.deepEqual(alarmed(result), alarmsOf(TWO_REACTIONS, "failed-invocations", "failed-to-be-sent-to-dlq").sort());
            assert.match(
                result.deliveries[0]?.reason ?? "",
                /nor put it into the dead-letter queue: events\.amazonaws\.com may not call kms:GenerateDataKey/,
            );
        });

        it("counts as lost what is in a queue while the key allows no alarm", async () => {
            const wrong = withKeyPolicy(graph, (statement) => (statement.Sid === "AllowCloudWatchAlarms" ? undefined : statement));
            const result = await play(cannotDeliver(wrong), TWO);
            assert.deepEqual([result.lost, alarmed(result), result.deadLetters.length], [2, [], 2]);
            assert.deepEqual([...new Set(result.findings.map(({ kind }) => kind))], ["undelivered"]);
        });

        it("has a finding for every log group that CloudWatch Logs would refuse", async () => {
            const wrong = withKeyPolicy(graph, (statement) => (statement.Sid === "AllowLogs" ? undefined : statement));
            const { findings, lost } = await play(wrong, []);
            assert.deepEqual(
                [[...new Set(findings.map(({ kind }) => kind))], findings.length, lost],
                [["refused"], functionNames(withoutReconciler(graph)).length, 0],
            );
            assert.match(findings[0]?.message ?? "", /^logs\.us-east-1\.amazonaws\.com may not call kms:Encrypt/);
        });

        it("raises alarms when the boundary forbids what the roles need: the key, SNS or the failure queue", async () => {
            const within = async (...actions: string[]) => {
                const policy = boundary("logs:*", "sagemaker:Describe*", ...LEDGER, ...actions);
                return play(changeProperties(graph, { type: policy.type }, { policy: policy.inputs.policy }), TWO);
            };
            const withoutKey = await within("sns:Publish", "sqs:SendMessage");
            assert.deepEqual(
                [outcomes(withoutKey), alarmed(withoutKey)],
                [
                    ["lost"],
                    [
                        "job-status-digest-failures",
                        "job-status-ledger-failures",
                        ...alarmsOf(TWO_REACTIONS, "errors", "async-events-dropped", "destination-delivery-failures"),
                    ].sort(),
                ],
            );
            const withoutTopic = await within("sqs:SendMessage", "kms:*", ...DIGEST);
            assert.deepEqual(
                alarmed(withoutTopic),
                ["job-status-failure-depth", ...alarmsOf(TWO_REACTIONS, "errors", "async-events-dropped")].sort(),
            );
            assert.equal(withoutTopic.lost, 0);
        });
    });

    describe("within a guard rail of the boundary", () => {
        const allowed = (BOUNDARY_POLICY.inputs as { policy: string }).policy;
        const within = async (statement: object, events: readonly string[]) => {
            const { Statement } = JSON.parse(allowed) as { Statement: object[] };
            const guarded = changeProperties(
                together(await update(OWN_KEY), BOUNDARY_POLICY),
                { type: BOUNDARY_POLICY.type },
                {
                    policy: policyOf(...Statement, { Effect: "Deny", Resource: "*", ...statement }),
                },
            );
            return play(guarded, events);
        };

        it("handles every sample event where it locks the stack's Region", async () => {
            const NotAction = ["iam:*", "sts:*", "organizations:*", "support:*"];
            const Condition = { StringNotEquals: { "aws:RequestedRegion": ["us-east-1"] } };
            const result = await within({ NotAction, Condition }, sampleEventNames());
            assert.deepEqual([outcomes(result), alarmed(result), result.lost, result.findings], [["handled"], [], 0, []]);
        });

        it("loses events, with alarms, where it locks another Region", async () => {
            const result = await within({ Action: "*", Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } } }, TWO);
            assert.deepEqual([outcomes(result), result.lost, result.findings.length > 0], [["lost"], 2, true]);
            assert.ok(alarmed(result).includes("training-job-destination-delivery-failures"));
        });

        for (const [what, key, Condition] of [
            ["the organization", "aws:PrincipalOrgID", { StringNotEquals: { "aws:PrincipalOrgID": "o-ml" } }],
            ["addresses", "aws:SourceIp", { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" }, Bool: { "aws:ViaAWSService": "false" } }],
        ] as const) {
            it(`has findings that name the key where it asks for ${what}, which the local AWS cannot know`, async () => {
                const { findings } = await within({ Action: "*", Condition }, TWO);
                const unknown = findings.filter(({ kind }) => kind === "unmodelled").map(({ message }) => message.replace(/^\S+: /, ""));
                assert.deepEqual([...new Set(unknown)], [`the value of the condition key ${key} is unknown; the call is refused`]);
            });
        }
    });

    for (const mode of ["preview", "update"] as const) {
        it(`passes the policy pack in ${mode}`, async () => {
            // What the platform team has is in another stack.
            const external = {
                externalTopics: [topicArn("ml-platform")],
                externalQueues: [queueArn("undelivered"), queueArn("failed")],
                externalKeys: [PLATFORM_KEY],
                externalBoundaries: [BOUNDARY],
            };
            const policies = { "configuration-is-in-order": external };
            const pack = await startPack({
                pack: path.join(PROJECT, "policy"),
                project: "sagemaker-job-status",
                stack: "dev",
                mode,
                config: policies,
            });
            try {
                for (const config of [OWN_KEY, EXISTING]) {
                    const { graph } = await runProgram({ program: PROJECT, stack: "dev", mode, config });
                    const { diagnostics } = await pack.run(graph);
                    assert.deepEqual(
                        diagnostics.filter(({ undecided }) => mode === "update" || !undecided),
                        [],
                    );
                }
            } finally {
                await pack.close();
            }
        });
    }

    it("loses what can't be delivered, and raises an alarm, when the platform team's queue does not allow EventBridge to send", async () => {
        const graph = together(await update(EXISTING), ...PLATFORM);
        const closed = changeProperties(
            graph,
            { type: "aws:sqs/queuePolicy:QueuePolicy", name: "undelivered-policy" },
            { policy: policyOf(service("sns", "sqs:SendMessage", queueArn("undelivered"))) },
        );
        const result = await play(cannotDeliver(closed), TWO);
        assert.deepEqual([outcomes(result), result.lost], [["lost"], 2]);
        assert.deepEqual(alarmed(result), alarmsOf(TWO_REACTIONS, "failed-invocations", "failed-to-be-sent-to-dlq").sort());
    });
});
