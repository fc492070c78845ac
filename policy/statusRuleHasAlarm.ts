import type { StackValidationPolicy } from "@pulumi/policy";

import { isCustom } from "./shared/buses";
import { StackGraph, type StatusRule } from "./shared/graph";
import type { RuleAlarm } from "./shared/ruleAlarms";
import { reportUndecided } from "./shared/undecided";

/** Without an alarm nobody learns that events of a rule are not delivered; an alarm on a metric that never gets data is none. */
export const statusRuleHasAlarm: StackValidationPolicy = {
    name: "status-rule-has-alarm",
    description: "Every SageMaker job-status rule has an alarm on failed deliveries that gets data and does something.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Add a MetricAlarm on AWS/Events FailedInvocations, InvocationsSentToDlq or InvocationsFailedToBeSentToDlq with the dimension RuleName alone (on a custom bus EventBusName and RuleName), and give it alarmActions.",
    validateStack: ({ resources }, report) => {
        const graph = new StackGraph(resources);
        for (const rule of graph.statusRules()) {
            const { urn } = rule.resource;
            const alarms = graph.alarmsOf(rule);
            const possible = alarms.find(({ counts }) => counts === "unknown");
            if (alarms.some(({ counts }) => counts === "yes")) {
                continue;
            }
            if (!rule.sure) {
                reportUndecided(
                    report,
                    "the event pattern is not known yet; the update decides whether this is a SageMaker job-status rule, which needs an alarm.",
                    urn,
                );
            } else if (possible !== undefined) {
                reportUndecided(
                    report,
                    `what "${possible.alarm.name}" watches or does is not known yet; the update decides whether it is an alarm on failed deliveries of this rule.`,
                    urn,
                );
            } else {
                report(violation(rule, alarms), urn);
            }
        }
    },
};

function violation({ bus }: StatusRule, alarms: readonly RuleAlarm[]): string {
    const dimensions = {
        yes: "EventBusName and RuleName",
        no: "RuleName alone",
        unknown: "RuleName alone, or EventBusName and RuleName on a custom bus",
    }[isCustom(bus)];
    // The alarm that is nearest to counting helps most.
    const near = alarms.find(({ fault }) => fault !== undefined && fault !== "dimensions") ?? alarms.find(({ fault }) => fault !== undefined);
    switch (near?.fault) {
        case "actionsOff":
            return `The actions of "${near.alarm.name}", the alarm on failed deliveries of this rule, are switched off. Remove actionsEnabled from it.`;
        case "noActions":
            return `Nobody hears "${near.alarm.name}", the alarm on failed deliveries of this rule. Set its alarmActions to a topic or a function.`;
        case "dimensions":
            return `The alarm "${near.alarm.name}" has dimensions under which this rule publishes no data. Set its dimensions to ${dimensions}.`;
        default:
            return `This rule has no alarm on failed deliveries. Add a MetricAlarm with alarmActions on AWS/Events FailedInvocations with the dimensions ${dimensions}.`;
    }
}
