import * as assert from "node:assert/strict";

import { watchedMetrics } from "../../../models/graph/alarms";
import { TYPES } from "../../../models/graph/types";
import { ask } from "../../policy/support/ask";
import { node, output, type View } from "../../support/policyGraph";

const settings = node("test:index:Settings", "settings", { id: "m1", expression: "m2", returnData: true, metric: { metricName: "Other" } });
const later = (property: string) => output(settings, property);
const metric = (id: unknown, more: object = {}) => ({ id, metric: { namespace: "AWS/Events", metricName: "FailedInvocations" }, ...more });
const maths = (expression: unknown, more: object = { returnData: true }) => ({ id: "e", expression, ...more });
const BOTH = [metric("m1"), metric("m2")];

/** Ids of the metrics that decide about an alarm with these queries. */
const idsOf = (metricQueries: unknown, view: View) =>
    ask([node(TYPES.metricAlarm, "alarm", { namespace: "AWS/Events", metricQueries }), settings], view, (alarm) =>
        watchedMetrics(alarm!).map(({ id }) => id),
    );

const CASES: readonly (readonly [what: string, metricQueries: unknown, ids: readonly (string | undefined)[], view?: View])[] = [
    ["the one metric of an alarm without queries", undefined, [""]],
    ["the one metric of an alarm with an empty list of queries, as the provider may have it", [], [""]],
    ["the only query, which needs no returnData", [metric("m1")], ["m1"]],
    ["the query with returnData", [metric("m1", { returnData: true }), metric("m2")], ["m1"]],
    ["what the expression names", [...BOTH, maths("FILL(m1, 0) * 2")], ["m1"]],
    ["what an expression names that the expression names", [...BOTH, { id: "inner", expression: "m2 * 2" }, maths("inner + 1")], ["m2"]],
    ["not what is in quotes", [...BOTH, maths("IF(m1, 'rate of m2', \"m2 too\")")], ["m1"]],
    ["all metrics where the expression takes all", [...BOTH, maths("SUM(METRICS())")], ["m1", "m2"]],
    ["all where nothing says which is watched", [...BOTH, maths("m1", {})], ["m1", "m2"]],
    ["all where two are watched, which CloudWatch refuses", [metric("m1", { returnData: true }), metric("m2"), maths("m1")], ["m1", "m2"]],
    ["all while an id is not known", [metric(later("id")), metric("m2"), maths("m2")], [undefined, "m2"], "preview"],
    ["all while an expression is not known", [...BOTH, maths(later("expression"))], ["m1", "m2"], "preview"],
    ["what the expression names once it is known", [...BOTH, maths(later("expression"))], ["m2"]],
    [
        "all while it is not known which is watched",
        [...BOTH, metric("m3", { returnData: later("returnData") }), maths("m1")],
        ["m1", "m2", "m3"],
        "preview",
    ],
    ["a metric that is not known yet", [{ id: "m1", metric: later("metric") }], ["m1"], "preview"],
    ["one of which nothing is known while the queries are not", later("id"), [undefined], "preview"],
];

describe("the metrics that decide about an alarm", () => {
    for (const [what, metricQueries, ids, view = "update"] of CASES) {
        it(`are ${what}`, async () => assert.deepEqual(await idsOf(metricQueries, view), ids));
    }
});
