import * as assert from "node:assert/strict";
import { type AlarmDefinition, type MetricQuery, validateAlarm } from "../../../models/alarms";

const ALARM: AlarmDefinition = {
    name: "failed",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluationPeriods: 1,
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: "dlq" },
    period: 60,
    statistic: "Maximum",
};

const { namespace: _n, metricName: _m, dimensions: _d, period: _p, statistic: _s, ...MATH } = ALARM;
const metric = (id: string, period = 60): MetricQuery => ({ id, metric: { namespace: "AWS/Lambda", metricName: "Errors", period, stat: "Sum" } });
const ratio: MetricQuery = { id: "ratio", expression: "m1 / m2", returnData: true };

const BAND: AlarmDefinition = { ...MATH, threshold: undefined, comparisonOperator: "GreaterThanUpperThreshold", thresholdMetricId: "e1" };
const INSIGHTS = `
  select MAX(DBLoadRelativeToNumVCPUs)
FROM SCHEMA("AWS/RDS", DBInstanceIdentifier) WHERE DBInstanceIdentifier != 'example'
GROUP BY DBInstanceIdentifier ORDER BY MIN() ASC LIMIT 1
`;
const SEARCH = `SUM(SEARCH("{AWS/Events,RuleName} MetricName=\\"FailedInvocations\\"", 'Sum', 60))`;

