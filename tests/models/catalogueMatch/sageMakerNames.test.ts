import * as assert from "node:assert/strict";

import { namesSageMaker } from "../../../models/catalogueMatch";

const NAMING: object[] = [
    { source: ["aws.sagemaker"] },
    { source: ["AWS.SAGEMAKER"] },
    { source: ["sagemaker"] },
    { source: ["aws.sage-maker"] },
    { source: ["aws.ec2", "aws.sagemaker"] },
    { source: [{ prefix: "aws.sagemaker" }] },
    { source: [{ prefix: "AWS.Sage" }] },
    { source: [{ prefix: { "equals-ignore-case": "aws.sagem" } }] },
    { source: [{ suffix: "maker" }] },
    { source: [{ suffix: { "equals-ignore-case": ".SageMaker" } }] },
    { source: [{ wildcard: "*sage*" }] },
    { source: [{ "equals-ignore-case": "aws.SageMaker" }] },
    { source: [{ "anything-but": "aws.sagemaker" }] },
    { source: [{ "anything-but": ["aws.ec2", "aws.sagemaker"] }] },
    { source: [{ "anything-but": { prefix: "aws.sagemaker" } }] },
    { "detail-type": ["SageMaker Training Job State Change"] },
    { "detail-type": ["Sage Maker training job"] },
    { "detail-type": [{ prefix: "SageMaker" }] },
    { "detail-type": [{ prefix: "sage" }] },
    { "detail-type": [{ wildcard: "Sage*State Change" }] },
    { $or: [{ source: ["aws.ec2"] }, { "detail-type": [{ suffix: "Maker Training Job State Change" }] }] },
];
const OTHERS: object[] = [
    { source: ["aws.ec2"] },
    { source: ["aws.sagemaker-geospatial"] },
    { source: ["aws.metrics-sagemaker"] },
    { source: [{ prefix: "aws.sagemaker-" }] },
    { source: ["com.acme.sagemaker"] },
    { source: [{ prefix: "aws." }] },
    { source: [{ exists: true }] },
    { source: [{ prefix: "app.message" }] },
    { source: [{ suffix: "caremaker" }] },
    { source: [{ wildcard: "*message*" }] },
    { source: [{ "anything-but": "aws.ec2" }] },
    { "detail-type": [{ suffix: "State Change" }] },
    { source: ["acme.ml"], detail: { type: ["sagemaker-report-ready"] } },
    { detail: { source: ["aws.sagemaker"], TrainingJobStatus: ["Failed"] } },
    { account: ["111122223333"], resources: [{ prefix: "arn:aws:sagemaker:" }] },
];

describe("namesSageMaker", () => {
    for (const pattern of NAMING) {
        it(`finds the name in ${JSON.stringify(pattern)}`, () => assert.equal(namesSageMaker(pattern), true));
    }
    for (const pattern of OTHERS) {
        it(`finds no name in ${JSON.stringify(pattern)}`, () => assert.equal(namesSageMaker(pattern), false));
    }

    it("reads a pattern as text", () => {
        assert.equal(namesSageMaker('{"source":["aws.sagemaker"]}'), true);
        assert.equal(namesSageMaker('{"source":["aws.ec2"]}'), false);
    });
});
