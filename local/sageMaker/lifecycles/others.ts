import type { Course, Lifecycle, Phase } from "./types";

const CREATING: Phase = { status: "CREATING", seconds: 300 };
const UPDATING: Phase = { status: "UPDATING", seconds: 300 };
const ROLLING_BACK: Phase = { status: "ROLLING_BACK", seconds: 120 };

/** Published for Create-, Update- and DeleteEndpoint while a change is running. */
const BUSY = { name: "ValidationException", message: 'Cannot update in-progress endpoint "{arn}".' };

export const endpoint: Lifecycle = {
    acts: {
        create: { ends: { IN_SERVICE: [CREATING, { status: "IN_SERVICE" }], FAILED: [CREATING, { status: "FAILED" }] } },
        update: {
            from: ["InService"],
            refusal: BUSY,
            ends: {
                IN_SERVICE: [UPDATING, { status: "IN_SERVICE" }],
                ROLLED_BACK: [UPDATING, ROLLING_BACK, { status: "IN_SERVICE" }],
                UPDATE_ROLLBACK_FAILED: [UPDATING, ROLLING_BACK, { status: "UPDATE_ROLLBACK_FAILED" }],
                FAILED: [UPDATING, { status: "FAILED" }],
            },
        },
        delete: {
            from: ["InService", "OutOfService", "Failed", "UpdateRollbackFailed"],
            refusal: BUSY,
            ends: { DELETED: [{ status: "DELETING", seconds: 60 }, { status: "DELETED" }] },
        },
    },
    inUse: { name: "ValidationException", message: 'Cannot create already existing endpoint "{arn}".' },
    failureReason: "The primary container for production variant AllTraffic did not pass the ping health check",
};

/** The text is published for Stop; the lists of the other acts have the same form. */
function notebookCourse(from: readonly string[], to: string, ends: Course["ends"]): Course {
    const message = `Status ({status}) not in ([${from.join(", ")}]). Unable to transition to (${to}) for Notebook Instance ({arn}).`;
    return { from, refusal: { name: "ValidationException", message }, ends };
}

const PENDING: Phase = { status: "Pending", seconds: 120 };
const STARTED = { InService: [PENDING, { status: "InService" }], Failed: [PENDING, { status: "Failed" }] };
const AT_REST = ["Stopped", "Failed"];

export const notebookInstance: Lifecycle = {
    acts: {
        create: { ends: STARTED },
        start: notebookCourse(AT_REST, "Pending", STARTED),
        stop: { ends: { Stopped: [{ status: "Stopping", seconds: 60 }, { status: "Stopped" }] } },
        update: notebookCourse(AT_REST, "Updating", {
            Stopped: [{ status: "Updating", seconds: 60 }, { status: "Stopped" }],
            Failed: [{ status: "Updating", seconds: 60 }, { status: "Failed" }],
        }),
        delete: notebookCourse(AT_REST, "Deleting", { Deleted: [{ status: "Deleting", seconds: 30 }, { status: "Deleted" }] }),
    },
    inUse: { name: "ValidationException", message: "Cannot create a duplicate Notebook Instance ({arn})" },
    failureReason: "The lifecycle configuration script ended with exit code 1",
};

const CHECKED: Course["ends"] = {
    Completed: [{ status: "Pending", seconds: 10 }, { status: "InProgress", seconds: 60 }, { status: "Completed" }],
    Failed: [{ status: "Pending", seconds: 10 }, { status: "InProgress", seconds: 60 }, { status: "Failed" }],
};
const REMOVED: Course = { from: ["Completed", "Failed"], ends: { Deleted: [{ status: "Deleting", seconds: 10 }, { status: null }] } };

export const modelPackage: Lifecycle = {
    // An update is done at once and leaves the status alone: it sends it again.
    acts: { create: { ends: CHECKED }, update: { ends: { Completed: [] }, from: ["Completed"] }, delete: REMOVED },
    inUse: { name: "ValidationException", message: "ModelPackage {arn} already exists." },
    failureReason: "ClientError: the container answered the ping with status 500",
};

export const algorithm: Lifecycle = {
    acts: { create: { ends: CHECKED }, delete: REMOVED },
    inUse: { name: "ValidationException", message: "Algorithm {arn} already exists." },
    failureReason: "ClientError: the validation channel holds no files",
};
