import { statusPolicy } from "./shared/run/run";

/** A rule without a target matches events and hands them to no one: no error, no failed invocation, nothing in a queue. */
export const statusRuleHasTarget = statusPolicy({
    name: "status-rule-has-target",
    description: "Every SageMaker job-status rule has a target.",
    severity: "high",
    remediationSteps: "Add an EventTarget whose rule is the name of the rule, and whose eventBusName is the rule's.",
    judge: (stack, verdict) => {
        for (const rule of stack.statusRules()) {
            const targets = stack.targetsOf(rule);
            if (targets.some(({ belongs }) => belongs === "yes")) {
                continue;
            }
            if (!rule.sure || targets.length > 0) {
                verdict.undecided(rule.resource);
            } else {
                verdict.wrong(
                    rule.resource,
                    "This rule has no target. Add an EventTarget whose rule is the name of this rule, on the same event bus.",
                );
            }
        }
    },
});