describe("validateAlarm", () => {
    for (const [title, definition] of [
        ["an alarm on a metric", ALARM],
        ["a percentile", { ...ALARM, statistic: undefined, extendedStatistic: "p99.9" }],
        ["a trimmed mean, which CloudWatch has", { ...ALARM, statistic: undefined, extendedStatistic: "TM(10%:90%)" }],
        ["a period of 10 seconds", { ...ALARM, period: 10 }],
        ["a day of minutes", { ...ALARM, evaluationPeriods: 1440 }],
        ["seven days of hours", { ...ALARM, period: 3600, evaluationPeriods: 168 }],
        ["two of three", { ...ALARM, evaluationPeriods: 3, datapointsToAlarm: 2 }],
        ["anomaly detection", { ...ALARM, comparisonOperator: "GreaterThanUpperThreshold", threshold: undefined, thresholdMetricId: "band" }],
        [
            "anomaly detection as in the example of the SDK, where the metric and the band return data",
            {
                ...BAND,
                metricQueries: [
                    { id: "e1", expression: "ANOMALY_DETECTION_BAND(m1)", returnData: true },
                    { ...metric("m1", 120), returnData: true },
                ],
            },
        ],
        [
            "anomaly detection where only the band returns data",
            { ...BAND, metricQueries: [metric("m1"), { id: "e1", expression: "ANOMALY_DETECTION_BAND(m1, 2)", returnData: true }] },
        ],
        ["a Metrics Insights query", { ...MATH, metricQueries: [{ id: "q1", expression: INSIGHTS, returnData: true }] }],
        [
            "metric math on a Metrics Insights query",
            {
                ...MATH,
                metricQueries: [
                    { id: "q1", expression: INSIGHTS },
                    { id: "e", expression: "FILL(q1, 0)", returnData: true },
                ],
            },
        ],
        ["a search, which may have quotes inside", { ...MATH, metricQueries: [{ id: "e", expression: SEARCH, returnData: true }] }],
        ["PromQL", { name: "failed", evaluationCriteria: { promqlCriteria: { query: "avg(cpu) > 80" } } } as AlarmDefinition],
        ["metric math", { ...MATH, metricQueries: [metric("m1"), metric("m2"), ratio] }],
        ["a function that only the model does not know", { ...MATH, metricQueries: [metric("m1"), { ...ratio, expression: "RATE(m1)" }] }],
    ] as [string, AlarmDefinition][]) {
        it(`accepts ${title}`, () => {
            assert.deepEqual(validateAlarm(definition), []);
        });
    }

    for (const [more, message] of [
        [{ period: 45 }, "period must be 10, 20, 30 or a multiple of 60 seconds, got 45"],
        [{ period: undefined }, "period must be 10, 20, 30 or a multiple of 60 seconds, got undefined"],
        [{ period: 0 }, "period must be 10, 20, 30 or a multiple of 60 seconds, got 0"],
        [{ evaluationPeriods: 1441 }, "period x evaluationPeriods must be at most 86400 seconds for a period of 60 seconds, got 86460"],
        [
            { period: 3600, evaluationPeriods: 169 },
            "period x evaluationPeriods must be at most 604800 seconds for a period of 3600 seconds, got 608400",
        ],
        [{ evaluationPeriods: 0 }, "evaluationPeriods must be a whole number from 1, got 0"],
        [{ datapointsToAlarm: 2 }, "datapointsToAlarm must be a whole number from 1 to evaluationPeriods (1), got 2"],
        [{ treatMissingData: "skip" }, 'treatMissingData must be one of missing, ignore, breaching, notBreaching, got "skip"'],
        [{ threshold: undefined }, "threshold must be a number, got undefined"],
        [
            { comparisonOperator: ">" },
            "comparisonOperator must be one of GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold, " +
                'LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, GreaterThanUpperThreshold, got ">"',
        ],
        [{ comparisonOperator: "LessThanLowerThreshold" }, "thresholdMetricId is required with LessThanLowerThreshold"],
        [{ statistic: undefined }, "exactly one of statistic and extendedStatistic is required, got neither"],
        [{ extendedStatistic: "p99" }, "exactly one of statistic and extendedStatistic is required, got both"],
        [{ statistic: "p99" }, 'statistic must be SampleCount, Average, Sum, Minimum or Maximum, got "p99"'],
        [
            { statistic: undefined, extendedStatistic: "p200" },
            'extendedStatistic must be a percentile such as p99 or a trimmed statistic, got "p200"',
        ],
        [{ namespace: undefined }, "namespace is required with metricName"],
        [{ metricName: undefined }, "metricName or metricQueries is required"],
        [{ name: "" }, "name must have 1 to 255 characters, got 0"],
        [{ alarmActions: ["a", "b", "c", "d", "e", "f"] }, "alarmActions must be at most 5, got 6"],
        [{ dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`d${index}`, "x"])) }, "dimensions must be at most 30, got 31"],
        [{ metricQueries: [{ ...metric("m1"), returnData: true }] }, "metricName must not be given with metricQueries"],
    ] as [Partial<AlarmDefinition>, string][]) {
        it(`refuses ${JSON.stringify(more).slice(0, 60)}: ${message.slice(0, 60)}`, () => {
            assert.equal(validateAlarm({ ...ALARM, ...more })[0], message);
        });
    }

    for (const [metricQueries, message] of [
        [[metric("m1"), metric("m2", 300), ratio], "the metrics of metricQueries must have the same period, got 60, 300"],
        [[metric("m1"), metric("m2")], "exactly one of metricQueries must have returnData true, got 0"],
        [[metric("m1"), metric("m1"), { ...ratio, expression: "m1" }], 'metricQueries id "m1" must be unique'],
        [[{ ...metric("M1"), returnData: true }], 'metricQueries id must start with a lower-case letter and hold letters, digits and _, got "M1"'],
        [[{ id: "m1", returnData: true }], 'metricQueries "m1" must have exactly one of expression and metric'],
        [[metric("m1"), ratio], 'Metric math "m1 / m2": no query has the id "m2" at position 6'],
        [[{ ...metric("m1", 45), returnData: true }], 'metricQueries "m1": metric.period must be 10, 20, 30 or a multiple of 60 seconds, got 45'],
        [
            [...Array.from({ length: 11 }, (_, index) => metric(`m${index}`)), { ...ratio, expression: "SUM(METRICS())" }],
            "metricQueries must hold at most 10 metrics, got 11",
        ],
    ] as [MetricQuery[], string][]) {
        it(`refuses queries: ${message}`, () => {
            assert.deepEqual(validateAlarm({ ...MATH, metricQueries }), [message]);
        });
    }

    it("refuses a band that is none of the queries, two queries that return data without a band, and too many actions of a PromQL alarm", () => {
        const both = [
            { id: "e1", expression: "ANOMALY_DETECTION_BAND(m1)", returnData: true },
            { ...metric("m1"), returnData: true },
        ];
        assert.deepEqual(validateAlarm({ ...BAND, thresholdMetricId: "band", metricQueries: both }), [
            'thresholdMetricId must be the id of one of metricQueries, got "band"',
        ]);
        assert.deepEqual(validateAlarm({ ...MATH, metricQueries: both }), ["exactly one of metricQueries must have returnData true, got 2"]);
        const promql = { evaluationCriteria: { promqlCriteria: { query: "up" } }, alarmActions: ["a", "b", "c", "d", "e", "f"] };
        assert.deepEqual(validateAlarm(promql as unknown as AlarmDefinition), ["alarmActions must be at most 5, got 6"]);
    });

    it("lists all problems, each once", () => {
        assert.deepEqual(validateAlarm({ ...ALARM, threshold: undefined, period: 7 }), [
            "threshold must be a number, got undefined",
            "period must be 10, 20, 30 or a multiple of 60 seconds, got 7",
        ]);
    });
});
