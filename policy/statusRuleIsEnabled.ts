import { numberIn, readFunction, readRule } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** A disabled rule matches nothing: events pass by, and no metric says so. */
export const statusRuleIsEnabled = statusPolicy({
    name: "status-rule-is-enabled",
    description: "Every SageMaker job-status rule is enabled, and so is every function that it calls.",
    severity: "high",
    remediationSteps: 'Remove state and isEnabled from the rule, or set state to "ENABLED"; remove reservedConcurrentExecutions from the function.',
    judge: (stack, verdict) => {
        for (const { resource, sure } of stack.statusRules()) {
            const { enabled } = readRule(resource);
            if (enabled === "no" && sure) {
                verdict.wrong(resource, 'This rule is disabled, so it matches no event. Remove state and isEnabled, or set state to "ENABLED".');
            } else if (enabled !== "yes") {
                verdict.undecided(resource);
            }
        }
        for (const { resource, sure } of stack.handlers()) {
            if (numberIn(readFunction(resource).reservedConcurrency) === 0) {
                if (sure) {
                    verdict.wrong(
                        resource,
                        "This function never runs: it may run 0 times at once. Remove reservedConcurrentExecutions, or raise it.",
                    );
                } else {
                    verdict.undecided(resource);
                }
            }
        }
    },
});
