import * as assert from "node:assert/strict";

import { ALL_KIND_NAMES } from "../../../catalog";
import { kindProblem } from "../../../models/catalogueMatch/kindNames";

const NONE = `must be one of ${ALL_KIND_NAMES.join(", ")}, got `;

describe("kindProblem", () => {
    for (const [given, meant] of [
        ["trainingjob", "TrainingJob"],
        ["Training", "TrainingJob"],
        ["LabellingJob", "LabelingJob"],
        ["Pipeline", "PipelineExecution"],
        ["PipelineStep", "PipelineExecutionStep"],
        ["ModelRegistry", "ModelPackage"],
        ["Tuning", "HyperParameterTuningJob"],
        ["HPO", "HyperParameterTuningJob"],
        ["BatchTransform", "TransformJob"],
        ["SageMaker Pipeline Execution State Change", "SageMaker Model Building Pipeline Execution Status Change"],
        ["sagemaker endpoint state change", "SageMaker Endpoint State Change"],
        ["CloudTrail", "AWS API Call via CloudTrail"],
        ["createTrainingJob", "CreateTrainingJob"],
        ["CreateTrainingJobb", "CreateTrainingJob"],
        ["ListTrainingJob", "ListTrainingJobs"],
        ["training-job", "TrainingJob"],
        ["cluster", "HyperPodCluster"],
        ["AWS::SageMaker::Cluster", "HyperPodCluster"],
        ["AWS::SageMaker::Endpoint", "Endpoint"],
        ["aws:sagemaker/pipeline:Pipeline", "PipelineExecution"],
        ["arn:aws-cn:sagemaker:cn-north-1:111122223333:hyper-parameter-tuning-job/x", "HyperParameterTuningJob"],
        ["TrainingJobArn", "TrainingJob"],
        ["ModelApprovalStatus", "ModelPackage"],
    ] as const) {
        it(`takes ${given} for ${meant}`, () => assert.equal(kindProblem(given), `${NONE}"${given}" (did you mean ${meant}?)`));
    }
    for (const given of [
        "",
        "toString",
        "Bucket",
        "Experiment",
        "SageMaker Job State Change",
        "RoleArn",
        "AWS::Lambda::Function",
        "arn:aws:lambda:eu-west-1:111122223333:function:x",
        7,
        undefined,
    ]) {
        it(`has no suggestion for ${JSON.stringify(given)}`, () => assert.equal(kindProblem(given), `${NONE}${JSON.stringify(given)}`));
    }
    it("has no problem with the name of a kind", () => assert.equal(kindProblem("FeatureGroup"), undefined));

    it("says what there is in place of events", () => {
        assert.equal(
            kindProblem("AutoMLJob"),
            '"AutoMLJob": SageMaker sends no event of it. Match the calls that change it, which CloudTrail sends as "AWS API Call via CloudTrail" (jobstatus pattern CreateAutoMLJob writes such a pattern), or ask DescribeAutoMLJob for its status',
        );
        assert.match(kindProblem("Autopilot") ?? "", /^"Autopilot": SageMaker sends no event of AutoMLJob\. Match/);
        assert.match(kindProblem("ModelMonitor") ?? "", /^"ModelMonitor": SageMaker sends no event of a Model Monitor result\. Match/);
    });

    it("says where CloudTrail has a call of the runtime API, and which kind has the changes", () => {
        const beginning =
            "is a call of SageMaker's runtime API, of which SageMaker sends no event. CloudTrail reports such calls only where a trail logs data events.";
        assert.equal(kindProblem("InvokeEndpointAsync"), `"InvokeEndpointAsync" ${beginning} Changes of an endpoint are events of the kind Endpoint`);
        assert.equal(kindProblem("PutRecord"), `"PutRecord" ${beginning} Changes of a feature group are events of the kind FeatureGroup`);
    });

    it("says which kinds have a status that was given in place of a kind", () => {
        const answers = ["in_service", "Approved", "CompletedWithFailures", "Failed"].map((given) => kindProblem(given));
        assert.deepEqual(answers, [
            '"in_service" is a status of Endpoint, NotebookInstance, HyperPodCluster, and not a kind',
            '"Approved" is a status of ModelPackage, ModelCard, and not a kind',
            '"CompletedWithFailures" is a status of PipelineExecution, and not a kind',
            '"Failed" is a status of 12 kinds, such as Endpoint, and not a kind',
        ]);
    });

    it("sends the name of a call to the command that knows calls", () => {
        assert.equal(
            kindProblem("CreateTrainingJob"),
            `"CreateTrainingJob" is a call of SageMaker's API, which CloudTrail sends: jobstatus pattern "CreateTrainingJob" writes the pattern for it`,
        );
        assert.match(
            kindProblem("AWS API Call via CloudTrail") ?? "",
            /^"AWS API Call via CloudTrail" is the detail-type of calls of SageMaker's API/,
        );
    });
});
