import type { StackValidationPolicy } from "@pulumi/policy";

import { StackGraph } from "./shared/graph";
import { reportUndecided } from "./shared/undecided";

/** A rule without a target matches events and hands them to nobody: no error, no failed invocation, nothing in a queue. */
export const statusRuleHasTarget: StackValidationPolicy = {
    name: "status-rule-has-target",
    description: "Every SageMaker job-status rule has a target.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Add an EventTarget whose rule is the name of the rule, and whose eventBusName is the rule's.",
    validateStack: ({ resources }, report) => {
        const graph = new StackGraph(resources);
        for (const rule of graph.statusRules()) {
            const { urn } = rule.resource;
            const targets = graph.targetsOf(rule);
            const possible = targets[0];
            if (targets.some(({ belongs }) => belongs === "yes")) {
                continue;
            }
            if (!rule.sure) {
                reportUndecided(
                    report,
                    "the event pattern is not known yet; the update decides whether this is a SageMaker job-status rule, which needs a target.",
                    urn,
                );
            } else if (possible !== undefined) {
                reportUndecided(
                    report,
                    `the rule or the bus of "${possible.resource.name}" is not known yet; the update decides whether it is a target of this rule.`,
                    urn,
                );
            } else {
                report("This rule has no target. Add an EventTarget whose rule is the name of this rule, on the same event bus.", urn);
            }
        }
    },
};
