import type { Message } from "@aws-sdk/client-sqs";

import { ALL_KINDS, type EventKindRow, type EventOrigin } from "../../../catalog";
import { EVENT_SOURCE } from "../../../catalog/events";
import { isObject } from "../shared/resourceValues";
import { type Cause, deliveryCause, functionCause, NO_JOB_EVENT } from "./causes";
import { unqualified } from "../shared/ruleTargets";
import type { FailedEventQueue, StackFunction } from "./queues";

/** A message of a queue with failed events. */
export interface Letter {
    readonly id: string;
    readonly receipt: string;
    /** When it came into the queue, epoch milliseconds. */
    readonly sentMs: number;
    readonly cause: Cause;
    /** The function that should have handled the event; undefined if the message does not say it, or it is not in the stack. */
    readonly function: StackFunction | undefined;
    /** For people: name of the function, or what the message says of it. */
    readonly functionName: string;
    /** What to invoke: the function's ARN, with a version or an alias if it was called by one. */
    readonly invokeArn: string | undefined;
    /** Of the invocations that failed; undefined where none ran. */
    readonly requestId: string | undefined;
    /** What the function would get again. */
    readonly event: unknown;
    /** For people: the job and its status. */
    readonly title: string;
    /** Why it can't be redriven; undefined if it can. */
    readonly obstacle: string | undefined;
}

const ROWS: readonly EventKindRow[] = Object.values(ALL_KINDS);

/**
 * Reads a message. What EventBridge wrote has the event as its body and the error in attributes, what Lambda wrote to a destination is a record, and what
 * it wrote to a function's dead-letter queue is the event with other attributes.
 * Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function readLetter(queue: FailedEventQueue, message: Message): Letter {
    const body = parsed(message.Body ?? "");
    const attributes = Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue ?? ""]),
    );
    const { event, arn, requestId, cause, changed } = contentOf(queue, body, attributes);
    const invokeArn = arn?.replace(/:\$LATEST$/, "");
    const found = invokeArn === undefined ? undefined : queue.functions.get(unqualified(invokeArn));
    const title = isOfSageMaker(event) ? titleOf(event) : titleOfMessage(event);
    return {
        id: message.MessageId ?? "",
        receipt: message.ReceiptHandle ?? "",
        sentMs: Number(message.Attributes?.SentTimestamp ?? Date.now()),
        cause: title !== undefined ? cause : { id: NO_JOB_EVENT, text: describeOther(event) },
        function: found,
        functionName: found?.name ?? (invokeArn === undefined ? "unknown function" : invokeArn.split(":").slice(6).join(":") || invokeArn),
        invokeArn,
        requestId,
        event,
        title: title ?? describeOther(event),
        obstacle:
            title === undefined
                ? "it has no event of SageMaker"
                : invokeArn === undefined
                  ? "it does not say which function it is for"
                  : found === undefined
                    ? `the stack has no function ${invokeArn} that puts events into this queue`
                    : changed
                      ? "its target changes the event, so the function never got it in this form"
                      : undefined,
    };
}

/** Marks an event as sent again by a person: a handler of this project stops no job for it, and its message says so. A mark that it has stays. */
export function redriven(event: unknown): object {
    const origin: EventOrigin = "redrive";
    return { "jobstatus-origin": origin, ...(event as object) };
}

interface Content {
    readonly event: unknown;
    readonly arn: string | undefined;
    readonly requestId: string | undefined;
    readonly cause: Cause;
    readonly changed: boolean;
}

function contentOf(queue: FailedEventQueue, body: unknown, attributes: Readonly<Record<string, string>>): Content {
    if ("RULE_ARN" in attributes) {
        const { RULE_ARN: rule, TARGET_ARN: arn } = attributes;
        return { event: body, arn, requestId: undefined, cause: deliveryCause(attributes), changed: queue.changing.has(`${rule} ${arn}`) };
    }
    if (isObject(body) && isObject(body.requestContext) && "requestPayload" in body) {
        const { requestContext: context, responsePayload: response } = body;
        const error = isObject(response) ? response : undefined;
        const cause = functionCause({
            condition: textOf(context.condition),
            errorType: textOf(error?.errorType),
            errorMessage: error === undefined ? undefined : (textOf(error.errorMessage) ?? ""),
        });
        // A function that never ran has no log.
        const requestId = context.approximateInvokeCount === 0 ? undefined : textOf(context.requestId);
        return { event: body.requestPayload, arn: textOf(context.functionArn), requestId, cause, changed: false };
    }
    if (isObject(body) && body.Type === "Notification" && typeof body.TopicArn === "string") {
        // Only its link to unsubscribe says for which subscription it is: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
        const [, subscription] = /[?&]SubscriptionArn=([^&]+)/.exec(String(body.UnsubscribeURL ?? body.UnsubscribeUrl)) ?? [];
        const lines = [...queue.subscribed].map((line) => line.split(" ")).filter(([topic]) => topic === body.TopicArn);
        const own = lines.filter(([, , arn]) => arn === subscription);
        const functions = (own.length > 0 ? own : lines).map(([, arn]) => arn);
        const arn = functions.length === 1 ? functions[0] : undefined;
        const event = { Records: [{ EventVersion: "1.0", EventSource: "aws:sns", Sns: body }] };
        return { event, arn, requestId: undefined, cause: { id: "copy-refused", text: "SNS could not deliver it" }, changed: false };
    }
    const isThrottled = attributes.ErrorCode === "429";
    return {
        event: body,
        arn: queue.unnamed.length === 1 ? queue.unnamed[0] : undefined,
        requestId: isThrottled ? undefined : attributes.RequestID,
        cause: functionCause({
            condition: undefined,
            errorMessage: isThrottled ? undefined : (attributes.ErrorMessage ?? "the message says no error"),
        }),
        changed: false,
    };
}

type SageMakerEvent = Readonly<Record<string, unknown>> & { readonly detail: Readonly<Record<string, unknown>> };

/** Whether it is an event of SageMaker, of a kind in the catalogue or another one, such as a call that CloudTrail sends. */
const isOfSageMaker = (event: unknown): event is SageMakerEvent => isObject(event) && event.source === EVENT_SOURCE && isObject(event.detail);

function titleOf({ detail, resources, "detail-type": type }: SageMakerEvent): string {
    const first: unknown = Array.isArray(resources) ? resources[0] : undefined;
    const row = ROWS.find(({ detailType, statusInDetailType }) =>
        statusInDetailType ? String(type).startsWith(`${detailType} `) : type === detailType,
    );
    if (row === undefined) {
        return [type, detail.eventName, first].filter((part) => typeof part === "string" && part !== "").join(" ");
    }
    const name = (row.nameField === null ? undefined : detail[row.nameField]) ?? String(first ?? "").replace(/^[^/]*\//, "");
    const status = row.statusField === null ? undefined : detail[row.statusField];
    return [row.title, name, status].filter((part) => typeof part === "string" && part !== "").join(" ");
}

/** Of a message that SNS gave to the function of a channel: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function titleOfMessage(event: unknown): string | undefined {
    const first: unknown = isObject(event) && Array.isArray(event.Records) ? event.Records[0] : undefined;
    const message = isObject(first) && isObject(first.Sns) ? parsed(String(first.Sns.Message)) : undefined;
    return isObject(message) && typeof message.headline === "string" ? `message "${message.headline}"` : undefined;
}

function describeOther(event: unknown): string {
    const { source, "detail-type": type } = isObject(event) ? event : ({} as Record<string, unknown>);
    return [source, type].filter((part) => typeof part === "string").join(", ") || "no event";
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
