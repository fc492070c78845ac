import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, type EventKindRow, KINDS } from "../../catalog";
import { JobStatusRule, type JobStatusRuleArgs } from "../../components";
import { compileRules } from "../../models/eventPattern";
import { deploy, only, treeOf } from "../support/deployment";
import { refusalOf } from "./fixtures";

const TRAINING_STATUSES = "InProgress, Stopping, Completed, Failed, Stopped, Deleting";
const TRAINING_FIELDS = Object.keys(KINDS.TrainingJob.fields).join(", ");

const ruleOf = async <K extends AnyKind>(args: JobStatusRuleArgs<K>) =>
    only(await deploy(() => new JobStatusRule("orders", args)), "EventRule orders-rule").inputs;

// Never called: `npm run types` fails when one of these compiles.
void function doesNotCompile(): void {
    // @ts-expect-error an endpoint's events say IN_SERVICE
    new JobStatusRule("a", { kind: "Endpoint", statuses: ["InService"] });
    // @ts-expect-error events of algorithms carry no status
    new JobStatusRule("b", { kind: "Algorithm", statuses: ["Completed"] });
    // @ts-expect-error a training job has no NotebookInstanceName
    new JobStatusRule("c", { kind: "TrainingJob", where: { NotebookInstanceName: ["x"] } });
    // A member of Describe is allowed by the type; the check asks for unverified.
    new JobStatusRule("c2", { kind: "TrainingJob", where: { EnableManagedSpotTraining: [true] }, unverified: true });
    // @ts-expect-error a member of another kind's Describe
    new JobStatusRule("c3", { kind: "TrainingJob", where: { CustomerMetadataProperties: { a: ["b"] } }, unverified: true });
    // @ts-expect-error the status is not part of where
    new JobStatusRule("d", { kind: "TrainingJob", where: { TrainingJobStatus: ["Failed"] } });
    // @ts-expect-error there is no such kind
    new JobStatusRule("e", { kind: "Pipeline" });
    // @ts-expect-error events of images are in Pascal case
    new JobStatusRule("f", { kind: "Image", statuses: ["CREATED"] });
    // @ts-expect-error the status is not part of where, nor is it inside of an object
    new JobStatusRule("g", { kind: "HyperPodClusterNodeHealth", where: { HealthSummary: { HealthStatus: ["Healthy"] } } });
    // @ts-expect-error no one knows which field of the event has the status
    new JobStatusRule("h", { kind: "MonitoringSchedule", statuses: ["Failed"], unverified: true });
};

