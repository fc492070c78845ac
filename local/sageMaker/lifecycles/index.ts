import type { Kind } from "../../../catalog";
import { hyperParameterTuningJob, labelingJob, processingJob, trainingJob, transformJob } from "./jobs";
import { algorithm, endpoint, modelPackage, notebookInstance } from "./others";
import type { Lifecycle, Phase } from "./types";

export { INTERRUPTION, TIME_OUTS } from "./jobs";
export type { Act, Course, Lifecycle, Phase } from "./types";

/**
 * The lives of the nine kinds. Statuses are those of the catalogue, their order is that of SageMaker's documentation; how long each lasts is a choice of
 * ours, so that a run is the same everywhere.
 */
export const LIFECYCLES: Readonly<Record<Kind, Lifecycle>> = {
    Algorithm: algorithm,
    Endpoint: endpoint,
    HyperParameterTuningJob: hyperParameterTuningJob,
    LabelingJob: labelingJob,
    ModelPackage: modelPackage,
    NotebookInstance: notebookInstance,
    ProcessingJob: processingJob,
    TrainingJob: trainingJob,
    TransformJob: transformJob,
};

/** What a scenario calls a phase. */
export function phaseName(phase: Phase): string {
    return phase.name ?? phase.secondary ?? String(phase.status);
}
