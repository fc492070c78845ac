import { statusRulePatternMatches } from "../../policy/statusRulePatternMatches";
import type { Change } from "./support/stackData";

const TRAINING = { source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"] };
const set = (pattern: object): Change => ({ set: "failed", to: { eventPattern: JSON.stringify(pattern) } });
import { itJudges } from "./support/judges";

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
            reports: "a wrong status beside a right one, as advice",
            change: [set({ ...TRAINING, detail: { TrainingJobStatus: ["Failed", "Stoped"] } })],
            on: "failed",
            level: "advisory",
            message:
                'A part of this rule\'s pattern matches no event: detail.TrainingJobStatus asks for ["Stoped"], but detail.TrainingJobStatus of training job events is one of "InProgress", "Stopping", "Completed", "Failed", "Stopped", "Deleting". Write Stopped for ["Stoped"].',
        },
        {
            reports: "an alternative that cannot match beside one that can, as advice",
            change: [
                set({
                    source: ["aws.sagemaker"],
                    $or: [{ "detail-type": ["SageMaker Training Job State Change"] }, { detail: { NoSuchField: ["x"] } }],
                }),
            ],
            on: "failed",
            level: "advisory",
            message:
                'A part of this rule\'s pattern matches no event: detail.NoSuchField asks for ["x"], but algorithm events have no field detail.NoSuchField. Remove it or correct it.',
        },
        {
            reports: "a pattern that EventBridge refuses",
            change: [set({ source: [{ prefix: 1 }], "detail-type": ["SageMaker Training Job State Change"] })],
            on: "failed",
            message: 'EventBridge refuses the pattern of this rule: prefix match pattern must be a string (at "source"). Correct it.',
        },
        { allows: "every event of SageMaker", change: [set({ source: ["aws.sagemaker"] })] },
        {
            allows: "detail-types that the catalogue does not have",
            change: [
                set({
                    source: ["aws.sagemaker"],
                    "detail-type": ["SageMaker Model Building Pipeline Execution Status Change"],
                    detail: { currentPipelineExecutionStatus: ["Failed"] },
                }),
            ],
        },
        {
            allows: "what CloudTrail sends about SageMaker",
            change: [set({ source: ["aws.sagemaker"], "detail-type": ["AWS API Call via CloudTrail"] })],
        },
        {
            allows: "events of other services beside",
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
