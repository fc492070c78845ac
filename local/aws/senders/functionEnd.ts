import type { Context } from "../context";
import { type AsyncEvent, countForFunction } from "./asyncEvent";
import { failureRecord, sendRecord, successRecord } from "./destination";
import { sendToDeadLetterQueue } from "./functionDeadLetter";

/** What Lambda does when a handler succeeded: the record for the on-success destination. */
export function reportSuccess(context: Context, event: AsyncEvent): void {
    report(context, event, event.config.onSuccess, successRecord(event, context.clock.now()));
}

/** What Lambda does with an event that it gives up: the record for the on-failure destination, and the event for the dead-letter queue. */
export function giveUp(context: Context, event: AsyncEvent, condition: "RetriesExhausted" | "EventAgeExceeded"): void {
    const { onFailure } = event.config;
    const { deadLetterArn, name } = event.resource;
    // The metric counts events that are in a queue or destination as well [Lambda Developer Guide, monitoring metrics].
    countForFunction(context, event, "AsyncEventsDropped", 1);
    if (onFailure === undefined && deadLetterArn === undefined) {
        drop(context, event, `Function "${name}" gave up (${condition}) and has neither an on-failure destination nor a dead-letter queue`);
    }
    report(context, event, onFailure, failureRecord(event, condition, context.clock.now()));
    if (deadLetterArn !== undefined) {
        const problem = sendToDeadLetterQueue(context, event, deadLetterArn);
        if (problem !== undefined) {
            countForFunction(context, event, "DeadLetterErrors", 1);
            drop(context, event, `Function "${name}" could not write to its dead-letter queue: ${problem}`);
        }
    }
}

function report(context: Context, event: AsyncEvent, destination: string | undefined, record: object): void {
    const problem = destination === undefined ? undefined : sendRecord(context, event, destination, record);
    if (problem !== undefined) {
        countForFunction(context, event, "DestinationDeliveryFailures", 1);
        drop(context, event, `Function "${event.resource.name}" could not write to its destination: ${problem}`);
    }
}

function drop({ log }: Context, { resource, of }: AsyncEvent, reason: string): void {
    log.add({ what: "dropped", resource: resource.arn, reason, of });
}
