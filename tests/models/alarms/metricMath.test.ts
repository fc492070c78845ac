import * as assert from "node:assert/strict";
import { alarmMetrics, evaluateMetricQueries, type MetricQuery, type Series } from "../../../models/alarms";

const metric = (id: string): MetricQuery => ({ id, metric: { namespace: "AWS/Lambda", metricName: id, period: 60, stat: "Sum" } });

/** Values of an expression over the given series, one query each. */
const values = (expression: string, series: Record<string, Series>, more: MetricQuery[] = []) =>
    evaluateMetricQueries([...Object.keys(series).map(metric), ...more, { id: "result", expression, returnData: true }], series);

const NO = undefined;

describe("evaluateMetricQueries", () => {
    for (const [expression, m1, m2, expected] of [
        ["m1 + m2", [1, NO, 3, NO], [10, 20, NO, NO], [11, 20, 3, NO]],
        ["m1 - m2", [1, NO], [10, 20], [-9, -20]],
        ["m1 / m2", [1, 4, 2], [0, 2, NO], [NO, 2, NO]],
        ["100 * m1 / m2", [1, NO], [4, 4], [25, 0]],
        ["m1 + 5", [1, NO], [0, 0], [6, NO]],
        ["-m1 ^ 2", [3], [0], [-9]],
        ["2 ^ -m1", [1], [0], [0.5]],
        ["2 ^ 3 ^ m1", [2], [0], [512]],
        ["(m1 + m2) * 2 - 1", [1], [2], [5]],
        ["m1 + m2 * 2", [1], [2], [5]],
        ["10 - m1 - m2", [1], [2], [7]],
        // The three comparisons of the documentation.
        ["m1 < m2", [30, 20, 0, 0], [20, NO, 20, NO], [0, 0, 1, 0]],
        ["m1 >= 30", [30, 20, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]],
        ["m1 > 15 AND m2 > 15", [30, 20, 0, 0], [20, NO, 20, NO], [1, 0, 0, 0]],
        ["m1 > 15 || m2 > 15 && m1 > 90", [30, 0, 99], [0, 99, 99], [1, 0, 1]],
        ["m1 == 1 OR m1 != m2", [1, 2, 2], [1, 2, 3], [1, 0, 1]],
        ["m1 <= 1", [1, 2], [0, 0], [1, 0]],
        ["SUM([m1, m2])", [1, NO, NO], [2, 3, NO], [3, 3, NO]],
        ["SUM(METRICS())", [1], [2], [3]],
        ['SUM(METRICS("2"))', [1], [2], [2]],
        ["MAX([m1, m2])", [1, NO], [2, -3], [2, -3]],
        ["MIN([m1, m2])", [1, NO], [2, 3], [1, 3]],
        ["m1 - MIN(m1)", [5, 3, NO], [0, 0, 0], [2, 0, NO]],
        ["m1 / SUM(m1)", [1, 3], [0, 0], [0.25, 0.75]],
        ["m1 - MAX(m2)", [5, NO], [1, 4], [1, NO]],
        ["m1 + MAX(m2)", [5], [NO], [NO]],
        ["FILL(m1, 0)", [1, NO], [0, 0], [1, 0]],
        ["FILL(m1, m2)", [1, NO, NO], [7, 8, NO], [1, 8, NO]],
        ["FILL(m1, REPEAT)", [NO, 1, NO, NO], [0, 0, 0, 0], [NO, 1, 1, 1]],
        ["SUM(FILL([m1, m2], 1))", [NO, 5], [NO, NO], [2, 6]],
        ["SUM([m1, m2] * 2)", [1], [2], [6]],
        ["SUM([m1, m2] * [m2, m2])", [1], [2], [6]],
        ["IF(m1 > 5, m1, 0)", [3, 7, NO], [0, 0, 0], [0, 7, NO]],
        ["IF(m1, m2)", [1, 1, 0], [30, NO, 5], [30, 0, NO]],
        ["IF(m1, 5, m2)", [1, 0, 0, NO], [0, 20, NO, 20], [5, 20, NO, NO]],
        ["IF(1 > 2, m1, m2)", [1], [2], [2]],
        ["IF(0, m1)", [1], [2], [NO]],
    ] as [string, (number | undefined)[], (number | undefined)[], (number | undefined)[]][]) {
        it(`computes ${expression} of [${m1.map(String)}] and [${m2.map(String)}]`, () => {
            assert.deepEqual(values(expression, { m1, m2 }), expected);
        });
    }

    it("answers the documentation's table for IF of three series", () => {
        const series = { m1: [1, 1, 0, 0, NO], m2: [30, NO, 0, 0, 30], m3: [0, 0, 20, NO, 20] };
        assert.deepEqual(values("IF(m1, m2, m3)", series), [30, 0, 20, NO, NO]);
    });

    it("follows expressions that name expressions", () => {
        const more = [{ id: "e1", expression: "m1 + m2" }];
        assert.deepEqual(values("100 * m1 / e1", { m1: [1], m2: [3] }, more), [25]);
    });

    it("watches a metric itself where that returns the data", () => {
        assert.deepEqual(evaluateMetricQueries([{ ...metric("m1"), returnData: true }], { m1: [1, null] }), [1, NO]);
    });

    for (const [expression, message] of [
        [
            "ANOMALY_DETECTION_BAND(m1)",
            'Metric math "ANOMALY_DETECTION_BAND(m1)": function ANOMALY_DETECTION_BAND at position 1 is not modelled; modelled are SUM, MAX, MIN, FILL, IF, METRICS',
        ],
        ["m1 + RATE(m1)", 'Metric math "m1 + RATE(m1)": function RATE at position 6 is not modelled; modelled are SUM, MAX, MIN, FILL, IF, METRICS'],
        ["FILL(m1, LINEAR)", 'Metric math "FILL(m1, LINEAR)": FILL with LINEAR is not modelled'],
        ["SEARCH('x', 'Sum')", "Metric math \"SEARCH('x', 'Sum')\": function SEARCH is not modelled"],
        ["SELECT SUM(Errors)", 'Metric math "SELECT SUM(Errors)": Metrics Insights queries (SELECT) is not modelled'],
    ] as const) {
        it(`refuses ${expression} as not modelled`, () => {
            assert.throws(() => values(expression, { m1: [1] }), { name: "UnmodelledError", message });
        });
    }

    for (const [expression, message] of [
        ["m1 +", 'Metric math "m1 +": unexpected "end" at position 5'],
        ["m1 % 2", 'Metric math "m1 % 2": unexpected "%" at position 4'],
        ["m1 m1", 'Metric math "m1 m1": unexpected "m1" at position 4'],
        ["(m1", 'Metric math "(m1": expected ")", got "end" at position 4'],
        ["m7", 'Metric math "m7": no query has the id "m7" at position 1'],
        ["FILL(m1)", 'Metric math "FILL(m1)": FILL at position 1 takes 2 arguments, got 1'],
        ["IF(m1)", 'Metric math "IF(m1)": IF at position 1 takes 2 to 3 arguments, got 1'],
        ["SUM(m1)", 'metricQueries "result": an alarm watches one time series, got a scalar'],
        ["METRICS()", 'metricQueries "result": an alarm watches one time series, got a list'],
        ["[m1, m1] + [m1]", 'Metric math "[m1, m1] + [m1]": operator + takes lists of the same length, got 2 and 1'],
        ["SUM(5)", 'Metric math "SUM(5)": expected a time series, got a scalar'],
        ["m1 + REPEAT", 'Metric math "m1 + REPEAT": operator + takes numbers and series, got a string'],
        ["result + 1", "metricQueries: the expressions refer to each other in a circle: result -> result"],
    ] as const) {
        it(`refuses ${expression}`, () => {
            assert.throws(() => values(expression, { m1: [1] }), { name: "Error", message });
        });
    }

    it("refuses values that are missing, of different length, or of which none or two return data", () => {
        assert.throws(() => evaluateMetricQueries([{ ...metric("m1"), returnData: true }], {}), {
            message: 'metricQueries: no values for the metric "m1"',
        });
        assert.throws(() => values("m1", { m1: [1], m2: [1, 2] }), { message: 'metricQueries: all metrics must have 1 values, "m2" has 2' });
        assert.throws(() => evaluateMetricQueries([metric("m1")], { m1: [1] }), {
            message: "metricQueries: exactly one must have returnData true, got 0",
        });
    });
});

describe("alarmMetrics", () => {
    it("names the metric of a plain alarm and the metrics of a math alarm", () => {
        const base = { comparisonOperator: "GreaterThanThreshold", threshold: 0, evaluationPeriods: 1 };
        const dimensions = { QueueName: "dlq" };
        const plain = { ...base, namespace: "AWS/SQS", metricName: "NumberOfMessagesSent", dimensions, period: 60, statistic: "Sum" };
        assert.deepEqual(alarmMetrics(plain), [
            { id: "", namespace: "AWS/SQS", metricName: "NumberOfMessagesSent", dimensions, period: 60, stat: "Sum" },
        ]);
        const math = { ...base, metricQueries: [metric("m1"), { id: "e1", expression: "m1 * 2", returnData: true }] };
        assert.deepEqual(alarmMetrics(math), [{ id: "m1", namespace: "AWS/Lambda", metricName: "m1", dimensions: {}, period: 60, stat: "Sum" }]);
        assert.throws(() => alarmMetrics({ ...base, name: "a" }), {
            message: 'Alarm "a": namespace, metricName, period and statistic, or metricQueries, are required',
        });
    });
});
