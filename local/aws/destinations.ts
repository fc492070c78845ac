import type { AsyncEvent } from "./functions";
import type { DeadLetter } from "./queues";
import { isoTime, type Services } from "./services";

const BYTES_OF_TOPIC_MESSAGE = 262_144;
const BYTES_OF_ERROR_MESSAGE = 1024;

/** What Lambda writes to a destination [Lambda Developer Guide, "Retaining records of asynchronous invocations"]. */
function record(event: AsyncEvent, condition: string, nowMs: number): object {
    const { resource, qualifier, last } = event;
    const version = "$LATEST";
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
            functionArn: `${resource.arn}:${qualifier === "" ? version : qualifier}`,
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

function deadLetter({ trail, resource, last }: AsyncEvent): DeadLetter {
    const error = last?.error === undefined ? "never ran for it" : `failed: ${last.error.errorType}: ${last.error.errorMessage}`;
    return { event: trail.event, reason: `Function "${resource.name}" ${error}` };
}

/**
 * Sends a record to a destination with the rights of the function's role.
 *
 * @returns Why it could not be sent; undefined if it was.
 */
export function sendToDestination(services: Services, event: AsyncEvent, destination: string, content: object): string | undefined {
    const { access, queues, topics, functions, buses, findings, place } = services;
    const { name, role } = event.resource;
    const failed = event.last === undefined || !event.last.ok;
    const service = destination.split(":")[2];
    const missing = `there is no ${destination}`;
    const ask = (action: string, target: Parameters<typeof access.role>[3]) => access.role(name, role, action, target);
    if (service === "sqs") {
        const queue = queues.get(destination);
        if (queue === undefined) {
            return missing;
        }
        const answer = ask("sqs:SendMessage", queue.resource);
        if (!answer.allowed || queue.resource.fifo) {
            return answer.allowed ? `${destination} is a FIFO queue, a destination must be a standard queue` : answer.reason;
        }
        if (failed) {
            event.trail.kept(queue, queue.send(JSON.stringify(content), {}, deadLetter(event)));
        } else {
            queue.send(JSON.stringify(content));
        }
        return undefined;
    }
    if (service === "sns") {
        const topic = topics.find(destination);
        const answer = topic && ask("sns:Publish", topic);
        if (topic === undefined || !answer?.allowed) {
            return answer?.reason ?? missing;
        }
        const message = JSON.stringify(content);
        if (Buffer.byteLength(message) > BYTES_OF_TOPIC_MESSAGE) {
            return `the record has ${Buffer.byteLength(message)} bytes, a topic takes at most ${BYTES_OF_TOPIC_MESSAGE}`;
        }
        topics.publish(topic, { kind: "failure", message, from: name, event: event.trail.event });
        if (failed) {
            event.trail.dropped(`its failure record went to the topic "${topic.name}", which keeps nothing`);
        }
        return undefined;
    }
    if (service === "lambda") {
        const answer = functions.find(destination) && ask("lambda:InvokeFunction", { arn: destination, policy: undefined });
        if (!answer?.allowed) {
            return answer?.reason ?? missing;
        }
        const { trail } = event;
        // A success is over for the trail; a failure lives on in the function that takes care of it.
        const quiet = { event: trail.event, invoked: () => {}, succeeded: () => {}, kept: () => {}, dropped: () => {} };
        functions.accept(destination, content, failed ? trail : quiet);
        return undefined;
    }
    if (service === "events") {
        const answer = buses.has(destination) ? ask("events:PutEvents", { arn: destination, policy: undefined }) : undefined;
        if (!answer?.allowed) {
            return answer?.reason ?? missing;
        }
        buses.put(destination, {
            version: "0",
            id: event.requestId,
            "detail-type": `Lambda Function Invocation Result - ${failed ? "Failure" : "Success"}`,
            source: "lambda",
            account: place.account,
            time: `${isoTime(services.clock.now()).slice(0, 19)}Z`,
            region: place.region,
            resources: [destination, `${event.resource.arn}:$LATEST`],
            detail: content,
        });
        if (failed) {
            event.trail.dropped(`its failure record went to the bus ${destination}, which keeps nothing`);
        }
        return undefined;
    }
    findings.add("unmodelled", destination, `A destination of the service "${service}" is not modelled: nothing gets there`);
    return `a destination of the service "${service}" is not modelled`;
}

/**
 * Sends an event to the queue or topic of the function's `deadLetterConfig`, as it came and with the error in attributes.
 *
 * @returns Why it could not be sent; undefined if it was.
 */
export function sendToDeadLetterQueue(services: Services, event: AsyncEvent, arn: string): string | undefined {
    const { access, queues, topics } = services;
    const { name, role } = event.resource;
    const error = event.last?.error?.errorMessage ?? "The event was not processed";
    const attributes = {
        RequestID: event.requestId,
        ErrorCode: event.last === undefined ? "429" : "200",
        ErrorMessage: Buffer.from(error).subarray(0, BYTES_OF_ERROR_MESSAGE).toString(),
    };
    const body = JSON.stringify(event.payload);
    const queue = queues.get(arn);
    const target = queue?.resource ?? topics.find(arn);
    if (target === undefined) {
        return `there is no ${arn}`;
    }
    const answer = access.role(name, role, queue === undefined ? "sns:Publish" : "sqs:SendMessage", target);
    if (!answer.allowed || queue?.resource.fifo) {
        return answer.allowed ? `${arn} is a FIFO queue, a dead-letter queue of a function must be a standard queue` : answer.reason;
    }
    if (queue === undefined) {
        const topic = topics.find(arn)!;
        topics.publish(topic, { kind: "failure", message: body, attributes, from: name, event: event.trail.event });
        event.trail.dropped(`it went to the topic "${topic.name}", which keeps nothing`);
    } else {
        event.trail.kept(queue, queue.send(body, attributes, deadLetter(event)));
    }
    return undefined;
}
