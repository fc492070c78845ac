import assert from "node:assert/strict";
import { resolve } from "node:path";
import type { LocalAws } from "../../../local/aws";
import { functionArn, graphOf, lambda, policyOf, queueUrl, resource, roleArn, route, topicArn, topicWithMail } from "./support/graphBuilder";
import { jobEvent, play } from "./support/play";

/** The functions have no packages, so these handlers load the SDK by its path on this machine. */
const sdk = (client: string) => JSON.stringify(resolve(__dirname, "../../../node_modules/@aws-sdk", client));

const PUBLISH = `
    const { SNSClient, PublishCommand } = require(${sdk("client-sns")});
    exports.handler = async (event) => {
        const sns = new SNSClient({ maxAttempts: 1 });
        const MessageAttributes = { status: { DataType: "String", StringValue: event.detail.status } };
        try {
            const { MessageId } = await sns.send(new PublishCommand({ TopicArn: ${JSON.stringify(topicArn("news"))}, Subject: "News", Message: "job " + event.detail.name, MessageAttributes }));
            return { outcome: "handled", reason: typeof MessageId };
        } catch (error) {
            return { outcome: "ignored", reason: error.name + ": " + error.message };
        }
    };`;

const mayPublish = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn("news") };

/** A call as an SDK would send it. */
async function call(
    aws: LocalAws,
    service: string,
    headers: Record<string, string>,
    body: string,
    accessKeyId = "LOCAL0001",
): Promise<[number, string]> {
    const credential = `${accessKeyId}/20260101/us-east-1/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    const response = await fetch(aws.endpoint.url, { method: "POST", headers: { authorization, ...headers }, body });
    return [response.status, await response.text()];
}

/** A function's subscription to the topic, and its permission. */
const subscribed = (name: string) => [
    resource("aws:sns/topicSubscription:TopicSubscription", name, { topic: topicArn("news"), protocol: "lambda", endpoint: functionArn(name) }),
    resource("aws:lambda/permission:Permission", name, {
        action: "lambda:InvokeFunction",
        function: name,
        principal: "sns.amazonaws.com",
        sourceArn: topicArn("news"),
    }),
];

const putEvents = (aws: LocalAws, entries: object[]) =>
    call(
        aws,
        "events",
        { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents" },
        JSON.stringify({ Entries: entries }),
    );

const publish = (aws: LocalAws, input: Record<string, string>, accessKeyId?: string) =>
    call(
        aws,
        "sns",
        { "content-type": "application/x-www-form-urlencoded" },
        new URLSearchParams({ Action: "Publish", Version: "2010-03-31", ...input }).toString(),
        accessKeyId,
    );

describe("a handler's AWS calls", () => {
    it("put events on a bus, but none that AWS services send, none for an unknown bus and none without JSON", async () => {
        const mayPut = { Effect: "Allow", Action: "events:PutEvents", Resource: "*" };
        let answer: [number, string] = [0, ""];
        const { events } = await play(graphOf(route({ statements: [mayPut] })), async (aws) => {
            answer = await putEvents(aws, [
                { Source: "test.jobs", DetailType: "Mine", Detail: `{"name":"two"}` },
                { Source: "aws.sagemaker", DetailType: "Theirs", Detail: "{}" },
                { Source: "test.jobs", DetailType: "Nowhere", Detail: "{}", EventBusName: "gone" },
                { Source: "test.jobs", DetailType: "Broken", Detail: "{" },
            ]);
        });
        const { FailedEntryCount, Entries } = JSON.parse(answer[1]);
        assert.deepEqual(
            [answer[0], FailedEntryCount, Entries.map(({ ErrorCode }: { ErrorCode?: string }) => ErrorCode)],
            [200, 3, [undefined, "NotAuthorizedForSourceException", "ResourceNotFoundException", "MalformedDetail"]],
        );
        assert.deepEqual(
            events.map(({ id, detailType, matched }) => [id, detailType, matched]),
            [[Entries[0].EventId, "Mine", ["jobs"]]],
        );
    });

    it("are answered with AWS's errors: no such topic, no message, an unknown caller, no permission", async () => {
        const anywhere = { Effect: "Allow", Action: "sns:Publish", Resource: "*" };
        const answers: [number, string][] = [];
        await play(graphOf(route({ statements: [anywhere] })), async (aws) => {
            answers.push(await publish(aws, { TopicArn: topicArn("gone"), Message: "hello" }));
            answers.push(await publish(aws, { TopicArn: topicArn("alarms"), Message: "" }));
            answers.push(await publish(aws, { TopicArn: topicArn("alarms"), Message: "hello" }, "LOCAL9999"));
            answers.push(await putEvents(aws, [{ Source: "test.jobs", Detail: "{}" }]));
        });
        assert.deepEqual(
            answers.map(([status, body]) => [status, /NotFound|InvalidParameter|AuthorizationError|AccessDeniedException/.exec(body)?.[0]]),
            [
                [404, "NotFound"],
                [400, "InvalidParameter"],
                [403, "AuthorizationError"],
                [400, "AccessDeniedException"],
            ],
        );
    });

    it("publish to a topic, whose subscriber gets the message of that event", async () => {
        const { notifications, deliveries, apiCalls, findings } = await play(
            graphOf(route({ source: PUBLISH, statements: [mayPublish], function: { memorySize: 512 } }), topicWithMail("news")),
        );
        assert.deepEqual([deliveries[0]?.outcome, deliveries[0]?.reason, findings], ["handled", "string", []]);
        assert.deepEqual(
            notifications.map(({ id: _, atMs: __, delivered, ...message }) => ({ ...message, to: delivered.map(({ who }) => who) })),
            [
                {
                    kind: "notification",
                    topic: "news",
                    subject: "News",
                    message: "job one",
                    attributes: { status: "Failed" },
                    from: "handler",
                    event: "event-1",
                    to: ["email:ops@example.com"],
                },
            ],
        );
        assert.deepEqual(
            apiCalls.map(({ reason: _, ...call }) => call),
            [{ function: "handler", action: "sns:Publish", resource: topicArn("news"), decision: "allow", count: 1 }],
        );
    });

    it("are denied to a role that may not, as AWS words it, and are remembered", async () => {
        const { deliveries, apiCalls, notifications } = await play(
            graphOf(route({ source: PUBLISH, function: { memorySize: 512 } }), topicWithMail("news")),
        );
        const user = "arn:aws:sts::111122223333:assumed-role/handler-role/handler";
        const message = `User: ${user} is not authorized to perform: sns:Publish on resource: ${topicArn("news")}`;
        assert.equal(deliveries[0]?.reason, `AuthorizationErrorException: ${message}`);
        assert.deepEqual([notifications, apiCalls.map(({ action, decision }) => [action, decision])], [[], [["sns:Publish", "implicitDeny"]]]);
    });

    it("see attached policies, boundaries and the topic's own policy", async () => {
        const policy = resource("aws:iam/policy:Policy", "publisher", { policy: policyOf(mayPublish) });
        const attachment = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "publisher", {
            role: "handler-role",
            policyArn: "arn:aws:iam::111122223333:policy/publisher",
        });
        const inline = resource("aws:iam/rolePolicy:RolePolicy", "inline", { role: "handler-role", policy: policyOf(mayPublish) });
        const deny = { Effect: "Deny", Principal: { AWS: roleArn("handler-role") }, Action: "sns:Publish", Resource: topicArn("news") };
        const closed = resource("aws:sns/topicPolicy:TopicPolicy", "news", { arn: topicArn("news"), policy: policyOf(deny) });
        const base = () => [...route({ source: PUBLISH, function: { memorySize: 512 } }), ...topicWithMail("news")];
        const decisions = async (...more: ReturnType<typeof base>) => (await play(graphOf(base(), more))).apiCalls.map(({ decision }) => decision);
        assert.deepEqual(await decisions(policy, attachment), ["allow"]);
        assert.deepEqual(await decisions(inline), ["allow"]);
        assert.deepEqual(await decisions(inline, closed), ["explicitDeny"]);
        const graph = graphOf(base(), inline, policy);
        const nothing = { ...policy, outputs: { ...policy.outputs, policy: policyOf({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }) } };
        const bounded = graphOf(
            graph.resources.map((each) =>
                each.name === "handler-role"
                    ? { ...each, outputs: { ...each.outputs, permissionsBoundary: "arn:aws:iam::111122223333:policy/publisher" } }
                    : each,
            ),
        );
        const limited = { ...bounded, resources: bounded.resources.map((each) => (each === policy ? nothing : each)) };
        assert.deepEqual(
            (await play(limited)).apiCalls.map(({ decision }) => decision),
            ["implicitDeny"],
        );
    });

    it("publish one text for each protocol, to the subscriptions whose filter policies admit the attributes", async () => {
        const mail = (name: string, filterPolicy: object) =>
            resource("aws:sns/topicSubscription:TopicSubscription", name, {
                topic: topicArn("news"),
                protocol: "email",
                endpoint: `${name}@example.com`,
                filterPolicy: JSON.stringify(filterPolicy),
            });
        const reader = `exports.handler = async ({ Records: [{ Sns }] }) => ({ outcome: "handled", reason: Sns.Message });`;
        const program = [
            subscribed("reader"),
            mail("one", { channels: ["b"] }),
            mail("two", { channels: ["x"] }),
            mail("three", { channels: [{ prefix: "a" }], kind: [{ exists: true }] }),
        ];
        const attributes = {
            "MessageAttributes.entry.1.Name": "channels",
            "MessageAttributes.entry.1.Value.DataType": "String.Array",
            "MessageAttributes.entry.1.Value.StringValue": `["a","b"]`,
        };
        const structured = { TopicArn: topicArn("news"), MessageStructure: "json", ...attributes };
        const answers: [number, string][] = [];
        const { notifications, invocations, findings } = await play(
            graphOf(route({ statements: [mayPublish] }), topicWithMail("news"), lambda("reader", reader), ...program),
            async (aws) => {
                answers.push(
                    await publish(aws, { ...structured, Message: JSON.stringify({ default: "for programs", email: "for people", sms: 5 }) }),
                );
                answers.push(await publish(aws, { ...structured, Message: JSON.stringify({ default: 5, email: "for people" }) }));
                answers.push(await publish(aws, { ...structured, Message: JSON.stringify({ default: "ü".repeat(131_073) }) }));
            },
        );
        assert.deepEqual(
            [answers.map(([status]) => status), answers.slice(1).map(([, body]) => /<Message>(.*)<\/Message>/.exec(body)?.[1])],
            [
                [200, 400, 400],
                ["Invalid parameter: Message Structure - No default entry in JSON message body", "Invalid parameter: Message too long"],
            ],
        );
        assert.deepEqual(
            [notifications.map(({ message, delivered }) => [message, delivered.map(({ who }) => who)]), findings],
            [[["for people", ["email:ops@example.com", "email:one@example.com", "lambda:reader"]]], []],
        );
        assert.deepEqual(
            invocations.map(({ payload }) => payload),
            [{ outcome: "handled", reason: "for programs" }],
        );
    });

    it("send to a queue", async () => {
        const source = `
            const { SQSClient, SendMessageCommand } = require(${sdk("client-sqs")});
            exports.handler = async (event) => {
                const sqs = new SQSClient({ maxAttempts: 1 });
                const attributes = { a: { DataType: "String", StringValue: "b" } };
                const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: "hello", MessageAttributes: attributes }));
                return { outcome: "ignored", reason: typeof MessageId };
            };`;
        const { deliveries, deadLetters, aws } = await play(
            graphOf(route({ source, function: { memorySize: 512, environment: { variables: { QUEUE_URL: queueUrl("failed") } } } })),
        );
        assert.deepEqual([deliveries[0]?.reason, deadLetters], ["string", []]);
        assert.equal(aws.metricTotal("AWS/SQS", "NumberOfMessagesSent", { QueueName: "failed" }), 1);
    });

    it("are refused where nothing answers them, which is a finding", async () => {
        const source = `
            const { SNSClient, ListTopicsCommand } = require(${sdk("client-sns")});
            exports.handler = async () => {
                await new SNSClient({ maxAttempts: 1 }).send(new ListTopicsCommand({}));
            };`;
        const { deliveries, findings, invocations } = await play(
            graphOf(route({ source, function: { memorySize: 512 }, invokeConfig: { maximumRetryAttempts: 0 } })),
        );
        assert.deepEqual(
            findings.map(({ kind, subject, count }) => [kind, subject, count]),
            [["unmodelled", "sns:ListTopics", 1]],
        );
        assert.match(invocations[0]?.error?.errorMessage ?? "", /sns:ListTopics is not modelled by the local AWS/);
        assert.equal(deliveries[0]?.deadLetterQueue, "failed");
    });

    it("describe the job of the event", async () => {
        const source = `
            const { SageMakerClient, DescribeTrainingJobCommand } = require(${sdk("client-sagemaker")});
            exports.handler = async (event) => {
                const { TrainingJobStatus } = await new SageMakerClient({ maxAttempts: 1 }).send(new DescribeTrainingJobCommand({ TrainingJobName: event.detail.TrainingJobName }));
                return { outcome: "handled", reason: TrainingJobStatus };
            };`;
        const arn = "arn:aws:sagemaker:us-east-1:111122223333:training-job/one";
        const event = jobEvent("job", {
            source: "aws.sagemaker",
            "detail-type": "SageMaker Training Job State Change",
            detail: { TrainingJobName: "one", TrainingJobArn: arn, TrainingJobStatus: "Stopped" },
        });
        const options = { source, function: { memorySize: 512 }, rule: { eventPattern: `{"source":["aws.sagemaker"]}` } };
        const mayDescribe = { Effect: "Allow", Action: "sagemaker:DescribeTrainingJob", Resource: arn };
        const { deliveries, apiCalls } = await play(graphOf(route({ ...options, statements: [mayDescribe] })), (aws) => void aws.putEvent(event));
        assert.deepEqual([deliveries[0]?.reason, apiCalls[0]?.resource, apiCalls[0]?.decision], ["Stopped", arn, "allow"]);
        const denied = await play(graphOf(route({ ...options, invokeConfig: { maximumRetryAttempts: 0 } })), (aws) => void aws.putEvent(event));
        assert.equal(denied.invocations[0]?.error?.errorType, "AccessDeniedException");
        assert.equal(denied.apiCalls[0]?.function, functionArn("handler").split(":").at(-1));
    });

    it("get nothing from an attached policy that is not known, which is a finding, and know the one for logs", async () => {
        const attachment = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "admin", {
            role: "handler-role",
            policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        });
        const logs = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "logs", {
            role: "handler-role",
            policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        });
        const { apiCalls, findings } = await play(
            graphOf(route({ source: PUBLISH, function: { memorySize: 512 } }), topicWithMail("news"), attachment, logs),
        );
        assert.deepEqual(
            [apiCalls.map(({ decision }) => decision), findings.map(({ kind, message }) => [kind, message.slice(0, 60)])],
            [["implicitDeny"], [["unmodelled", "The policy arn:aws:iam::aws:policy/AdministratorAccess is no"]]],
        );
    });
});
