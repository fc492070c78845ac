import assert from "node:assert/strict";
import {
    ChangeMessageVisibilityBatchCommand,
    ChangeMessageVisibilityCommand,
    DeleteMessageBatchCommand,
    DeleteMessageCommand,
    type Message,
    ReceiveMessageCommand,
    type ReceiveMessageCommandInput,
    SQSClient,
} from "@aws-sdk/client-sqs";

import { OPERATOR } from "../../../../local/aws";
import { functionArn, graphOf, queueUrl, route } from "../support/graphBuilder";
import { jobEvent, play, SECOND } from "../support/play";

const QueueUrl = queueUrl("failed");
const BROKEN = "exports.handler = async () => { throw new Error('no'); };";

interface Asker {
    /** What a caller gets; an error is its name. */
    readonly ask: <T>(work: (sqs: SQSClient) => Promise<T>) => Promise<T | string>;
    readonly receive: (more?: Partial<ReceiveMessageCommandInput>) => Promise<Message[]>;
    readonly pass: (seconds: number) => Promise<unknown>;
}

/** Asks a queue with three messages. */
async function withMessages(work: (asker: Asker) => Promise<void>): Promise<void> {
    await play(graphOf(route({ source: BROKEN })), async (aws, clock) => {
        ["a", "b", "c"].forEach((id) => void aws.putEvent(jobEvent(id)));
        await clock.run();
        const credentials = { accessKeyId: OPERATOR, secretAccessKey: "local" };
        const sqs = new SQSClient({ endpoint: aws.endpoint.url, region: "us-east-1", credentials, maxAttempts: 1, useQueueUrlAsEndpoint: false });
        try {
            await work({
                ask: (call) => call(sqs).catch((error: unknown) => (error as Error).name),
                receive: async (more) => (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [],
                pass: (seconds) => clock.run(clock.now() + seconds * SECOND),
            });
        } finally {
            sqs.destroy();
        }
    });
}

describe("the messages of a queue", () => {
    it("are hidden while someone has them, for 30 seconds if nothing else is said", async () => {
        await withMessages(async ({ receive, pass }) => {
            assert.equal((await receive({ MaxNumberOfMessages: 2 })).length, 2);
            assert.equal((await receive()).length, 1);
            await pass(29);
            assert.equal((await receive()).length, 0);
            await pass(1);
            assert.equal((await receive()).length, 3);
        });
    });

    it("come one at a time if nothing else is said", async () => {
        await withMessages(async ({ receive }) => assert.equal((await receive({ MaxNumberOfMessages: undefined })).length, 1));
    });

    it("have the attributes that were asked for alone, and count their receives", async () => {
        await withMessages(async ({ receive }) => {
            const [plain] = await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
            assert.deepEqual([plain!.Attributes ?? {}, plain!.MessageAttributes ?? {}], [{}, {}]);
            const [again] = await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0, MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
            assert.deepEqual(again!.Attributes, { ApproximateReceiveCount: "2" });
            const [all] = await receive({ MaxNumberOfMessages: 1, MessageSystemAttributeNames: ["All"] });
            assert.deepEqual(Object.keys(all!.Attributes!).sort(), ["ApproximateReceiveCount", "SentTimestamp"]);
        });
    });

    it("have the message attributes that EventBridge writes", async () => {
        const graph = graphOf(route({ source: BROKEN }).filter(({ type }) => !type.endsWith(":Permission")));
        await play(graph, async (aws, clock) => {
            void aws.putEvent(jobEvent());
            await clock.run();
            const credentials = { accessKeyId: OPERATOR, secretAccessKey: "local" };
            const sqs = new SQSClient({ endpoint: aws.endpoint.url, region: "us-east-1", credentials, useQueueUrlAsEndpoint: false });
            const { Messages } = await sqs.send(
                new ReceiveMessageCommand({ QueueUrl: queueUrl("undelivered"), MessageAttributeNames: ["ERROR_CODE", "TARGET_ARN"] }),
            );
            sqs.destroy();
            assert.deepEqual(Messages![0]!.MessageAttributes, {
                ERROR_CODE: { DataType: "String", StringValue: "NO_PERMISSIONS" },
                TARGET_ARN: { DataType: "String", StringValue: functionArn("handler") },
            });
        });
    });

    it("are visible at once if their visibility is changed to 0, and longer hidden if it is raised", async () => {
        await withMessages(async ({ ask, receive, pass }) => {
            const [one, two, three] = (await receive()).map(({ ReceiptHandle }) => ReceiptHandle);
            await ask((sqs) => sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: one, VisibilityTimeout: 0 })));
            assert.equal((await receive({ VisibilityTimeout: 3600 })).length, 1);
            const Entries = [two, three].map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 100 * index }));
            await ask((sqs) => sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })));
            assert.equal((await receive({ VisibilityTimeout: 3600 })).length, 1);
            await pass(99);
            assert.equal((await receive()).length, 0);
            await pass(1);
            assert.equal((await receive()).length, 1);
        });
    });

    it("are gone once they are deleted, also if they are visible again", async () => {
        await withMessages(async ({ ask, receive }) => {
            const [one, two] = (await receive({ VisibilityTimeout: 0 })).map(({ ReceiptHandle }) => ReceiptHandle);
            await ask((sqs) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: one })));
            const Entries = [
                { Id: "good", ReceiptHandle: two },
                { Id: "bad", ReceiptHandle: "" },
            ];
            const answer = await ask((sqs) => sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })));
            assert.ok(typeof answer === "object");
            assert.deepEqual(
                [answer.Successful?.map(({ Id }) => Id), answer.Failed?.map(({ Id, SenderFault }) => [Id, SenderFault])],
                [["good"], [["bad", true]]],
            );
            assert.equal((await receive()).length, 1);
        });
    });

    it("are refused to a call that SQS refuses", async () => {
        await withMessages(async ({ ask, receive }) => {
            const [{ ReceiptHandle } = { ReceiptHandle: "" }] = await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
            const errorOf = (input: object) => ask((sqs) => sqs.send(new ReceiveMessageCommand({ QueueUrl, ...input })));
            for (const input of [{ MaxNumberOfMessages: 0 }, { MaxNumberOfMessages: 11 }, { VisibilityTimeout: -1 }, { VisibilityTimeout: 43_201 }]) {
                assert.equal(await errorOf(input), "InvalidParameterValue", JSON.stringify(input));
            }
            assert.match(String(await errorOf({ QueueUrl: queueUrl("gone") })), /QueueDoesNotExist/);
            const change = (handle: string | undefined, VisibilityTimeout: number) =>
                ask((sqs) => sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: handle, VisibilityTimeout })));
            assert.equal(await change(ReceiptHandle, 43_201), "InvalidParameterValue");
            assert.match(String(await change("", 0)), /ReceiptHandleIsInvalid/);
            // It is visible again, so no one has it.
            assert.match(String(await change(ReceiptHandle, 10)), /MessageNotInflight/);
            for (const ids of [[], ["a", "a"], Array.from({ length: 11 }, (_, index) => String(index))]) {
                const Entries = ids.map((Id) => ({ Id, ReceiptHandle }));
                assert.match(String(await ask((sqs) => sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })))), /TooManyEntries/);
            }
        });
    });
});
