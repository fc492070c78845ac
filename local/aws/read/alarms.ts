import { type AlarmDefinition, type MetricQuery, parseAlarmRule, validateAlarm } from "../../../models/alarms";
import { type Graph, type Props, type Resource, UNKNOWN } from "../../engine/graph";
import type { Findings } from "../findings";
import { Properties } from "../properties";
import type { AlarmResource } from "../resources";

const DEFINITION_KEYS = [
    ...["comparisonOperator", "threshold", "evaluationPeriods", "datapointsToAlarm", "treatMissingData", "namespace", "metricName"],
    ...["dimensions", "period", "statistic", "extendedStatistic", "thresholdMetricId", "alarmActions", "okActions", "insufficientDataActions"],
];
const NUMBERS = ["threshold", "evaluationPeriods", "datapointsToAlarm", "period"];

function readDefinition(name: string, values: Properties): AlarmDefinition {
    const definition: Props = { name };
    for (const key of DEFINITION_KEYS) {
        const value = NUMBERS.includes(key) ? values.number(key) : values.plain[key];
        // The provider has "" and 0 for what was not set.
        if (value !== undefined && value !== null && value !== "" && value !== UNKNOWN && !(key === "datapointsToAlarm" && value === 0)) {
            definition[key] = value;
        }
    }
    const queries = values.objects("metricQueries").map((query): MetricQuery => {
        const metric = query.object("metric");
        return {
            id: query.requiredText("id"),
            returnData: query.flag("returnData") ?? false,
            ...(query.text("expression") ? { expression: query.text("expression")! } : {}),
            ...(metric === undefined
                ? {}
                : {
                      metric: {
                          namespace: metric.text("namespace") ?? "",
                          metricName: metric.requiredText("metricName"),
                          dimensions: metric.textMap("dimensions"),
                          period: metric.number("period") ?? 60,
                          stat: metric.requiredText("stat"),
                      },
                  }),
        };
    });
    if (queries.length > 0) {
        definition.metricQueries = queries;
    }
    return definition as unknown as AlarmDefinition;
}

/** Metric and composite alarms, the composites last. An alarm that CloudWatch would refuse becomes a finding. */
export function readAlarms(graph: Graph, findings: Findings): AlarmResource[] {
    const alarms: AlarmResource[] = [];
    const common = (values: Properties, name: string): AlarmResource => ({
        name,
        arn: values.requiredText("arn"),
        description: values.text("alarmDescription"),
        actionsEnabled: values.flag("actionsEnabled") ?? true,
        actions: { ALARM: values.texts("alarmActions"), OK: values.texts("okActions"), INSUFFICIENT_DATA: values.texts("insufficientDataActions") },
    });
    const each = (type: string, read: (resource: Resource, values: Properties) => void) =>
        graph.resources.filter((resource) => resource.type === type).forEach((resource) => void read(resource, new Properties(resource)));

    each("aws:cloudwatch/metricAlarm:MetricAlarm", (resource, values) => {
        const metric = readDefinition(values.requiredText("name"), values);
        const problems = validateAlarm(metric);
        if (problems.length > 0) {
            findings.add("refused", resource.urn, problems.join("; "));
            return;
        }
        alarms.push({ ...common(values, metric.name!), metric });
    });
    each("aws:cloudwatch/compositeAlarm:CompositeAlarm", (resource, values) => {
        if (values.object("actionsSuppressor") !== undefined) {
            findings.add("unmodelled", resource.urn, "actionsSuppressor is not modelled: actions run as if it was not there");
        }
        const text = values.requiredText("alarmRule");
        try {
            alarms.push({ ...common(values, values.requiredText("alarmName")), composite: { rule: parseAlarmRule(text), text } });
        } catch (error) {
            findings.add("refused", resource.urn, (error as Error).message);
        }
    });
    return alarms;
}
