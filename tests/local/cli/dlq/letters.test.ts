import assert from "node:assert/strict";
import type { Message } from "@aws-sdk/client-sqs";

import { readLetter, redriven } from "../../../../local/cli/dlq/letters";
import { failedEventQueues } from "../../../../local/cli/dlq/queues";
import { sampleEvent, sampleEventNames } from "../../../support/devStack";
import type { Props } from "../../../../local/engine";
import { functionArn, graphOf, lambda, queueArn, resource, route, ruleArn, topicArn } from "../../aws/support/graphBuilder";

const EVENT = sampleEvent("TrainingJob.failed");

const queueIn = (graph: Parameters<typeof failedEventQueues>[0], name: string) => failedEventQueues(graph).find((queue) => queue.name === name)!;
const UNDELIVERED = queueIn(graphOf(route()), "undelivered");
const FAILED = queueIn(graphOf(route()), "failed");

const attributes = (given: Record<string, string>): NonNullable<Message["MessageAttributes"]> =>
    Object.fromEntries(Object.entries(given).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]));

/** What EventBridge writes. */
const undelivered = (code: string, body: unknown = EVENT, more: Record<string, string> = {}): Message => ({
    MessageId: "m",
    ReceiptHandle: "r",
    Body: typeof body === "string" ? body : JSON.stringify(body),
    Attributes: { SentTimestamp: "1000" },
    MessageAttributes: attributes({ RULE_ARN: ruleArn("jobs"), TARGET_ARN: functionArn("handler"), ERROR_CODE: code, ERROR_MESSAGE: "why", ...more }),
});

/** What Lambda writes to a destination. */
const failed = (context: object, response?: object, payload: unknown = EVENT): Message => ({
    MessageId: "m",
    ReceiptHandle: "r",
    Body: JSON.stringify({
        version: "1.0",
        requestContext: {
            requestId: "request",
            functionArn: `${functionArn("handler")}:$LATEST`,
            condition: "RetriesExhausted",
            approximateInvokeCount: 3,
            ...context,
        },
        requestPayload: payload,
        ...(response === undefined ? {} : { responsePayload: response }),
    }),
    Attributes: { SentTimestamp: "1000" },
});

describe("a message that EventBridge wrote", () => {
    for (const [code, cause] of [
        ["NO_PERMISSIONS", "no-permission"],
        ["NO_RESOURCE", "no-function"],
        ["THROTTLING", "throttled"],
        ["TIMEOUT", "unreachable"],
        ["CONNECTION_FAILURE", "unreachable"],
        ["INTERNAL_ERROR", "unreachable"],
        ["ERROR_FROM_TARGET", "unreachable"],
        ["SDK_CLIENT_ERROR", "undeliverable"],
        ["A_NEW_CODE", "undeliverable"],
    ] as const) {
        it(`has the cause ${cause} for ${code}`, () => {
            assert.deepEqual(readLetter(UNDELIVERED, undelivered(code)).cause, { id: cause, text: `${code}: why` });
        });
    }

    it("has the event as its body, the function of its target, and no invocation", () => {
        const { event, title, function: target, invokeArn, requestId, obstacle, sentMs } = readLetter(UNDELIVERED, undelivered("NO_RESOURCE"));
        assert.deepEqual(event, EVENT);
        assert.match(title, /^training job \S+ Failed$/);
        assert.deepEqual([target?.name, invokeArn, requestId, obstacle, sentMs], ["handler", functionArn("handler"), undefined, undefined, 1000]);
    });

    it("is for the alias that the target names", () => {
        const { function: target, invokeArn } = readLetter(
            UNDELIVERED,
            undelivered("NO_RESOURCE", EVENT, { TARGET_ARN: `${functionArn("handler")}:live` }),
        );
        assert.deepEqual([target?.name, invokeArn], ["handler", `${functionArn("handler")}:live`]);
    });
});

