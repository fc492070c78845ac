import * as endpoints from "./furtherKinds/endpoints";
import { humanLoop, labelingJobTask } from "./furtherKinds/humanReview";
import * as hyperPod from "./furtherKinds/hyperPod";
import * as mlflow from "./furtherKinds/mlflow";
import * as namesOnly from "./furtherKinds/namesOnly";
import { pipelineExecution, pipelineExecutionStep } from "./furtherKinds/pipelines";
import * as studio from "./furtherKinds/studio";
import { KINDS } from "./kinds";
import type { EventKindRow } from "./types";

/** The further kinds of which SageMaker sends events, by name. Rules may match them; handlers of this project do not describe or stop them. */
export const FURTHER_KINDS = {
    EndpointConfig: endpoints.endpointConfig,
    EndpointDeployment: endpoints.endpointDeployment,
    EvaluationJob: namesOnly.evaluationJob,
    FeatureGroup: studio.featureGroup,
    HumanLoop: humanLoop,
    HumanLoopStep: namesOnly.humanLoopStep,
    HumanTask: namesOnly.humanTask,
    HyperPodCluster: hyperPod.hyperPodCluster,
    HyperPodClusterEvent: hyperPod.hyperPodClusterEvent,
    HyperPodClusterNodeHealth: hyperPod.hyperPodClusterNodeHealth,
    Image: studio.image,
    ImageVersion: studio.imageVersion,
    LabelingJobTask: labelingJobTask,
    MlflowActivity: mlflow.mlflowActivity,
    MlflowTrackingServer: mlflow.mlflowTrackingServer,
    Model: endpoints.model,
    ModelCard: studio.modelCard,
    ModelCardExportJob: namesOnly.modelCardExportJob,
    MonitoringSchedule: namesOnly.monitoringSchedule,
    NotebookInstanceLifecycleConfig: endpoints.notebookInstanceLifecycleConfig,
    PipelineExecution: pipelineExecution,
    PipelineExecutionStep: pipelineExecutionStep,
} as const;

/** Name of a further kind: "FeatureGroup", "PipelineExecution", … */
export type FurtherKind = keyof typeof FURTHER_KINDS;

/** Every kind of which SageMaker sends events, by name: the nine with handlers first. */
export const ALL_KINDS = { ...KINDS, ...FURTHER_KINDS } as const;

/** Name of any kind of which SageMaker sends events. */
export type AnyKind = keyof typeof ALL_KINDS;

/** The names of all kinds: the nine, then the further ones, each in alphabetical order. */
export const ALL_KIND_NAMES = Object.keys(ALL_KINDS) as readonly AnyKind[];

/**
 * SageMaker sends no event of these, although people look for them. They can be watched through CloudTrail, or by asking for their status.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-sagemaker.html, which lists none.
 */
export const WITHOUT_EVENTS: readonly string[] = [
    "App",
    "AutoMLJob",
    "CompilationJob",
    "Domain",
    "EdgePackagingJob",
    "InferenceComponent",
    "InferenceExperiment",
    "InferenceRecommendationsJob",
    "ModelPackageGroup",
    "OptimizationJob",
    "Project",
    "Space",
    "TrainingPlan",
    "UserProfile",
];

/** The detail-types of a kind: one, unless each status has its own. */
export function detailTypesOf({ detailType, statusInDetailType, statuses }: EventKindRow): readonly string[] {
    return statusInDetailType ? statuses.map(({ value }) => `${detailType} ${value}`) : [detailType];
}

/** Why there can be no messages about a kind; undefined if there can be. */
export function notifyProblem(row: EventKindRow): string | undefined {
    if (row.unverified !== undefined) {
        return row.unverified;
    }
    return row.statusInEvent || row.describe !== null ? undefined : `${row.title} events do not say what happened`;
}

/**
 * The kinds of which is known whether a pattern can match their events at all. Of the further ones AWS shows the fields in a sample event and lists all
 * statuses: for the events of pipelines, for the API of feature groups, model cards and human loops.
 * Of the others less is sure: which statuses events have, how they are spelled, or whether the field is always there.
 */
export const DESCRIBED_ROWS: readonly EventKindRow[] = [
    ...Object.values(KINDS),
    studio.featureGroup,
    humanLoop,
    studio.modelCard,
    pipelineExecution,
    pipelineExecutionStep,
];

/** Detail-types of the further kinds. */
export const FURTHER_DETAIL_TYPES: readonly string[] = Object.values(FURTHER_KINDS).flatMap(detailTypesOf);
