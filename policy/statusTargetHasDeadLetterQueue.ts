import { isGiven } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** A target without a dead-letter queue drops an event after its last retry, in silence. */
export const statusTargetHasDeadLetterQueue = statusPolicy({
    name: "status-target-has-dead-letter-queue",
    description: "Every target of a SageMaker job-status rule sends events that it cannot deliver to a dead-letter queue.",
    severity: "high",
    remediationSteps: "Set deadLetterConfig.arn on the target to the ARN of a standard SQS queue.",
    judge: (stack, verdict) => {
        for (const { resource, sure, deadLetterArn } of stack.targets()) {
            if (!isGiven(deadLetterArn)) {
                if (sure) {
                    verdict.wrong(resource, "This target has no dead-letter queue. Set deadLetterConfig.arn to the ARN of a standard SQS queue.");
                } else {
                    verdict.undecided(resource);
                }
            }
        }
    },
});
