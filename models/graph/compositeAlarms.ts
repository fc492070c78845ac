import { alarmsOfRule, evaluateAlarmRule, parseAlarmRule } from "../alarms";
import { Directory } from "./directory";
import { type Answer, all, answer, any, type Read, read } from "./read";
import type { GraphResource } from "./resource";

/** An alarm that watches another one, and whether it goes off with that one alone. */
interface Composite {
    readonly alarm: GraphResource;
    readonly sure: boolean;
}

/** Which alarms do something when they go off: they have actions that are switched on, or a composite alarm that goes off with them has. */
export class Notifications {
    private readonly composites = new Map<GraphResource, Composite[]>();

    constructor(metricAlarms: readonly GraphResource[], compositeAlarms: readonly GraphResource[]) {
        const alarms = new Directory([...metricAlarms, ...compositeAlarms], ({ props }) => [read(() => props.name), read(() => props.alarmName)]);
        for (const composite of compositeAlarms) {
            const text = read(() => composite.props.alarmRule);
            const children = text.known ? childrenIn(composite, text.value, alarms) : alarms.sourcesOf(composite, "alarmRule");
            for (const child of children) {
                this.composites.set(child, [...(this.composites.get(child) ?? []), { alarm: composite, sure: text.known }]);
            }
        }
    }

    /** The alarms whose actions run when the alarm goes off: its own and those of composite alarms above it that may go off with it alone. */
    public alarmsThatAct(alarm: GraphResource): GraphResource[] {
        return this.goingOff(alarm, () => true).filter((one) => actionsEnabled(one) !== "no");
    }

    /** Whether an alarm that goes off notifies someone or runs something. */
    public notifies(alarm: GraphResource): Answer {
        const acts = (one: GraphResource) => all([answer(alarmActions(one), (count) => count > 0), actionsEnabled(one)]);
        const sure = any(this.goingOff(alarm, ({ sure }) => sure).map(acts));
        return sure !== "no" || any(this.goingOff(alarm, () => true).map(acts)) === "no" ? sure : "unknown";
    }

    /** The alarm and those above it that go off with it, as far as they count. */
    private goingOff(alarm: GraphResource, counts: (composite: Composite) => boolean): GraphResource[] {
        const found = new Set([alarm]);
        // A set visits what is added while it is walked, and nothing twice: composite alarms may form a circle.
        for (const one of found) {
            for (const composite of (this.composites.get(one) ?? []).filter(counts)) {
                found.add(composite.alarm);
            }
        }
        return [...found];
    }
}

/** How many actions an alarm has for the state ALARM. Their ARNs need not be known. */
export function alarmActions(alarm: GraphResource): Read<number> {
    return read(() => (Array.isArray(alarm.props.alarmActions) ? alarm.props.alarmActions.length : 0));
}

/** Whether the actions of an alarm are switched on, as they are by default. */
export function actionsEnabled(alarm: GraphResource): Answer {
    return answer(
        read(() => alarm.props.actionsEnabled),
        (enabled) => enabled !== false && enabled !== "false",
    );
}

/** The alarms of a composite alarm's rule with which alone it goes off. */
function childrenIn(composite: GraphResource, text: unknown, alarms: Directory): readonly GraphResource[] {
    try {
        const rule = parseAlarmRule(String(text));
        const isOn = (inAlarm?: string) => evaluateAlarmRule(rule, (other) => (other === inAlarm ? "ALARM" : "OK"));
        // One that is on while all is well goes off at nothing.
        return alarmsOfRule(rule)
            .filter((name) => isOn(name) && !isOn())
            .flatMap((name) => alarms.called(name.replace(/^arn:[^/]*:alarm:/, ""), composite));
    } catch {
        // CloudWatch refuses the rule: it watches nothing.
        return [];
    }
}
