import { type AlarmDefinition, isUnreadQuery } from "../alarms";
import { once } from "./once";
import { ifKnown, keysOf, type Read, read } from "./read";
import type { GraphResource } from "./resource";
import { isEmpty, isGiven, isTrue, isUnset, numberIn, type Slot, slotAt, slotsIn, sourcesOf, textIn } from "./slot";

/** A metric that an alarm watches. */
export interface WatchedMetric {
    /** Id of its query; "" where the alarm watches one metric, undefined where that is not known. */
    readonly id: string | undefined;
    readonly namespace: Read<unknown>;
    readonly metricName: Read<unknown>;
    /** Dimension name → value. The names are known although the values may not be. */
    readonly dimensions: Read<ReadonlyMap<string, Read<unknown>>>;
    /** The property of the alarm in which the metric stands, for its dependencies. */
    readonly property: string;
    /** The query that watches the metric, where it is in a language that is not read here: Metrics Insights, a search, PromQL. */
    readonly query?: Read<unknown>;
}

/** A metric alarm as CloudWatch gets it. */
export interface AlarmReading {
    /** What is known of it. */
    readonly definition: AlarmDefinition;
    /** Paths in the definition of what the program gives and what is not known yet: "threshold", "metricQueries.0.metric.dimensions.RuleName". */
    readonly unknown: readonly string[];
}

/** Where an alarm, or a query of one, has the parts of its metric. */
interface MetricSlots {
    readonly namespace: Slot;
    readonly metricName: Slot;
    readonly dimensions: Slot;
    readonly period: Slot;
    readonly stat: Slot;
}

interface Query {
    readonly id: Slot;
    readonly expression: Slot;
    readonly returnData: Slot;
    /** True where it is the watched one although nothing says so. */
    readonly isWatched: boolean;
    /** Whether it is on a metric and no expression. */
    readonly isMetric: Read<boolean>;
    readonly metric: MetricSlots;
}

/** The property in which an alarm has its queries: the providers differ. */
const propertyOf = ({ props }: GraphResource) => ("metrics" in props ? "metrics" : "metricQueries");

/** The queries of an alarm; empty for an alarm on one metric. */
const queriesOf = once((alarm: GraphResource): readonly Query[] => {
    const property = propertyOf(alarm);
    const slots = slotsIn(alarm, property);
    const returnData = slots.map((_, index) => slotAt(alarm, `${property}.${index}.returnData`));
    // CloudWatch takes what is not said for true, the classic provider for false.
    const isLeftOut = property === "metrics" && !returnData.some(isTrue);
    return slots.map((_, index): Query => {
        const at = (...paths: string[]) => slotAt(alarm, ...paths.map((path) => `${property}.${index}.${path}`));
        const { value } = at("metric", "metricStat");
        return {
            id: at("id"),
            expression: at("expression"),
            returnData: returnData[index]!,
            isWatched: slots.length === 1 || (isLeftOut && isEmpty(returnData[index]!)),
            isMetric: value.known ? { known: true, value: keysOf(value.value) !== undefined } : value,
            metric: {
                namespace: at("metric.namespace", "metricStat.metric.namespace"),
                metricName: at("metric.metricName", "metricStat.metric.metricName"),
                dimensions: at("metric.dimensions", "metricStat.metric.dimensions"),
                period: at("metric.period", "metricStat.period"),
                stat: at("metric.stat", "metricStat.stat"),
            },
        };
    });
});

/** Dimensions as a record, or as `aws-native` has them, as a list of names and values. */
function dimensionsIn({ value }: Slot): WatchedMetric["dimensions"] {
    if (!value.known) {
        return value;
    }
    const dimensions = value.value;
    return read(() => {
        if (Array.isArray(dimensions)) {
            const list = dimensions as { name: unknown; value: unknown }[];
            // Iterating over the list would read elements that may be unknown.
            return new Map(Array.from({ length: list.length }, (_, i) => [String(list[i]!.name), read(() => list[i]!.value)]));
        }
        return new Map((keysOf(dimensions) ?? []).map((key) => [key, read(() => (dimensions as Record<string, unknown>)[key])]));
    });
}

function watched(id: string | undefined, { namespace, metricName, dimensions }: Omit<MetricSlots, "period" | "stat">): WatchedMetric {
    return {
        id,
        namespace: namespace.value,
        metricName: metricName.value,
        dimensions: dimensionsIn(dimensions),
        property: dimensions.property,
    };
}

