import { findMetric, isPublishedUnder, type MetricFact, METRICS, METRICS_OF } from "../alarms";
import { type WatchedMetric, watchedMetrics } from "./alarms";
import { type Bus, busIn, isCustom, isOnBus } from "./buses";
import { alarmActions, type Notifications } from "./compositeAlarms";
import type { Directory } from "./directory";
import { areApart } from "./places";
import { type Answer, all, answer, ifKnown, type Read } from "./read";
import type { GraphResource } from "./resource";

const { namespace: NAMESPACE, dimension: RULE, bus: BUS } = METRICS_OF.rule;
const FAILURES: readonly MetricFact[] = METRICS.filter(({ counts }) => counts === "failures");

const factOf = ({ namespace, metricName }: WatchedMetric): MetricFact | undefined =>
    findMetric(String(ifKnown(namespace)), String(ifKnown(metricName)));

/** Whether a metric counts events of a rule, whatever becomes of them. Rates have such a one in the denominator. */
export const countsEvents = (metric: WatchedMetric) => factOf(metric)?.counts === "events";

/** Whether a metric counts events of a rule that were delivered. */
export const countsDeliveries = (metric: WatchedMetric) => factOf(metric)?.counts === "deliveries";

/** Why an alarm that watches a rule does not count. */
export type AlarmFault = "region" | "dimensions" | "noActions" | "actionsOff";

/** An alarm that watches failed deliveries of a rule, or that seems to. */
export interface RuleAlarm {
    readonly alarm: GraphResource;
    /** Whether it goes off when an event of the rule could not be delivered, and someone is notified. */
    readonly counts: Answer;
    readonly fault: AlarmFault | undefined;
    readonly metric: RuleMetric;
    /** Whether the metric gets data of this rule. */
    readonly getsData: Answer;
}

/** A failure metric that an alarm watches, and the rules that it may belong to. */
export interface RuleMetric {
    readonly alarm: GraphResource;
    readonly metric: WatchedMetric;
    readonly isFailure: Answer;
    readonly rules: readonly GraphResource[];
    /** Whether it belongs to the rules for sure. */
    readonly sure: boolean;
}

const UNKNOWN: Read<unknown> = { known: false };

function isFailure({ namespace, metricName, query }: WatchedMetric): Answer {
    const text = query?.known ? String(query.value) : undefined;
    if (text !== undefined && !FAILURES.some((fact) => text.includes(fact.metricName))) {
        return "no";
    }
    return all([
        answer(namespace, (value) => value === NAMESPACE),
        answer(metricName, (value) => FAILURES.some((fact) => fact.metricName === value)),
    ]);
}

/** The failure metrics among those that an alarm watches. */
export function ruleMetrics(alarm: GraphResource, rules: Directory): RuleMetric[] {
    const metrics = watchedMetrics(alarm);
    const failures = metrics.filter((metric) => isFailure(metric) !== "no");
    const unnamed = metrics.filter((metric) => !ruleName(metric)?.known);
    // With one failure metric for each of several rules it does not matter which is whose.
    const alike = unnamed.every((metric) => isFailure(metric) === "yes" && metric.dimensions.known) ? unnamed.length : 1;
    return failures.map((metric) => {
        const name = ruleName(metric);
        const named = rulesInQuery(metric);
        if (named.length > 0) {
            return { alarm, metric, isFailure: isFailure(metric), rules: named.flatMap((one) => rules.called(one, alarm)), sure: false };
        }
        const link = name === undefined ? { to: meant(metric, alarm, rules), sure: true } : rules.resolve(alarm, metric.property, name, alike);
        return { alarm, metric, isFailure: isFailure(metric), rules: link.to, sure: link.sure };
    });
}

/** The names of rules that a query asks for; empty where it asks for all, or is not known. Names are the same in SQL and PromQL. */
function rulesInQuery({ query }: WatchedMetric): string[] {
    const text = query?.known ? String(query.value) : "";
    return [...text.matchAll(/\bRuleName["']?\s*=\s*["']([^"']+)["']/g)].map(([, name]) => name!);
}

/** Without the dimension RuleName a dependency shows which rule was meant, or the name of one in another dimension. */
function meant({ property, dimensions }: WatchedMetric, alarm: GraphResource, rules: Directory): readonly GraphResource[] {
    const sources = rules.sourcesOf(alarm, property);
    const values = dimensions.known ? [...dimensions.value.values()] : [];
    return sources.length > 0 ? sources : values.flatMap((value) => rules.called(ifKnown(value), alarm));
}

/** The value of the dimension RuleName; undefined if there is none. */
function ruleName({ dimensions }: WatchedMetric): Read<unknown> | undefined {
    return dimensions.known ? dimensions.value.get(RULE) : UNKNOWN;
}

/**
 * Whether the dimensions are those under which EventBridge publishes metrics of the rule: RuleName alone on the default bus, EventBusName and
 * RuleName on another one. Under any others the metric never gets data.
 */
function hasDimensions({ alarm, metric }: RuleMetric, rule: GraphResource, bus: Bus): Answer {
    const { dimensions, property } = metric;
    if (!dimensions.known) {
        return "unknown";
    }
    const names = [...dimensions.value.keys()];
    // While the name of a failure metric is not known: all are published under the same dimensions.
    const fact = factOf(metric) ?? FAILURES[0]!;
    const isFor = (kind: "default" | "custom") => names.includes(RULE) && isPublishedUnder(fact, names, kind);
    if (isFor("default")) {
        const custom = isCustom(bus);
        return custom === "unknown" ? custom : custom === "no" ? "yes" : "no";
    }
    if (!isFor("custom")) {
        return "no";
    }
    const value = dimensions.value.get(BUS) ?? UNKNOWN;
    // The metric carries the name of the bus, never its ARN.
    const isArn = value.known && String(value.value).startsWith("arn:");
    return isArn ? "no" : all([isCustom(bus), isOnBus(rule, bus, busIn(alarm, property, value))]);
}

/** What the alarm of a metric does for a rule to which the metric belongs. */
export function judge(metric: RuleMetric, rule: GraphResource, bus: Bus, notifications: Notifications): RuleAlarm {
    const { alarm } = metric;
    const apart = areApart(alarm, rule);
    const dimensions = apart ? "no" : hasDimensions(metric, rule, bus);
    const notified = notifications.notifies(alarm);
    const sure = metric.sure ? "yes" : "unknown";
    const counts = all([metric.isFailure, sure, dimensions, notified]);
    const getsData = all([metric.isFailure, sure, dimensions]);
    if (dimensions === "no") {
        // Between rules of one name on several buses the alarm may be right for another one.
        const fault = apart ? "region" : "dimensions";
        return { alarm, counts, metric, getsData, fault: metric.sure && metric.rules.length === 1 ? fault : undefined };
    }
    if (notified !== "no") {
        return { alarm, counts, metric, getsData, fault: undefined };
    }
    return { alarm, counts, metric, getsData, fault: (ifKnown(alarmActions(alarm)) ?? 0) > 0 ? "actionsOff" : "noActions" };
}
