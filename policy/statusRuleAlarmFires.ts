import type { PolicyResource } from "@pulumi/policy";

import { isHeardOf } from "./shared/audience";
import { type Course, type Firing, firing } from "./shared/firing";
import { queueMetrics } from "./shared/keptQueues";
import type { AlarmFault, RuleAlarm } from "./shared/ruleAlarms";
import { statusPolicy } from "./shared/run";
import { hasAlarmsElsewhere } from "./shared/settings";
import type { Stack } from "./shared/stack";
import type { Verdict } from "./shared/verdict";

/** An alarm that cannot go off, or that nobody hears, is green for ever: worse than none, because it looks like one. */
export const statusRuleAlarmFires = statusPolicy({
    name: "status-rule-alarm-fires",
    description:
        "Every alarm on failed deliveries of a SageMaker job-status rule goes off at one failure, stays quiet otherwise, and reaches somebody.",
    severity: "high",
    remediationSteps:
        'Let the alarm go off at a Sum of 1 or more in one period of 60 seconds, with treatMissingData "notBreaching", and give it an action on a topic that has a subscriber and lets cloudwatch.amazonaws.com publish.',
    judge: (stack, verdict) => {
        for (const rule of stack.statusRules()) {
            const alarms = stack.graph.alarmsOf(rule);
            const hasOne = alarms.some(({ counts }) => counts === "yes") || hasAlarmsElsewhere(rule.resource, stack.settings);
            for (const [alarm, watched] of byAlarm(alarms)) {
                const fault = watched.every((one) => one.fault !== undefined) ? watched[0]?.fault : undefined;
                if (fault !== undefined) {
                    // Where it is the only alarm, status-rule-has-alarm says so of the rule.
                    if (hasOne && rule.sure) {
                        verdict.wrong(alarm, FAULTS[fault]);
                    }
                } else if (watched.some(({ getsData }) => getsData === "yes")) {
                    const failures = new Map(
                        watched.flatMap(({ getsData, metric }): [string, Course][] =>
                            getsData === "yes" && metric.metric.id !== undefined ? [[metric.metric.id, "once"]] : [],
                        ),
                    );
                    judgeAlarm(stack, verdict, alarm, failures, ["silence"]);
                } else if (watched.some(({ getsData }) => getsData === "unknown")) {
                    verdict.undecided(alarm);
                }
            }
        }
        judgeQueueAlarms(stack, verdict);
    },
});

const FAULTS: Readonly<Record<AlarmFault, string>> = {
    actionsOff: "The actions of this alarm are switched off. Remove actionsEnabled.",
    noActions: "This alarm has no action. Set its alarmActions to a topic or a function.",
    dimensions:
        "This alarm has dimensions under which its rule publishes no data. Set them to RuleName alone, on a custom bus to EventBusName and RuleName.",
};

/** Alarms on the messages that wait in a dead-letter queue or a failure queue. */
function judgeQueueAlarms(stack: Stack, verdict: Verdict): void {
    for (const { alarm, metric, metricName } of queueMetrics(stack)) {
        if (metricName !== "ApproximateNumberOfMessagesVisible" || metric.id === undefined) {
            continue;
        }
        const names = metric.dimensions.known ? [...metric.dimensions.value.keys()].join() : "";
        if (names !== "QueueName") {
            verdict.wrong(alarm, "This alarm has dimensions under which its queue publishes no data. Set them to QueueName alone.");
        } else {
            judgeAlarm(stack, verdict, alarm, new Map([[metric.id, "stays"]]), ["silence", "zero"]);
        }
    }
}

function judgeAlarm(stack: Stack, verdict: Verdict, alarm: PolicyResource, failures: ReadonlyMap<string, Course>, silence: readonly Course[]): void {
    const result = failures.size === 0 ? { kind: "unknown" as const } : firing(alarm, failures, silence);
    const heard = isHeardOf(stack, alarm);
    const message = silent(result);
    if (message !== undefined) {
        verdict.wrong(alarm, message);
    } else if (heard.answer === "no") {
        verdict.wrong(alarm, `Nobody learns that this alarm has gone off: ${heard.reason}. Give it an action that reaches somebody.`);
    } else if (result.kind === "unknown" || heard.answer === "unknown") {
        verdict.undecided(alarm);
    }
}

function silent(result: Firing): string | undefined {
    switch (result.kind) {
        case "silent":
            return `This alarm does not go off at one failure: ${decapitalize(result.reason)}. Let it go off at 1 or more in one period.`;
        case "alwaysOn":
            return `This alarm goes off while nothing fails: ${decapitalize(result.reason)}. Set treatMissingData to "notBreaching" and the threshold to 1 or more.`;
        case "refused":
            return `CloudWatch refuses this alarm: ${result.reason}. Correct it.`;
        default:
            return undefined;
    }
}

const decapitalize = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function byAlarm(alarms: readonly RuleAlarm[]): Map<PolicyResource, RuleAlarm[]> {
    const map = new Map<PolicyResource, RuleAlarm[]>();
    for (const one of alarms) {
        map.set(one.alarm, [...(map.get(one.alarm) ?? []), one]);
    }
    return map;
}