describe("a message that Lambda wrote to a destination", () => {
    for (const [what, context, response, cause] of [
        ["an error", {}, { errorType: "TypeError", errorMessage: "no" }, "threw"],
        ["a time-out", {}, { errorType: "Sandbox.Timedout", errorMessage: "RequestId: 1-2 Error: Task timed out after 3.00 seconds" }, "timed-out"],
        ["an older time-out", {}, { errorMessage: "2026-01-01T00:00:00Z 1-2 Task timed out after 3.00 seconds" }, "timed-out"],
        ["memory", {}, { errorType: "Runtime.OutOfMemory", errorMessage: "x" }, "out-of-memory"],
        ["a killed process", {}, { errorType: "Runtime.ExitError", errorMessage: "signal: killed" }, "out-of-memory"],
        ["code that is missing", {}, { errorType: "Runtime.ImportModuleError", errorMessage: "x" }, "cannot-start"],
        ["a process that ended", {}, { errorType: "Runtime.ExitError", errorMessage: "exit status 1" }, "crashed"],
        ["a claim of another invocation", {}, { errorType: "EventInProgress", errorMessage: "x" }, "in-progress"],
        ["an event that no one can read", {}, { errorType: "InvalidJobStatusEvent", errorMessage: "x" }, "invalid-event"],
        ["a denied call", {}, { errorType: "AccessDeniedException", errorMessage: "x" }, "denied"],
        ["a throttled call", {}, { errorType: "ThrottlingException", errorMessage: "x" }, "call-throttled"],
        ["age", { condition: "EventAgeExceeded" }, undefined, "event-age"],
        ["no free environment", { approximateInvokeCount: 0 }, undefined, "throttled"],
    ] as const) {
        it(`has the cause ${cause} for ${what}`, () => assert.equal(readLetter(FAILED, failed(context, response)).cause.id, cause));
    }

    it("has the event as its payload, the function without the version $LATEST, and the request id of the log", () => {
        const { event, function: target, invokeArn, requestId, obstacle } = readLetter(FAILED, failed({}, { errorMessage: "no" }));
        assert.deepEqual(event, EVENT);
        assert.deepEqual([target?.name, invokeArn, requestId, obstacle], ["handler", functionArn("handler"), "request", undefined]);
    });

    it("has no log where the function never ran", () => {
        assert.equal(readLetter(FAILED, failed({ approximateInvokeCount: 0 })).requestId, undefined);
    });

    it("has the cause of another message that differs in ids, names in quotation marks and the function alone", () => {
        const textOf = (id: string, name: string) =>
            readLetter(
                FAILED,
                failed(
                    {},
                    {
                        errorType: "AccessDeniedException",
                        errorMessage: `RequestId: ${id} User: arn:aws:sts::111122223333:assumed-role/${name}-role/${name} is not authorized to perform: sns:Publish on "${name}" (${id})`,
                    },
                ),
            ).cause.text;
        const id = "5b9d98b7-fe61-47ca-a8a9-acc627a17d31";
        assert.equal(textOf(id, "one"), textOf(id.replace("5", "6"), "two"));
        assert.match(textOf(id, "one"), /is not authorized to perform: sns:Publish on/);
    });
});

describe("a message that Lambda wrote to a function's dead-letter queue", () => {
    const graph = (...names: string[]) =>
        graphOf(
            route(),
            names.flatMap((name) => lambda(name, "", [], { deadLetterConfig: { targetArn: queueArn("old") } })),
        );
    const message = (given: Record<string, string>): Message => ({ Body: JSON.stringify(EVENT), MessageAttributes: attributes(given) });

    it("is for the only function that writes to the queue, and has its error and request id", () => {
        const letter = readLetter(queueIn(graph("one"), "old"), message({ RequestID: "request", ErrorCode: "200", ErrorMessage: "no" }));
        assert.deepEqual(
            [letter.cause, letter.invokeArn, letter.requestId, letter.obstacle],
            [{ id: "threw", text: "no" }, functionArn("one"), "request", undefined],
        );
    });

    it("was throttled if its error code is 429, and has no log", () => {
        const { cause, requestId } = readLetter(queueIn(graph("one"), "old"), message({ RequestID: "request", ErrorCode: "429" }));
        assert.deepEqual([cause.id, requestId], ["throttled", undefined]);
    });

    it("is kept where several functions write to the queue, because it does not say whose it is", () => {
        const { functionName, obstacle } = readLetter(queueIn(graph("one", "two"), "old"), message({ ErrorCode: "200" }));
        assert.deepEqual([functionName, obstacle], ["unknown function", "it does not say which function it is for"]);
    });
});

