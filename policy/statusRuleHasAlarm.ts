import { isCustom, type RuleAlarm, type StatusRule } from "../models/graph";
import { statusPolicy } from "./shared/run/run";
import { hasAlarmsElsewhere } from "./shared/run/settings";

/** Without an alarm no one learns that events of a rule are not delivered; an alarm on a metric that never gets data is none. */
export const statusRuleHasAlarm = statusPolicy({
    name: "status-rule-has-alarm",
    description: "Every SageMaker job-status rule has an alarm on failed deliveries that gets data and does something.",
    severity: "high",
    remediationSteps:
        "Add a MetricAlarm on AWS/Events FailedInvocations, InvocationsSentToDlq or InvocationsFailedToBeSentToDlq with the dimension RuleName alone (on a custom bus EventBusName and RuleName), and give it alarmActions.",
    judge: (stack, verdict, { settings }) => {
        for (const rule of stack.statusRules()) {
            const alarms = stack.alarmsOf(rule);
            if (alarms.some(({ counts }) => counts === "yes") || hasAlarmsElsewhere(rule.resource, settings)) {
                continue;
            }
            if (!rule.sure || alarms.some(({ counts }) => counts === "unknown")) {
                verdict.undecided(rule.resource);
            } else {
                verdict.wrong(rule.resource, violation(rule, alarms));
            }
        }
    },
});

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
            return `The alarm "${near.alarm.name}" on failed deliveries of this rule has no action, so no one is notified. Set its alarmActions to a topic or a function.`;
        case "region":
            return `The alarm "${near.alarm.name}" is in another Region than this rule, where it gets no data of it. Put it into the Region of the rule.`;
        case "dimensions":
            return `The alarm "${near.alarm.name}" has dimensions under which this rule publishes no data. Set its dimensions to ${dimensions}.`;
        default:
            return `This rule has no alarm on failed deliveries. Add a MetricAlarm with alarmActions on AWS/Events FailedInvocations with the dimensions ${dimensions}.`;
    }
}
