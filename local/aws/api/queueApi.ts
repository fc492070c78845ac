import { createHash } from "node:crypto";
import { dimensionsOfQueue } from "../../../models/alarms";
import { type ApiCall, apiError, type LocalEndpoint } from "../../endpoint/localEndpoint";
import type { Context } from "../context";
import type { Queue } from "../receivers/queue";

/** What SQS takes if a call and its queue say nothing: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const HIDDEN_SECONDS = 30;
const MOST_AT_ONCE = 10;

/**
 * Answers what functions ask of queues that they read: ReceiveMessage, DeleteMessage and DeleteMessageBatch. Nobody waits for a message, since time
 * stands still meanwhile, and the oldest come first, while SQS promises no order.
 */
export function serveQueues({ metrics }: Pick<Context, "metrics">, endpoint: LocalEndpoint, queues: ReadonlyMap<string, Queue>): void {
    const queueOf = (call: ApiCall, action: string): Queue => {
        const name = String(call.input.QueueUrl ?? "")
            .split("/")
            .at(-1);
        const queue = [...queues.values()].find(({ resource }) => resource.name === name);
        if (queue === undefined) {
            throw apiError("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", 400);
        }
        endpoint.require(call, action, queue.arn);
        return queue;
    };
    const count = (queue: Queue, metricName: "NumberOfMessagesReceived" | "NumberOfMessagesDeleted" | "NumberOfEmptyReceives", value: number) =>
        metrics.publish("AWS/SQS", metricName, dimensionsOfQueue(queue.resource.name), value);
    /** Deletes by a receipt handle; one of a message that is gone is taken as well. */
    const remove = (queue: Queue, handle: unknown) => {
        if (typeof handle !== "string" || handle === "") {
            return false;
        }
        if (queue.remove(handle.split("#")[0]!)) {
            count(queue, "NumberOfMessagesDeleted", 1);
        }
        return true;
    };
    let receipts = 0;

    endpoint.handle("sqs", "ReceiveMessage", (call) => {
        const queue = queueOf(call, "sqs:ReceiveMessage");
        const { MaxNumberOfMessages: most = 1, VisibilityTimeout: hidden = HIDDEN_SECONDS } = call.input;
        if (!isWhole(most, 1, MOST_AT_ONCE) || !isWhole(hidden, 0, 43_200)) {
            throw apiError("InvalidParameterValue", "MaxNumberOfMessages must be from 1 to 10, VisibilityTimeout from 0 to 43200", 400);
        }
        const messages = queue.receive(most, hidden);
        count(queue, messages.length === 0 ? "NumberOfEmptyReceives" : "NumberOfMessagesReceived", Math.max(1, messages.length));
        return {
            Messages: messages.map(({ id, body }) => ({
                MessageId: id,
                ReceiptHandle: `${id}#${++receipts}`,
                Body: body,
                MD5OfBody: createHash("md5").update(body).digest("hex"),
            })),
        };
    });

    endpoint.handle("sqs", "DeleteMessage", (call) => {
        const queue = queueOf(call, "sqs:DeleteMessage");
        if (!remove(queue, call.input.ReceiptHandle)) {
            throw apiError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.", 400);
        }
        return {};
    });

    endpoint.handle("sqs", "DeleteMessageBatch", (call) => {
        const queue = queueOf(call, "sqs:DeleteMessage");
        const entries = Array.isArray(call.input.Entries) ? (call.input.Entries as { Id?: unknown; ReceiptHandle?: unknown }[]) : [];
        if (entries.length === 0 || entries.length > MOST_AT_ONCE || new Set(entries.map(({ Id }) => Id)).size < entries.length) {
            throw apiError("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "A batch has 1 to 10 entries with different ids.", 400);
        }
        const [deleted, refused] = [true, false].map((fits) => entries.filter(({ ReceiptHandle }) => remove(queue, ReceiptHandle) === fits));
        return {
            Successful: deleted!.map(({ Id }) => ({ Id })),
            Failed: refused!.map(({ Id }) => ({
                Id,
                Code: "ReceiptHandleIsInvalid",
                Message: "The input receipt handle is invalid.",
                SenderFault: true,
            })),
        };
    });
}

const isWhole = (value: unknown, least: number, most: number): value is number =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
