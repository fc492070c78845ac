import { requireModelled } from "./evaluate";
import { type MathNode, parseMetricMath } from "./metricMath";
import type { AlarmDefinition, MetricQuery, MetricReference, Series } from "./types";
import { unmodelled } from "./types";

/** A value while an expression is computed: a number, one series, several series, or a word such as REPEAT. */
type Value =
    | { type: "scalar"; value: number }
    | { type: "series"; points: (number | undefined)[] }
    | { type: "list"; series: (number | undefined)[][] }
    | { type: "text"; value: string };

/** Mistakes whose message does not name the expression yet: where they are found only a part of it is known. */
const withoutExpression = new WeakSet<Error>();

function unnamed(mistake: Error): Error {
    withoutExpression.add(mistake);
    return mistake;
}

const OPERATORS: Record<string, (left: number, right: number) => number> = {
    "+": (left, right) => left + right,
    "-": (left, right) => left - right,
    "*": (left, right) => left * right,
    "/": (left, right) => left / right,
    "^": (left, right) => left ** right,
    "==": (left, right) => Number(left === right),
    "!=": (left, right) => Number(left !== right),
    "<=": (left, right) => Number(left <= right),
    ">=": (left, right) => Number(left >= right),
    "<": (left, right) => Number(left < right),
    ">": (left, right) => Number(left > right),
    "&&": (left, right) => Number(left !== 0 && right !== 0),
    "||": (left, right) => Number(left !== 0 || right !== 0),
};

const REDUCERS: Record<string, (values: number[]) => number> = {
    SUM: (values) => values.reduce((sum, value) => sum + value, 0),
    MAX: (values) => values.reduce((most, value) => Math.max(most, value)),
    MIN: (values) => values.reduce((least, value) => Math.min(least, value)),
};

const present = (points: readonly (number | undefined)[]) => points.filter((point): point is number => point !== undefined);

/** A point that is no number (a division by zero) is dropped. */
const finite = (value: number) => (Number.isFinite(value) ? value : undefined);

/**
 * Point by point; between two series a missing value counts as 0 where the other one has a value [User Guide, "Basic arithmetic functions": "Missing
 * values in a time series are treated as 0"; for comparisons it adds where only one of the two has a value]. A point that no series has stays missing.
 */
function combine(operator: string, left: Value, right: Value, length: number): Value {
    const apply = OPERATORS[operator]!;
    if (left.type === "text" || right.type === "text") throw unnamed(new Error(`operator ${operator} takes numbers and series, got a string`));
    if (left.type === "scalar" && right.type === "scalar") return { type: "scalar", value: apply(left.value, right.value) };
    if (left.type === "list" || right.type === "list") {
        const count = left.type === "list" ? left.series.length : right.type === "list" ? right.series.length : 0;
        if (left.type === "list" && right.type === "list" && right.series.length !== count) {
            throw unnamed(new Error(`operator ${operator} takes lists of the same length, got ${count} and ${right.series.length}`));
        }
        const item = (value: Value, index: number): Value => (value.type === "list" ? { type: "series", points: value.series[index]! } : value);
        const series = Array.from({ length: count }, (_, index) => pointsOf(combine(operator, item(left, index), item(right, index), length)));
        return { type: "list", series };
    }
    const points = Array.from({ length }, (_, index) => {
        const [a, b] = [left, right].map((side) => (side.type === "scalar" ? side.value : side.points[index]));
        const missing = (left.type === "scalar" || a === undefined) && (right.type === "scalar" || b === undefined);
        return missing ? undefined : finite(apply(a ?? 0, b ?? 0));
    });
    return { type: "series", points };
}

function pointsOf(value: Value): (number | undefined)[] {
    if (value.type !== "series") throw unnamed(new Error(`expected a time series, got a ${value.type === "text" ? "string" : value.type}`));
    return value.points;
}

/** Of a list: one series. Of a series: one number, which CloudWatch advises against in alarms because it changes with the range. */
function reduce(name: string, value: Value, length: number): Value {
    const apply = REDUCERS[name]!;
    if (value.type === "list") {
        const at = (index: number) => present(value.series.map((points) => points[index]));
        return { type: "series", points: Array.from({ length }, (_, index) => (at(index).length === 0 ? undefined : apply(at(index)))) };
    }
    const values = present(pointsOf(value));
    return { type: "scalar", value: values.length === 0 ? (name === "SUM" ? 0 : Number.NaN) : apply(values) };
}

function fill(target: Value, filler: Value): Value {
    if (target.type === "list") return { type: "list", series: target.series.map((points) => pointsOf(fill({ type: "series", points }, filler))) };
    if (filler.type === "text" && filler.value !== "REPEAT") throw unnamed(unmodelled(`FILL with ${filler.value} is not modelled`));
    if (filler.type === "list") throw unnamed(new Error("FILL takes a number, a time series or REPEAT as filler, got a list"));
    let last: number | undefined;
    const points = pointsOf(target).map((point, index) => {
        last = point ?? last;
        return point ?? (filler.type === "scalar" ? filler.value : filler.type === "series" ? filler.points[index] : last);
    });
    return { type: "series", points };
}