describe("a message with an event", () => {
    const letterOf = (body: unknown) => readLetter(UNDELIVERED, undelivered("NO_RESOURCE", body));

    it("of every sample has a title with its kind and can be redriven", () => {
        for (const name of sampleEventNames()) {
            const { title, obstacle } = letterOf(sampleEvent(name));
            assert.match(title, /^[a-z]+ .*\S/, name);
            assert.equal(obstacle, undefined, name);
        }
    });

    it("of SageMaker that is in no catalogue can be redriven, such as a call that CloudTrail sends", () => {
        const call = { source: "aws.sagemaker", "detail-type": "AWS API Call via CloudTrail", detail: { eventName: "CreateModel" } };
        const { title, cause, obstacle } = letterOf(call);
        assert.deepEqual([title, cause.id, obstacle], ["AWS API Call via CloudTrail CreateModel", "no-function", undefined]);
    });

    it("is redriven with a message to a channel", () => {
        const Message = JSON.stringify({ type: "message", headline: "SageMaker training job churn: Failed" });
        const event = { Records: [{ EventSource: "aws:sns", Sns: { Message } }] };
        const { title, cause, obstacle } = readLetter(FAILED, failed({}, { errorType: "ChannelRefused", errorMessage: "Slack answered 404" }, event));
        assert.deepEqual(
            [title, cause, obstacle],
            ['message "SageMaker training job churn: Failed"', { id: "threw", text: "ChannelRefused: Slack answered 404" }, undefined],
        );
    });

    it("is redriven with a copy that SNS could not deliver, where one function alone may get it", () => {
        const [topic, failures] = [topicArn("jobs"), queueArn("failed")];
        const redrivePolicy = JSON.stringify({ deadLetterTargetArn: failures });
        const channel = (name: string, props: Props = { redrivePolicy }) => [
            ...lambda(name, ""),
            resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", `${name}-config`, {
                functionName: name,
                destinationConfig: { onFailure: { destination: failures } },
            }),
            resource("aws:sns/topicSubscription:TopicSubscription", `${name}-copy`, {
                topic,
                protocol: "lambda",
                endpoint: functionArn(name),
                ...props,
            }),
        ];
        const Sns = { Type: "Notification", MessageId: "id", TopicArn: topic, Message: JSON.stringify({ headline: "churn failed" }) };
        const letterIn = (body: object, ...channels: Parameters<typeof graphOf>) =>
            readLetter(queueIn(graphOf(...channels), "failed"), { MessageId: "m", ReceiptHandle: "r", Body: JSON.stringify(body) });
        const letter = (...channels: Parameters<typeof graphOf>) => letterIn(Sns, ...channels);
        const { title, cause, obstacle, invokeArn, event } = letter(channel("slack"), channel("other", {}));
        assert.deepEqual(
            [title, cause, obstacle, invokeArn],
            ['message "churn failed"', { id: "copy-refused", text: "SNS could not deliver it" }, undefined, functionArn("slack")],
        );
        assert.deepEqual(event, { Records: [{ EventVersion: "1.0", EventSource: "aws:sns", Sns }] });
        assert.equal(letter(channel("slack"), channel("teams")).obstacle, "it does not say which function it is for");
        // Of several channels, the link to unsubscribe says which one it is.
        const both = [channel("slack"), channel("teams", { redrivePolicy, arn: `${topic}:2` })] as const;
        const UnsubscribeURL = `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${topic}:2`;
        const { functionName, obstacle: none } = letterIn({ ...Sns, UnsubscribeURL }, ...both);
        assert.deepEqual([functionName, none], ["teams", undefined]);
        assert.equal(letterIn({ ...Sns, UnsubscribeURL: `${UnsubscribeURL}9` }, ...both).obstacle, "it does not say which function it is for");
    });

    for (const [what, body] of [
        ["a message of SNS that is no JSON", { Records: [{ Sns: { Message: "{" } }] }],
        ["a message of SNS without a headline", { Records: [{ Sns: { Message: "{}" } }] }],
        ["no record of SNS", { Records: [] }],
        ["a tick of a schedule", { source: "aws.events", "detail-type": "Scheduled Event", detail: {} }],
        ["an event of another source", { ...EVENT, source: "my.app" }],
        ["an event without detail", { ...EVENT, detail: undefined }],
        ["an event whose detail is a text", { ...EVENT, detail: "{}" }],
        ["no JSON", "{"],
        ["nothing", ""],
        ["null", null],
        ["a number", 7],
        ["a list", [EVENT]],
        ["a text", '"event"'],
    ] as const) {
        it(`is never redriven with ${what}`, () => {
            const { cause, obstacle, title } = letterOf(body);
            assert.deepEqual([cause.id, obstacle], ["no-job-event", "it has no event of SageMaker"]);
            assert.notEqual(title, "");
        });
    }

    it("is read whatever it has, or lacks", () => {
        const odd: readonly Message[] = [
            {},
            { Body: JSON.stringify({ requestContext: 1, requestPayload: EVENT }) },
            { Body: JSON.stringify({ requestContext: { functionArn: 5, requestId: {} }, requestPayload: null, responsePayload: "text" }) },
            { Body: JSON.stringify(EVENT), MessageAttributes: { RULE_ARN: { DataType: "Binary" } } },
            { Body: JSON.stringify({ ...EVENT, "detail-type": 3, resources: "none" }), MessageAttributes: attributes({ RULE_ARN: "x" }) },
        ];
        for (const message of odd) {
            assert.notEqual(readLetter(UNDELIVERED, message).obstacle, undefined, JSON.stringify(message));
        }
    });
});

describe("an event that is redriven", () => {
    it("has its mark, and nothing else of it changes", () => assert.deepEqual(redriven(EVENT), { ...EVENT, "jobstatus-origin": "redrive" }));

    it("keeps a mark that it has", () => {
        const rebuilt = { ...EVENT, "jobstatus-origin": "reconciler" };
        assert.deepEqual(redriven(rebuilt), rebuilt);
    });
});
