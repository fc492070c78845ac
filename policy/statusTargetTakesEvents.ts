import { isGiven } from "../models/graph";
import { no } from "./shared/access/access";
import { mayDeliver, TAKES_NO_ROLE } from "./shared/access/delivery";
import { fifoFault } from "./shared/access/fifo";
import { serviceOfTarget } from "./shared/access/targets";
import { statusPolicy } from "./shared/run/run";

/** A target that does not take events fails every delivery: nothing runs, and all events end in the dead-letter queue. */
export const statusTargetTakesEvents = statusPolicy({
    name: "status-target-takes-events",
    description:
        "Queues, topics, log groups, buses and what EventBridge calls as a role take the events of SageMaker job-status rules: by their policy, their key, or the role of the target.",
    severity: "high",
    remediationSteps:
        "Allow events.amazonaws.com in the policy of the queue, the topic or CloudWatch Logs where aws:SourceArn is the rule, and in the policy of its key. For other targets, let the role trust events.amazonaws.com and allow the call. Use standard topics, and FIFO queues with contentBasedDeduplication.",
    judge: (stack, verdict, { settings }) => {
        for (const target of stack.targets()) {
            const fifo = fifoFault(stack, target);
            const { answer, reason } = fifo === undefined ? mayDeliver(stack, settings, target) : no(fifo);
            const hasNeedlessRole = isGiven(target.roleArn) && TAKES_NO_ROLE.includes(serviceOfTarget(stack, target.arn));
            if (answer === "unknown" || (!target.sure && (answer === "no" || hasNeedlessRole))) {
                verdict.undecided(target.resource);
            } else if (answer === "no") {
                verdict.wrong(target.resource, fifo ?? `EventBridge may not deliver events to this target: ${reason}. Allow it there.`);
            }
            if (target.sure && hasNeedlessRole) {
                verdict.note(
                    target.resource,
                    "AWS advises against roleArn on targets that are functions, topics, queues or log groups: deliveries may fail. Remove it, and allow events.amazonaws.com in the policy of the target.",
                );
            }
        }
    },
});
