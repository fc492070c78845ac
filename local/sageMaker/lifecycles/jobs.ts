import type { Lifecycle, Phase } from "./types";

/** Published for training, processing and transform jobs; for tuning and labeling jobs no published text is known. */
const JOB_IN_USE = {
    name: "ResourceInUse",
    message: "Job name must be unique within an AWS account and region, and a job with this name already exists ({arn})",
};

const ENDED = ["Completed", "Failed", "Stopped"];

const STARTING: Phase = { status: "InProgress", secondary: "Starting", seconds: 60, message: "Preparing the instances for training" };
const DOWNLOADING: Phase = { status: "InProgress", secondary: "Downloading", seconds: 30, message: "Downloading input data" };
const TRAINING: Phase = { status: "InProgress", secondary: "Training", seconds: 600, starts: true, message: "Training is in progress" };
const UPLOADING: Phase = { status: "InProgress", secondary: "Uploading", seconds: 30, message: "Uploading the model" };
const STOPPING: Phase = { status: "Stopping", secondary: "Stopping", seconds: 60, message: "Stopping the training job" };

/** What happens while spot instances are taken back, until the job trains again. */
export const INTERRUPTION: readonly Phase[] = [
    { status: "InProgress", secondary: "Interrupted", seconds: 120, message: "The spot instances were taken back" },
    STARTING,
    DOWNLOADING,
];

/** How a training job ends that reaches one of its limits. */
export const TIME_OUTS = {
    MaxRuntimeExceeded: [STOPPING, { status: "Stopped", secondary: "MaxRuntimeExceeded", message: "The job ran longer than MaxRuntimeInSeconds" }],
    MaxWaitTimeExceeded: [
        STOPPING,
        { status: "Stopped", secondary: "MaxWaitTimeExceeded", message: "The job took longer than MaxWaitTimeInSeconds" },
    ],
} as const satisfies Record<string, readonly Phase[]>;

export const trainingJob: Lifecycle = {
    acts: {
        create: {
            ends: {
                Completed: [
                    STARTING,
                    DOWNLOADING,
                    TRAINING,
                    UPLOADING,
                    { status: "Completed", secondary: "Completed", message: "The training job is completed" },
                ],
                Failed: [STARTING, DOWNLOADING, TRAINING, { status: "Failed", secondary: "Failed", message: "The training job failed" }],
            },
        },
        stop: { ends: { Stopped: [STOPPING, { status: "Stopped", secondary: "Stopped", message: "The training job was stopped" }] } },
        delete: { from: ENDED, ends: { Deleted: [{ status: "Deleting", seconds: 30 }, { status: null }] } },
    },
    inUse: JOB_IN_USE,
    failureReason: "AlgorithmError: the container ended with exit code 1",
};

/** Processing and transform jobs say InProgress while their instances are made, and once more when the work begins. */
const PREPARING: Phase = { status: "InProgress", name: "Starting", seconds: 120 };
const WORKING: Phase = { status: "InProgress", seconds: 600, starts: true };
const STOP: Lifecycle["acts"]["create"] = { ends: { Stopped: [{ status: "Stopping", seconds: 60 }, { status: "Stopped" }] } };

export const processingJob: Lifecycle = {
    acts: {
        create: {
            ends: { Completed: [PREPARING, WORKING, { status: "Completed" }], Failed: [PREPARING, WORKING, { status: "Failed" }] },
        },
        stop: STOP,
        delete: { from: ENDED, ends: { Deleted: [{ status: null }] } },
    },
    inUse: JOB_IN_USE,
    failureReason: "AlgorithmError: the container ended with exit code 1",
};

export const transformJob: Lifecycle = {
    acts: { create: processingJob.acts.create, stop: STOP },
    inUse: JOB_IN_USE,
    failureReason: "ClientError: the model answered a request with an error",
};

/** Its phases are as long as those of its training jobs: they end with the last of them. */
export const hyperParameterTuningJob: Lifecycle = {
    acts: {
        create: {
            ends: {
                Completed: [{ status: "InProgress" }, { status: "Completed" }],
                Failed: [{ status: "InProgress" }, { status: "Failed" }],
            },
        },
        stop: { ends: { Stopped: [{ status: "Stopping" }, { status: "Stopped" }] } },
        delete: { from: ENDED, ends: { Deleted: [{ status: "Deleting", seconds: 30 }, { status: null }] } },
    },
    inUse: JOB_IN_USE,
    failureReason: "No training job succeeded",
};

export const labelingJob: Lifecycle = {
    acts: {
        create: {
            ends: {
                Completed: [{ status: "Initializing", seconds: 120 }, { status: "InProgress", seconds: 3600 }, { status: "Completed" }],
                Failed: [{ status: "Initializing", seconds: 120 }, { status: "Failed" }],
            },
        },
        stop: STOP,
    },
    inUse: JOB_IN_USE,
    failureReason: "ClientError: the input manifest can't be read",
};
