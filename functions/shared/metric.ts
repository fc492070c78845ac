import { type OWN_METRICS, OWN_NAMESPACE } from "../../catalog/ownMetrics";

/**
 * Publishes a metric of `OWN_METRICS`, as a line of the log in the embedded metric format. Not by `console`: with Lambda's JSON log format that would wrap
 * the line, and CloudWatch would not find the metric in it (https://github.com/aws-powertools/powertools-lambda-typescript, Metrics, has its
 * console for this reason). https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @param of Value of the metric's dimension.
 * @param part Value of the dimension that divides it. @default the whole
 */
export function putMetric(
    { metricName, dimension, divided }: (typeof OWN_METRICS)[keyof typeof OWN_METRICS],
    of: string,
    value: number,
    part?: string,
): void {
    const dimensions = { [dimension]: of, ...(divided === undefined || part === undefined ? {} : { [divided]: part }) };
    const directive = { Namespace: OWN_NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics: [{ Name: metricName, Unit: "Count" }] };
    const line = { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, ...dimensions, [metricName]: value };
    process.stdout.write(`${JSON.stringify(line)}\n`);
}
