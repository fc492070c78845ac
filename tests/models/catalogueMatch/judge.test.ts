import * as assert from "node:assert/strict";

import { DESCRIBE_MEMBERS, KINDS } from "../../../catalog";
import { judgePattern } from "../../../models/catalogueMatch";

const TRAINING = KINDS.TrainingJob.detailType;
const PACKAGE = KINDS.ModelPackage.detailType;
const LABELING = KINDS.LabelingJob.detailType;
const PIPELINE = "SageMaker Model Building Pipeline Execution Status Change";
const CALL = "AWS API Call via CloudTrail";
const of = (detailType: string, detail?: object, more: object = {}) => ({
    source: ["aws.sagemaker"],
    "detail-type": [detailType],
    ...(detail && { detail }),
    ...more,
});
/** What a verdict rests on: what was meant, or else what to do. */
const steps = (pattern: object) => judgePattern(pattern).obstacles.map(({ meant, advice }) => meant ?? advice);

describe("judgePattern", () => {
    const DETAIL_TYPES: [string, string | undefined][] = [
        ["SageMaker Pipeline Execution Status Change", PIPELINE],
        ["SageMaker Pipeline State Change", PIPELINE],
        ["SageMaker Pipeline Step Status Change", "SageMaker Model Building Pipeline Execution Step Status Change"],
        ["SageMaker Endpoint Status Change", "SageMaker Endpoint State Change"],
        ["SageMaker Endpoint Configuration State Change", "SageMaker Endpoint Config State Change"],
        ["SageMaker Tuning Job State Change", "SageMaker HyperParameter Tuning Job State Change"],
        ["SageMaker Hyper Parameter Tuning Job Stage Change", "SageMaker HyperParameter Tuning Job State Change"],
        ["SageMaker Batch Transform Job State Change", "SageMaker Transform Job State Change"],
        ["SageMaker Labeling Job State Change", LABELING],
        ["SageMaker ModelPackage State Change", PACKAGE],
        ["SageMaker Human Loop Status Change", "SageMaker A2I HumanLoop Status Change"],
        ["SageMaker Tracking Server Create Faild", "SageMaker Tracking Server Create Failed"],
        ["Tracking Server Creation Failed", "SageMaker Tracking Server Create Failed"],
        ["SageMaker MLflow Tracking Server Deletion Failed", "SageMaker Tracking Server Delete Failed"],
        ["SageMaker MLflow Tracking Server Update Failed", "SageMaker Tracking Server Update Failed"],
        ["Tracking Server Maintenance Failure", "SageMaker Tracking Server Maintenance Failed"],
        ["SageMaker MLflow Model Version Creating", "SageMaker MLFlow Tracking Server Creating ModelVersion"],
        ["Training Job State Change", TRAINING],
        ["AWS API Call via Cloudtrail", CALL],
        ["SageMaker Model Registry State Change", PACKAGE],
        ["SageMaker Model Approval Status Change", PACKAGE],
        ["SageMaker Model Package Version State Change", PACKAGE],
        ["SageMaker HPO Job State Change", "SageMaker HyperParameter Tuning Job State Change"],
        ["SageMaker Hyperparameter Optimization Job State Change", "SageMaker HyperParameter Tuning Job State Change"],
        ["SageMaker Batch Inference Job State Change", "SageMaker Transform Job State Change"],
        ["SageMaker Workflow Execution Status Change", PIPELINE],
        ["SageMaker Pipeline Run Status Change", PIPELINE],
        ["SageMaker Realtime Endpoint State Change", "SageMaker Endpoint State Change"],
        ["Sagemakr Training Job State Change", TRAINING],
        ["SageMaker Traning Job State Change", TRAINING],
        ["Amazon SageMaker AI Training Job State Change", TRAINING],
        ["SageMaker Notebook Instance Lifecycle Config State Change", "SageMaker Notebook Lifecycle Config State Change"],
        ["SageMaker Custom Image Version Status Change", "SageMaker Image Version State Change"],
        ["SageMaker Augmented AI HumanLoop Status Change", "SageMaker A2I HumanLoop Status Change"],
        ["SageMaker Inference Endpoint State Change", "SageMaker Endpoint State Change"],
        ["SageMaker Model Deployment State Change", undefined],
        ["SageMaker Notebook Job State Change", undefined],
        ["SageMaker Experiment State Change", undefined],
        ["SageMaker Studio State Change", undefined],
        ["SageMaker Training Plan State Change", undefined],
    ];
    for (const [given, meant] of DETAIL_TYPES) {
        it(`takes the detail-type ${given} for ${meant ?? "none"}`, () => {
            const { verdict, obstacles } = judgePattern(of(given));
            assert.deepEqual([verdict, obstacles.map((each) => each.meant)], ["dead", [meant]]);
        });
    }

    it("takes the kind whose status field a pattern asks for where the detail-type names none", () => {
        assert.deepEqual(steps(of("SageMaker Job State Change", { TrainingJobStatus: ["Failed"] })), [TRAINING]);
    });

    for (const [detailType, detail, kind] of [
        ["SageMaker AutoML Job State Change", { AutoMLJobStatus: ["Completed"] }, "AutoMLJob"],
        ["SageMaker Compilation Job State Change", { CompilationJobStatus: ["Completed", "Failed"] }, "CompilationJob"],
        ["SageMaker Inference Component State Change", { InferenceComponentStatus: ["InService"] }, "InferenceComponent"],
        ["SageMaker Model Package Group State Change", undefined, "ModelPackageGroup"],
        ["SageMaker Project State Change", undefined, "Project"],
        ["SageMaker Inference Recommender Job State Change", undefined, "InferenceRecommendationsJob"],
        ["SageMaker Training Plan State Change", undefined, "TrainingPlan"],
        ["SageMaker App Status Change", { Status: ["InService"] }, "App"],
    ] as const) {
        it(`says that there is no event of ${kind}, and advises no field of another kind`, () => {
            const { verdict, obstacles } = judgePattern(of(detailType, detail));
            assert.deepEqual([verdict, obstacles.map(({ reason }) => reason)], ["dead", [`SageMaker sends no event of ${kind}`]]);
            assert.match(obstacles[0]?.advice ?? "", new RegExp(`AWS API Call via CloudTrail.* Describe${kind} `));
        });
    }

    it("says what there is in place of Model Monitor's results", () => {
        for (const name of ["SageMaker Model Monitor Violation Notification", "SageMaker Model Quality Job State Change"]) {
            assert.match(steps(of(name))[0] ?? "", /SageMaker Processing Job State Change.*ExitMessage.*CloudWatch/);
        }
    });

    it("advises a beginning where a detail-type names no status and each status has its own", () => {
        assert.deepEqual(steps(of("SageMaker Human Task Status Change")), ['Write {"prefix":"SageMaker Human Task "}']);
        assert.deepEqual(steps(of("SageMaker Tracking Server State Change")), ['Write {"prefix":"SageMaker Tracking Server "}']);
    });

    it("finds the spelling of a field with any names in it", () => {
        assert.deepEqual(steps(of(TRAINING, { tags: { team: ["ml"] } })), ["detail.Tags.team"]);
    });

    it("does not take the name or the ARN of another resource for one without events", () => {
        for (const detail of [{ ResourceConfig: { TrainingPlanArn: ["x"] } }, { ProjectName: ["x"] }, { UserProfileName: ["x"] }]) {
            assert.equal(judgePattern(of(TRAINING, detail)).verdict, "doubtful");
        }
    });

    for (const [given, what, job] of [
        ["SageMaker Clarify Job State Change", "Clarify", "Processing"],
        ["SageMaker Data Wrangler Job State Change", "Data Wrangler", "Processing"],
        ["SageMaker Notebook Job State Change", "a notebook job", "Training"],
        ["SageMaker Debugger Rule Status Change", "a Debugger rule", "Training"],
    ]) {
        it(`sends people from ${what} to the job that it is a part of`, () => {
            const [found] = judgePattern(of(given!)).obstacles;
            assert.equal(found?.reason, `SageMaker sends no event of ${what}`);
            assert.match(found.advice ?? "", new RegExp(`^Match "SageMaker ${job} Job State Change"`));
        });
    }

    it("names the values of an approval without the status that goes with it", () => {
        const [found] = judgePattern(of(PACKAGE, { ModelApprovalStatus: ["APPROVED"] })).obstacles;
        const reason = 'detail.ModelApprovalStatus of model package events is one of "Approved", "Rejected", "PendingManualApproval"';
        assert.deepEqual([found?.reason, found?.meant], [reason, "Approved"]);
    });

    it("asks for the name of a labeling job in resources", () => {
        const resources = (condition: string) => `Write "resources": [${condition}] outside of detail: the ARN is there, and the name in it`;
        assert.deepEqual(steps(of(LABELING, { LabelingJobName: ["orchid"] })), [resources('{"wildcard":"arn:*:sagemaker:*:*:labeling-job/orchid"}')]);
        assert.deepEqual(steps(of(LABELING, { LabelingJobName: [{ prefix: "or" }] })), [
            resources('{"wildcard":"arn:*:sagemaker:*:*:labeling-job/or*"}'),
        ]);
    });

    it("asks the field that has a value for it", () => {
        const ask = (field: string) => [`Ask detail.${field} for it: that is the field with this value`];
        assert.deepEqual(steps(of(PACKAGE, { ModelPackageStatus: ["Approved"] })), ask("ModelApprovalStatus"));
        assert.deepEqual(steps(of(PACKAGE, { ModelApprovalStatus: ["Completed"] })), ask("ModelPackageStatus"));
        assert.deepEqual(steps(of(TRAINING, { TrainingJobStatus: ["MaxRuntimeExceeded"] })), ask("SecondaryStatus"));
        assert.deepEqual(steps(of(PACKAGE, { ApprovalStatus: ["Approved"] })), ["detail.ModelApprovalStatus"]);
    });

    it("finds Resources for resources, and the fields of pipelines", () => {
        assert.deepEqual(steps(of("SageMaker Model State Change", undefined, { Resources: ["arn:aws:sagemaker:us-east-1:111122223333:model/m"] })), [
            "resources",
        ]);
        assert.deepEqual(steps(of(PIPELINE, { pipelineExecutionStatus: ["Succeeded"], pipelineName: ["Orchid"] })), [
            "detail.currentPipelineExecutionStatus",
            'Write "pipelineArn":[{"wildcard":"*/orchid"}]: events have the ARN, which ends in the name in lower case',
        ]);
    });

    it("doubts ARNs with capitals, and says how to ask for them in any case", () => {
        const arn = "arn:aws:sagemaker:us-east-1:111122223333:endpoint/MyEndpoint";
        const doubts = (condition: unknown) =>
            judgePattern(of(KINDS.Endpoint.detailType, { EndpointArn: [condition] })).doubts.map(({ advice }) => advice);
        assert.deepEqual(doubts(arn), [`Write ${JSON.stringify({ "equals-ignore-case": arn })}`]);
        assert.deepEqual(doubts({ prefix: arn }), [`Write ${JSON.stringify({ prefix: { "equals-ignore-case": arn } })}`]);
        assert.deepEqual(doubts({ wildcard: "*:endpoint/MyEndpoint" }), ['Write {"wildcard":"*:endpoint/myendpoint"}']);
        assert.deepEqual(doubts({ suffix: "MyEndpoint" }), ['Write {"suffix":{"equals-ignore-case":"MyEndpoint"}}']);
        assert.deepEqual(doubts({ wildcard: "*MyEndpoint" }), ['Write {"wildcard":"*myendpoint"}']);
        assert.deepEqual([doubts(arn.toLowerCase()), doubts({ "equals-ignore-case": arn }), doubts({ suffix: "my" })], [[], [], []]);
        const role = of(TRAINING, { RoleArn: [{ suffix: "MyRole" }, "arn:aws:iam::111122223333:role/MyRole"] });
        assert.deepEqual(judgePattern(role).doubts, []);
    });

    it("doubts numbers where events have texts", () => {
        const doubts = (detail: object) => judgePattern(of(TRAINING, detail)).doubts.map(({ path, given, advice }) => [path, given, advice]);
        assert.deepEqual(doubts({ HyperParameters: { epochs: [10, "10"] } }), [["detail.HyperParameters.epochs", "10", 'Write "10"']]);
        assert.deepEqual(doubts({ HyperParameters: { verbose: [true, null] } }), [["detail.HyperParameters.verbose", "true", 'Write "true"']]);
        assert.deepEqual(doubts({ HyperParameters: { epochs: [{ numeric: [">", 5] }] } }), [
            ["detail.HyperParameters.epochs", '{"numeric":[">",5]}', "Ask for the texts themselves"],
        ]);
        assert.deepEqual(doubts({ HyperParameters: { epochs: [{ prefix: "1" }] }, ResourceConfig: { InstanceCount: [1] } }), []);
    });

    it("doubts tags as the API lists them", () => {
        const doubts = (Tags: object) => judgePattern(of(TRAINING, { Tags })).doubts.map(({ path, given, advice }) => [path, given, advice]);
        assert.deepEqual(doubts({ Key: ["team"], Value: ["a", "b"] }), [["detail.Tags.Key", '["team"]', 'Write "Tags":{"team":["a","b"]}']]);
        assert.deepEqual([doubts({ team: ["a"] }), doubts({ Key: ["a"] })], [[], []]);
    });

    for (const [kind, members] of Object.entries(DESCRIBE_MEMBERS).filter(([name]) => name in KINDS)) {
        it(`doubts members of Describe that no event of ${kind} is known to have`, () => {
            const { detailType } = KINDS[kind as keyof typeof KINDS];
            const verdicts = members.map((member) => judgePattern(of(detailType, { [member]: [{ exists: true }] })).verdict);
            assert.deepEqual([...new Set(verdicts)], ["doubtful"]);
        });
    }

    it("takes the words of other services for the statuses that they mean, and stays in doubt", () => {
        for (const [given, meant] of [
            ["Succeeded", "Completed"],
            ["Cancelled", "Stopped"],
            ["Error", "Failed"],
            ["Queued", undefined],
        ] as const) {
            const { verdict, obstacles } = judgePattern(of(TRAINING, { TrainingJobStatus: [given] }));
            assert.deepEqual([verdict, obstacles.map((each) => each.meant)], ["doubtful", [meant]]);
        }
    });

    it("doubts a field or a status that nothing documents, and is sure of another spelling", () => {
        const verdict = (detail: object) => judgePattern(of(TRAINING, detail)).verdict;
        assert.deepEqual([{ NoSuchField: ["x"] }, { TrainingJobStatus: ["Cancelled"] }, { SecondaryStatus: ["OutOfCapacity"] }].map(verdict), [
            "doubtful",
            "doubtful",
            "doubtful",
        ]);
        assert.deepEqual([{ trainingJobStatus: ["Failed"] }, { TrainingJobStatus: ["FAILED"] }, { status: ["Failed"] }].map(verdict), [
            "dead",
            "dead",
            "dead",
        ]);
        assert.equal(judgePattern(of(PIPELINE, { currentPipelineExecutionStatus: ["CompletedWithFailures"] })).verdict, "live");
    });

    it("knows the calls that CloudTrail sends, and the usual slips in a rule on them", () => {
        const call = (source: string, eventSource: string) => ({ source: [source], "detail-type": [CALL], detail: { eventSource: [eventSource] } });
        assert.equal(judgePattern(call("aws.sagemaker", "sagemaker.amazonaws.com")).verdict, "live");
        assert.deepEqual(steps(call("aws.cloudtrail", "sagemaker.amazonaws.com")), ["aws.sagemaker"]);
        assert.deepEqual(steps(call("aws.sagemaker", "aws.sagemaker")), ["sagemaker.amazonaws.com"]);
        assert.deepEqual(steps(call("aws.cloudtrail", "aws.sagemaker")), ["sagemaker.amazonaws.com", "aws.sagemaker"]);
        assert.equal(judgePattern(call("aws.s3", "s3.amazonaws.com")).verdict, "others");
        assert.equal(judgePattern(call("aws.metrics-sagemaker", "metrics-sagemaker.amazonaws.com")).verdict, "others");
    });

    for (const [source, verdict] of [
        ["aws.Sagemaker", "dead"],
        ["sagemaker", "dead"],
        ["sagemaker.amazonaws.com", "dead"],
        ["aws.sagmaker", "dead"],
        ["aws.sagemakers", "dead"],
        ["aws.sagemaker-ai", "dead"],
        ["aws.sagemaker-geospatial", "others"],
        ["aws.metrics-sagemaker", "others"],
        ["aws.sagemaker-runtime", "others"],
        ["aws.sagemaker-featurestore-runtime", "others"],
        ["com.acme.sagemaker", "others"],
        ["aws.datazone", "others"],
    ] as const) {
        it(`judges the source ${source}: ${verdict}`, () => {
            const judged = judgePattern({ source: [source], "detail-type": [TRAINING] });
            assert.deepEqual([judged.verdict, judged.obstacles.map(({ meant }) => meant)], [verdict, verdict === "dead" ? ["aws.sagemaker"] : []]);
        });
    }
});