/** The queries on which the watched one depends; all of them where that is not known, or where nothing says which is watched. */
function usedQueries(queries: readonly Query[]): readonly Query[] {
    const returning = queries.filter(({ returnData }) => !returnData.value.known || isTrue(returnData));
    if (queries.some(({ id, expression }) => !id.value.known || !expression.value.known) || returning.length !== 1) {
        return queries;
    }
    const used = new Set(returning);
    // A set visits what is added while it is walked.
    for (const { expression } of used) {
        // What is in quotes names no query.
        const words = new Set(String(ifKnown(expression.value)).match(/"[^"]*"|'[^']*'|\w+/g));
        for (const query of queries) {
            if (words.has(String(ifKnown(query.id.value))) || words.has("METRICS")) {
                used.add(query);
            }
        }
    }
    return [...used];
}

/** The metrics that decide about a metric alarm, of which one may be hidden in metric maths. */
export const watchedMetrics = once((alarm: GraphResource): readonly WatchedMetric[] => {
    const queries = slotAt(alarm, propertyOf(alarm));
    const unknown = { ...queries, value: { known: false } as const };
    if (!queries.value.known) {
        return [watched(undefined, { namespace: unknown, metricName: unknown, dimensions: unknown })];
    }
    if (isGiven(slotAt(alarm, "evaluationCriteria"))) {
        return [unread(slotAt(alarm, PROMQL))];
    }
    if (queriesOf(alarm).length === 0) {
        const at = (property: string) => slotAt(alarm, property);
        return [watched("", { namespace: at("namespace"), metricName: at("metricName"), dimensions: at("dimensions") })];
    }
    const used = usedQueries(queriesOf(alarm));
    const isOnlyMaths = used.every(({ isMetric }) => isMetric.known && !isMetric.value);
    return used.flatMap(({ id, expression, isMetric, metric }) => {
        const name = id.value.known ? String(id.value.value) : undefined;
        if (!isMetric.known || isMetric.value) {
            return [watched(name, metric)];
        }
        // Maths without a metric is none: what is not known yet will be a query.
        const isUnread = expression.value.known ? isUnreadQuery(String(expression.value.value)) : isOnlyMaths;
        return isUnread ? [unread(expression, name)] : [];
    });
});

/** Where a PromQL alarm has its query. */
const PROMQL = "evaluationCriteria.promqlCriteria.query";

/** What a query in a language that is not read here watches: any metric. */
const unread = ({ value, property }: Slot, id?: string): WatchedMetric => ({
    id,
    namespace: UNKNOWN,
    metricName: UNKNOWN,
    dimensions: UNKNOWN,
    property,
    query: value,
});

const UNKNOWN = { known: false } as const;

const NUMBERS = ["threshold", "evaluationPeriods", "datapointsToAlarm", "period"];
const TEXTS = ["comparisonOperator", "treatMissingData", "namespace", "metricName", "statistic", "extendedStatistic", "thresholdMetricId"];
const ACTIONS = ["alarmActions", "okActions", "insufficientDataActions"];

/** Reads a metric alarm of either provider. */
export const readAlarm = once((alarm: GraphResource): AlarmReading => {
    const unknown: string[] = [];
    const take = (into: Record<string, unknown>, key: string, slot: Slot, as: (slot: Slot) => unknown, at = "") => {
        if (!slot.value.known) {
            // What the program does not give and the provider computes matters no more than what it does not give.
            if (sourcesOf(slot).length > 0) {
                unknown.push(at + key);
            }
        } else if (!isUnset(slot.value.value)) {
            into[key] = as(slot) ?? slot.value.value;
        }
    };
    const takeDimensions = (into: Record<string, unknown>, slot: Slot, at = "") => {
        const dimensions = dimensionsIn(slot);
        if (!dimensions.known) {
            unknown.push(`${at}dimensions`);
        } else if (dimensions.value.size > 0) {
            const values: Record<string, unknown> = {};
            dimensions.value.forEach((value, name) => take(values, name, { ...slot, value }, textIn, `${at}dimensions.`));
            into.dimensions = values;
        }
    };

    const definition: Record<string, unknown> = {};
    take(definition, "name", slotAt(alarm, "name", "alarmName"), textIn);
    NUMBERS.forEach((key) => take(definition, key, slotAt(alarm, key), numberIn));
    TEXTS.forEach((key) => take(definition, key, slotAt(alarm, key), textIn));
    takeDimensions(definition, slotAt(alarm, "dimensions"));
    if (isGiven(slotAt(alarm, "evaluationCriteria"))) {
        definition.evaluationCriteria = { promqlCriteria: { query: textIn(slotAt(alarm, PROMQL)) } };
    }
    for (const key of ACTIONS) {
        const values: Record<string, unknown> = {};
        slotsIn(alarm, key).forEach((slot, index) => take(values, String(index), slot, textIn, `${key}.`));
        definition[key] = Object.values(values);
    }
    // The provider has 0 for what was not set.
    if (definition.datapointsToAlarm === 0) {
        delete definition.datapointsToAlarm;
    }
    const queries = queriesOf(alarm).map(({ id, expression, returnData, isWatched, isMetric, metric }, index) => {
        const query: Record<string, unknown> = {};
        const at = `metricQueries.${index}.`;
        take(query, "id", id, textIn, at);
        take(query, "expression", expression, textIn, at);
        if (isWatched) {
            query.returnData = true;
        } else {
            take(query, "returnData", returnData, isTrue, at);
        }
        if (!isMetric.known) {
            unknown.push(`${at}metric`);
        } else if (isMetric.value) {
            const own: Record<string, unknown> = {};
            take(own, "period", metric.period, numberIn, `${at}metric.`);
            take(own, "namespace", metric.namespace, textIn, `${at}metric.`);
            take(own, "metricName", metric.metricName, textIn, `${at}metric.`);
            take(own, "stat", metric.stat, textIn, `${at}metric.`);
            takeDimensions(own, metric.dimensions, `${at}metric.`);
            query.metric = own;
        }
        return query;
    });
    if (queries.length > 0) {
        definition.metricQueries = queries;
    }
    return { definition: definition as unknown as AlarmDefinition, unknown };
});
