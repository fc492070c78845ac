import * as assert from "node:assert/strict";

import { isReadOnlyCall, judgePattern } from "../../../models/catalogueMatch";

const call = (detail: object = {}, more: object = {}) => ({
    source: ["aws.sagemaker"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: { eventSource: ["sagemaker.amazonaws.com"], ...detail },
    ...more,
});

describe("the read-only calls of a pattern", () => {
    const STARTS = ["Describe…", "Get…", "List…"];
    const cases: [string, object, { given: string[]; alone: boolean } | undefined][] = [
        ["one", call({ eventName: ["DescribeTrainingJob"] }), { given: ['"DescribeTrainingJob"'], alone: true }],
        ["one that the API does not have yet", call({ eventName: ["ListNewThings"] }), { given: ['"ListNewThings"'], alone: true }],
        ["a beginning", call({ eventName: [{ prefix: "Desc" }] }), { given: ['{"prefix":"Desc"}'], alone: true }],
        ["a wildcard", call({ eventName: [{ wildcard: "List*Jobs" }] }), { given: ['{"wildcard":"List*Jobs"}'], alone: true }],
        ["one next to a call that changes", call({ eventName: ["ListModels", "CreateModel"] }), { given: ['"ListModels"'], alone: false }],
        [
            "all alternatives",
            call({ $or: [{ eventName: ["ListModels"] }, { eventName: ["DescribeModel"] }] }),
            { given: ['"ListModels"', '"DescribeModel"'], alone: true },
        ],
        [
            "one alternative next to status events",
            { source: ["aws.sagemaker"], $or: [{ "detail-type": ["SageMaker Model State Change"] }, { detail: { eventName: ["ListModels"] } }] },
            { given: ['"ListModels"'], alone: false },
        ],
        ["calls that only read", call({ readOnly: [true] }), { given: STARTS, alone: false }],
        ["all but one that only read", call({ readOnly: [true], eventName: [{ "anything-but": "Search" }] }), { given: STARTS, alone: false }],
        [
            "a beginning that calls of both kinds have, where they only read",
            call({ readOnly: [true], eventName: [{ prefix: "D" }] }),
            { given: STARTS, alone: false },
        ],
        ["one that only reads", call({ readOnly: [true], eventName: ["ListModels"] }), { given: ['"ListModels"'], alone: true }],
        ["a call that reads and comes to every rule, and only reads", call({ readOnly: [true], eventName: ["Search"] }), undefined],
        ["calls that change something", call({ readOnly: [false] }), undefined],
        ["calls of both sorts", call({ readOnly: [true, false] }), undefined],
        ["a call that reads and comes to every rule", call({ eventName: ["Search"] }), undefined],
        ["a beginning that calls of both kinds have", call({ eventName: [{ prefix: "D" }] }), undefined],
        ["calls that change", call({ eventName: ["CreateModel", "DeleteModel"] }), undefined],
        ["every call", call(), undefined],
        ["status events", { source: ["aws.sagemaker"], "detail-type": ["SageMaker Model State Change"] }, undefined],
    ];
    for (const [title, pattern, expected] of cases) {
        it(`are found in ${title}`, () => assert.deepEqual(judgePattern(pattern).readOnly, expected));
    }
});

describe("a call in a pattern that SageMaker's API does not have", () => {
    const doubts = (eventName: unknown) =>
        judgePattern(call({ eventName: [eventName] })).doubts.map(({ given, reason, meant }) => [given, reason, meant]);
    for (const [given, meant] of [
        ["CreateTrainingJb", "CreateTrainingJob"],
        ["createTrainingJob", "CreateTrainingJob"],
        ["DescribeTrainingJobs", "DescribeTrainingJob"],
        ["StopHyperparameterTuningJob", "StopHyperParameterTuningJob"],
        ["CreateSomethingElse", undefined],
    ] as const) {
        it(`is a doubt: ${given}`, () => {
            assert.deepEqual(doubts(given), [[JSON.stringify(given), `SageMaker's API has no call ${JSON.stringify(given)}`, meant]]);
        });
    }
    it("is a doubt of another sort where it is a call of a runtime, which CloudTrail does not always report", () => {
        const reason = "CloudTrail reports calls of endpoints and of the feature store only where a trail logs data events";
        assert.deepEqual(doubts("InvokeEndpoint"), [['"InvokeEndpoint"', reason, undefined]]);
        assert.deepEqual(doubts("GetRecord"), [['"GetRecord"', reason, undefined]]);
    });
    it("is a doubt where a condition matches no call", () => {
        assert.deepEqual(doubts({ prefix: "Train" }), [['{"prefix":"Train"}', "SageMaker's API has no such call", undefined]]);
    });
    it("is none for a call that there is, nor for one of another service", () => {
        assert.deepEqual([doubts("CreateTrainingJob"), doubts({ "anything-but": "Nothing" }), doubts({ wildcard: "*Job" })], [[], [], []]);
        const ofS3 = call({ eventSource: ["s3.amazonaws.com"], eventName: ["PutObject"] }, { source: ["aws.s3"] });
        assert.deepEqual(judgePattern(ofS3).doubts, []);
    });
});

describe("fields of a pattern on calls", () => {
    it("are a doubt where parameters begin with a capital letter", () => {
        const { verdict, doubts } = judgePattern(call({ requestParameters: { TrainingJobName: ["a"], modelName: ["b"] } }));
        assert.deepEqual(
            [verdict, doubts.map(({ path, meant }) => [path, meant])],
            ["live", [["detail.requestParameters.TrainingJobName", "detail.requestParameters.trainingJobName"]]],
        );
    });

    it("are wrong in another spelling, and not judged where CloudTrail may have more", () => {
        const judged = (pattern: object) => [judgePattern(pattern).verdict, judgePattern(pattern).obstacles.map(({ meant }) => meant)];
        assert.deepEqual(judged(call({ EventName: ["CreateModel"] })), ["dead", ["detail.eventName"]]);
        assert.deepEqual(judged(call({ somethingNew: ["x"] })), ["others", []]);
        assert.deepEqual(judged(call({ eventSource: ["runtime.sagemaker.amazonaws.com"] })), ["others", []]);
        assert.deepEqual(judged({ source: ["aws.sagemaker"], "detail-type": ["API Call via CloudTrail"] }), [
            "dead",
            ["AWS API Call via CloudTrail"],
        ]);
        assert.deepEqual(judged({ source: ["aws.sagemaker"], "detail-type": ["AWS Service Event via CloudTrail"] }), ["others", []]);
    });
});

describe("isReadOnlyCall", () => {
    const event = (detail: object, detailType = "AWS API Call via CloudTrail") => ({ "detail-type": detailType, detail });
    it("is true of a call that EventBridge keeps from rules in the state ENABLED", () => {
        for (const eventName of ["DescribeTrainingJob", "ListModels", "GetRole"]) {
            assert.equal(isReadOnlyCall(event({ eventName })), true, eventName);
        }
    });
    it("is false of what comes to every rule", () => {
        const others = [
            event({ eventName: "CreateModel" }),
            event({ eventName: "Search" }),
            event({ eventName: "GetSessionToken" }),
            event({ eventName: "GetObject", managementEvent: false }),
            event({ eventName: "ListModels" }, "SageMaker Model State Change"),
            event({}),
            { detail: null },
        ];
        assert.deepEqual(
            others.map(isReadOnlyCall),
            others.map(() => false),
        );
    });
});
