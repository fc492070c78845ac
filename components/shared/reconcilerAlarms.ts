import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";

import { OWN_METRICS, OWN_NAMESPACE } from "../../catalog";
import { dimensionsOfFunction } from "../../models/alarms";
import { type AlarmArgs, type AlarmSpec, metricAlarm } from "./metricAlarm";

export interface ReconcilerAlarmsArgs extends AlarmArgs {
    function: lambda.Function;
    /** Between two ticks. */
    intervalSeconds: number;
}

/** Ticks without a sign of life before the alarm goes off. A period and an evaluation have at most a day each where a period is shorter than an hour. */
const SILENT_TICKS = 3;

/** The alarms of the reconciler: on the events that it found, on what it found in what events depend on, and on its silence. */
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
            description: `The reconciler has not finished a tick for ${(SILENT_TICKS * args.intervalSeconds) / 60} minutes: lost events are not found. Check its schedule and its log.`,
        },
    };
    return Object.entries(specs).map(([role, spec]) => metricAlarm(`${name}-${role}`, spec, args, parent));
}
