/** State of an alarm, as CloudWatch names it. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** How an alarm treats a period without data. CloudWatch's default is "missing". */
export type TreatMissingData = "missing" | "ignore" | "breaching" | "notBreaching";

/** One value a period, newest last; `undefined` (or `null`, which survives JSON) where the metric has no data. */
export type Series = readonly (number | null | undefined)[];

/** A metric that an alarm reads. */
export interface MetricReference {
    namespace: string;
    metricName: string;
    /** @default no dimensions: the metric over everything */
    dimensions?: Readonly<Record<string, string>>;
    /** Seconds. */
    period: number;
    /** A statistic as `aggregate` takes it: "Sum", "p99". */
    stat: string;
}

/** A metric or an expression of a metric math alarm, spelled as `aws.cloudwatch.MetricAlarm` spells it. */
export interface MetricQuery {
    /** Starts with a lower-case letter; expressions name each other and the metrics by it. */
    id: string;
    expression?: string;
    metric?: Omit<MetricReference, "namespace"> & { namespace?: string };
    /** True on the one query that the alarm watches. @default false, as the Pulumi provider sends it (the bare API defaults to true) */
    returnData?: boolean;
}

/**
 * A metric alarm: the properties of `aws.cloudwatch.MetricAlarm` that decide its state. Periods are in seconds.
 * It names a metric (`namespace`, `metricName`, `period`, and `statistic` or `extendedStatistic`) or `metricQueries`.
 */
export interface AlarmDefinition {
    name?: string;
    comparisonOperator: string;
    threshold?: number;
    /** N of "M out of N". */
    evaluationPeriods: number;
    /** M of "M out of N". @default evaluationPeriods */
    datapointsToAlarm?: number;
    /** @default "missing" */
    treatMissingData?: string;
    namespace?: string;
    metricName?: string;
    /** @default no dimensions */
    dimensions?: Readonly<Record<string, string>>;
    period?: number;
    statistic?: string;
    extendedStatistic?: string;
    metricQueries?: readonly MetricQuery[];
    /** Id of the query with the band of an anomaly detection alarm. These are not modelled. */
    thresholdMetricId?: string;
    /** The PromQL query of an alarm that watches neither a metric nor `metricQueries`. These are not modelled. */
    evaluationCriteria?: { promqlCriteria: { query?: string | undefined } };
    alarmActions?: readonly string[];
    okActions?: readonly string[];
    insufficientDataActions?: readonly string[];
}

/** An error about something of AWS that these models do not know. Callers report it instead of guessing. */
export function unmodelled(message: string): Error {
    return Object.assign(new Error(message), { name: "UnmodelledError" });
}
