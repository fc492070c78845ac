import { statusPolicy } from "./shared/run";
import { isGiven, slotAt } from "./shared/slot";

/** A disabled rule matches nothing: events pass by, and no metric says so. */
export const statusRuleIsEnabled = statusPolicy({
    name: "status-rule-is-enabled",
    description: "Every SageMaker job-status rule is enabled.",
    severity: "high",
    remediationSteps: 'Remove state and isEnabled from the rule, or set state to "ENABLED".',
    judge: (stack, verdict) => {
        for (const { resource, sure } of stack.statusRules()) {
            const settings = [slotAt(resource, "state"), slotAt(resource, "isEnabled")].filter(isGiven);
            if (settings.some(({ value }) => value.known && (value.value === "DISABLED" || value.value === false || value.value === "false"))) {
                if (sure) {
                    verdict.wrong(resource, 'This rule is disabled, so it matches no event. Remove state and isEnabled, or set state to "ENABLED".');
                } else {
                    verdict.undecided(resource);
                }
            } else if (settings.some(({ value }) => !value.known)) {
                verdict.undecided(resource);
            }
        }
    },
});
