import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { isPublishedUnder, metricFact, type MetricKey } from "../../models/alarms";
import type { TagsArgs } from "./tags";

/** What differs between the alarms of a reaction. */
export type AlarmSpec = MetricKey & {
    readonly dimensions: Record<string, pulumi.Input<string>>;
    readonly statistic: "Sum" | "Maximum";
    /** The alarm goes off when the statistic is at least this. */
    readonly threshold: number;
    readonly periodSeconds: number;
    /** For a sign of life: the alarm goes off when the statistic is below the threshold, or missing, for this many periods. @default it watches for failures */
    readonly missing?: { readonly periods: number };
    /** What has happened, in the alarm's message. The command to run, if there is one, and the runbook follow it. */
    readonly description: string;
    /** Whether an event may be in a queue, so that `jobstatus dlq` says more. */
    readonly hasEvents?: boolean;
};

/** What all alarms of a component have in common. */
export interface AlarmArgs extends TagsArgs {
    alarmActions: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * An alarm on one data point. The metrics of failures are only published when something fails, so missing data means that all is well;
 * with CloudWatch's default the alarm would hang in INSUFFICIENT_DATA and with "breaching" it would go off on silence. That is what a sign of life is for.
 */
export function metricAlarm(name: string, spec: AlarmSpec, { alarmActions, tags }: AlarmArgs, parent: pulumi.Resource): cloudwatch.MetricAlarm {
    const { periodSeconds, description, hasEvents = false, dimensions, missing, ...metric } = spec;
    const periods = missing?.periods ?? 1;
    if (!isPublishedUnder(metricFact(spec.namespace, spec.metricName), Object.keys(dimensions))) {
        throw new Error(`Alarm "${name}": ${spec.namespace} ${spec.metricName} has no data under ${Object.keys(dimensions).join(", ")}`);
    }
    return new cloudwatch.MetricAlarm(
        name,
        {
            ...metric,
            dimensions,
            alarmDescription: `${description} ${whatToDo(hasEvents)}`,
            comparisonOperator: missing === undefined ? "GreaterThanOrEqualToThreshold" : "LessThanThreshold",
            period: periodSeconds,
            evaluationPeriods: periods,
            datapointsToAlarm: periods,
            treatMissingData: missing === undefined ? "notBreaching" : "breaching",
            actionsEnabled: true,
            alarmActions,
            tags,
        },
        { parent },
    );
}

/** The person who reads it has this project, and may know nothing else of it. */
const whatToDo = (hasEvents: boolean): string =>
    `${hasEvents ? `Run "npx --no-install jobstatus dlq explain --stack ${pulumi.getStack()}". ` : ""}Runbook: docs/runbook.md.`;
