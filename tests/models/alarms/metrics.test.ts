import * as assert from "node:assert/strict";
import { findMetric, isPublishedUnder, METRIC_NAMESPACES, metricFact, METRICS } from "../../../models/alarms";

describe("METRICS", () => {
    it("has a source, a known namespace and at least one dimension set in every row, and no row twice", () => {
        for (const fact of METRICS) {
            assert.match(fact.source, /^https:\/\/docs\.aws\.amazon\.com\//, fact.metricName);
            assert.ok(fact.dimensionSets.length > 0, fact.metricName);
        }
        assert.deepEqual(METRIC_NAMESPACES, ["AWS/Events", "AWS/Lambda", "AWS/SQS", "AWS/SNS", "SageMakerJobStatus"]);
        const names = METRICS.map(({ namespace, metricName }) => `${namespace} ${metricName}`);
        assert.deepEqual(names, [...new Set(names)]);
    });

    it("knows which failure metrics of rules are silent when all is well", () => {
        const silent = METRICS.filter(({ published }) => published === "nonZero").map(({ metricName }) => metricName);
        assert.deepEqual(silent, [
            "Invocations",
            "FailedInvocations",
            "RetryInvocationAttempts",
            "InvocationsSentToDlq",
            "InvocationsFailedToBeSentToDlq",
        ]);
    });

    it("finds a metric by its exact name only", () => {
        assert.equal(findMetric("AWS/SQS", "ApproximateAgeOfOldestMessage")?.unit, "Seconds");
        assert.equal(findMetric("AWS/SQS", "approximateAgeOfOldestMessage"), undefined);
        assert.equal(findMetric("AWS/Events", "ApproximateAgeOfOldestMessage"), undefined);
    });
});

describe("metricFact", () => {
    it("gives the fact about a metric, and does not compile for a name or a namespace that AWS does not have", () => {
        assert.equal(metricFact("AWS/SQS", "ApproximateAgeOfOldestMessage").unit, "Seconds");
        // @ts-expect-error: misspelt
        assert.equal(metricFact("AWS/SQS", "ApproximateAgeOfOldestMesage"), undefined);
        // @ts-expect-error: of another namespace
        assert.equal(metricFact("AWS/Events", "ApproximateAgeOfOldestMessage"), undefined);
    });
});

describe("isPublishedUnder", () => {
    for (const [namespace, metricName, dimensions, bus, expected] of [
        ["AWS/Events", "FailedInvocations", ["RuleName"], "default", true],
        ["AWS/Events", "FailedInvocations", ["RuleName"], "custom", false],
        ["AWS/Events", "FailedInvocations", ["RuleName", "EventBusName"], "custom", true],
        ["AWS/Events", "FailedInvocations", ["EventBusName", "RuleName"], "default", false],
        ["AWS/Events", "FailedInvocations", ["EventBusName", "RuleName"], undefined, true],
        ["AWS/Events", "FailedInvocations", ["EventBusName"], undefined, false],
        ["AWS/Events", "FailedInvocations", [], "default", true],
        ["AWS/Events", "ThrottledRules", ["EventBusName"], "custom", true],
        ["AWS/Events", "DeadLetterInvocations", [], "default", false],
        ["AWS/Lambda", "Errors", ["FunctionName"], undefined, true],
        ["AWS/Lambda", "Errors", ["Resource"], undefined, false],
        ["AWS/Lambda", "Errors", ["FunctionName", "Resource"], undefined, true],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", ["QueueName"], undefined, true],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", [], undefined, false],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", ["QueueUrl"], undefined, false],
        ["SageMakerJobStatus", "LedgerFailures", ["LedgerTable"], undefined, true],
        ["SageMakerJobStatus", "LedgerFailures", [], undefined, false],
    ] as const) {
        it(`says ${expected} for ${metricName} under [${dimensions}] on ${bus ?? "any"} bus`, () => {
            assert.equal(isPublishedUnder(findMetric(namespace, metricName)!, dimensions, bus), expected);
        });
    }
});
