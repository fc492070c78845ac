import type { PolicyResource } from "@pulumi/policy";

import {
    type AlarmDefinition,
    type AlarmState,
    alarmMetrics,
    evaluateAlarm,
    evaluateMetricQueries,
    evaluationRange,
    type MetricQuery,
    validateAlarm,
} from "../../models/alarms";
import { onceForText } from "./once";
import { read } from "./read";
import { isUnset, numberIn, type Slot, slotAt, slotsIn, textIn } from "./slot";

/** What an alarm does. */
export type Firing =
    | { readonly kind: "fires" }
    | { readonly kind: "silent"; readonly reason: string }
    | { readonly kind: "alwaysOn"; readonly reason: string }
    | { readonly kind: "refused"; readonly reason: string }
    | { readonly kind: "unknown" };

const NUMBERS = ["threshold", "evaluationPeriods", "datapointsToAlarm", "period"];
const TEXTS = ["comparisonOperator", "treatMissingData", "namespace", "metricName", "statistic", "extendedStatistic", "thresholdMetricId"];

/** Undefined where it is not known. The definition needs no values of dimensions: which metric gets data is decided elsewhere. */
function definitionOf(alarm: PolicyResource): AlarmDefinition | undefined {
    const definition: Record<string, unknown> = {};
    let open = false;
    const take = (into: Record<string, unknown>, key: string, slot: Slot, as: (slot: Slot) => unknown) => {
        if (!slot.value.known) {
            // What the program does not give and the provider computes matters no more than what it does not give.
            open ||= (slot.resource.propertyDependencies[slot.property] ?? []).length > 0;
        } else if (!isUnset(slot.value.value)) {
            into[key] = as(slot) ?? slot.value.value;
        }
    };
    for (const key of NUMBERS) {
        take(definition, key, slotAt(alarm, key), numberIn);
    }
    for (const key of TEXTS) {
        take(definition, key, slotAt(alarm, key), textIn);
    }
    if (definition.datapointsToAlarm === 0) {
        delete definition.datapointsToAlarm;
    }
    const property = "metrics" in alarm.props ? "metrics" : "metricQueries";
    const queries = slotsIn(alarm, property).map((_, index, all) => {
        const query: Record<string, unknown> = {};
        const path = `${property}.${index}`;
        take(query, "id", slotAt(alarm, `${path}.id`), textIn);
        take(query, "expression", slotAt(alarm, `${path}.expression`), textIn);
        query.returnData =
            all.length === 1 || read(() => alarm.props[property][index].returnData === true || alarm.props[property][index].returnData === "true");
        const returned = query.returnData as { known: boolean; value?: boolean } | boolean;
        query.returnData = typeof returned === "boolean" ? returned : returned.known && returned.value === true;
        const metric = read(() => keys(alarm.props[property][index].metric ?? alarm.props[property][index].metricStat));
        if (!metric.known) {
            open = true;
        } else if (metric.value > 0) {
            const own: Record<string, unknown> = {};
            take(own, "period", slotAt(alarm, `${path}.metric.period`, `${path}.metricStat.period`), numberIn);
            take(own, "stat", slotAt(alarm, `${path}.metric.stat`, `${path}.metricStat.stat`), textIn);
            take(own, "namespace", slotAt(alarm, `${path}.metric.namespace`, `${path}.metricStat.metric.namespace`), textIn);
            take(own, "metricName", slotAt(alarm, `${path}.metric.metricName`, `${path}.metricStat.metric.metricName`), textIn);
            query.metric = own;
        }
        return query as unknown as MetricQuery;
    });
    if (queries.length > 0) {
        definition.metricQueries = queries;
    }
    return open ? undefined : (definition as unknown as AlarmDefinition);
}

const keys = (value: unknown) => (typeof value === "object" && value !== null ? Object.keys(value).length : 0);

/** How metrics move: the value in a period by the number of periods since the failure, undefined for no data. */
const COURSES = {
    /** One failure in silence, of a metric that is published only when there is one. */
    once: (periodsSince: number) => (periodsSince === 0 ? 1 : undefined),
    /** One message that stays in a queue. */
    stays: (periodsSince: number) => (periodsSince < 0 ? 0 : 1),
    /** Nothing happens, and nothing is published. */
    silence: () => undefined,
    /** Nothing happens, and that is published as 0. */
    zero: () => 0,
} satisfies Record<string, (periodsSince: number) => number | undefined>;

export type Course = keyof typeof COURSES;

/** The states that an alarm goes through, one for each period from long before to long after the failure. */
function statesOf(definition: AlarmDefinition, courses: ReadonlyMap<string, Course>): { states: AlarmState[]; reason: string } {
    const range = evaluationRange(definition);
    const metrics = alarmMetrics(definition);
    const states: AlarmState[] = [];
    let state: AlarmState = "INSUFFICIENT_DATA";
    let reason = "";
    for (let newest = -2; newest <= 2 * range; newest += 1) {
        const window = (course: Course) => Array.from({ length: range }, (_, index) => COURSES[course](newest - range + 1 + index));
        const series = Object.fromEntries(metrics.map(({ id }) => [id, window(courses.get(id) ?? "silence")]));
        const points = definition.metricQueries === undefined ? series[""]! : evaluateMetricQueries(definition.metricQueries, series);
        const evaluation = evaluateAlarm(definition, points, state);
        state = evaluation.state;
        if (newest === 0) {
            reason = evaluation.reason;
        }
        states.push(state);
    }
    return { states, reason };
}

/**
 * Whether an alarm goes off at one failure, and only then.
 *
 * @param failures ids of the queries that may move, and how; the alarm must go off when one of them does, or when all do
 * @param silence how the same queries move while nothing happens
 */
export function firing(alarm: PolicyResource, failures: ReadonlyMap<string, Course>, silence: readonly Course[] = ["silence"]): Firing {
    const definition = definitionOf(alarm);
    return definition === undefined ? { kind: "unknown" } : firingOf(JSON.stringify([definition, [...failures], silence]));
}

/** Many alarms differ in nothing that matters here. */
const firingOf = onceForText((question): Firing => {
    const [definition, moving, silence] = JSON.parse(question) as [AlarmDefinition, [string, Course][], Course[]];
    const failures = new Map(moving);
    const refused = validateAlarm(definition);
    if (refused.length > 0) {
        return { kind: "refused", reason: refused.join("; ") };
    }
    try {
        for (const course of silence) {
            const { states, reason } = statesOf(definition, new Map([...failures].map(([id]) => [id, course])));
            if (states.includes("ALARM")) {
                return { kind: "alwaysOn", reason: reason.replace(/\.$/, "") };
            }
        }
        const single = [...failures].map(([id, course]) => new Map([[id, course]]));
        const results = [...single, failures].map((courses) => statesOf(definition, courses));
        return results.some(({ states }) => states.includes("ALARM"))
            ? { kind: "fires" }
            : { kind: "silent", reason: (results[0]?.reason ?? "").replace(/\.$/, "") };
    } catch (error) {
        if (error instanceof Error && error.name === "UnmodelledError") {
            return { kind: "unknown" };
        }
        return { kind: "refused", reason: error instanceof Error ? error.message : String(error) };
    }
});
