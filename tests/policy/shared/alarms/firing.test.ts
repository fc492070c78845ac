import * as assert from "node:assert/strict";

import { TYPES } from "../../../../models/graph";
import { type Course, type Firing, firing } from "../../../../policy/shared/alarms/firing";
import { node, output, type View } from "../../../support/policyGraph";
import { ask } from "../../support/ask";

const ALARM = {
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    period: 60,
    evaluationPeriods: 1,
    statistic: "Sum",
    treatMissingData: "notBreaching",
};
const limits = node("test:index:Limits", "limits", { threshold: 1, id: "m1", metric: { period: 60 } });

interface Look {
    readonly view?: View;
    /** @default the one metric, once */
    readonly failures?: Readonly<Record<string, Course>>;
    readonly silence?: readonly Course[];
}

/** What an alarm with these properties does, seen through the proxies of a real pack. */
const firingOf = (props: object, { view = "update", failures = { "": "once" }, silence }: Look = {}) =>
    ask([node(TYPES.metricAlarm, "alarm", { ...props }), limits], view, (alarm) => firing(alarm!, new Map(Object.entries(failures)), silence));

const FIRES: Firing = { kind: "fires" };
const UNKNOWN: Firing = { kind: "unknown" };
const silent = (reason: string): Firing => ({ kind: "silent", reason });
const refused = (reason: string): Firing => ({ kind: "refused", reason });

/** The alarm on metric maths. */
const onQueries = (...metricQueries: object[]) => {
    const { namespace, metricName, period, statistic, ...rest } = ALARM;
    return { ...rest, metricQueries };
};
const metric = (metricName = "FailedInvocations") => ({ metric: { namespace: "AWS/Events", metricName, period: 60, stat: "Sum" } });
const table = () => ({ metric: { namespace: "AWS/DynamoDB", metricName: "ThrottledRequests", period: 60, stat: "Sum" } });
const SUM = onQueries(
    { id: "m1", ...metric() },
    { id: "m2", ...metric("InvocationsSentToDlq") },
    { id: "e", expression: "FILL(m1, 0) + FILL(m2, 0)", returnData: true },
);
const TWO = { m1: "once", m2: "once" } as const;

const LATCHES: Firing = { kind: "latches", reason: "No datapoint in the last 3 periods: missing data is ignored, the state stays" };

