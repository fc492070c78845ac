import { parseAlarmRule, validateAlarm } from "../../../models/alarms";
import { actionsEnabled, type GraphResource, isGiven, readAlarm, slotAt, slotsIn } from "../../../models/graph";
import type { Graph } from "../../engine/graph";
import { graphResources } from "../../engine/graphResources";
import type { Findings } from "../findings";
import type { AlarmResource } from "../resources";
import { optionalText, requiredText } from "./values";

/** What metric and composite alarms have in common. */
function readCommon(alarm: GraphResource): AlarmResource {
    const actions = (property: string) => slotsIn(alarm, property).map(requiredText);
    return {
        name: requiredText(slotAt(alarm, "name", "alarmName")),
        arn: requiredText(slotAt(alarm, "arn")),
        description: optionalText(slotAt(alarm, "alarmDescription")),
        actionsEnabled: actionsEnabled(alarm) !== "no",
        actions: { ALARM: actions("alarmActions"), OK: actions("okActions"), INSUFFICIENT_DATA: actions("insufficientDataActions") },
    };
}

/** Metric and composite alarms, the composites last. An alarm that CloudWatch would refuse becomes a finding. */
export function readAlarms(graph: Graph, findings: Findings): AlarmResource[] {
    const of = (type: string) => graphResources(graph).filter((resource) => resource.type === type);
    const alarms: AlarmResource[] = [];
    for (const resource of of("aws:cloudwatch/metricAlarm:MetricAlarm")) {
        const metric = readAlarm(resource).definition;
        const problems = validateAlarm(metric);
        if (problems.length > 0) {
            findings.add("refused", resource.urn, problems.join("; "));
        } else {
            alarms.push({ ...readCommon(resource), metric });
        }
    }
    for (const resource of of("aws:cloudwatch/compositeAlarm:CompositeAlarm")) {
        if (isGiven(slotAt(resource, "actionsSuppressor"))) {
            findings.add("unmodelled", resource.urn, "actionsSuppressor is not modelled: actions run as if it was not there");
        }
        const text = requiredText(slotAt(resource, "alarmRule"));
        try {
            alarms.push({ ...readCommon(resource), composite: { rule: parseAlarmRule(text), text } });
        } catch (error) {
            findings.add("refused", resource.urn, (error as Error).message);
        }
    }
    return alarms;
}
