import { algorithm } from "./kinds/algorithm";
import { endpoint } from "./kinds/endpoint";
import { hyperParameterTuningJob } from "./kinds/hyperParameterTuningJob";
import { labelingJob } from "./kinds/labelingJob";
import { modelPackage } from "./kinds/modelPackage";
import { notebookInstance } from "./kinds/notebookInstance";
import { processingJob } from "./kinds/processingJob";
import { trainingJob } from "./kinds/trainingJob";
import { transformJob } from "./kinds/transformJob";

/** The kinds that can be reacted to, by name. */
export const KINDS = {
    Algorithm: algorithm,
    Endpoint: endpoint,
    HyperParameterTuningJob: hyperParameterTuningJob,
    LabelingJob: labelingJob,
    ModelPackage: modelPackage,
    NotebookInstance: notebookInstance,
    ProcessingJob: processingJob,
    TrainingJob: trainingJob,
    TransformJob: transformJob,
} as const;

/** Name of a kind: "TrainingJob", "Endpoint", … */
export type Kind = keyof typeof KINDS;

/** The names of the kinds, in alphabetical order. */
export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];
