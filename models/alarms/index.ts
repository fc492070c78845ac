export { aggregate, isStatistic, type Sample } from "./aggregate";
export { type AlarmRule, alarmsOfRule, evaluateAlarmRule, parseAlarmRule, refusalOfAlarmRule } from "./alarmRule";
export { type Evaluation, evaluateAlarm, evaluationRange } from "./evaluate";
export { isUnreadQuery, type MathNode, parseMetricMath } from "./metricMath";
export { alarmMetrics, evaluateMetricQueries } from "./metricQueries";
export {
    dimensionsOfFunction,
    dimensionsOfQueue,
    dimensionsOfRule,
    dimensionsOfTopic,
    type DimensionSet,
    findMetric,
    isPublishedUnder,
    METRIC_NAMESPACES,
    type MetricFact,
    metricFact,
    type MetricKey,
    type MetricName,
    type MetricNamespace,
    METRICS,
    METRICS_OF,
} from "./metrics";
export type { AlarmDefinition, AlarmState, MetricQuery, MetricReference, Series, TreatMissingData } from "./types";
export { validateAlarm } from "./validate";
