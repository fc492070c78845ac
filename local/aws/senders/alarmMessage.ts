import type { AlarmDefinition } from "../../../models/alarms";
import { type Context, isoTime } from "../context";
import type { FactOf } from "../log";
import type { AlarmResource } from "../resources";

/** CloudWatch writes +0000 where others write Z. */
export const alarmTime = (ms: number) => isoTime(ms).replace("Z", "+0000");

function trigger(metric: AlarmDefinition): object {
    const { evaluationPeriods, comparisonOperator, threshold, treatMissingData = "missing", datapointsToAlarm, metricQueries = [] } = metric;
    const common = {
        EvaluationPeriods: evaluationPeriods,
        ...(datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: datapointsToAlarm }),
        ComparisonOperator: comparisonOperator,
        Threshold: threshold,
        TreatMissingData: treatMissingData,
        EvaluateLowSampleCountPercentile: "",
    };
    const dimensions = (named: Readonly<Record<string, string>> = {}) => Object.entries(named).map(([name, value]) => ({ value, name }));
    if (metricQueries.length > 0) {
        const Metrics = metricQueries.map(({ id, expression, metric: of, returnData = false }) => ({
            ...(expression === undefined ? {} : { Expression: expression }),
            Id: id,
            ...(of === undefined
                ? {}
                : {
                      MetricStat: {
                          Metric: { Dimensions: dimensions(of.dimensions), MetricName: of.metricName, Namespace: of.namespace },
                          Period: of.period,
                          Stat: of.stat,
                      },
                  }),
            ReturnData: returnData,
        }));
        return { ...common, Metrics };
    }
    const { metricName, namespace, statistic, extendedStatistic, period } = metric;
    return {
        MetricName: metricName,
        Namespace: namespace,
        ...(statistic === undefined
            ? { StatisticType: "ExtendedStatistic", ExtendedStatistic: extendedStatistic }
            : { StatisticType: "Statistic", Statistic: statistic.toUpperCase() }),
        Unit: null,
        Dimensions: dimensions(metric.dimensions),
        Period: period,
        ...common,
    };
}

/** The message that CloudWatch publishes. Region is the code, where CloudWatch writes its long name. */
export function alarmMessage({ place }: Context, alarm: AlarmResource, change: FactOf<"state">): string {
    return JSON.stringify({
        AlarmName: alarm.name,
        AlarmDescription: alarm.description ?? null,
        AWSAccountId: place.account,
        NewStateValue: change.to,
        NewStateReason: change.reason,
        StateChangeTime: alarmTime(change.atMs),
        Region: place.region,
        AlarmArn: alarm.arn,
        OldStateValue: change.from,
        OKActions: alarm.actions.OK,
        AlarmActions: alarm.actions.ALARM,
        InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
        ...(alarm.metric === undefined ? { AlarmRule: alarm.composite?.text } : { Trigger: trigger(alarm.metric) }),
    });
}
