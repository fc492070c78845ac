import type { FurtherKindRow } from "../types";
import { EVENTS_REFERENCE, NAME_ONLY } from "./common";

const UNVERIFIED = "only the name of its detail-type is documented";
const UNVERIFIED_NAMES = "only the names of its detail-types are documented";

export const modelCardExportJob = {
    ...NAME_ONLY,
    kind: "ModelCardExportJob",
    title: "model card export job",
    detailType: "SageMaker Model Card Export Job State Change",
    unverified: UNVERIFIED,
    statuses: [
        { value: "InProgress", class: "transitional", api: "InProgress", meaning: "Running", evidence: "api-enum", emitted: false },
        { value: "Completed", class: "succeeded", api: "Completed", meaning: "Exported", evidence: "api-enum", emitted: false },
        { value: "Failed", class: "failed", api: "Failed", meaning: "Ended with an error", evidence: "api-enum", emitted: false },
    ],
    arnResource: "model-card",
    operations: [
        { name: "DescribeModelCardExportJob", api: "sagemaker", on: "model-card" },
        { name: "ListModelCardExportJobs", api: "sagemaker", on: "model-card" },
    ],
    traps: ["The statuses are those of DescribeModelCardExportJob: which field of an event has them is not known"],
    sources: [EVENTS_REFERENCE, "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModelCardExportJob.html"],
} as const satisfies FurtherKindRow;

export const monitoringSchedule = {
    ...NAME_ONLY,
    kind: "MonitoringSchedule",
    title: "monitoring schedule",
    detailType: "SageMaker Monitoring Schedule State Change",
    unverified: UNVERIFIED,
    statuses: [
        { value: "Pending", class: "transitional", api: "Pending", meaning: "Being created or changed", evidence: "api-enum", emitted: false },
        { value: "Scheduled", class: "succeeded", api: "Scheduled", meaning: "Runs on its schedule", evidence: "api-enum", emitted: false },
        { value: "Failed", class: "failed", api: "Failed", meaning: "Could not be created or changed", evidence: "api-enum", emitted: false },
        { value: "Stopped", class: "stopped", api: "Stopped", meaning: "Does not run", evidence: "api-enum", emitted: false },
    ],
    arnResource: "monitoring-schedule",
    operations: [
        { name: "DescribeMonitoringSchedule", api: "sagemaker", on: "monitoring-schedule" },
        { name: "StopMonitoringSchedule", api: "sagemaker", on: "monitoring-schedule" },
        { name: "ListMonitoringSchedules", api: "sagemaker", on: "*" },
    ],
    consolePath: "home?region={region}#/monitoring-schedules/{name}",
    traps: [
        "The statuses are those of DescribeMonitoringSchedule: which field of an event has them is not known",
        "What a schedule runs are processing jobs, whose events are of ProcessingJob",
    ],
    sources: [EVENTS_REFERENCE, "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeMonitoringSchedule.html"],
} as const satisfies FurtherKindRow;

export const evaluationJob = {
    ...NAME_ONLY,
    kind: "EvaluationJob",
    title: "evaluation job",
    detailType: "SageMaker Evaluation Job Status Change",
    unverified: UNVERIFIED,
    statuses: [],
    arnResource: null,
    operations: [],
    traps: [],
    sources: [EVENTS_REFERENCE],
} as const satisfies FurtherKindRow;

export const humanTask = {
    ...NAME_ONLY,
    kind: "HumanTask",
    title: "human task",
    detailType: "SageMaker Human Task",
    statusInDetailType: true,
    unverified: UNVERIFIED_NAMES,
    statuses: [
        { value: "Created", class: "transitional", api: null, meaning: "Waits for a worker", evidence: "docs-list", emitted: true },
        { value: "Accepted", class: "transitional", api: null, meaning: "A worker took it", evidence: "docs-list", emitted: true },
        { value: "Declined", class: "stopped", api: null, meaning: "A worker refused it", evidence: "docs-list", emitted: true },
        { value: "Returned", class: "transitional", api: null, meaning: "A worker gave it back", evidence: "docs-list", emitted: true },
        { value: "Submitted", class: "succeeded", api: null, meaning: "A worker answered it", evidence: "docs-list", emitted: true },
        { value: "Expired", class: "stopped", api: null, meaning: "Not answered in time", evidence: "docs-list", emitted: true },
    ],
    arnResource: null,
    operations: [],
    traps: ["The status is in the detail-type", "The meanings follow from the names: no page explains them"],
    sources: [EVENTS_REFERENCE],
} as const satisfies FurtherKindRow;

export const humanLoopStep = {
    ...NAME_ONLY,
    kind: "HumanLoopStep",
    title: "step of a human loop",
    detailType: "SageMaker Human Loop",
    statusInDetailType: true,
    unverified: UNVERIFIED_NAMES,
    statuses: [
        {
            value: "Step Execution Finished",
            class: "transitional",
            api: null,
            meaning: "A step has ended, with any result",
            evidence: "docs-list",
            emitted: true,
        },
        { value: "Finished", class: "succeeded", api: null, meaning: "The loop has ended, with any result", evidence: "docs-list", emitted: true },
    ],
    arnResource: null,
    operations: [],
    traps: ["The status is in the detail-type", "Events of HumanLoop say how a loop ended, and are documented"],
    sources: [EVENTS_REFERENCE],
} as const satisfies FurtherKindRow;
