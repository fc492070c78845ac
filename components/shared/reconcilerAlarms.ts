import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import { OWN_METRICS, OWN_NAMESPACE } from "../../catalog";
import { dimensionsOfFunction, dimensionsOfTopic } from "../../models/alarms";
import { type AlarmSpec, metricAlarm } from "./metricAlarm";
import type { TagsArgs } from "./tags";

export interface ReconcilerAlarmsArgs extends TagsArgs {
    alarmActions: readonly pulumi.Input<string>[];
    function: lambda.Function;
    /** Between two ticks. */
    intervalSeconds: number;
    /** ARNs of topics whose deliveries must not fail. */
    topicArns: readonly pulumi.Input<string>[];
}

/** Ticks without a sign of life before the alarm goes off. A period and an evaluation have at most a day each where a period is shorter than an hour. */
const SILENT_TICKS = 3;

/** CloudWatch takes five. */
const MOST_ACTIONS = 5;

/** The alarms of the reconciler: on the events that it found, on what it found in what events depend on, on its silence, and on deliveries of the topics that fail. */
export function reconcilerAlarms(name: string, args: ReconcilerAlarmsArgs, parent: pulumi.Resource): cloudwatch.MetricAlarm[] {
    const ofFunction = {
        namespace: OWN_NAMESPACE,
        dimensions: dimensionsOfFunction(args.function.name),
        threshold: 1,
        periodSeconds: 60,
        statistic: "Sum",
    } as const;
    const specs: Record<string, AlarmSpec> = {
        "missed-events": {
            ...ofFunction,
            metricName: OWN_METRICS.missedEvents.metricName,
            description:
                "Status events never came, and the reconciler made up for them. Is a rule disabled, or did SageMaker not send them? The function's log names each.",
        },
        findings: {
            ...ofFunction,
            metricName: OWN_METRICS.findings.metricName,
            statistic: "Maximum",
            description:
                "Something that status events depend on is not as it must be: a rule, a subscription, a queue, a job that does not end. A message of the reconciler and its log say what.",
        },
        heartbeat: {
            ...ofFunction,
            metricName: OWN_METRICS.ticks.metricName,
            periodSeconds: args.intervalSeconds,
            missing: { periods: SILENT_TICKS },
            description: `The reconciler has not finished a tick for ${(SILENT_TICKS * args.intervalSeconds) / 60} minutes: lost events are not found. Check its schedule and its log. In a new stack this goes off once, before the first tick: then there is nothing to do.`,
        },
    };
    // About a topic that does not deliver, the others must speak as well.
    const everyone = pulumi.all([pulumi.all([...args.alarmActions]), pulumi.all([...args.topicArns])]).apply(([actions, topics]) => {
        return [...new Set([...actions, ...topics])].slice(0, MOST_ACTIONS);
    });
    const deliveries = args.topicArns.map((topicArn, index) =>
        metricAlarm(
            `${name}-deliveries-${index + 1}`,
            {
                namespace: "AWS/SNS",
                metricName: "NumberOfNotificationsFailed",
                dimensions: dimensionsOfTopic(pulumi.output(topicArn).apply((arn) => arn.split(":").at(-1)!)),
                statistic: "Sum",
                threshold: 1,
                periodSeconds: 60,
                description: "SNS could not deliver a message of the topic to a subscriber. Check its subscriptions, and what they lead to.",
            },
            { ...args, alarmActions: everyone },
            parent,
        ),
    );
    return [
        ...Object.entries(specs).map(([role, spec]) =>
            metricAlarm(`${name}-${role}`, spec, { ...args, alarmActions: [...args.alarmActions] }, parent),
        ),
        ...deliveries,
    ];
}
