import type { Context } from "../context";
import { kindOf } from "../receivers/receiver";
import type { AsyncEvent } from "./asyncEvent";
import { deadLetterOf } from "./destination";

const BYTES_OF_ERROR_MESSAGE = 1024;

/**
 * Sends an event to the queue or topic of the function's `deadLetterConfig`, as it came and with the error in attributes.
 *
 * @returns Why it could not be sent; undefined if it was.
 */
export function sendToDeadLetterQueue({ receivers, log }: Context, event: AsyncEvent, arn: string): string | undefined {
    const { resource, last, of } = event;
    const error = last?.error?.errorMessage ?? "The event was not processed";
    const refusal = receivers.send(
        arn,
        {
            caller: { role: resource.role, name: resource.name },
            value: event.payload,
            text: JSON.stringify(event.payload),
            event: event.event,
            attributes: {
                RequestID: event.requestId,
                ErrorCode: last === undefined ? "429" : "200",
                ErrorMessage: Buffer.from(error).subarray(0, BYTES_OF_ERROR_MESSAGE).toString(),
            },
            standardOnly: true,
            deadLetter: deadLetterOf(event),
            publication: { kind: "failure", from: resource.name, event: event.event },
            ...(kindOf(arn) === "queue" ? { of } : {}),
        },
        ["queue", "topic"],
    );
    if (refusal !== undefined) {
        const { code, message } = refusal;
        return code === "denied"
            ? message
            : code === "fifo"
              ? `${message}, a dead-letter queue of a function must be a standard queue or topic`
              : `there is no ${arn}`;
    }
    if (kindOf(arn) === "topic") {
        log.add({ what: "dropped", resource: arn, reason: `it went to the topic "${arn.split(":").at(-1)}", which keeps nothing`, of });
    }
    return undefined;
}
