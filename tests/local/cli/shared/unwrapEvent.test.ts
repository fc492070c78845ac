import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { holdsEvent, unwrapEvents } from "../../../../local/cli/shared/unwrapEvent";
import { sampleEvent } from "../../../support/devStack";

interface Event {
    source: string;
    "detail-type": string;
    account: string;
    region: string;
    time: string;
    resources: string[];
    detail: object;
}

const EVENT = sampleEvent("TrainingJob.failed") as Event;
const OTHER = sampleEvent("Endpoint.failed") as Event;
const text = (value: unknown) => JSON.stringify(value);
const base64 = (value: string | Buffer) => Buffer.from(value).toString("base64");
const notification = (event: object) => ({
    Type: "Notification",
    MessageId: "m",
    TopicArn: "arn:aws:sns:us-east-1:111122223333:jobs",
    Message: text(event),
});
const record = (body: string) => ({ messageId: "m", receiptHandle: "r", body, eventSource: "aws:sqs", awsRegion: "us-east-1" });
/** A dictionary as Python prints it. */
const inPython = (value: unknown) => text(value).replaceAll("'", "\\'").replaceAll('\\"', "\u0000").replaceAll('"', "'").replaceAll("\u0000", '"');
const failure = { version: "1.0", requestContext: { condition: "RetriesExhausted" }, requestPayload: EVENT, responsePayload: { input: EVENT } };
const logLine = (event: object) => `2026-11-20T09:00:00.000Z\tb0c1\tINFO\t${text(event)}\n`;
const logs = { messageType: "DATA_MESSAGE", logGroup: "g", logEvents: [{ id: "1", timestamp: 1, message: text(EVENT) }] };
const entry = (event: Event) => ({
    Source: event.source,
    DetailType: event["detail-type"],
    Detail: text(event.detail),
    Resources: event.resources,
    Time: event.time,
    EventBusName: "default",
});

