import * as assert from "node:assert/strict";

import { readPattern } from "../../../../local/cli/shared/rulesOf";
import { explain } from "../../../../local/cli/why/explain";

describe("why, for further kinds and calls of the API", () => {
    const rules = (pattern: object) => [
        { name: "r", urn: null, bus: "default", busArn: null, allCalls: null, enabled: true, pattern: readPattern(pattern), targets: null },
    ];
    const envelope = { id: "1", source: "aws.sagemaker", account: "111122223333", time: "2026-11-25T00:00:00Z", region: "us-east-1", resources: [] };
    const type = "SageMaker Model Building Pipeline Execution Status Change";
    const pipeline = { ...envelope, "detail-type": type, detail: { currentPipelineExecutionStatus: "Failed" } };

    it("knows kind and status of a pipeline execution, and the right detail-type for a wrong one", () => {
        const { kind, status, oddities, missing } = explain(rules({ "detail-type": ["SageMaker Pipeline Execution State Change"] }), "e", pipeline);
        assert.deepEqual([kind, status, oddities], ["PipelineExecution", "Failed", []]);
        assert.match(missing[0]?.fields[0]?.change ?? "", new RegExp(`^write "${type}" instead`));
    });

    for (const [given, how] of [
        ["SageMaker Pipeline Execution Status Change", 'the words "Model Building" are missing'],
        ["SageMaker Building Pipeline Execution Status Change", 'the word "Model" is missing'],
        ["SageMaker Pipeline Execution State Change", 'it has the word "State" where SageMaker has "Model Building Status"'],
        ["SageMaker Model Building Pipeline Execution Run Status Change", 'the word "Run" is not part of it'],
        ["SageMaker Model Bulding Pipeline Execution Status Change", "the two are nearly the same"],
        ["SageMaker model building pipeline execution status change", "only the case differs"],
    ]) {
        it(`says of ${given}: ${how}`, () => {
            const { missing } = explain(rules({ "detail-type": [given] }), "e", pipeline);
            assert.equal(missing[0]?.fields[0]?.hint, `${how}: SageMaker sends "${type}"`);
        });
    }

    it("does not take the detail-type of another kind for a slip", () => {
        const { missing } = explain(rules({ "detail-type": ["SageMaker Image Stat Change", "SageMaker Model State Change"] }), "e", pipeline);
        assert.deepEqual([missing[0]?.otherEvents, missing[0]?.fields[0]?.hint], [true, null]);
    });

    it("says which detail-type an event was meant to have", () => {
        assert.deepEqual(explain([], "e", { ...pipeline, "detail-type": "SageMaker Pipeline Execution State Change" }).oddities, [
            `SageMaker is not known to send the detail-type "SageMaker Pipeline Execution State Change" (did you mean "${type}"?)`,
        ]);
    });

    const READ_ONLY = "read-only calls only to rules in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
    for (const [allCalls, silent] of [
        [false, `EventBridge gives ${READ_ONLY}`],
        [true, null],
        [null, null],
    ] as const) {
        it(`says of a read-only call which rules get it, where a rule gets ${allCalls === null ? "what is not known" : allCalls ? "all" : "others"}`, () => {
            const call = { ...envelope, "detail-type": "AWS API Call via CloudTrail", detail: { eventName: "ListModels" } };
            const [rule] = rules({ source: ["aws.sagemaker"] });
            const { oddities, matching, delivered } = explain([{ ...rule!, allCalls }], "e", call);
            assert.deepEqual(
                oddities,
                allCalls === null
                    ? ["it is a read-only call, which EventBridge gives only to rules in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]
                    : [],
            );
            assert.deepEqual([matching[0]?.silent, delivered], [silent, silent === null]);
        });
    }

    it("finds nothing odd about a call that CloudTrail sends", () => {
        const call = { ...envelope, "detail-type": "AWS API Call via CloudTrail", detail: { eventSource: "sagemaker.amazonaws.com" } };
        const { kind, oddities } = explain(rules({ source: ["aws.sagemaker"] }), "e", call);
        assert.deepEqual([kind, oddities], ["CloudTrailCall", []]);
    });
});
