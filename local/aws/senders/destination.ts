import { type Context, isoTime } from "../context";
import type { DeadLetter } from "../occurrences";
import { type Call, kindOf, type Refusal } from "../receivers/receiver";
import type { AsyncEvent } from "./asyncEvent";

const BYTES_OF_TOPIC_MESSAGE = 262_144;

/** What Lambda writes to a destination [Lambda Developer Guide, "Retaining records of asynchronous invocations"]. */
function record(event: AsyncEvent, condition: string, nowMs: number): object {
    const { resource, qualifier, last } = event;
    const version = /^\d+$/.test(qualifier) ? qualifier : "$LATEST";
    // An event that was never invoked has no response.
    const response =
        last === undefined
            ? {}
            : {
                  responseContext: { statusCode: 200, executedVersion: version, ...(last.ok ? {} : { functionError: "Unhandled" }) },
                  responsePayload: last.ok ? (last.payload ?? null) : last.error,
              };
    return {
        version: "1.0",
        timestamp: isoTime(nowMs),
        requestContext: {
            requestId: event.requestId,
            functionArn: `${resource.arn}:${qualifier || version}`,
            condition,
            approximateInvokeCount: event.invocations,
        },
        requestPayload: event.payload,
        ...response,
    };
}

export function successRecord(event: AsyncEvent, nowMs: number): object {
    return record(event, "Success", nowMs);
}

export function failureRecord(event: AsyncEvent, condition: "RetriesExhausted" | "EventAgeExceeded", nowMs: number): object {
    return record(event, condition, nowMs);
}

/** What a message in a queue says about the event of a function that failed. */
export function deadLetterOf({ event, resource, last }: AsyncEvent): DeadLetter {
    const error = last?.error === undefined ? "never ran for it" : `failed: ${last.error.errorType}: ${last.error.errorMessage}`;
    return { event, reason: `Function "${resource.name}" ${error}` };
}

/** What a bus gets: the record as an event of Lambda. */
function busEvent({ place, clock }: Context, event: AsyncEvent, destination: string, detail: object): object {
    return {
        version: "0",
        id: event.requestId,
        "detail-type": `Lambda Function Invocation Result - ${event.last?.ok === true ? "Success" : "Failure"}`,
        source: "lambda",
        account: place.account,
        time: `${isoTime(clock.now()).slice(0, 19)}Z`,
        region: place.region,
        resources: [destination, `${event.resource.arn}:$LATEST`],
        detail,
    };
}

function inWords(context: Context, destination: string, { code, message }: Refusal): string {
    if (code === "unmodelled") {
        context.findings.add("unmodelled", destination, `A destination of the service "${message}" is not modelled: nothing gets there`);
        return `a destination of the service "${message}" is not modelled`;
    }
    return code === "fifo"
        ? `${message}, a destination must be a standard queue or topic`
        : code === "denied"
          ? message
          : `there is no ${destination}`;
}

/**
 * Sends a record to a destination with the rights of the function's role. A failure lives on in the queue or the function that has its record; a topic or
 * a bus keeps nothing.
 *
 * @returns Why it could not be sent; undefined if it was.
 */
export function sendRecord(context: Context, event: AsyncEvent, destination: string, content: object): string | undefined {
    const { resource, last } = event;
    const failed = last?.ok !== true;
    const kind = kindOf(destination);
    const text = JSON.stringify(content);
    if (kind === "topic" && Buffer.byteLength(text) > BYTES_OF_TOPIC_MESSAGE) {
        return `the record has ${Buffer.byteLength(text)} bytes, a topic takes at most ${BYTES_OF_TOPIC_MESSAGE}`;
    }
    const call: Call = {
        caller: { role: resource.role, name: resource.name },
        value: kind === "bus" ? busEvent(context, event, destination, content) : content,
        text,
        event: event.event,
        standardOnly: true,
        publication: { kind: "failure", from: resource.name, event: event.event },
        ...(failed && (kind === "queue" || kind === "function") ? { of: event.of } : {}),
        ...(failed ? { deadLetter: deadLetterOf(event) } : {}),
    };
    const refusal = context.receivers.send(destination, call);
    if (refusal !== undefined) {
        return inWords(context, destination, refusal);
    }
    if (failed && (kind === "topic" || kind === "bus")) {
        const where = kind === "topic" ? `topic "${destination.split(":").at(-1)}"` : `bus ${destination}`;
        context.log.add({
            what: "dropped",
            resource: destination,
            reason: `its failure record went to the ${where}, which keeps nothing`,
            of: event.of,
        });
    }
    return undefined;
}
