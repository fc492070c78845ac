import { statusRulePatternMatches } from "../../policy/statusRulePatternMatches";
import { OPEN_PATTERN } from "./support/goodStacks";
import { itJudges } from "./support/judges";
import type { Change } from "./support/stackData";

const TRAINING = { source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"] };
const PIPELINE = { source: ["aws.sagemaker"], "detail-type": ["SageMaker Model Building Pipeline Execution Status Change"] };
const set = (pattern: object): Change => ({ set: "failed", to: { eventPattern: JSON.stringify(pattern) } });

const NO_STATUS =
    'detail.TrainingJobStatus asks for ["FAILED"], but detail.TrainingJobStatus of training job events is one of "InProgress", "Stopping", "Completed", "Failed", "Stopped", "Deleting"';
const NO_FIELD = 'detail.trainingJobStatus asks for ["Failed"], but training job events have no field detail.trainingJobStatus';

describe("status-rule-pattern-matches", () => {
    itJudges(statusRulePatternMatches, [
        {
            reports: "a status in the spelling of the API, and says what was meant",
            change: [
                set({
                    source: ["aws.sagemaker"],
                    "detail-type": ["SageMaker Notebook Instance State Change"],
                    detail: { NotebookInstanceStatus: ["IN_SERVICE"] },
                }),
            ],
            on: "failed",
            message:
                'The pattern of this rule matches no event that SageMaker sends: detail.NotebookInstanceStatus asks for ["IN_SERVICE"], but detail.NotebookInstanceStatus of notebook instance events is one of "Pending", "InService", "Stopping", "Stopped", "Failed", "Deleting", "Deleted", "Updating", "PendingMaintenance", "InMaintenance". Write InService for ["IN_SERVICE"].',
        },
        {
            reports: "a wrong status next to a right one, as advice",
            change: [set({ ...TRAINING, detail: { TrainingJobStatus: ["Failed", "Stoped"] } })],
            on: "failed",
            level: "advisory",
            message:
                'A part of this rule\'s pattern matches no event: detail.TrainingJobStatus asks for ["Stoped"], but detail.TrainingJobStatus of training job events is one of "InProgress", "Stopping", "Completed", "Failed", "Stopped", "Deleting". Write Stopped for ["Stoped"].',
        },
        {
            reports: "an alternative that cannot match next to one that can, as advice",
            change: [
                set({
                    source: ["aws.sagemaker"],
                    $or: [{ "detail-type": ["SageMaker Training Job State Change"] }, { detail: { NoSuchField: ["x"] } }],
                }),
            ],
            on: "failed",
            level: "advisory",
            message:
                'A part of this rule\'s pattern may match no event: detail.NoSuchField asks for ["x"], but no documented or published algorithm event has the field detail.NoSuchField. Verify it with a real event.',
        },
        {
            reports: "a field that no event has, and says which was meant",
            change: [set({ ...TRAINING, detail: { trainingJobStatus: ["Failed"] } })],
            on: "failed",
            message: `The pattern of this rule matches no event that SageMaker sends: ${NO_FIELD}. Write detail.TrainingJobStatus for detail.trainingJobStatus.`,
        },
        {
            reports: "all that keeps a pattern from matching",
            change: [set({ ...TRAINING, detail: { trainingJobStatus: ["Failed"], TrainingJobStatus: ["FAILED"] } })],
            on: "failed",
            message: `The pattern of this rule matches no event that SageMaker sends: ${NO_STATUS}; ${NO_FIELD}. Write Failed for ["FAILED"], detail.TrainingJobStatus for detail.trainingJobStatus.`,
        },
        {
            reports: "a pattern that EventBridge refuses",
            change: [set({ source: [{ prefix: 1 }], "detail-type": ["SageMaker Training Job State Change"] })],
            on: "failed",
            message: 'EventBridge refuses the pattern of this rule: prefix match pattern must be a string (at "source"). Correct it.',
        },
        {
            reports: "a refusal of which EventBridge says more than one sentence",
            change: [set({ source: [{ exists: "yes" }], "detail-type": ["SageMaker Training Job State Change"] })],
            on: "failed",
            message: 'EventBridge refuses the pattern of this rule: exists match pattern must be either true or false (at "source"). Correct it.',
        },
        {
            reports: "a path with dots in the place of nested fields",
            change: [set({ ...TRAINING, "detail.TrainingJobStatus": "Failed" })],
            on: "failed",
            message:
                'EventBridge refuses the pattern of this rule: "detail.TrainingJobStatus" must be an object or an array (at "detail.TrainingJobStatus"). Correct it.',
        },
        {
            reports: "a refusal of the pattern as a whole",
            change: [{ set: "failed", to: { eventPattern: '["aws.sagemaker"]' } }],
            on: "failed",
            message: "EventBridge refuses the pattern of this rule: Filter is not an object. Correct it.",
        },
        { leaves: "a pattern that is not known yet", change: [OPEN_PATTERN], views: ["preview"], on: ["failed"] },
        { allows: "every event of SageMaker", change: [set({ source: ["aws.sagemaker"] })] },
        {
            reports: "a status of a further kind that its events do not have",
            change: [set({ ...PIPELINE, detail: { currentPipelineExecutionStatus: ["FAILED"] } })],
            on: "failed",
            message:
                'The pattern of this rule matches no event that SageMaker sends: detail.currentPipelineExecutionStatus asks for ["FAILED"], but detail.currentPipelineExecutionStatus of pipeline execution events is one of "Executing", "Succeeded", "Failed", "CompletedWithFailures", "Stopping", "Stopped". Write Failed for ["FAILED"].',
        },
        {
            reports: "a field of a further kind that its events do not have",
            change: [set({ ...PIPELINE, detail: { PipelineExecutionStatus: ["Failed"] } })],
            on: "failed",
            message:
                'The pattern of this rule matches no event that SageMaker sends: detail.PipelineExecutionStatus asks for ["Failed"], but pipeline execution events have no field detail.PipelineExecutionStatus. Write detail.currentPipelineExecutionStatus for detail.PipelineExecutionStatus.',
        },
        {
            reports: "a wrong status of a further kind next to a right one, as advice",
            change: [set({ ...PIPELINE, detail: { currentPipelineExecutionStatus: ["Failed", "Cancelled"] } })],
            on: "failed",
            level: "advisory",
            message:
                'A part of this rule\'s pattern may match no event: detail.currentPipelineExecutionStatus asks for ["Cancelled"], but no documented or published pipeline execution event has that detail.currentPipelineExecutionStatus. Write Stopped for ["Cancelled"].',
        },
        { allows: "a further kind in its own spelling", change: [set({ ...PIPELINE, detail: { currentPipelineExecutionStatus: ["Failed"] } })] },
        {
            reports: "an unknown status of a further kind of which AWS does not list all, as advice",
            change: [set({ source: ["aws.sagemaker"], "detail-type": ["SageMaker Image State Change"], detail: { ImageStatus: ["CREATED"] } })],
            on: "failed",
            level: "advisory",
            message:
                'This rule may match no event: detail.ImageStatus asks for ["CREATED"], but as far as is known, detail.ImageStatus of image events is one of "Creating", "Created", "CreateFailed", "Updating", "UpdateFailed", "Deleting", "DeleteFailed". Write Created for ["CREATED"].',
        },
        {
            allows: "what CloudTrail sends about SageMaker",
            change: [set({ source: ["aws.sagemaker"], "detail-type": ["AWS API Call via CloudTrail"] })],
        },
        {
            allows: "events of other services as well",
            change: [
                set({
                    source: ["aws.sagemaker", "aws.batch"],
                    "detail-type": ["SageMaker Training Job State Change", "Batch Job State Change"],
                    detail: { $or: [{ status: ["FAILED"] }, { TrainingJobStatus: ["Failed", "FAILED"] }] },
                }),
            ],
        },
        {
            allows: "a value that is there twice, in two spellings that both occur",
            change: [set({ source: ["aws.sagemaker"], "detail-type": [{ prefix: "SageMaker " }] })],
        },
    ]);
});
