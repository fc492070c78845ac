import {
    type GraphResource,
    isFifoName,
    isGiven,
    isOf,
    isTrue,
    only,
    otherRegion,
    policyHolder,
    readQueue,
    regionOf,
    serviceIn,
    type Slot,
    slotAt,
    type Stack,
    type StatusTarget,
    textIn,
} from "../models/graph";
import { SERVICE_CALLS } from "../models/policies";
import { mayCall } from "./shared/access/access";
import { mayUseKey } from "./shared/access/keys";
import { statusPolicy } from "./shared/run/run";
import { isListed, type Settings } from "./shared/run/settings";
import type { Verdict } from "./shared/run/verdict";

/** EventBridge drops an event that it may not write to the dead-letter queue, and only a metric says so. */
export const deadLetterQueueTakesEvents = statusPolicy({
    name: "dead-letter-queue-takes-events",
    description: "The dead-letter queue of a SageMaker job-status rule's target takes the rule's events.",
    severity: "high",
    remediationSteps:
        "Use a standard SQS queue of the rule's Region, with a policy that allows events.amazonaws.com to call sqs:SendMessage where aws:SourceArn is the rule. The policy of its KMS key, if it has one, must allow the same service without conditions on the source.",
    judge: (stack, verdict, { settings }) => {
        for (const target of stack.targets()) {
            const slot = target.deadLetterArn;
            if (!isGiven(slot)) {
                continue;
            }
            const rule = target.rule.resource;
            const queue = only(stack.directory("queue").refer(slot));
            const arn = textIn(slot);
            const fault = faultOf(slot, queue, rule);
            if (!target.sure) {
                verdict.undecided(target.resource);
            } else if (fault !== undefined) {
                verdict.wrong(target.resource, fault);
            } else if (isTarget(stack, target, slot)) {
                verdict.wrong(
                    target.resource,
                    "The dead-letter queue of this target is the target itself, which does not take what it could not take before. Use another queue.",
                );
            } else if (queue !== undefined) {
                judgeQueue({ stack, verdict, settings }, queue, rule);
            } else if (isFifoName(arn)) {
                verdict.wrong(
                    target.resource,
                    "The dead-letter queue of this target is a FIFO queue, to which EventBridge cannot write. Use a standard queue.",
                );
            } else if (arn === undefined || !isListed(arn, settings.externalQueues)) {
                // Its policy is in another stack, or it is not known which queue it is.
                verdict.undecided(target.resource);
            }
        }
    },
});

/** Whether a dead-letter queue is the target itself. What is in one property comes from the same resources, until it is known. */
function isTarget(stack: Stack, { arn: target }: StatusTarget, queue: Slot): boolean {
    const [one, other] = [queue, target].map((slot) => only(stack.directory("queue").refer(slot)));
    const known = isGiven(target) && (queue.value.known || queue.property !== target.property);
    return (known && one !== undefined && one === other) || (queue.value.known && target.value.known && queue.value.value === target.value.value);
}

/** What its place and the kind of its ARN show of a queue. */
function faultOf(slot: Slot, queue: GraphResource | undefined, rule: GraphResource): string | undefined {
    const arn = textIn(slot);
    if (arn !== undefined && serviceIn(arn) !== "sqs") {
        return "The dead-letter queue of this target is no SQS queue. Set deadLetterConfig.arn to the ARN of a standard SQS queue.";
    }
    const region = otherRegion(slot, queue, rule);
    return region && `The dead-letter queue of this target is in ${region}, its rule in ${regionOf(rule)}. Use a queue in the Region of the rule.`;
}

interface Judging {
    readonly stack: Stack;
    readonly verdict: Verdict;
    readonly settings: Settings;
}

function judgeQueue({ stack, verdict, settings }: Judging, queue: GraphResource, rule: GraphResource): void {
    const { arn, fifo, name } = readQueue(queue);
    if (isTrue(fifo) || isFifoName(textIn(name))) {
        verdict.wrong(queue, "This dead-letter queue is a FIFO queue, to which EventBridge cannot write. Use a standard queue.");
        return;
    }
    const source = slotAt(rule, "arn");
    const { slot } = policyHolder(stack, queue, "queue");
    const send = mayCall(SERVICE_CALLS.eventBridgeToQueue, { slot }, arn, { arn: source, resource: rule, alike: isOf("rule") });
    const key = mayUseKey(stack, settings, SERVICE_CALLS.eventBridgeToKey, queue, source);
    const failed = [send, key].find(({ answer }) => answer === "no");
    if (failed !== undefined) {
        verdict.wrong(
            queue,
            `This dead-letter queue does not take events of the rule "${rule.name}": ${failed.reason}. Allow events.amazonaws.com to send messages where aws:SourceArn is the rule.`,
        );
    } else if (send.answer === "unknown" || key.answer === "unknown") {
        verdict.undecided(queue);
    }
}
