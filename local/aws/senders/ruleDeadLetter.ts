import type { Context } from "../context";
import type { DeliveryArgs, TargetError } from "./target";

/** An event that EventBridge gave up. */
export interface FailedDelivery extends Omit<DeliveryArgs, "of">, Pick<TargetError, "code" | "message"> {
    /** The delivery's fact. */
    readonly of: number;
    /** One sentence for people. */
    readonly what: string;
    readonly retries: number;
    readonly exhausted: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" | undefined;
}

/**
 * Sends an event that a target did not take to the target's dead-letter queue, with the error in attributes.
 *
 * @returns Why the queue does not have it; undefined if it has.
 */
export function sendToDeadLetterQueue({ receivers }: Context, arn: string, failure: FailedDelivery): string | undefined {
    const { rule, target, event, of, what, exhausted } = failure;
    const refusal = receivers.send(
        arn,
        {
            caller: { service: "events", arn: rule.arn },
            value: event,
            text: JSON.stringify(event),
            event: event.id,
            of,
            attributes: {
                RULE_ARN: rule.arn,
                TARGET_ARN: target.arn,
                ERROR_CODE: failure.code,
                ERROR_MESSAGE: failure.message,
                RETRY_ATTEMPTS: String(failure.retries),
                ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
            },
            deadLetter: { event: event.id, reason: what },
            standardOnly: true,
        },
        ["queue"],
    );
    switch (refusal?.code) {
        case undefined:
            return undefined;
        case "denied":
            return refusal!.message;
        case "fifo":
            return `${refusal!.message}, a dead-letter queue of a target must be a standard queue`;
        default:
            return `there is no queue ${arn}`;
    }
}
