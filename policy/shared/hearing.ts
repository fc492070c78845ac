import type { PolicyResource } from "@pulumi/policy";

import { alarmsOfRule, evaluateAlarmRule, parseAlarmRule } from "../../models/alarms";
import { Directory } from "./directory";
import { type Answer, all, answer, any, ifKnown, type Read, read } from "./read";

/** An alarm that watches other alarms, and whether it goes off when only the one in question does. */
interface Composite {
    readonly alarm: PolicyResource;
    readonly goesOff: Answer;
}

/** Which alarms do something when they go off: they have actions that are switched on, or a composite alarm that goes off with them has. */
export class Hearing {
    private readonly composites = new Map<PolicyResource, Composite[]>();

    constructor(metricAlarms: readonly PolicyResource[], compositeAlarms: readonly PolicyResource[]) {
        const alarms = new Directory([...metricAlarms, ...compositeAlarms], ({ props }) => [
            read(() => props.name),
            read(() => props.alarmName),
            read(() => props.arn),
        ]);
        for (const composite of compositeAlarms) {
            const text = read(() => composite.props.alarmRule);
            for (const { alarm, goesOff } of text.known ? children(composite, text.value, alarms) : possibleChildren(composite, alarms)) {
                this.composites.set(alarm, [...(this.composites.get(alarm) ?? []), { alarm: composite, goesOff }]);
            }
        }
    }

    /** The alarms whose actions run when the alarm goes off: its own and those of composite alarms above it that may go off with it alone. */
    public heardThrough(alarm: PolicyResource, below: readonly PolicyResource[] = []): PolicyResource[] {
        const above = (this.composites.get(alarm) ?? []).filter(({ alarm: composite, goesOff }) => goesOff !== "no" && !below.includes(composite));
        const own = actionsEnabled(alarm) === "no" || (ifKnown(alarmActions(alarm)) ?? 1) === 0 ? [] : [alarm];
        return [...own, ...above.flatMap((composite) => this.heardThrough(composite.alarm, [...below, alarm]))];
    }

    /** Whether somebody or something is told when the alarm goes off. */
    public isHeard(alarm: PolicyResource, below: readonly PolicyResource[] = []): Answer {
        const above = (this.composites.get(alarm) ?? []).filter((composite) => !below.includes(composite.alarm));
        return any([
            all([answer(alarmActions(alarm), (count) => count > 0), actionsEnabled(alarm)]),
            ...above.map((composite) => all([composite.goesOff, this.isHeard(composite.alarm, [...below, alarm])])),
        ]);
    }
}

/** How many actions an alarm has for the state ALARM. Their ARNs need not be known. */
export function alarmActions(alarm: PolicyResource): Read<number> {
    return read(() => (Array.isArray(alarm.props.alarmActions) ? alarm.props.alarmActions.length : 0));
}

/** Whether the actions of an alarm are switched on, as they are by default. */
function actionsEnabled(alarm: PolicyResource): Answer {
    return answer(
        read(() => alarm.props.actionsEnabled),
        (enabled) => enabled !== false,
    );
}

function children(composite: PolicyResource, text: unknown, alarms: Directory): Composite[] {
    try {
        const rule = parseAlarmRule(String(text));
        return alarmsOfRule(rule).flatMap((name) => {
            const goesOff = answer({ known: true, value: evaluateAlarmRule(rule, (other) => (other === name ? "ALARM" : "OK")) }, Boolean);
            return alarms.called(name.replace(/^arn:[^/]*:alarm:/, ""), composite).map((alarm) => ({ alarm, goesOff }));
        });
    } catch {
        // CloudWatch refuses the rule: it watches nothing.
        return [];
    }
}

function possibleChildren(composite: PolicyResource, alarms: Directory): Composite[] {
    return alarms.sourcesOf(composite, "alarmRule").map((alarm) => ({ alarm, goesOff: "unknown" }));
}
