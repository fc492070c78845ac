import { ALL_CALLS_STATE } from "../catalog";
import { judgePattern, readOnlyReason } from "../models/catalogueMatch";
import { numberIn, onceForText, readFunction, readRule, refusalOf } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** A disabled rule matches nothing: events pass by, and no metric says so. */
export const statusRuleIsEnabled = statusPolicy({
    name: "status-rule-is-enabled",
    description: "Every SageMaker job-status rule is enabled for the events that it asks for, and so is every function that it calls.",
    severity: "high",
    remediationSteps: `Remove state and isEnabled from the rule, or set state to "ENABLED", for read-only calls of the API to "${ALL_CALLS_STATE}"; remove reservedConcurrentExecutions from the function.`,
    judge: (stack, verdict) => {
        for (const { resource, sure } of stack.statusRules()) {
            const { enabled, allCalls, pattern } = readRule(resource);
            if (enabled === "no" && sure) {
                verdict.wrong(resource, 'This rule is disabled, so it matches no event. Remove state and isEnabled, or set state to "ENABLED".');
            } else if (enabled !== "yes" || (allCalls === "no" && !pattern.known)) {
                verdict.undecided(resource);
            } else if (allCalls === "no" && pattern.known) {
                const { wrong, note } = leftOut(pattern.value);
                if (wrong !== undefined) {
                    verdict.wrong(resource, wrong);
                }
                if (note !== undefined) {
                    verdict.note(resource, note);
                }
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

/** What a rule in the state ENABLED misses of what its pattern asks for. */
const leftOut = onceForText((pattern): { readonly wrong?: string; readonly note?: string } => {
    const readOnly = refusalOf(pattern) === undefined ? judgePattern(pattern).readOnly : undefined;
    if (readOnly === undefined) {
        return {};
    }
    const fix = `${readOnlyReason(readOnly)}. Set state to "${ALL_CALLS_STATE}".`;
    return readOnly.alone ? { wrong: `This rule matches no event: ${fix}` } : { note: `A part of this rule's pattern matches no event: ${fix}` };
});
