import type { MetricName, MetricNamespace } from "../../models/alarms";
import type { TickResult } from "./tick";

const NAMESPACE = "SageMakerJobStatus" satisfies MetricNamespace;

type Values = { readonly [Name in MetricName<typeof NAMESPACE>]?: number };

/**
 * The metrics of a tick as lines of its log, in the embedded metric format: `Ticks`, `MissedEvents` and `Findings` of the function, and the events by kind.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLines({ missed, findings }: TickResult, functionName: string, nowMs: number): object[] {
    const line = (dimensions: Readonly<Record<string, string>>, values: Values) => ({
        _aws: {
            Timestamp: nowMs,
            CloudWatchMetrics: [
                {
                    Namespace: NAMESPACE,
                    Dimensions: [Object.keys(dimensions)],
                    Metrics: Object.keys(values).map((Name) => ({ Name, Unit: "Count" })),
                },
            ],
        },
        ...dimensions,
        ...values,
    });
    const MissedEvents = Object.values(missed).reduce((sum, count) => sum + count, 0);
    return [
        line({ FunctionName: functionName }, { Ticks: 1, MissedEvents, Findings: findings }),
        ...Object.entries(missed).map(([Kind, count]) => line({ FunctionName: functionName, Kind }, { MissedEvents: count })),
    ];
}
