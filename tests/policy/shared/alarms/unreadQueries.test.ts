import { statusRuleAlarmFires } from "../../../../policy/statusRuleAlarmFires";
import { itJudges, type Open } from "../../support/judges";
import { type Change, joined, ref } from "../../support/stackData";

const OF_RULE = { RuleName: ref("failed", "name") };
const NO_METRIC = { namespace: undefined, metricName: undefined, dimensions: undefined, period: undefined, statistic: undefined };
/** The other alarms notify someone for sure, in preview as well. */
const FUNCTION_FOR_OTHERS: readonly Change[] = ["failed-dlq-alarm", "undelivered-depth"].map((name) => ({
    set: name,
    to: { alarmActions: ["arn:aws:lambda:us-east-1:111122223333:function:page"] },
}));
const m1 = (more: object = {}) => ({
    id: "m1",
    metric: { namespace: "AWS/Events", metricName: "FailedInvocations", period: 120, stat: "Sum", unit: "Count", dimensions: OF_RULE },
    ...more,
});
const band = (expression: string, more: object = {}) => ({ id: "e1", expression, label: "FailedInvocations (expected)", ...more });
/** The forms in which people write the queries of a band. The first is that of the SDK's own example. */
const BANDS: readonly (readonly [what: string, queries: readonly object[]])[] = [
    ["as in the example of the SDK", [band("ANOMALY_DETECTION_BAND(m1)", { returnData: true }), m1({ returnData: true })]],
    ["where only the metric returns data", [m1({ returnData: true }), band("ANOMALY_DETECTION_BAND(m1, 2)")]],
    ["where only the band returns data", [m1(), band("ANOMALY_DETECTION_BAND(m1, 3)", { returnData: true })]],
    ["on a sum", [m1(), { id: "m2", expression: "m1 * 2", returnData: true }, band("ANOMALY_DETECTION_BAND(m2)", { returnData: true })]],
];
const insights = (what: string, more = "", keyword = "SELECT") => ({
    id: "q1",
    expression: `${keyword}\n ${what} FROM SCHEMA("AWS/Events", RuleName) ${more}\n`,
    period: 60,
    returnData: true,
});
/** Alarms that watch failed deliveries by a query in a language that the pack does not read. */
const QUERIES: readonly (readonly [what: string, to: object])[] = [
    ["a Metrics Insights query on all rules", { metricQueries: [insights("SUM(FailedInvocations)")] }],
    ["a Metrics Insights query in lower case", { metricQueries: [insights("SUM(FailedInvocations)", "", "select")] }],
    [
        "a Metrics Insights query that names the rule",
        {
            metricQueries: [
                {
                    ...insights(""),
                    expression: joined('SELECT SUM(FailedInvocations) FROM "AWS/Events" WHERE RuleName = \'', ref("failed", "name"), "'"),
                },
            ],
        },
    ],
    [
        "maths on a Metrics Insights query",
        {
            metricQueries: [
                { ...insights("SUM(InvocationsSentToDlq)"), returnData: false },
                { id: "e", expression: "q1 * 2", returnData: true },
            ],
        },
    ],
    [
        "a search",
        {
            metricQueries: [
                { id: "e", expression: `SUM(SEARCH('{AWS/Events,RuleName} MetricName="FailedInvocations"', 'Sum', 60))`, returnData: true },
            ],
        },
    ],
    [
        "a PromQL query",
        {
            comparisonOperator: undefined,
            threshold: undefined,
            evaluationPeriods: undefined,
            treatMissingData: undefined,
            evaluationInterval: 60,
            evaluationCriteria: { promqlCriteria: { query: 'sum({"aws.events.FailedInvocations"}) > 0', pendingPeriod: 0, recoveryPeriod: 0 } },
        },
    ],
];

describe("status-rule-alarm-fires on queries that the models do not know", () => {
    itJudges(statusRuleAlarmFires, [
        ...BANDS.map(([what, metricQueries]): Open => ({
            leaves: `anomaly detection ${what}`,
            change: [
                ...FUNCTION_FOR_OTHERS,
                {
                    set: "failed-alarm",
                    to: {
                        ...NO_METRIC,
                        threshold: undefined,
                        comparisonOperator: "GreaterThanUpperThreshold",
                        thresholdMetricId: "e1",
                        metricQueries,
                    },
                },
            ],
            on: ["failed-alarm"],
        })),
        {
            reports: "anomaly detection whose band is none of its queries",
            change: [
                ...FUNCTION_FOR_OTHERS,
                {
                    set: "failed-alarm",
                    to: {
                        ...NO_METRIC,
                        threshold: undefined,
                        comparisonOperator: "GreaterThanUpperThreshold",
                        thresholdMetricId: "band",
                        metricQueries: BANDS[0]![1],
                    },
                },
            ],
            on: "failed-alarm",
            message: 'CloudWatch refuses this alarm: thresholdMetricId must be the id of one of metricQueries, got "band". Correct it.',
        },
        ...QUERIES.map(([what, to]): Open => ({
            leaves: what,
            change: [...FUNCTION_FOR_OTHERS, { set: "failed-alarm", to: { ...NO_METRIC, ...to } }],
            on: ["failed-alarm"],
        })),
        {
            allows: "a query on the metric of another rule",
            change: [
                ...FUNCTION_FOR_OTHERS,
                { set: "failed-alarm", to: { ...NO_METRIC, metricQueries: [insights("SUM(FailedInvocations)", "WHERE RuleName = 'another'")] } },
            ],
        },
        {
            allows: "a query on another metric",
            change: [...FUNCTION_FOR_OTHERS, { set: "failed-alarm", to: { ...NO_METRIC, metricQueries: [insights("MAX(Invocations)")] } }],
        },
    ]);
});
