import type { AlarmDefinition } from "../../models/alarms";
import { SERVICE_CALLS, type ServiceCall } from "../../models/policies";
import type { Alarm, AlarmChange } from "./alarms";
import { isoTime, type Services } from "./services";

const FUNCTION_CALL: ServiceCall = {
    service: "lambda.alarms.cloudwatch.amazonaws.com",
    actions: ["lambda:InvokeFunction"],
    sends: ["aws:SourceArn", "aws:SourceAccount"],
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html",
};

/** CloudWatch writes +0000 where others write Z. */
const alarmTime = (ms: number) => isoTime(ms).replace("Z", "+0000");

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
function alarmMessage({ place }: Services, alarm: Alarm, change: AlarmChange): string {
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

/**
 * Runs one action of an alarm's change: a message to a topic, or the call of a function. One that fails is a finding: on AWS only the alarm's history
 * tells of it.
 *
 * @returns why it reached nobody.
 */
export function runAlarmAction(services: Services, alarm: Alarm, action: string, change: AlarmChange): string | undefined {
    const { topics, functions, access, findings, place } = services;
    const unheard = (why: string) => {
        findings.add("unheard", alarm.arn, `Alarm "${alarm.name}": the action ${action} reached nobody: ${why}`);
        return why;
    };
    const service = action.split(":")[2];
    if (service === "sns") {
        const topic = topics.find(action);
        const answer = topic && access.service(SERVICE_CALLS.cloudWatchToTopic, topic, alarm.arn);
        if (topic === undefined || !answer?.allowed) {
            return unheard(answer?.reason ?? "there is no such topic");
        }
        const subject = `${change.to}: "${alarm.name}" in ${place.region}`;
        topics.publish(topic, { kind: "alarm", message: alarmMessage(services, alarm, change), subject, from: alarm.arn }, (notified) =>
            change.notified.push(notified),
        );
    } else if (service === "lambda") {
        const target = functions.guarded(action);
        const answer = target && access.service(FUNCTION_CALL, target, alarm.arn);
        if (!answer?.allowed) {
            return unheard(answer?.reason ?? "there is no such function");
        }
        const state = (value: string) => ({ value, reason: change.reason, timestamp: alarmTime(change.atMs) });
        const payload = {
            source: "aws.cloudwatch",
            alarmArn: alarm.arn,
            accountId: place.account,
            time: alarmTime(change.atMs),
            region: place.region,
            alarmData: { alarmName: alarm.name, state: state(change.to), previousState: { value: change.from }, configuration: {} },
        };
        functions.accept(action, payload, {
            event: `alarm ${alarm.name}`,
            invoked: () => {},
            succeeded: () => change.notified.push({ who: `lambda:${action.split(":")[6]}`, atMs: services.clock.now() }),
            kept: () => {},
            dropped: (why) => void unheard(why),
        });
    } else {
        findings.add("unmodelled", alarm.arn, `Alarm actions of the service "${service}" are not modelled: ${action} has no effect`);
        return "it is not modelled by the local AWS";
    }
    return undefined;
}
