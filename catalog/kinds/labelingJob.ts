import type { KindRow } from "../types";

export const labelingJob = {
    kind: "LabelingJob",
    title: "labeling job",
    detailType: "SageMaker Ground Truth Labeling Job State Change",
    statusField: "LabelingJobStatus",
    statusInEvent: true,
    statuses: [
        { value: "Completed", class: "succeeded", api: "Completed", meaning: "All objects are processed", evidence: "capture", emitted: true },
        {
            value: "Failed",
            class: "failed",
            api: "Failed",
            meaning: "DescribeLabelingJob's FailureReason says why",
            evidence: "docs-list",
            emitted: true,
        },
        { value: "Stopped", class: "stopped", api: "Stopped", meaning: "Stopped by a caller, or expired", evidence: "docs-list", emitted: true },
        { value: "Initializing", class: "transitional", api: "Initializing", meaning: "Being set up", evidence: "api-enum", emitted: false },
        { value: "InProgress", class: "transitional", api: "InProgress", meaning: "Running", evidence: "api-enum", emitted: false },
        { value: "Stopping", class: "transitional", api: "Stopping", meaning: "StopLabelingJob was called", evidence: "api-enum", emitted: false },
    ],
    secondary: null,
    // The event's detail is the status and nothing else: name and ARN come from resources[0].
    nameField: null,
    arnField: null,
    reasonField: "FailureReason",
    eventHasReason: false,
    statusDetailsField: null,
    times: { created: "CreationTime", started: null, ended: null, modified: "LastModifiedTime" },
    fields: { LabelingJobStatus: "string" },
    identity: ["arn", "status"],
    arnResource: "labeling-job",
    describe: {
        command: "DescribeLabelingJobCommand",
        input: "LabelingJobName",
        action: "sagemaker:DescribeLabelingJob",
        accepts: "name",
        // The name is known, the text is not.
        notFound: { name: "ValidationException", message: "Could not find labeling job {name}" },
    },
    stop: {
        command: "StopLabelingJobCommand",
        input: "LabelingJobName",
        action: "sagemaker:StopLabelingJob",
        allowed: ["InProgress"],
        notAllowed: null,
    },
    list: {
        command: "ListLabelingJobsCommand",
        action: "sagemaker:ListLabelingJobs",
        output: "LabelingJobSummaryList",
        statusFilter: true,
        modifiedFilter: true,
    },
    consolePath: "groundtruth?region={region}#/labeling-jobs/details/{name}",
    logs: { group: "/aws/sagemaker/LabelingJobs", streamPrefix: "{name}" },
    sources: [
        "https://docs.aws.amazon.com/sagemaker/latest/dg/sms-monitor-cloud-watch.html",
        "https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-sagemaker.html",
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeLabelingJob.html",
    ],
} as const satisfies KindRow;
