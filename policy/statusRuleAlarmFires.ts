import { isPublishedUnder, metricFact, refusalOfAlarmRule } from "../models/alarms";
import {
    type AlarmFault,
    areApart,
    countsDeliveries,
    countsEvents,
    type GraphResource,
    ifKnown,
    type RuleAlarm,
    slotAt,
    sourcesOf,
    type Stack,
    textIn,
    type WatchedMetric,
    watchedMetrics,
} from "../models/graph";
import { notifies } from "./shared/alarms/audience";
import { type Course, type Firing, firing } from "./shared/alarms/firing";
import { lostCopies } from "./shared/alarms/redrives";
import { queueMetrics } from "./shared/alarms/queueMetrics";
import { statusPolicy } from "./shared/run/run";
import { hasAlarmsElsewhere, type Settings } from "./shared/run/settings";
import type { Verdict } from "./shared/run/verdict";

/** An alarm that cannot go off, or that notifies no one, is green for ever: worse than none, because it looks like one. */
export const statusRuleAlarmFires = statusPolicy({
    name: "status-rule-alarm-fires",
    description:
        "Every alarm on failed deliveries of a SageMaker job-status rule goes off at each failure, stays quiet otherwise, and notifies someone.",
    severity: "high",
    remediationSteps:
        'Set the alarm to go off at a Sum of 1 or more in one period of 60 seconds, with treatMissingData "notBreaching", and give it an action on a topic that has a subscriber and allows cloudwatch.amazonaws.com to publish.',
    judge: (stack, verdict, { settings }) => {
        for (const rule of stack.statusRules()) {
            const alarms = stack.alarmsOf(rule);
            const hasOne = alarms.some(({ counts }) => counts === "yes") || hasAlarmsElsewhere(rule.resource, settings);
            for (const [alarm, watched] of byAlarm(alarms)) {
                const fault = watched.every((one) => one.fault !== undefined) ? watched[0]!.fault : undefined;
                const moving = watched.filter(({ getsData }) => getsData === "yes").map(({ metric }) => metric.metric);
                if (!rule.sure) {
                    verdict.undecided(alarm);
                } else if (fault !== undefined) {
                    // Where it is the only alarm, status-rule-has-alarm says so of the rule. A name alone can be that of a rule of another stack, where the alarm is.
                    const isMeant =
                        fault !== "region" || sourcesOf({ resource: alarm, property: watched[0]!.metric.metric.property }).includes(rule.resource);
                    if (hasOne && isMeant) {
                        verdict.wrong(alarm, FAULTS[fault]);
                    } else if (hasOne) {
                        verdict.note(alarm, FAULTS[fault]);
                    }
                } else if (moving.length > 0) {
                    judgeAlarm({ stack, verdict, settings }, alarm, { moving, course: "once", silence: ["silence"] });
                } else if (watched.some(({ getsData }) => getsData === "unknown")) {
                    verdict.undecided(alarm);
                }
            }
        }
        judgeQueueAlarms(stack, verdict, settings);
        judgeComposites(stack, verdict);
    },
});

const FAULTS: Readonly<Record<AlarmFault, string>> = {
    actionsOff: "The actions of this alarm are switched off. Remove actionsEnabled.",
    region: "This alarm is in another Region than its rule, where it gets no data of it. Put it into the Region of the rule.",
    noActions: "This alarm has no action. Set its alarmActions to a topic or a function.",
    dimensions:
        "This alarm has dimensions under which its rule publishes no data. Set them to RuleName alone, on a custom bus to EventBusName and RuleName.",
};

/** The metric on the messages that wait in a queue. */
const WAITING = metricFact("AWS/SQS", "ApproximateNumberOfMessagesVisible");

/** Alarms on the messages that wait in a dead-letter queue or a failure queue. */
function judgeQueueAlarms(stack: Stack, verdict: Verdict, settings: Settings): void {
    for (const { alarm, queue, sure, metric, metricName } of queueMetrics(stack)) {
        if (metricName === undefined || (metricName === WAITING.metricName && !sure)) {
            verdict.undecided(alarm);
        } else if (metricName !== WAITING.metricName) {
            continue;
        } else if (areApart(alarm, queue)) {
            verdict.wrong(alarm, "This alarm is in another Region than its queue, where it gets no data of it. Put it into the Region of the queue.");
        } else if (!isPublishedUnder(WAITING, [...(ifKnown(metric.dimensions)?.keys() ?? [])])) {
            verdict.wrong(alarm, "This alarm has dimensions under which its queue publishes no data. Set them to QueueName alone.");
        } else {
            judgeAlarm({ stack, verdict, settings }, alarm, { moving: [metric], course: "stays", silence: ["silence", "zero"] });
        }
    }
}

