import { once } from "./once";
import { ifKnown, keysOf, type Read, read } from "./read";
import type { GraphResource } from "./resource";

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
}

const UNKNOWN = { known: false } as const;

/** To walk a list of which an element may be unknown: iterating over it would read that. */
const indices = (list: readonly unknown[]) => Array.from({ length: list.length }, (_, i) => i);

/** Dimensions as a record, or as `aws-native` has them, as a list of names and values. */
function dimensionsOf(get: () => unknown): WatchedMetric["dimensions"] {
    return read(() => {
        const dimensions = get();
        if (Array.isArray(dimensions)) {
            return new Map(indices(dimensions).map((i) => [String(dimensions[i].name), read(() => dimensions[i].value)]));
        }
        return new Map((keysOf(dimensions) ?? []).map((key) => [key, read(() => (dimensions as Record<string, unknown>)[key])]));
    });
}

function metricAt(id: string | undefined, property: string, get: () => Record<string, unknown>): WatchedMetric {
    return {
        id,
        namespace: read(() => get().namespace),
        metricName: read(() => get().metricName),
        dimensions: dimensionsOf(() => get().dimensions),
        property,
    };
}

interface Query {
    readonly id: Read<unknown>;
    readonly expression: Read<unknown>;
    readonly returnsData: Read<boolean>;
    readonly metric: WatchedMetric | undefined;
}

/** The queries on which the watched one depends; all of them where that is not known, or where nothing says which is watched. */
function usedQueries(queries: readonly Query[]): readonly Query[] {
    const watched = queries.filter(({ returnsData }) => ifKnown(returnsData) ?? true);
    if (queries.some(({ id, expression }) => !id.known || !expression.known) || watched.length !== 1) {
        return queries;
    }
    const used = new Set(watched);
    // A set visits what is added while it is walked.
    for (const { expression } of used) {
        // What stands in quotes names no query.
        const words = new Set(String(ifKnown(expression)).match(/"[^"]*"|'[^']*'|\w+/g));
        for (const query of queries) {
            if (words.has(String(ifKnown(query.id))) || words.has("METRICS")) {
                used.add(query);
            }
        }
    }
    return [...used];
}

/** The metrics that decide about a metric alarm, of which one may be hidden in metric maths. */
export const watchedMetrics = once(({ props }: GraphResource): readonly WatchedMetric[] => {
    const property = "metrics" in props ? "metrics" : "metricQueries";
    const queries = read(() => props[property]);
    if (!queries.known) {
        return [{ id: undefined, namespace: UNKNOWN, metricName: UNKNOWN, dimensions: UNKNOWN, property }];
    }
    if (!Array.isArray(queries.value) || queries.value.length === 0) {
        return [metricAt("", "dimensions", () => props)];
    }
    const list = queries.value;
    const used = usedQueries(
        indices(list).map((i): Query => {
            const metric = read(() => list[i].metric ?? list[i].metricStat?.metric);
            const id = read(() => list[i].id as unknown);
            return {
                id,
                expression: read(() => list[i].expression),
                returnsData: read(() => list[i].returnData === true),
                metric:
                    metric.known && keysOf(metric.value) === undefined
                        ? undefined
                        : metricAt(id.known ? String(id.value) : undefined, property, () => list[i].metric ?? list[i].metricStat.metric),
            };
        }),
    );
    return used.flatMap(({ metric }) => metric ?? []);
});
