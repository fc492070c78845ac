import { KIND_NAMES, type Kind } from "../../catalog";
import type { LocalAws } from "../../local/aws";

const MINUTE = 60_000;
const arn = (path: string) => `arn:aws:sagemaker:us-east-1:111122223333:${path}`;

/** For each kind a resource in a status that the rules of the dev stack match, as Describe answers it. */
const RECORDS: Readonly<Record<Kind, object>> = {
    Algorithm: { AlgorithmName: "gbm", AlgorithmStatus: "Failed" },
    Endpoint: { EndpointName: "Churn", EndpointStatus: "OutOfService", EndpointConfigName: "churn-1" },
    HyperParameterTuningJob: { HyperParameterTuningJobName: "tune", HyperParameterTuningJobStatus: "Failed" },
    LabelingJob: { LabelingJobName: "labels", LabelingJobStatus: "Stopped" },
    ModelPackage: { ModelPackageName: "credit", ModelPackageArn: arn("model-package/credit/3"), ModelPackageStatus: "Completed" },
    NotebookInstance: { NotebookInstanceName: "Lab", NotebookInstanceStatus: "Failed", FailureReason: "no capacity" },
    ProcessingJob: { ProcessingJobName: "features", ProcessingJobStatus: "Failed", ExitMessage: "1" },
    TrainingJob: { TrainingJobName: "llm", TrainingJobStatus: "Failed", SecondaryStatus: "Failed", FailureReason: "out of memory" },
    TransformJob: { TransformJobName: "scores", TransformJobStatus: "Failed", FailureReason: "bad input" },
};

/** A resource of every kind has changed now, a minute after it was made, and SageMaker has sent no event. */
export function loseChanges(aws: LocalAws, nowMs: number): void {
    for (const kind of KIND_NAMES) {
        const times = { CreationTime: nowMs - MINUTE, LastModifiedTime: nowMs };
        aws.sageMaker.put(kind, { ...RECORDS[kind], ...times, ...(kind === "TransformJob" && { TransformEndTime: nowMs }) });
    }
}

/** A training job of days ago that may run for an hour and has just changed: it exceeds what the guard of the dev stack allows, and does not end. */
export function loseStuckJob(aws: LocalAws, nowMs: number): void {
    aws.sageMaker.put("TrainingJob", {
        TrainingJobName: "hangs",
        TrainingJobStatus: "InProgress",
        SecondaryStatus: "Training",
        ResourceConfig: { InstanceType: "ml.p5.48xlarge", InstanceCount: 4, VolumeSizeInGB: 20 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        CreationTime: nowMs - 3 * 86_400_000,
        TrainingStartTime: nowMs - 3 * 86_400_000,
        LastModifiedTime: nowMs,
    });
}
