import { createHash } from "node:crypto";
import { dimensionsOfQueue } from "../../../models/alarms";
import { type ApiCall, apiError, type LocalEndpoint } from "../../endpoint/localEndpoint";
import type { Context } from "../context";
import type { AtWork } from "../receivers/copies";
import type { Queue } from "../receivers/queue";

/** What SQS takes if a call and its queue say nothing: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const HIDDEN_SECONDS = 30;
const MOST_AT_ONCE = 10;

/** SQS hides a message for 12 hours at most. */
const LONGEST_HIDDEN_SECONDS = 43_200;

/**
 * Answers what functions and people ask of queues that they read: ReceiveMessage, ChangeMessageVisibility, DeleteMessage, and the batches of the last two.
 * No one waits for a message, since time stands still meanwhile, and the oldest come first, while SQS promises no order.
 */
export function serveQueues(
    { metrics }: Pick<Context, "metrics">,
    endpoint: LocalEndpoint,
    queues: ReadonlyMap<string, Queue>,
    atWork: AtWork,
): void {
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
    const remove = (queue: Queue, handle: unknown, { accessKeyId }: ApiCall) => {
        if (typeof handle !== "string" || handle === "") {
            return false;
        }
        if (queue.remove(handle.split("#")[0]!, atWork.eventOf(accessKeyId))) {
            count(queue, "NumberOfMessagesDeleted", 1);
        }
        return true;
    };
    let receipts = 0;

    endpoint.handle("sqs", "ReceiveMessage", (call) => {
        const queue = queueOf(call, "sqs:ReceiveMessage");
        const { MaxNumberOfMessages: most = 1, VisibilityTimeout: hidden = HIDDEN_SECONDS } = call.input;
        if (!isWhole(most, 1, MOST_AT_ONCE) || !isWhole(hidden, 0, LONGEST_HIDDEN_SECONDS)) {
            throw apiError("InvalidParameterValue", "MaxNumberOfMessages must be from 1 to 10, VisibilityTimeout from 0 to 43200", 400);
        }
        const messages = queue.receive(most, hidden);
        count(queue, messages.length === 0 ? "NumberOfEmptyReceives" : "NumberOfMessagesReceived", Math.max(1, messages.length));
        return {
            Messages: messages.map(({ id, body, attributes, sentMs }) => ({
                MessageId: id,
                ReceiptHandle: `${id}#${++receipts}`,
                Body: body,
                MD5OfBody: createHash("md5").update(body).digest("hex"),
                Attributes: asked({ SentTimestamp: String(sentMs), ApproximateReceiveCount: String(queue.timesReceived(id)) }, [
                    ...namesIn(call, "MessageSystemAttributeNames"),
                    ...namesIn(call, "AttributeNames"),
                ]),
                MessageAttributes: asked(
                    Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }])),
                    namesIn(call, "MessageAttributeNames"),
                ),
            })),
        };
    });

    /** What is wrong with a change of visibility, as SQS says it; undefined if it is done. */
    const changeVisibility = (queue: Queue, handle: unknown, seconds: unknown) => {
        if (!isWhole(seconds, 0, LONGEST_HIDDEN_SECONDS)) {
            return { Code: "InvalidParameterValue", Message: `VisibilityTimeout must be from 0 to ${LONGEST_HIDDEN_SECONDS}` };
        }
        if (typeof handle !== "string" || handle === "") {
            return { Code: "ReceiptHandleIsInvalid", Message: "The input receipt handle is invalid." };
        }
        return queue.changeVisibility(handle.split("#")[0]!, seconds)
            ? undefined
            : { Code: "MessageNotInflight", Message: "The specified message isn't in flight." };
    };

    endpoint.handle("sqs", "ChangeMessageVisibility", (call) => {
        const queue = queueOf(call, "sqs:ChangeMessageVisibility");
        const problem = changeVisibility(queue, call.input.ReceiptHandle, call.input.VisibilityTimeout);
        if (problem !== undefined) {
            throw apiError(problem.Code, problem.Message, 400);
        }
        return {};
    });

    endpoint.handle("sqs", "ChangeMessageVisibilityBatch", (call) => {
        const queue = queueOf(call, "sqs:ChangeMessageVisibility");
        const results = entriesOf(call).map(({ Id, ReceiptHandle, VisibilityTimeout }) => ({
            Id,
            problem: changeVisibility(queue, ReceiptHandle, VisibilityTimeout),
        }));
        return {
            Successful: results.flatMap(({ Id, problem }) => (problem === undefined ? [{ Id }] : [])),
            Failed: results.flatMap(({ Id, problem }) => (problem === undefined ? [] : [{ Id, ...problem, SenderFault: true }])),
        };
    });

    endpoint.handle("sqs", "DeleteMessage", (call) => {
        const queue = queueOf(call, "sqs:DeleteMessage");
        if (!remove(queue, call.input.ReceiptHandle, call)) {
            throw apiError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.", 400);
        }
        return {};
    });

    endpoint.handle("sqs", "DeleteMessageBatch", (call) => {
        const queue = queueOf(call, "sqs:DeleteMessage");
        const entries = entriesOf(call);
        const [deleted, refused] = [true, false].map((fits) => entries.filter(({ ReceiptHandle }) => remove(queue, ReceiptHandle, call) === fits));
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

interface Entry {
    readonly Id?: unknown;
    readonly ReceiptHandle?: unknown;
    readonly VisibilityTimeout?: unknown;
}

function entriesOf({ input }: ApiCall): readonly Entry[] {
    const entries = Array.isArray(input.Entries) ? (input.Entries as Entry[]) : [];
    if (entries.length === 0 || entries.length > MOST_AT_ONCE || new Set(entries.map(({ Id }) => Id)).size < entries.length) {
        throw apiError("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "A batch has 1 to 10 entries with different ids.", 400);
    }
    return entries;
}

const namesIn = ({ input }: ApiCall, member: string): string[] => (Array.isArray(input[member]) ? (input[member] as string[]) : []);

/** The members that were asked for by name; a message has none that were not. */
const asked = <T>(all: Record<string, T>, names: readonly string[]): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name)));