describe("an event inside something else", () => {
    for (const [what, wrapped, path] of [
        ["a message that SNS sends over HTTP", notification(EVENT), "Message"],
        ["a record of SNS for a function", { Records: [{ EventSource: "aws:sns", Sns: { Message: text(EVENT) } }] }, "Records[0].Sns.Message"],
        ["a record of SQS for a function", { Records: [record(text(EVENT))] }, "Records[0].body"],
        ["a message of SNS in a record of SQS", { Records: [record(text(notification(EVENT)))] }, "Records[0].body.Message"],
        ["what aws sqs receive-message prints", { Messages: [{ MessageId: "m", Body: text(EVENT) }] }, "Messages[0].Body"],
        ["one message of it", { MessageId: "m", ReceiptHandle: "r", Body: text(EVENT) }, "Body"],
        ["what aws logs get-log-events prints", { events: [{ timestamp: 1, message: text(EVENT) }] }, "events[0].message"],
        ["a line of a function's log", { events: [{ timestamp: 1, message: logLine(EVENT) }] }, "events[0].message"],
        ["what CloudWatch Logs sends to a function", { awslogs: { data: base64(gzipSync(text(logs))) } }, "awslogs.data.logEvents[0].message"],
        ["what Logs Insights prints", { results: [[{ field: "@message", value: text(EVENT) }]] }, "results[0][0].value"],
        ["a record of Kinesis", { Records: [{ kinesis: { data: base64(text(EVENT)) } }] }, "Records[0].kinesis.data"],
        ["a record of a failure destination", failure, "requestPayload"],
        ["that record in a queue", { Messages: [{ Body: text(failure) }] }, "Messages[0].Body.requestPayload"],
        ["a call of test-event-pattern", { EventPattern: "{}", Event: text(EVENT) }, "Event"],
        ["a request to an API", { httpMethod: "POST", headers: {}, body: text(EVENT) }, "body"],
        ["a request to an API in base64", { requestContext: {}, isBase64Encoded: true, body: base64(text(EVENT)) }, "body"],
        ["an execution of Step Functions", { executionArn: "a", status: "FAILED", input: text(EVENT) }, "input"],
        ["a batch of a pipe", [record(text(EVENT))], "[0].body"],
        ["a list in a list", [[EVENT]], "[0][0]"],
        ["a record of Firehose", { records: [{ recordId: "1", data: base64(text(EVENT)) }] }, "records[0].data"],
        ["a record of Kafka", { records: { "jobs-0": [{ value: base64(text(EVENT)) }] } }, "records.jobs-0[0].value"],
        [
            "lines of CloudWatch Logs in a stream",
            { Records: [{ kinesis: { data: base64(gzipSync(text(logs))) } }] },
            "Records[0].kinesis.data.logEvents[0].message",
        ],
        ["a text in a text", { Body: text(text(EVENT)) }, "Body"],
        ["a log that Python wrote", { message: `[INFO] 2026 Received: ${inPython(EVENT)}\n` }, "message"],
        [
            "a record of a topic in a failure",
            { requestPayload: { Records: [{ Sns: { Message: text(EVENT) } }] } },
            "requestPayload.Records[0].Sns.Message",
        ],
        ["an execution that answers with the event", { executionArn: "a", input: text(EVENT), output: text({ ...EVENT, more: 1 }) }, "input"],
        [
            "the history of an execution, which has it again and again",
            { events: [{ executionStartedEventDetails: { input: text(EVENT) } }, { stateEnteredEventDetails: { input: text(EVENT) } }] },
            "events[0].executionStartedEventDetails.input",
        ],
    ] as const) {
        it(`is taken out of ${what}`, () => {
            assert.deepEqual(unwrapEvents("x.json", wrapped), { events: [EVENT], note: `x.json: took the event out of ${path}` });
        });
    }

    it("is made of the entry of a PutEvents request, with the Region and account of its resource", () => {
        const { account, region, resources, time, source, detail } = EVENT;
        const event = { version: "0", "detail-type": EVENT["detail-type"], source, account, region, time, resources, detail };
        assert.deepEqual(unwrapEvents("x", { Entries: [entry(EVENT)] }), { events: [event], note: "x: took the event out of Entries[0]" });
        const { Resources: _, Time: __, ...short } = entry(EVENT);
        assert.deepEqual(unwrapEvents("x", short).events, [{ version: "0", "detail-type": EVENT["detail-type"], source, resources: [], detail }]);
    });

    it("is several of them in a list", () => {
        const messages = { Messages: [EVENT, OTHER].map((event) => ({ Body: text(event) })) };
        assert.deepEqual(unwrapEvents("x", messages), { events: [EVENT, OTHER], note: "x: took 2 events out of Messages[].Body" });
    });

    it("is several of them in a list of messages, some with a layer more", () => {
        assert.deepEqual(unwrapEvents("x", { Records: [record(text(EVENT)), record(text(notification(OTHER)))] }), {
            events: [EVENT, OTHER],
            note: "x: took 2 events out of Records[].body and Records[].body.Message",
        });
    });

    it("is made of a record of CloudTrail, as EventBridge makes it", () => {
        const call = { eventVersion: "1.09", eventSource: "sagemaker.amazonaws.com", eventName: "CreateModel", awsRegion: "us-east-1", eventID: "e" };
        const full = { ...call, eventTime: "2026-11-20T09:00:00Z", userIdentity: { accountId: "111122223333" } };
        const made = "made the event that EventBridge gets of this record of CloudTrail";
        const event = (detail: typeof call) => ({
            version: "0",
            id: "e",
            region: "us-east-1",
            "detail-type": "AWS API Call via CloudTrail",
            source: "aws.sagemaker",
            resources: [],
            detail,
        });
        assert.deepEqual(unwrapEvents("x", { Records: [call] }), { events: [event(call)], note: `x: took the event out of Records[0]; ${made}` });
        assert.deepEqual(unwrapEvents("x", { Events: [{ EventName: "CreateModel", CloudTrailEvent: text(full) }] }), {
            events: [{ ...event(full), account: "111122223333", time: "2026-11-20T09:00:00Z" }],
            note: `x: took the event out of Events[0].CloudTrailEvent; ${made}`,
        });
        assert.equal(unwrapEvents("x", full).note, `x: ${made}`);
        assert.equal(holdsEvent({ ...call, eventSource: "example.com" }), false);
    });

    it("is an event of Lambda where a function's result came by EventBridge, with a word about the event in it", () => {
        const result = { "detail-type": "Lambda Function Invocation Result - Failure", source: "lambda", detail: failure };
        const note = "x: is an event of Lambda. To use the event of SageMaker in it, write detail.requestPayload to a file";
        assert.deepEqual(unwrapEvents("x", result), { events: [result], note });
        const other = { ...result, detail: { requestPayload: { ...EVENT, source: "aws.s3" } } };
        assert.deepEqual(unwrapEvents("x", other), { events: [other] });
    });

    it("has its detail as an object where it was given as a text", () => {
        assert.deepEqual(unwrapEvents("x", { ...EVENT, detail: text(EVENT.detail) }), {
            events: [EVENT],
            note: "x: read its detail, a text, as the object that events have there",
        });
        assert.deepEqual(unwrapEvents("x", { ...EVENT, detail: "none" }), { events: [{ ...EVENT, detail: "none" }] });
    });

    it("is what stands there where it is an event, whatever is inside", () => {
        for (const event of [EVENT, { ...EVENT, detail: failure }, { detail: {} }, { "detail-type": "x" }]) {
            assert.deepEqual(unwrapEvents("x", event), { events: [event] });
        }
    });

    it("has the source that a sample of AWS has as a list", () => {
        assert.deepEqual(unwrapEvents("x", { ...EVENT, source: ["aws.sagemaker"] }), { events: [EVENT] });
    });

    for (const [what, value, message] of [
        [
            "several events in different places",
            { before: EVENT, after: text(OTHER) },
            "x: has events in 2 places, before and after: write the one that you mean to a file",
        ],
        [
            "the detail of an event",
            EVENT.detail,
            'x: is no event: it has no detail-type and no detail. It looks like the detail of an event, or like what Describe answers: put it into "detail" of an event (jobstatus kinds KIND shows one)',
        ],
        ["an object without an event", { a: 1, b: "{" }, "x: is no event: it has no detail-type and no detail, and no event is inside a, b"],
        ["an empty object", {}, "x: is no event: it has no detail-type and no detail"],
        [
            "an event pattern",
            { source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"], detail: { TrainingJobStatus: ["Failed"] } },
            "x: is an event pattern, with lists of values: give an event, which has one value in each field",
        ],
        ["a number", 1, "x: an event must be a JSON object, got 1"],
    ] as const) {
        it(`is refused in one line where it is ${what}`, () => assert.throws(() => unwrapEvents("x", value), { name: "MisuseError", message }));
    }

    it("is looked for to a limited depth and size", () => {
        let deep: unknown = EVENT;
        for (let level = 0; level < 50; level++) {
            deep = { inner: deep };
        }
        const bomb = { awslogs: { data: base64(gzipSync(Buffer.alloc(64 * 1024 * 1024, " "))) } };
        for (const value of [deep, bomb]) {
            assert.throws(() => unwrapEvents("x", value), /^MisuseError: x: is no event/);
        }
    });
});
