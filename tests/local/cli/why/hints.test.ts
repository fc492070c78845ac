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

    const training = { ...envelope, "detail-type": "SageMaker Training Job State Change", detail: { TrainingJobStatus: "Failed" } };
    const model = {
        ...envelope,
        "detail-type": "SageMaker Model Package State Change",
        detail: { ModelPackageStatus: "Completed", ModelApprovalStatus: "Approved" },
    };
    for (const [what, event, pattern, hint, change] of [
        [
            "a value of another field",
            model,
            { detail: { ModelPackageStatus: ["Approved"] } },
            'detail.ModelPackageStatus of model package events is one of "Pending", "InProgress", "Completed", "Failed", "Deleting"',
            "ask detail.ModelApprovalStatus for it: that is the field with this value",
        ],
        [
            "a status with its name cut",
            model,
            { detail: { ApprovalStatus: ["Approved"] } },
            'the event\'s field is detail.ModelApprovalStatus, with "Approved"',
            "ask for detail.ModelApprovalStatus instead of detail.ApprovalStatus",
        ],
        [
            "a member that events are not known to have",
            training,
            { detail: { ProfilingStatus: ["Enabled"] } },
            "no training job event is known to carry it",
            null,
        ],
        [
            "a status in such a member",
            training,
            { detail: { DebugRuleEvaluationStatuses: { RuleEvaluationStatus: ["IssuesFound"] } } },
            "no training job event is known to carry it",
            null,
        ],
        [
            "the source of another service for a call",
            { ...envelope, "detail-type": "AWS API Call via CloudTrail", detail: { eventSource: "sagemaker.amazonaws.com" } },
            { source: ["aws.cloudtrail"] },
            'source of SageMaker\'s events is always "aws.sagemaker"',
            'write "aws.sagemaker" instead of "aws.cloudtrail" in the pattern',
        ],
        [
            "capitals at the end of an ARN",
            { ...training, resources: ["arn:aws:sagemaker:us-east-1:111122223333:training-job/myjob"] },
            { resources: [{ suffix: "/MyJob" }] },
            "events have the names in ARNs in lower case, also where a name has capitals",
            'write {"suffix":{"equals-ignore-case":"/MyJob"}}',
        ],
    ] as const) {
        it(`advises by what the catalogue knows of ${what}`, () => {
            const [field] = explain(rules(pattern), "e", event).missing[0]?.fields ?? [];
            assert.deepEqual([field?.hint, field?.change], [hint, change]);
        });
    }

    it("says of a rule for events that SageMaker does not send what there is instead", () => {
        const reasonOf = (type: string) => explain(rules({ source: ["aws.sagemaker"], "detail-type": [type] }), "e", training).missing[0]?.reason;
        assert.equal(
            reasonOf("SageMaker Clarify Job State Change"),
            'detail-type asks for ["SageMaker Clarify Job State Change"], but SageMaker sends no event of Clarify. Match "SageMaker Processing Job State Change": Clarify runs as a processing job',
        );
        assert.equal(
            reasonOf("SageMaker Endpoint Status Change"),
            'detail-type asks for ["SageMaker Endpoint Status Change"], but detail-type is none that SageMaker is known to send. Write "SageMaker Endpoint State Change"',
        );
        assert.equal(reasonOf("SageMaker Endpoint State Change"), null);
    });
});
