import { isStatistic } from "./aggregate";
import { COMPARISON_OPERATORS, TREATMENTS } from "./evaluate";
import { parseMetricMath } from "./metricMath";
import type { AlarmDefinition, MetricQuery } from "./types";

/** Operators that compare with an anomaly detection band instead of a threshold. */
const BAND_OPERATORS = ["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"];

const isWhole = (value: unknown, least: number) => Number.isInteger(value) && (value as number) >= least;

/** Period rules of PutMetricAlarm: 10, 20, 30 or a multiple of 60; with the evaluation periods at most 7 days, or 1 day below one hour. */
function periodProblems(period: number | undefined, evaluationPeriods: number, where: string): string[] {
    if (!isWhole(period, 1) || !([10, 20, 30].includes(period!) || period! % 60 === 0)) {
        return [`${where} must be 10, 20, 30 or a multiple of 60 seconds, got ${period}`];
    }
    const limit = period! < 3600 ? 86_400 : 604_800;
    return period! * evaluationPeriods > limit
        ? [`${where} x evaluationPeriods must be at most ${limit} seconds for a period of ${period} seconds, got ${period! * evaluationPeriods}`]
        : [];
}

function metricProblems(definition: AlarmDefinition): string[] {
    const { namespace, metricName, statistic, extendedStatistic, dimensions = {} } = definition;
    const problems = periodProblems(definition.period, definition.evaluationPeriods, "period");
    if (!namespace) problems.push("namespace is required with metricName");
    if (!metricName) problems.push("metricName or metricQueries is required");
    if ((statistic === undefined) === (extendedStatistic === undefined)) {
        problems.push(`exactly one of statistic and extendedStatistic is required, got ${statistic === undefined ? "neither" : "both"}`);
    }
    if (statistic !== undefined && (!isStatistic(statistic) || statistic.startsWith("p"))) {
        problems.push(`statistic must be SampleCount, Average, Sum, Minimum or Maximum, got "${statistic}"`);
    }
    if (extendedStatistic !== undefined && !/^(p|tm|wm|tc|ts)(\d{1,2}(\.\d{1,10})?|100)$|^(IQM|(PR|TM|WM|TC|TS)\(.*:.*\))$/.test(extendedStatistic)) {
        problems.push(`extendedStatistic must be a percentile such as p99 or a trimmed statistic, got "${extendedStatistic}"`);
    }
    if (Object.keys(dimensions).length > 30) problems.push(`dimensions must be at most 30, got ${Object.keys(dimensions).length}`);
    return problems;
}

/** @param isBand for anomaly detection, where the metric and its band may both have returnData [PutMetricAlarm, "Anomaly Detection Model Alarm"] */
function queryProblems(queries: readonly MetricQuery[], evaluationPeriods: number, isBand: boolean): string[] {
    const problems: string[] = [];
    const ids = queries.map(({ id }) => id);
    const periods = new Set<number>();
    for (const { id, expression, metric } of queries) {
        if (!/^[a-z][A-Za-z0-9_]*$/.test(id))
            problems.push(`metricQueries id must start with a lower-case letter and hold letters, digits and _, got "${id}"`);
        if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`metricQueries id "${id}" must be unique`);
        if ((expression === undefined) === (metric === undefined))
            problems.push(`metricQueries "${id}" must have exactly one of expression and metric`);
        if (metric !== undefined) {
            periods.add(metric.period);
            problems.push(...periodProblems(metric.period, evaluationPeriods, `metricQueries "${id}": metric.period`));
        }
        if (expression !== undefined) problems.push(...expressionProblems(expression, ids));
    }
    const returned = queries.filter(({ returnData }) => returnData === true).length;
    if (!isBand && returned !== 1) problems.push(`exactly one of metricQueries must have returnData true, got ${returned}`);
    const metrics = queries.filter(({ metric }) => metric !== undefined).length;
    if (metrics > 10) problems.push(`metricQueries must hold at most 10 metrics, got ${metrics}`);
    if (periods.size > 1) problems.push(`the metrics of metricQueries must have the same period, got ${[...periods].join(", ")}`);
    return [...new Set(problems)];
}

/** Problems of the text of an expression. What the model does not know is no problem of the alarm. */
function expressionProblems(expression: string, ids: readonly string[]): string[] {
    try {
        parseMetricMath(expression, ids);
        return [];
    } catch (error) {
        return error instanceof Error && error.name !== "UnmodelledError" ? [error.message] : [];
    }
}

/**
 * What PutMetricAlarm would refuse, one sentence each; empty if nothing.
 * An alarm with `evaluationCriteria` (PromQL) is judged by its name and actions alone.
 * Sources: API reference PutMetricAlarm (Period, EvaluationPeriods, DatapointsToAlarm, Statistic, Dimensions, actions); for metric math
 * CloudWatch User Guide, "Alarms on math expressions" (10 metrics, one period).
 */
export function validateAlarm(definition: AlarmDefinition): string[] {
    const { name, comparisonOperator, threshold, thresholdMetricId, evaluationPeriods, datapointsToAlarm, treatMissingData, metricQueries } =
        definition;
    const problems: string[] = [];
    if (name !== undefined && (name.length < 1 || name.length > 255)) problems.push(`name must have 1 to 255 characters, got ${name.length}`);
    for (const list of ["alarmActions", "okActions", "insufficientDataActions"] as const) {
        const count = definition[list]?.length ?? 0;
        if (count > 5) problems.push(`${list} must be at most 5, got ${count}`);
    }
    if (definition.evaluationCriteria !== undefined) return problems;
    if (BAND_OPERATORS.includes(comparisonOperator)) {
        if (thresholdMetricId === undefined) problems.push(`thresholdMetricId is required with ${comparisonOperator}`);
    } else if (!COMPARISON_OPERATORS.includes(comparisonOperator)) {
        problems.push(`comparisonOperator must be one of ${[...COMPARISON_OPERATORS, ...BAND_OPERATORS].join(", ")}, got "${comparisonOperator}"`);
    } else if (thresholdMetricId === undefined && !Number.isFinite(threshold)) {
        problems.push(`threshold must be a number, got ${threshold}`);
    }
    if (!isWhole(evaluationPeriods, 1)) problems.push(`evaluationPeriods must be a whole number from 1, got ${evaluationPeriods}`);
    if (datapointsToAlarm !== undefined && !(isWhole(datapointsToAlarm, 1) && datapointsToAlarm <= evaluationPeriods)) {
        problems.push(`datapointsToAlarm must be a whole number from 1 to evaluationPeriods (${evaluationPeriods}), got ${datapointsToAlarm}`);
    }
    if (treatMissingData !== undefined && !TREATMENTS.includes(treatMissingData)) {
        problems.push(`treatMissingData must be one of ${TREATMENTS.join(", ")}, got "${treatMissingData}"`);
    }
    if (metricQueries === undefined || metricQueries.length === 0) return [...problems, ...metricProblems(definition)];
    for (const key of ["metricName", "namespace", "period", "statistic", "extendedStatistic"] as const) {
        if (definition[key] !== undefined) problems.push(`${key} must not be given with metricQueries`);
    }
    if (thresholdMetricId !== undefined && !metricQueries.some(({ id }) => id === thresholdMetricId)) {
        problems.push(`thresholdMetricId must be the id of one of metricQueries, got "${thresholdMetricId}"`);
    }
    return [...problems, ...queryProblems(metricQueries, evaluationPeriods, thresholdMetricId !== undefined)];
}
