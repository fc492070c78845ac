import { isGiven } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** Without a retry policy EventBridge tries for a day, and no one has decided whether news of a job is worth anything after so long. */
export const statusTargetStatesRetryPolicy = statusPolicy({
    name: "status-target-states-retry-policy",
    description: "Every target of a SageMaker job-status rule states how often and how long EventBridge tries to deliver.",
    severity: "medium",
    remediationSteps: "Set maximumRetryAttempts or maximumEventAgeInSeconds, or both, in the target's retryPolicy.",
    judge: (stack, verdict) => {
        for (const { resource, sure, maximumRetryAttempts, maximumEventAgeSeconds } of stack.targets()) {
            const stated = isGiven(maximumRetryAttempts) || isGiven(maximumEventAgeSeconds);
            if (!stated && sure) {
                verdict.wrong(
                    resource,
                    "This target does not state how long EventBridge tries to deliver. Set maximumRetryAttempts and maximumEventAgeInSeconds in its retryPolicy.",
                );
            } else if (!stated) {
                verdict.undecided(resource);
            }
        }
    },
});