/** A condition without a point drops the point; a true one without a value gives 0, a false one drops it [User Guide, "Using IF expressions"]. */
function choose(condition: Value, whenTrue: Value, whenFalse: Value | undefined, length: number): Value {
    const at = (value: Value | undefined, index: number) =>
        value === undefined ? undefined : value.type === "scalar" ? value.value : pointsOf(value)[index];
    if (condition.type === "scalar") {
        const chosen = condition.value !== 0 ? whenTrue : whenFalse;
        return chosen ?? { type: "series", points: Array.from({ length }, () => undefined) };
    }
    const points = pointsOf(condition).map((point, index) => {
        if (point === undefined) return undefined;
        return point !== 0 ? (at(whenTrue, index) ?? 0) : at(whenFalse, index);
    });
    return { type: "series", points };
}

/**
 * The series that a metric math alarm watches: its query with `returnData`.
 *
 * @param series the values of each metric query by id, newest last, all of one length (the evaluation range)
 * @throws an error named UnmodelledError that names what the model does not know; a plain one for a mistake in the queries or missing values
 */
export function evaluateMetricQueries(queries: readonly MetricQuery[], series: Readonly<Record<string, Series>>): (number | undefined)[] {
    const ids = queries.map(({ id }) => id);
    const watched = queries.filter(({ returnData }) => returnData === true);
    if (watched.length !== 1) throw new Error(`metricQueries: exactly one must have returnData true, got ${watched.length}`);
    const metrics = queries.filter(({ metric }) => metric !== undefined).map(({ id }) => id);
    const values = new Map<string, (number | undefined)[]>();
    for (const id of metrics) {
        const points = series[id];
        if (points === undefined) throw new Error(`metricQueries: no values for the metric "${id}"`);
        values.set(
            id,
            Array.from(points, (point) => point ?? undefined),
        );
    }
    const length = metrics.length === 0 ? 0 : values.get(metrics[0]!)!.length;
    for (const [id, points] of values) {
        if (points.length !== length) throw new Error(`metricQueries: all metrics must have ${length} values, "${id}" has ${points.length}`);
    }

    const resolve = (id: string, path: readonly string[]): Value => {
        const known = values.get(id);
        if (known !== undefined) return { type: "series", points: known };
        if (path.includes(id)) throw new Error(`metricQueries: the expressions refer to each other in a circle: ${[...path, id].join(" -> ")}`);
        const { expression } = queries.find((query) => query.id === id)!;
        if (expression === undefined) throw new Error(`metricQueries "${id}" must have an expression or a metric`);
        const compute = (node: MathNode): Value => {
            switch (node.type) {
                case "number":
                    return { type: "scalar", value: node.value };
                case "string":
                    return { type: "text", value: node.value };
                case "id":
                    return resolve(node.id, [...path, id]);
                case "negate":
                    return combine("*", { type: "scalar", value: -1 }, compute(node.operand), length);
                case "binary":
                    return combine(node.operator, compute(node.left), compute(node.right), length);
                case "list":
                    return {
                        type: "list",
                        series: node.items.map(compute).flatMap((item) => (item.type === "list" ? item.series : [pointsOf(item)])),
                    };
                case "call":
                    return callFunction(node.name, node.args.map(compute));
            }
        };
        const callFunction = (name: string, args: Value[]): Value => {
            const [first, second, third] = args;
            if (name === "IF") return choose(first!, second!, third, length);
            if (name === "FILL") return fill(first!, second!);
            if (name !== "METRICS") return reduce(name, first!, length);
            if (first !== undefined && first.type !== "text") throw unnamed(new Error("METRICS takes a string"));
            return { type: "list", series: metrics.filter((metric) => metric.includes(first?.value ?? "")).map((metric) => values.get(metric)!) };
        };
        try {
            return compute(parseMetricMath(expression, ids));
        } catch (error) {
            // Name the expression once, however deep the mistake is.
            if (error instanceof Error && withoutExpression.delete(error)) error.message = `Metric math "${expression}": ${error.message}`;
            throw error;
        }
    };

    const result = resolve(watched[0]!.id, []);
    if (result.type !== "series") {
        throw new Error(
            `metricQueries "${watched[0]!.id}": an alarm watches one time series, got a ${result.type === "text" ? "string" : result.type}`,
        );
    }
    return [...result.points];
}

/**
 * The metrics that an alarm reads, with the id under which `evaluateMetricQueries` wants their values ("" for an alarm on one metric).
 * @throws an error named UnmodelledError for anomaly detection and PromQL; a plain one if the alarm names neither a metric nor queries
 */
export function alarmMetrics(definition: AlarmDefinition): (MetricReference & { id: string })[] {
    const { name = "", namespace, metricName, dimensions = {}, period, statistic, extendedStatistic, metricQueries = [] } = definition;
    requireModelled(definition);
    if (metricQueries.length > 0) {
        return metricQueries.flatMap(({ id, metric }) =>
            metric === undefined ? [] : [{ id, ...metric, namespace: metric.namespace ?? "", dimensions: { ...metric.dimensions } }],
        );
    }
    const stat = statistic ?? extendedStatistic;
    if (namespace === undefined || metricName === undefined || period === undefined || stat === undefined) {
        throw new Error(`Alarm "${name}": namespace, metricName, period and statistic, or metricQueries, are required`);
    }
    return [{ id: "", namespace, metricName, dimensions: { ...dimensions }, period, stat }];
}