describe("JobStatusRule", () => {
    it("is one enabled rule on the default bus, and exposes its ARN", async () => {
        const deployment = await deploy(() => new JobStatusRule("orders", { kind: "TrainingJob", statuses: ["Failed", "Stopped"] }));
        assert.deepEqual(treeOf(deployment), ["JobStatusRule orders", "JobStatusRule orders > EventRule orders-rule"]);
        assert.deepEqual(only(deployment, "EventRule").inputs, {
            description: "SageMaker training job status: Failed, Stopped",
            eventPattern:
                '{"source":["aws.sagemaker"],"detail-type":["SageMaker Training Job State Change"],"detail":{"TrainingJobStatus":["Failed","Stopped"]}}',
            state: "ENABLED",
        });
        assert.deepEqual(only(deployment, "JobStatusRule").outputs, { arn: "arn:aws:events:us-east-1:111122223333:rule/orders-rule-0a1b2c3" });
    });

    it("exposes its name and kind", async () => {
        const { outputs } = await deploy(() => {
            const { name, kind } = new JobStatusRule("orders", { kind: "Endpoint" });
            return { name, kind };
        });
        assert.deepEqual(outputs, { name: "orders", kind: "Endpoint" });
    });

    const pattern = (detailType: string, detail?: object) => ({ source: ["aws.sagemaker"], "detail-type": [detailType], ...(detail && { detail }) });
    const patterns: [JobStatusRuleArgs, object][] = [
        [{ kind: "Algorithm" }, pattern("SageMaker Algorithm State Change")],
        [
            { kind: "Endpoint", statuses: ["UPDATE_ROLLBACK_FAILED"] },
            pattern("SageMaker Endpoint State Change", { EndpointStatus: ["UPDATE_ROLLBACK_FAILED"] }),
        ],
        [
            { kind: "HyperParameterTuningJob", statuses: ["Failed"] },
            pattern("SageMaker HyperParameter Tuning Job State Change", { HyperParameterTuningJobStatus: ["Failed"] }),
        ],
        [
            { kind: "LabelingJob", statuses: ["Completed"] },
            pattern("SageMaker Ground Truth Labeling Job State Change", { LabelingJobStatus: ["Completed"] }),
        ],
        [{ kind: "ModelPackage", statuses: ["Failed"] }, pattern("SageMaker Model Package State Change", { ModelPackageStatus: ["Failed"] })],
        [
            { kind: "NotebookInstance", statuses: ["InService"] },
            pattern("SageMaker Notebook Instance State Change", { NotebookInstanceStatus: ["InService"] }),
        ],
        [{ kind: "ProcessingJob", statuses: ["Stopped"] }, pattern("SageMaker Processing Job State Change", { ProcessingJobStatus: ["Stopped"] })],
        [{ kind: "TrainingJob" }, pattern("SageMaker Training Job State Change")],
        [{ kind: "TransformJob", statuses: ["Failed"] }, pattern("SageMaker Transform Job State Change", { TransformJobStatus: ["Failed"] })],
        [{ kind: "Image", statuses: ["CreateFailed"] }, pattern("SageMaker Image State Change", { ImageStatus: ["CreateFailed"] })],
        [
            { kind: "EndpointDeployment", statuses: ["UPDATING"] },
            pattern("SageMaker Endpoint Deployment State Change", { EndpointStatus: ["UPDATING"] }),
        ],
        [
            { kind: "PipelineExecution", statuses: ["Failed"] },
            pattern("SageMaker Model Building Pipeline Execution Status Change", { currentPipelineExecutionStatus: ["Failed"] }),
        ],
        // A status inside of an object, next to a condition in the same object.
        [
            {
                kind: "HyperPodClusterNodeHealth",
                statuses: ["Unhealthy"],
                where: { HealthSummary: { RepairAction: ["Replace"] }, ClusterName: ["a"] },
            },
            pattern("SageMaker HyperPod Cluster Node Health Event", {
                HealthSummary: { HealthStatus: ["Unhealthy"], RepairAction: ["Replace"] },
                ClusterName: ["a"],
            }),
        ],
        [{ kind: "Model" }, pattern("SageMaker Model State Change")],
        [
            { kind: "LabelingJobTask", where: { State: ["Accepted"], "labeling-job-arn": [{ suffix: "/receipts" }] } },
            pattern("SageMaker Ground Truth Labeling Job Task Status Change", { State: ["Accepted"], "labeling-job-arn": [{ suffix: "/receipts" }] }),
        ],
        // Of an undocumented event any field may be named.
        [
            {
                kind: "TrainingJob",
                unverified: true,
                where: { EnableManagedSpotTraining: [true], DebugRuleEvaluationStatuses: { RuleEvaluationStatus: ["Error"] } },
            },
            pattern("SageMaker Training Job State Change", {
                EnableManagedSpotTraining: [true],
                DebugRuleEvaluationStatuses: { RuleEvaluationStatus: ["Error"] },
            }),
        ],
        [
            { kind: "MonitoringSchedule", unverified: true, where: { Whatever: ["x"] } },
            pattern("SageMaker Monitoring Schedule State Change", { Whatever: ["x"] }),
        ],
        // The status is in the detail-type.
        [
            { kind: "MlflowTrackingServer", unverified: true, statuses: ["Create Failed", "Stopped"] },
            { source: ["aws.sagemaker"], "detail-type": ["SageMaker Tracking Server Create Failed", "SageMaker Tracking Server Stopped"] },
        ],
        [
            { kind: "HumanLoopStep", unverified: true },
            { source: ["aws.sagemaker"], "detail-type": ["SageMaker Human Loop Step Execution Finished", "SageMaker Human Loop Finished"] },
        ],
    ];
    for (const [args, expected] of patterns) {
        it(`matches a ${ALL_KINDS[args.kind].title}, ${args.statuses?.join() ?? "every status"}`, async () => {
            assert.deepEqual(JSON.parse(String((await ruleOf(args)).eventPattern)), expected);
        });
    }

    it("adds further conditions to the pattern, which then matches exactly these events", async () => {
        const { eventPattern } = await ruleOf({
            kind: "TrainingJob",
            statuses: ["Failed"],
            where: { TrainingJobName: [{ prefix: "prod-" }], ResourceConfig: { InstanceCount: [{ numeric: [">", 1] }] } },
        });
        assert.deepEqual(
            JSON.parse(String(eventPattern)),
            pattern("SageMaker Training Job State Change", {
                TrainingJobStatus: ["Failed"],
                TrainingJobName: [{ prefix: "prod-" }],
                ResourceConfig: { InstanceCount: [{ numeric: [">", 1] }] },
            }),
        );
        const match = compileRules([{ name: "orders", pattern: String(eventPattern) }]);
        const matches = (TrainingJobStatus: string, TrainingJobName: string, InstanceCount: number) =>
            match({
                source: "aws.sagemaker",
                "detail-type": "SageMaker Training Job State Change",
                detail: { TrainingJobStatus, TrainingJobName, ResourceConfig: { InstanceCount } },
            }).length === 1;
        assert.deepEqual(
            [matches("Failed", "prod-1", 2), matches("Completed", "prod-1", 2), matches("Failed", "dev-1", 2), matches("Failed", "prod-1", 1)],
            [true, false, false, false],
        );
    });

    it("takes empty conditions as none", async () => {
        assert.deepEqual(
            JSON.parse(String((await ruleOf({ kind: "Algorithm", where: {} })).eventPattern)),
            pattern("SageMaker Algorithm State Change"),
        );
    });

    it("takes a description, and has one that says every change without statuses", async () => {
        assert.equal((await ruleOf({ kind: "TrainingJob", description: "Notifies the night shift" })).description, "Notifies the night shift");
        assert.equal((await ruleOf({ kind: "HyperParameterTuningJob" })).description, "SageMaker hyperparameter tuning job status: every change");
    });

    it("has a pattern that is known in preview", async () => {
        const preview = await deploy(() => new JobStatusRule("orders", { kind: "Algorithm" }), { preview: true });
        assert.equal(
            only(preview, "EventRule").inputs.eventPattern,
            '{"source":["aws.sagemaker"],"detail-type":["SageMaker Algorithm State Change"]}',
        );
    });

    const refused: [string, object, string[]][] = [
        ["another kind", { kind: "Bucket" }, [`kind must be one of ${ALL_KIND_NAMES.join(", ")}, got "Bucket"`]],
        [
            "a part of the name of a kind",
            { kind: "Pipeline" },
            [`kind must be one of ${ALL_KIND_NAMES.join(", ")}, got "Pipeline" (did you mean PipelineExecution?)`],
        ],
        [
            "a call of SageMaker's API",
            { kind: "CreateTrainingJob" },
            [
                `kind "CreateTrainingJob" is a call of SageMaker's API, which CloudTrail sends: jobstatus pattern "CreateTrainingJob" writes the pattern for it`,
            ],
        ],
        [
            "a status that is a value of another field",
            { kind: "ModelPackage", statuses: ["Approved"] },
            [
                'statuses must be among Pending, InProgress, Completed, Failed, Deleting, got "Approved", a value of another field: a JobStatusReaction takes where: { ModelApprovalStatus: ["Approved"] }',
            ],
        ],
        [
            "a member of Describe that no event is known to have",
            { kind: "TrainingJob", where: { EnableManagedSpotTraining: [true] } },
            [
                'where has "EnableManagedSpotTraining", which Describe returns, but no documented or published training job event has it; set unverified: true to use it anyway',
            ],
        ],
        [
            "a kind in another spelling",
            { kind: "training-job" },
            [`kind must be one of ${ALL_KIND_NAMES.join(", ")}, got "training-job" (did you mean TrainingJob?)`],
        ],
        ["a kind that every object has", { kind: "toString" }, [`kind must be one of ${ALL_KIND_NAMES.join(", ")}, got "toString"`]],
        [
            "a kind of which no events come",
            { kind: "InferenceComponent", unverified: true },
            [
                'kind "InferenceComponent": SageMaker sends no event of it. Match the calls that change it, which CloudTrail sends as "AWS API Call via CloudTrail" (jobstatus pattern CreateInferenceComponent writes such a pattern), or ask DescribeInferenceComponent for its status',
            ],
        ],
        [
            "a kind of which only the name is documented, by default",
            { kind: "MonitoringSchedule", statuses: ["Failed"] },
            [
                "kind MonitoringSchedule is not verified: only the name of its detail-type is documented, so the content of its events is unknown; set unverified: true to use it anyway",
            ],
        ],
        [
            "a kind of which only the names are documented, by default",
            { kind: "HumanTask", unverified: false },
            [
                "kind HumanTask is not verified: only the names of its detail-types are documented, so the content of its events is unknown; set unverified: true to use it anyway",
            ],
        ],
        ["an unverified that is no boolean", { kind: "HumanTask", unverified: "yes" }, ['unverified must be true or false, got "yes"']],
        [
            "a status of an unknown event",
            { kind: "MonitoringSchedule", statuses: ["Failed"], unverified: true },
            ["statuses is not allowed: the field of monitoring schedule events that has the status is unknown"],
        ],
        [
            "a status of a further kind whose events carry none",
            { kind: "Model", statuses: ["Created"] },
            ["statuses is not allowed: model events have no status, so a rule that filters on one may never match"],
        ],
        [
            "a status of a further kind in API spelling",
            { kind: "Image", statuses: ["CREATE_FAILED"] },
            [
                'statuses must be among Creating, Created, CreateFailed, Updating, UpdateFailed, Deleting, DeleteFailed, got "CREATE_FAILED" (did you mean CreateFailed?)',
            ],
        ],
        [
            "a status of a detail-type in API spelling",
            { kind: "MlflowTrackingServer", statuses: ["CreateFailed"], unverified: true },
            [
                `statuses must be among ${(ALL_KINDS.MlflowTrackingServer as EventKindRow).statuses.map(({ value }) => value).join(", ")}, got "CreateFailed" (did you mean Create Failed?)`,
            ],
        ],
        [
            "a status inside of an object among the conditions",
            { kind: "HyperPodClusterNodeHealth", where: { HealthSummary: { HealthStatus: ["Unhealthy"] } } },
            ["where must not have HealthSummary.HealthStatus: use statuses instead"],
        ],
        [
            "statuses in API spelling and unknown ones, each",
            { kind: "LabelingJob", statuses: ["completed", "Lost"] },
            [
                'statuses must be among Completed, Failed, Stopped, got "completed" (did you mean Completed?)',
                'statuses must be among Completed, Failed, Stopped, got "Lost"',
            ],
        ],
        ["a repeated status", { kind: "LabelingJob", statuses: ["Failed", "Completed", "Failed"] }, ['statuses has "Failed" twice']],
        [
            "a status of a kind whose events carry none",
            { kind: "Algorithm", statuses: ["Completed"] },
            [
                "statuses is not allowed: algorithm events have no status, so a rule that filters on one may never match; the handler gets it from Describe",
            ],
        ],
        [
            "no status",
            { kind: "TrainingJob", statuses: [] },
            [`statuses must be a list with at least one of ${TRAINING_STATUSES} (leave it out for every status), got []`],
        ],
        [
            "a status that is no list",
            { kind: "TrainingJob", statuses: "Failed" },
            [`statuses must be a list with at least one of ${TRAINING_STATUSES} (leave it out for every status), got "Failed"`],
        ],
        [
            "a field that the kind's events do not carry",
            { kind: "TrainingJob", where: { trainingJobName: ["x"] } },
            [
                `where has "trainingJobName", which is not a field of training job events (did you mean TrainingJobName?); its fields are ${TRAINING_FIELDS}`,
            ],
        ],
        [
            "the status among the conditions",
            { kind: "TrainingJob", where: { TrainingJobStatus: ["Failed"] } },
            ["where must not have TrainingJobStatus: use statuses instead"],
        ],
        [
            "conditions that are no object",
            { kind: "TrainingJob", where: [{ TrainingJobName: ["x"] }] },
            [`where must be an object with conditions on fields of the event's detail, got [{"TrainingJobName":["x"]}]`],
        ],
        [
            "a condition that EventBridge would refuse",
            { kind: "TrainingJob", where: { TrainingJobName: [] } },
            ['where must make a valid event pattern: Event pattern is not valid. Reason: Empty arrays are not allowed (at "detail.TrainingJobName")'],
        ],
        [
            "an Output among the conditions",
            { kind: "TrainingJob", where: { TrainingJobName: [{ prefix: pulumi.output("prod-") }] } },
            ["where must have plain values only, got an Output in where.TrainingJobName.0.prefix: the pattern must be known before the deployment"],
        ],
        [
            "all mistakes at once",
            { kind: "LabelingJob", statuses: ["InProgress"], where: { Nope: ["x"], LabelingJobStatus: ["Failed"] } },
            [
                'statuses must be among Completed, Failed, Stopped, got "InProgress", which only the API has: events never carry it',
                "where must not have LabelingJobStatus: use statuses instead",
                `where has "Nope", which is not a field of labeling job events; its fields are ${Object.keys(KINDS.LabelingJob.fields).join(", ")}`,
            ],
        ],
    ];
    for (const [what, args, problems] of refused) {
        it(`refuses ${what}`, async () => {
            assert.deepEqual(await refusalOf(() => new JobStatusRule("orders", args as JobStatusRuleArgs)), {
                problems: problems.map((problem) => `JobStatusRule "orders": ${problem}`),
                registered: [],
            });
        });
    }

    const tooLarge: [string, object, string][] = [
        [
            "a description of 513 characters",
            { description: "x".repeat(513) },
            "description must be a text of at most 512 characters, got 513 characters",
        ],
        ["a description that is no text", { description: 5 }, "description must be a text of at most 512 characters, got 5"],
        [
            "a pattern of more than 2,048 characters",
            { where: { TrainingJobName: Array.from({ length: 200 }, (_, index) => ({ prefix: `team-${index}-` })) } },
            'where makes a pattern that EventBridge refuses: The event pattern has N characters, at most 2048 are allowed; the quota "Event pattern size" can be raised to 4096, and then declared as maximumPatternCharacters.',
        ],
        [
            "a pattern with too complex wildcards",
            { where: { TrainingJobName: ["a", "b", "c", "d", "e", "f"].map((letter) => ({ wildcard: `*${letter}*${letter}*${letter}*` })) } },
            "where makes a pattern that EventBridge refuses: Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
        ],
    ];
    for (const [what, args, problem] of tooLarge) {
        it(`refuses ${what}, before anything is registered`, async () => {
            const { problems, registered } = await refusalOf(() => new JobStatusRule("orders", { kind: "TrainingJob", ...args }));
            assert.deepEqual(
                [problems.map((each) => each.replace(/has \d+ characters/, "has N characters")), registered],
                [[`JobStatusRule "orders": ${problem}`], []],
            );
        });
    }

    it("takes a pattern within the raised quota of the account, which is from 2,048 to 4,096", async () => {
        const where = { TrainingJobName: Array.from({ length: 100 }, (_, index) => ({ prefix: `team-${index}-` })) };
        const refusal = (maximumPatternCharacters: unknown) =>
            refusalOf(() => new JobStatusRule("orders", { kind: "TrainingJob", where, maximumPatternCharacters } as JobStatusRuleArgs));
        await deploy(() => void new JobStatusRule("orders", { kind: "TrainingJob", where, maximumPatternCharacters: 4096 }));
        for (const [given, shown] of [
            [2047, "2047"],
            [4097, "4097"],
            [3000.5, "3000.5"],
            ["4096", '"4096"'],
        ] as const) {
            assert.deepEqual((await refusal(given)).problems, [
                `JobStatusRule "orders": maximumPatternCharacters must be a whole number of characters from 2048 to 4096, got ${shown}`,
            ]);
        }
    });

    it("takes a description of 512 characters", async () => {
        await deploy(() => void new JobStatusRule("orders", { kind: "TrainingJob", description: "x".repeat(512) }));
    });

    it("refuses a name that AWS resources could not have, and takes the longest that they can", async () => {
        const problem = "name must have 1 to 47 letters, digits, - and _: it is part of the names of AWS resources";
        for (const name of ["", "a".repeat(48), "two words", "dots.and/slashes"]) {
            assert.deepEqual(await refusalOf(() => new JobStatusRule(name, { kind: "Algorithm" })), {
                problems: [`JobStatusRule "${name}": ${problem}`],
                registered: [],
            });
        }
        const { resources } = await deploy(() => new JobStatusRule("a".repeat(47), { kind: "Algorithm" }));
        assert.equal(resources.length, 2);
    });
});
