import { isFifo, isTrue, only, readQueue, type Stack, type StatusTarget } from "../../../models/graph";
import { serviceOfTarget } from "./targets";

/**
 * Why no event gets to a target that is FIFO, and what to do: EventBridge sends no id of deduplication, and to topics no message group.
 * Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html; API reference SqsParameters
 */
export function fifoFault(stack: Stack, { arn }: StatusTarget): string | undefined {
    if (!isFifo(stack, arn)) {
        return undefined;
    }
    const queue = only(stack.directory("queue").refer(arn));
    if (serviceOfTarget(stack, arn) === "sns") {
        return "This target is a FIFO topic, which EventBridge does not support. Use a standard topic.";
    }
    const deduplicates = queue && readQueue(queue).contentBasedDeduplication;
    return deduplicates !== undefined && deduplicates.value.known && !isTrue(deduplicates)
        ? "This target is a FIFO queue that refuses EventBridge's messages, which have no id of deduplication. Set contentBasedDeduplication on the queue."
        : undefined;
}