const CASES: readonly (readonly [what: string, props: object, expected: Firing, look?: Look])[] = [
    ["a threshold of 1 in one period", ALARM, FIRES],
    ["numbers as text, as the provider may have them", { ...ALARM, threshold: "1", period: "60", evaluationPeriods: "1" }, FIRES],
    ["the 0 that the provider has for no datapointsToAlarm", { ...ALARM, datapointsToAlarm: 0 }, FIRES],
    ["one of three periods to count", { ...ALARM, evaluationPeriods: 3, datapointsToAlarm: 1 }, FIRES],
    ["missing data that is ignored", { ...ALARM, treatMissingData: "ignore" }, LATCHES],
    ["missing data that is ignored where the metric goes back to 0", { ...ALARM, treatMissingData: "ignore" }, FIRES, { failures: { "": "stays" } }],
    [
        "a sum without FILL, of which one metric has no data",
        onQueries({ id: "m1", ...metric() }, { id: "m2", ...metric("InvocationsSentToDlq") }, { id: "e", expression: "m1 + m2", returnData: true }),
        FIRES,
        { failures: { m1: "once" } },
    ],
    [
        "two of two periods to count",
        { ...ALARM, evaluationPeriods: 2 },
        silent("1 datapoint [1] and 1 missing one taken as notBreaching: 1 of 2 is greater than or equal to the threshold 1, 2 make an alarm"),
    ],
    ["five periods to count, of what stays", { ...ALARM, evaluationPeriods: 5 }, FIRES, { failures: { "": "stays" } }],
    [
        "more than 1 to reach",
        { ...ALARM, comparisonOperator: "GreaterThanThreshold" },
        silent("1 datapoint [1]: 0 of 1 are greater than the threshold 1, 1 makes an alarm"),
    ],
    [
        "more messages to reach than the one that stays",
        { ...ALARM, evaluationPeriods: 3, threshold: 2 },
        silent("3 datapoints [0, 0, 1]: 0 of 3 are greater than or equal to the threshold 2, 3 make an alarm"),
        { failures: { "": "stays" } },
    ],
    [
        "a threshold between one failure and two",
        { ...ALARM, threshold: 1.5 },
        silent("1 datapoint [1]: 0 of 1 are greater than or equal to the threshold 1.5, 1 makes an alarm"),
    ],
    [
        "a threshold below one, and silence that counts as failure",
        { ...ALARM, threshold: 0.5, treatMissingData: "breaching" },
        {
            kind: "alwaysOn",
            reason: "0 datapoints and 1 missing one taken as breaching: 1 of 1 is greater than or equal to the threshold 0.5, 1 makes an alarm",
        },
    ],
    [
        "what the provider has as null or as empty text where nothing is given",
        { ...ALARM, extendedStatistic: "", thresholdMetricId: null, datapointsToAlarm: null },
        FIRES,
    ],
    [
        "silence that counts as failure",
        { ...ALARM, treatMissingData: "breaching" },
        {
            kind: "alwaysOn",
            reason: "0 datapoints and 1 missing one taken as breaching: 1 of 1 is greater than or equal to the threshold 1, 1 makes an alarm",
        },
    ],
    ["a threshold of 0 for what is published only at a failure", { ...ALARM, threshold: 0 }, FIRES],
    [
        "a threshold of 0 for what is published as 0",
        { ...ALARM, threshold: 0 },
        { kind: "alwaysOn", reason: "1 datapoint [0]: 1 of 1 is greater than or equal to the threshold 0, 1 makes an alarm" },
        { silence: ["silence", "zero"] },
    ],
    [
        "two mistakes",
        { ...ALARM, period: 45, threshold: undefined },
        refused("threshold must be a number, got undefined; period must be 10, 20, 30 or a multiple of 60 seconds, got 45"),
    ],
    ["text that is no number", { ...ALARM, threshold: "one" }, refused("threshold must be a number, got one")],
    ["a threshold that is not known yet", { ...ALARM, threshold: output(limits, "threshold") }, UNKNOWN, { view: "preview" }],
    ["a threshold that the update knows", { ...ALARM, threshold: output(limits, "threshold") }, FIRES],
    [
        "what the provider computes and no one gave",
        { ...ALARM, datapointsToAlarm: output(limits, "threshold").throughInvoke() },
        FIRES,
        { view: "preview" },
    ],
    ["a percentile", { ...ALARM, statistic: undefined, extendedStatistic: "p90" }, FIRES],
    ["a band, which the model does not know", { ...ALARM, comparisonOperator: "GreaterThanUpperThreshold", thresholdMetricId: "band" }, UNKNOWN],

    ["one query, which needs no returnData", onQueries({ id: "m1", ...metric() }), FIRES, { failures: { m1: "once" } }],
    ["a sum of two metrics", SUM, FIRES, { failures: TWO }],
    [
        "returnData as text",
        onQueries({ id: "m1", returnData: "false", ...metric() }, { id: "e", expression: "FILL(m1, 0)", returnData: "true" }),
        FIRES,
        { failures: { m1: "once" } },
    ],
    ["a sum of two metrics that both must fail", { ...SUM, threshold: 2 }, FIRES, { failures: TWO }],
    [
        "a sum that counts silence",
        onQueries({ id: "m1", ...metric() }, { id: "e", expression: "FILL(m1, 1)", returnData: true }),
        { kind: "alwaysOn", reason: "1 datapoint [1]: 1 of 1 is greater than or equal to the threshold 1, 1 makes an alarm" },
        { failures: { m1: "once" } },
    ],
    [
        "no query with returnData",
        onQueries({ id: "m1", ...metric() }, { id: "e", expression: "FILL(m1, 0)" }),
        refused("exactly one of metricQueries must have returnData true, got 0"),
        { failures: { m1: "once" } },
    ],
    [
        "a mistake in an expression",
        onQueries({ id: "m1", ...metric() }, { id: "e", expression: "m1 +", returnData: true }),
        refused('Metric math "m1 +": unexpected "end" at position 5'),
        { failures: { m1: "once" } },
    ],
    [
        "a metric next to one of DynamoDB, whose missing data is always ignored",
        {
            ...onQueries({ id: "m1", ...metric() }, { id: "m2", ...table() }, { id: "e", expression: "m1", returnData: true }),
            treatMissingData: "breaching",
        },
        LATCHES,
        { failures: { m1: "once" } },
    ],
    [
        "a metric next to one of DynamoDB, in the words of aws-native",
        {
            ...onQueries(),
            treatMissingData: "breaching",
            metricQueries: undefined,
            metrics: [
                { id: "m1", metricStat: { metric: { namespace: "AWS/Events", metricName: "FailedInvocations" }, period: 60, stat: "Sum" } },
                { id: "m2", metricStat: { metric: { namespace: "AWS/DynamoDB", metricName: "ThrottledRequests" }, period: 60, stat: "Sum" } },
                { id: "e", expression: "m1", returnData: true },
            ],
        },
        LATCHES,
        { failures: { m1: "once" } },
    ],
    [
        "returnData that is not known yet",
        onQueries({ id: "m1", ...metric() }, { id: "e", expression: "FILL(m1, 0)", returnData: output(limits, "returnData") }),
        UNKNOWN,
        { view: "preview", failures: { m1: "once" } },
    ],
    [
        "an expression next to an empty metric, as the provider may have it",
        onQueries({ id: "m1", ...metric() }, { id: "e", expression: "FILL(m1, 0)", metric: null, returnData: true }),
        FIRES,
        { failures: { m1: "once" } },
    ],
    [
        "a function that the model does not know",
        onQueries({ id: "m1", ...metric() }, { id: "e", expression: "ANOMALY_DETECTION_BAND(m1)", returnData: true }),
        UNKNOWN,
        { failures: { m1: "once" } },
    ],
    ...["GreaterThanUpperThreshold", "LessThanLowerThreshold", "LessThanLowerOrGreaterThanUpperThreshold"].map(
        (comparisonOperator): (typeof CASES)[number] => [
            `an anomaly detection band with ${comparisonOperator}`,
            {
                ...onQueries(
                    { id: "m1", ...metric(), returnData: true },
                    { id: "ad", expression: "ANOMALY_DETECTION_BAND(m1, 2)", returnData: true },
                ),
                threshold: undefined,
                thresholdMetricId: "ad",
                comparisonOperator,
            },
            UNKNOWN,
            { failures: { m1: "once" } },
        ],
    ),
    [
        "the id of a query that is not known yet",
        onQueries({ id: output(limits, "id"), ...metric() }),
        UNKNOWN,
        { view: "preview", failures: { m1: "once" } },
    ],
    [
        "a metric that is not known yet",
        onQueries({ id: "m1", metric: output(limits, "metric") }),
        UNKNOWN,
        { view: "preview", failures: { m1: "once" } },
    ],
    [
        "queries in the words of aws-native, of which all but one say that they return nothing",
        {
            ...onQueries(),
            metricQueries: undefined,
            metrics: [
                { id: "e", expression: "FILL(m1, 0)" },
                {
                    id: "m1",
                    returnData: false,
                    metricStat: { metric: { namespace: "AWS/Events", metricName: "FailedInvocations" }, period: 60, stat: "Sum" },
                },
            ],
        },
        FIRES,
        { failures: { m1: "once" } },
    ],
    [
        "queries in the words of aws-native",
        {
            ...onQueries(),
            metricQueries: undefined,
            metrics: [
                { id: "m1", metricStat: { metric: { namespace: "AWS/Events", metricName: "FailedInvocations" }, period: 60, stat: "Sum" } },
                { id: "e", expression: "FILL(m1, 0)", returnData: true },
            ],
        },
        FIRES,
        { failures: { m1: "once" } },
    ],
    [
        "a period that CloudWatch refuses, in the words of aws-native",
        {
            ...onQueries(),
            metricQueries: undefined,
            metrics: [{ id: "m1", metricStat: { metric: { namespace: "AWS/Events", metricName: "FailedInvocations" }, period: 45, stat: "Sum" } }],
        },
        refused('metricQueries "m1": metric.period must be 10, 20, 30 or a multiple of 60 seconds, got 45'),
        { failures: { m1: "once" } },
    ],
];

describe("firing", () => {
    for (const [what, props, expected, look] of CASES) {
        it(`says ${expected.kind} of an alarm with ${what}`, async () => assert.deepEqual(await firingOf(props, look), expected));
    }
});
