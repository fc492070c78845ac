import assert from "node:assert/strict";
import { DescribeTrainingJobCommand, SageMakerClient, StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { GetTopicAttributesCommand, ListTopicsCommand, NotFoundException, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { QueueDoesNotExist, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type ApiCall, apiError, LocalEndpoint, type Refusal } from "../../../local/endpoint/localEndpoint";

const CREDENTIALS = { accessKeyId: "LOCAL0007", secretAccessKey: "local" };
const SIGNED = "AWS4-HMAC-SHA256 Credential=LOCAL0007/20261120/us-east-1/SERVICE/aws4_request, SignedHeaders=host, Signature=00";

describe("LocalEndpoint", () => {
    let endpoint: LocalEndpoint;
    let refusals: Refusal[];
    const clients: { destroy(): void }[] = [];
    beforeEach(async () => {
        endpoint = await LocalEndpoint.start({ now: () => Date.UTC(2026, 10, 20, 9, 15, 30) });
        refusals = [];
        endpoint.onRefused((refusal) => refusals.push(refusal));
    });
    afterEach(async () => {
        for (const client of clients.splice(0)) {
            client.destroy();
        }
        await endpoint.close();
    });

    const config = () => ({ endpoint: endpoint.url, region: "eu-west-1", credentials: CREDENTIALS, maxAttempts: 1 });
    const keep = <C extends { destroy(): void }>(client: C): C => {
        clients.push(client);
        return client;
    };
    const sageMaker = () => keep(new SageMakerClient(config()));
    const sns = () => keep(new SNSClient(config()));
    const sqs = () => keep(new SQSClient(config()));
    const calls: ApiCall[] = [];
    const record = (service: string, operation: string, output: unknown): void => {
        calls.length = 0;
        endpoint.handle(service, operation, (call) => {
            calls.push(call);
            return output;
        });
    };
    const raw = async (service: string, headers: Record<string, string>, body: string, path = "/", method = "POST") => {
        const response = await fetch(endpoint.url + path, {
            method,
            headers: { authorization: SIGNED.replace("SERVICE", service), ...headers },
            ...(method === "GET" ? {} : { body }),
        });
        return { status: response.status, type: response.headers.get("content-type"), body: await response.text(), headers: response.headers };
    };
    const thrown = async (call: Promise<unknown>): Promise<Error & { $metadata?: { httpStatusCode?: number } }> => {
        try {
            await call;
        } catch (error) {
            return error as Error;
        }
        return assert.fail("accepted");
    };

    it("never closes the connection of a function that waits: its next call would fail and be sent twice", async () => {
        endpoint.handle("sqs", "ListQueues", () => ({}));
        const { headers } = await raw("sqs", { "x-amz-target": "AmazonSQS.ListQueues", "content-type": "application/x-amz-json-1.0" }, "{}");
        assert.deepEqual([headers.get("connection"), headers.get("keep-alive")], ["keep-alive", null]);
    });

    it("speaks AWS JSON 1.1 with the SageMaker client, times being epoch seconds", async () => {
        record("sagemaker", "DescribeTrainingJob", { TrainingJobName: "ä & <b>", CreationTime: 1795165200.25 });
        const { $metadata, ...output } = await sageMaker().send(new DescribeTrainingJobCommand({ TrainingJobName: "train-1" }));
        assert.deepEqual(output, { TrainingJobName: "ä & <b>", CreationTime: new Date(1795165200250) });
        assert.equal($metadata.requestId, "00000000-0000-4000-8000-000000000001");
        assert.deepEqual(calls, [
            {
                service: "sagemaker",
                operation: "DescribeTrainingJob",
                input: { TrainingJobName: "train-1" },
                accessKeyId: "LOCAL0007",
                region: "eu-west-1",
            },
        ]);
    });

    it("speaks AWS JSON 1.0 with the SQS client", async () => {
        record("sqs", "SendMessage", { MessageId: "m-1", MD5OfMessageBody: "5d41402abc4b2a76b9719d911017c592" });
        const { MessageId } = await sqs().send(new SendMessageCommand({ QueueUrl: `${endpoint.url}/111122223333/orders`, MessageBody: "hello" }));
        assert.equal(MessageId, "m-1");
        assert.deepEqual(calls[0]?.input, { QueueUrl: `${endpoint.url}/111122223333/orders`, MessageBody: "hello" });
    });

    it("speaks Query with the SNS client: strings, structures, lists and maps", async () => {
        record("sns", "Publish", { MessageId: "m & <1>" });
        const input = {
            TopicArn: "arn:aws:sns:eu-west-1:111122223333:orders",
            Message: 'line 1\nline "2" & <3> = ä+%20',
            MessageAttributes: { kind: { DataType: "String", StringValue: "TrainingJob" }, n: { DataType: "Number", StringValue: "12" } },
        };
        const output = await sns().send(new PublishCommand(input));
        assert.equal(output.MessageId, "m & <1>");
        assert.deepEqual(calls, [{ service: "sns", operation: "Publish", input, accessKeyId: "LOCAL0007", region: "eu-west-1" }]);
    });

    it("answers in XML with lists and maps", async () => {
        endpoint.handle("sns", "ListTopics", () => ({ Topics: [{ TopicArn: "a" }, { TopicArn: "b" }], NextToken: undefined }));
        endpoint.handle("sns", "GetTopicAttributes", () => ({ Attributes: new Map([["Policy", '{"a":"<&>"}']]) }));
        const { Topics, NextToken } = await sns().send(new ListTopicsCommand({}));
        assert.deepEqual([Topics, NextToken], [[{ TopicArn: "a" }, { TopicArn: "b" }], undefined]);
        const { Attributes } = await sns().send(new GetTopicAttributesCommand({ TopicArn: "a" }));
        assert.deepEqual(Attributes, { Policy: '{"a":"<&>"}' });
        const form = { "content-type": "application/x-www-form-urlencoded" };
        assert.deepEqual((await raw("sns", form, "Action=ListTopics&Version=2010-03-31")).body.split("<ResponseMetadata>"), [
            '<ListTopicsResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListTopicsResult><Topics><member><TopicArn>a</TopicArn></member>' +
                "<member><TopicArn>b</TopicArn></member></Topics></ListTopicsResult>",
            "<RequestId>00000000-0000-4000-8000-000000000003</RequestId></ResponseMetadata></ListTopicsResponse>",
        ]);
    });

    it("reads lists of every form, in the order of their numbers", async () => {
        record("monitoring", "PutMetricData", {});
        const numbers = Array.from({ length: 11 }, (_, index) => `MetricData.member.${index + 1}.MetricName=m${index + 1}`);
        const body = [
            "Action=PutMetricData",
            "Version=2010-08-01",
            "Namespace=N",
            "Flat.2=b",
            "Flat.1=a",
            "__proto__.x=1",
            ...numbers.reverse(),
        ].join("&");
        await raw("monitoring", { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, body);
        assert.deepEqual(Object.entries(calls[0]?.input ?? {}), [
            ["Namespace", "N"],
            ["Flat", ["a", "b"]],
            ["__proto__", { x: "1" }],
            ["MetricData", Array.from({ length: 11 }, (_, index) => ({ MetricName: `m${index + 1}` }))],
        ]);
    });

    it("answers errors that clients know by class and by name", async () => {
        endpoint.handle("sagemaker", "DescribeTrainingJob", () => {
            throw apiError("ValidationException", "Requested resource not found.");
        });
        endpoint.handle("sqs", "SendMessage", () => {
            throw apiError("QueueDoesNotExist", "The specified queue does not exist.");
        });
        endpoint.handle("sns", "Publish", () => {
            throw apiError("NotFound", "Topic does not exist", 404);
        });
        const describe = await thrown(sageMaker().send(new DescribeTrainingJobCommand({ TrainingJobName: "x" })));
        assert.deepEqual(
            [describe.name, describe.message, describe.$metadata?.httpStatusCode],
            ["ValidationException", "Requested resource not found.", 400],
        );
        const send = await thrown(sqs().send(new SendMessageCommand({ QueueUrl: `${endpoint.url}/1/q`, MessageBody: "x" })));
        assert.ok(send instanceof QueueDoesNotExist, send.name);
        assert.equal(send.message, "The specified queue does not exist.");
        const publish = await thrown(sns().send(new PublishCommand({ TopicArn: "x", Message: "x" })));
        assert.ok(publish instanceof NotFoundException, publish.name);
        assert.deepEqual([publish.message, publish.$metadata.httpStatusCode], ["Topic does not exist", 404]);
        assert.deepEqual(refusals, []);
    });

    it("adds further fields to an error", async () => {
        endpoint.handle("dynamodb", "TransactWriteItems", () => {
            throw apiError("TransactionCanceledException", "Canceled", 400, { CancellationReasons: [{ Code: "None" }] });
        });
        const headers = { "x-amz-target": "DynamoDB_20120810.TransactWriteItems", "content-type": "application/x-amz-json-1.0" };
        const { status, type, body } = await raw("dynamodb", headers, "{}");
        assert.deepEqual([status, type], [400, "application/x-amz-json-1.0"]);
        assert.deepEqual(JSON.parse(body), { __type: "TransactionCanceledException", message: "Canceled", CancellationReasons: [{ Code: "None" }] });
    });

    it("answers with the virtual time", async () => {
        endpoint.handle("events", "PutEvents", async () => ({ FailedEntryCount: 0 }));
        const headers = { "x-amz-target": "AWSEvents.PutEvents", "content-type": "application/x-amz-json-1.1" };
        const response = await raw("events", headers, "{}");
        assert.equal(response.headers.get("date"), "Fri, 20 Nov 2026 09:15:30 GMT");
        assert.equal(response.body, '{"FailedEntryCount":0}');
    });

    it("refuses what is not modelled, in each protocol, and reports it", async () => {
        const stop = await thrown(sageMaker().send(new StopTrainingJobCommand({ TrainingJobName: "x" })));
        const reason = "sagemaker:StopTrainingJob is not modelled by the local AWS";
        assert.deepEqual([stop.name, stop.message, stop.$metadata?.httpStatusCode], ["NotImplemented", reason, 501]);
        const publish = await thrown(sns().send(new PublishCommand({ TopicArn: "x", Message: "x" })));
        assert.deepEqual([publish.name, publish.message], ["NotImplemented", "sns:Publish is not modelled by the local AWS"]);
        assert.deepEqual(refusals, [
            { service: "sagemaker", operation: "StopTrainingJob", principal: "LOCAL0007", reason },
            { service: "sns", operation: "Publish", principal: "LOCAL0007", reason: "sns:Publish is not modelled by the local AWS" },
        ]);
    });

    for (const [what, service, headers, path, method, operation] of [
        [
            "REST-JSON",
            "lambda",
            { "content-type": "application/json" },
            "/2015-03-31/functions/f/aliases?x=1",
            "POST",
            "POST /2015-03-31/functions/f/aliases",
        ],
        ["REST-XML", "s3", {}, "/bucket/key", "GET", "GET /bucket/key"],
        [
            "CBOR",
            "monitoring",
            { "smithy-protocol": "rpc-v2-cbor" },
            "/service/GraniteServiceVersion20100801/operation/PutMetricData",
            "POST",
            "PutMetricData",
        ],
        ["a form without action", "sns", { "content-type": "application/x-www-form-urlencoded" }, "/", "POST", "POST /"],
        [
            "a target without operation",
            "sagemaker",
            { "x-amz-target": "SageMaker", "content-type": "application/x-amz-json-1.1" },
            "/",
            "POST",
            "POST /",
        ],
    ] as const) {
        it(`refuses ${what}`, async () => {
            const response = await raw(service, headers, "", path, method);
            const reason = `${service} "${operation}": only AWS JSON, the Query protocol and Lambda's Invoke are spoken here`;
            assert.equal(response.status, 501);
            assert.deepEqual(JSON.parse(response.body), { __type: "NotImplemented", message: reason });
            assert.equal(response.headers.get("x-amzn-errortype"), "NotImplemented");
            assert.deepEqual(refusals, [{ service, operation, principal: "LOCAL0007", reason }]);
        });
    }

    for (const [what, body, message] of [
        ["that is no JSON", "{", /^The request body is not JSON: /],
        ["that is a list", "[]", /^The request body must be a JSON object$/],
        ["that is null", "null", /^The request body must be a JSON object$/],
    ] as const) {
        it(`refuses a body ${what}`, async () => {
            record("sagemaker", "DescribeTrainingJob", {});
            const headers = { "x-amz-target": "SageMaker.DescribeTrainingJob", "content-type": "application/x-amz-json-1.1" };
            const response = await raw("sagemaker", headers, body);
            const error = JSON.parse(response.body) as { __type: string; message: string };
            assert.deepEqual([response.status, error.__type, calls], [400, "SerializationException", []]);
            assert.match(error.message, message);
        });
    }

    it("refuses a request that does not say who calls", async () => {
        const response = await fetch(endpoint.url, { method: "POST", headers: { "x-amz-target": "SageMaker.DescribeTrainingJob" }, body: "{}" });
        assert.equal(response.status, 403);
        assert.deepEqual(await response.json(), {
            __type: "MissingAuthenticationToken",
            message: "The request has no AWS Signature Version 4, so the caller is unknown",
        });
        assert.equal(refusals.length, 1);
    });

    it("refuses a body over 16 MB and stays up", async () => {
        record("dynamodb", "PutItem", {});
        const headers = { "x-amz-target": "DynamoDB_20120810.PutItem", "content-type": "application/x-amz-json-1.0" };
        const tooLarge = await raw("dynamodb", headers, " ".repeat(16 * 1024 * 1024 + 1));
        assert.deepEqual(
            [tooLarge.status, JSON.parse(tooLarge.body)],
            [413, { __type: "RequestEntityTooLargeException", message: "The request body must be at most 16777216 bytes, got 16777217" }],
        );
        assert.equal((await raw("dynamodb", headers, `{}${" ".repeat(16 * 1024 * 1024 - 2)}`)).status, 200);
    });

    it("says so when a handler breaks, to the caller and to the listeners", async () => {
        endpoint.handle("sagemaker", "DescribeTrainingJob", () => {
            throw new TypeError("undefined is not a function");
        });
        const error = await thrown(sageMaker().send(new DescribeTrainingJobCommand({ TrainingJobName: "x" })));
        assert.deepEqual([error.name, error.$metadata?.httpStatusCode], ["InternalFailure", 500]);
        assert.match(error.message, /^sagemaker:DescribeTrainingJob broke: TypeError: undefined is not a function(\n|$)/);
        assert.deepEqual(
            refusals.map(({ reason }) => reason),
            [error.message],
        );
    });

    it("asks authorize with the action and the resource, and passes its refusal on", async () => {
        endpoint.handle("sns", "Publish", (call) => {
            endpoint.require(call, "sns:Publish", String(call.input.TopicArn));
            endpoint.require(call, "sns:ListTopics");
            return { MessageId: "1" };
        });
        await sns().send(new PublishCommand({ TopicArn: "arn:t", Message: "x" }));
        const asked: unknown[] = [];
        endpoint.authorize = (call) => {
            asked.push(call);
            if (call.action === "sns:ListTopics") {
                throw apiError("AuthorizationError", "LOCAL0007 is not authorized to perform sns:ListTopics", 403);
            }
        };
        const error = await thrown(sns().send(new PublishCommand({ TopicArn: "arn:t", Message: "x" })));
        assert.equal(error.message, "LOCAL0007 is not authorized to perform sns:ListTopics");
        const call = {
            service: "sns",
            operation: "Publish",
            input: { TopicArn: "arn:t", Message: "x" },
            accessKeyId: "LOCAL0007",
            region: "eu-west-1",
        };
        assert.deepEqual(asked, [
            { ...call, action: "sns:Publish", resourceArn: "arn:t" },
            { ...call, action: "sns:ListTopics" },
        ]);
    });

    it("refuses a second handler for an operation", () => {
        record("sns", "Publish", {});
        assert.throws(() => endpoint.handle("sns", "Publish", () => ({})), { message: "LocalEndpoint.handle: sns:Publish has a handler already" });
    });

    it("listens on loopback only, and no more once closed", async () => {
        assert.match(endpoint.url, /^http:\/\/127\.0\.0\.1:\d+$/);
        const other = await LocalEndpoint.start({ now: () => 0 });
        await other.close();
        await assert.rejects(fetch(other.url), (error: Error) => (error.cause as { code?: string }).code === "ECONNREFUSED");
    });
});
