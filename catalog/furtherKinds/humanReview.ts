import type { FurtherKindRow } from "../types";
import { COMMON, EVENTS_REFERENCE } from "./common";

export const humanLoop = {
    ...COMMON,
    kind: "HumanLoop",
    title: "human loop",
    detailType: "SageMaker A2I HumanLoop Status Change",
    statusField: "humanLoopStatus",
    statusInEvent: true,
    statuses: [
        { value: "Completed", class: "succeeded", api: "Completed", meaning: "Reviewed", evidence: "docs-sample", emitted: true },
        { value: "Failed", class: "failed", api: "Failed", meaning: "Ended with an error", evidence: "docs-list", emitted: true },
        { value: "Stopped", class: "stopped", api: "Stopped", meaning: "Stopped by a caller", evidence: "docs-list", emitted: true },
        { value: "InProgress", class: "transitional", api: "InProgress", meaning: "Waits for reviewers", evidence: "api-enum", emitted: false },
        { value: "Stopping", class: "transitional", api: "Stopping", meaning: "StopHumanLoop was called", evidence: "api-enum", emitted: false },
    ],
    nameField: "humanLoopName",
    arnField: "humanLoopArn",
    reasonField: "failureReason",
    eventHasReason: true,
    times: { created: "creationTime", started: null, ended: null, modified: null },
    fields: {
        humanLoopName: "string",
        humanLoopArn: "string",
        humanLoopStatus: "string",
        flowDefinitionArn: "string",
        failureCode: "string",
        failureReason: "string",
        humanLoopOutput: { outputS3Uri: "string" },
        creationTime: "time",
    },
    facts: [
        ["Failure code", "failureCode"],
        ["Review workflow", "flowDefinitionArn"],
        ["Answers", "humanLoopOutput.outputS3Uri"],
    ],
    identity: ["arn", "creationTime", "status"],
    arnResource: "human-loop",
    operations: [
        { name: "DescribeHumanLoop", api: "sagemaker-a2i-runtime", on: "human-loop" },
        { name: "StopHumanLoop", api: "sagemaker-a2i-runtime", on: "human-loop" },
        { name: "ListHumanLoops", api: "sagemaker-a2i-runtime", on: "*" },
    ],
    traps: [
        "Fields are in camel case (humanLoopName)",
        'In the detail-type "HumanLoop" is one word',
        "failureCode and failureReason are null where nothing failed",
    ],
    sources: [
        EVENTS_REFERENCE,
        "https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-cloudwatch-events.html",
        "https://docs.aws.amazon.com/augmented-ai/2019-11-07/APIReference/API_DescribeHumanLoop.html",
    ],
} as const satisfies FurtherKindRow;

/** A worker's task. It has a `State`, of which no value is documented, so that no rule may filter on it as a status. */
export const labelingJobTask = {
    ...COMMON,
    kind: "LabelingJobTask",
    title: "labeling job task",
    detailType: "SageMaker Ground Truth Labeling Job Task Status Change",
    statusField: null,
    statusInEvent: false,
    statuses: [],
    nameField: null,
    arnField: "labeling-job-arn",
    reasonField: null,
    eventHasReason: false,
    times: { created: null, started: null, ended: null, modified: null },
    fields: { State: "string", "labeling-job-arn": "string", "workteam-team-arn": "string" },
    facts: [],
    identity: ["id"],
    arnResource: "labeling-job",
    operations: [{ name: "DescribeLabelingJob", api: "sagemaker", on: "labeling-job" }],
    traps: [
        "Fields are in kebab case (labeling-job-arn)",
        "No value of State is documented: it changes when a worker accepts, declines, submits or returns a task",
    ],
    sources: [EVENTS_REFERENCE, "https://docs.aws.amazon.com/sagemaker/latest/dg/sms-monitor-cloud-watch.html"],
} as const satisfies FurtherKindRow;