/** Composite alarms that CloudWatch refuses, so that the alarms of status rules below them notify no one. */
function judgeComposites(stack: Stack, verdict: Verdict): void {
    const refused = stack.ofGroup("compositeAlarm").flatMap((composite) => {
        const rule = slotAt(composite, "alarmRule");
        const reason = refusalOfAlarmRule(textIn(rule) ?? "TRUE");
        return reason === undefined ? [] : [{ composite, rule, reason }];
    });
    if (refused.length === 0) {
        return;
    }
    const below = [
        ...stack.statusRules().flatMap((rule) => stack.alarmsOf(rule).map(({ alarm }) => ({ alarm, sure: rule.sure }))),
        ...queueMetrics(stack),
    ];
    for (const { composite, rule, reason } of refused) {
        const named = below.filter(({ alarm }) => {
            const name = textIn(slotAt(alarm, "name", "alarmName"));
            return sourcesOf(rule).includes(alarm) || (name !== undefined && name !== "" && textIn(rule)!.includes(name));
        });
        if (named.some(({ sure }) => sure)) {
            verdict.wrong(composite, SAYS.refused(reason));
        } else if (named.length > 0) {
            verdict.undecided(composite);
        }
    }
}

interface Judging {
    readonly stack: Stack;
    readonly verdict: Verdict;
    readonly settings: Settings;
}

/** The metrics of an alarm that a failure moves, how they move then, and how they move in silence. */
interface Movement {
    readonly moving: readonly WatchedMetric[];
    readonly course: Course;
    readonly silence: readonly Course[];
}

/** Judges an alarm by how the metrics move that a failure moves, and how they do in silence. */
function judgeAlarm({ stack, verdict, settings }: Judging, alarm: GraphResource, { moving, course, silence }: Movement): void {
    const ids = moving.flatMap(({ id }) => id ?? []);
    const idsOf = (counts: (metric: WatchedMetric) => boolean) =>
        watchedMetrics(alarm).flatMap((metric) => (counts(metric) ? (metric.id ?? []) : []));
    const failures = new Map(ids.map((id) => [id, course]));
    const result: Firing =
        ids.length < moving.length ? { kind: "unknown" } : firing(alarm, failures, silence, idsOf(countsEvents), idsOf(countsDeliveries));
    const notified = notifies(stack, settings, alarm);
    for (const { subscription, reason } of lostCopies(stack, settings, alarm)) {
        verdict.note(subscription, `What this subscription does not take is lost: ${reason}. Allow it, or remove the redrivePolicy.`);
    }
    const unit = textIn(slotAt(alarm, "unit")) || "Count";
    if (!["Count", "None"].includes(unit)) {
        verdict.wrong(alarm, `This alarm looks for data in the unit ${unit}, which its metric, a count, never has. Remove unit.`);
    } else if ("reason" in result) {
        verdict.wrong(alarm, SAYS[result.kind](result.reason));
    } else if (notified.answer === "no") {
        verdict.wrong(alarm, `No one is notified when this alarm goes off: ${notified.reason}. Give it an action that notifies someone.`);
    } else if (result.kind === "unknown" || notified.answer === "unknown") {
        verdict.undecided(alarm);
    }
}

const SAYS = {
    silent: (reason: string) => `This alarm does not go off at one failure: ${decapitalize(reason)}. Set it to go off at 1 or more in one period.`,
    latches: (reason: string) =>
        `This alarm stays in ALARM after a failure and does not go off at the next one: ${decapitalize(reason)}. Set treatMissingData to "notBreaching".`,
    alwaysOn: (reason: string) =>
        `This alarm goes off while nothing fails: ${decapitalize(reason)}. Set treatMissingData to "notBreaching" and the threshold to 1 or more.`,
    refused: (reason: string) => `CloudWatch refuses this alarm: ${reason}. Correct it.`,
};

const decapitalize = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function byAlarm(alarms: readonly RuleAlarm[]): Map<GraphResource, RuleAlarm[]> {
    const map = new Map<GraphResource, RuleAlarm[]>();
    for (const one of alarms) {
        map.set(one.alarm, [...(map.get(one.alarm) ?? []), one]);
    }
    return map;
}
