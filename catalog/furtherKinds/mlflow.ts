import type { FurtherKindRow } from "../types";
import { EVENTS_REFERENCE, NAME_ONLY } from "./common";

/** What is known of everything that MLflow sends. */
const MLFLOW = {
    ...NAME_ONLY,
    statusInDetailType: true,
    unverified: "only the names of its detail-types are documented",
    arnResource: "mlflow-tracking-server",
    operations: [
        { name: "DescribeMlflowTrackingServer", api: "sagemaker", on: "mlflow-tracking-server" },
        { name: "StopMlflowTrackingServer", api: "sagemaker", on: "mlflow-tracking-server" },
        { name: "ListMlflowTrackingServers", api: "sagemaker", on: "*" },
    ],
    sources: [EVENTS_REFERENCE, "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeMlflowTrackingServer.html"],
} as const;

export const mlflowTrackingServer = {
    ...MLFLOW,
    kind: "MlflowTrackingServer",
    title: "MLflow tracking server",
    detailType: "SageMaker Tracking Server",
    statuses: [
        { value: "Creating", class: "transitional", api: "Creating", meaning: "Being created", evidence: "docs-list", emitted: true },
        { value: "Created", class: "succeeded", api: "Created", meaning: "Usable", evidence: "docs-list", emitted: true },
        { value: "Create Failed", class: "failed", api: "CreateFailed", meaning: "Could not be created", evidence: "docs-list", emitted: true },
        { value: "Updating", class: "transitional", api: "Updating", meaning: "Being updated", evidence: "docs-list", emitted: true },
        { value: "Updated", class: "succeeded", api: "Updated", meaning: "The update is done", evidence: "docs-list", emitted: true },
        { value: "Update Failed", class: "failed", api: "UpdateFailed", meaning: "Could not be updated", evidence: "docs-list", emitted: true },
        { value: "Deleting", class: "transitional", api: "Deleting", meaning: "Being deleted", evidence: "docs-list", emitted: true },
        { value: "Deleted", class: "stopped", api: null, meaning: "Deleted", evidence: "docs-list", emitted: true },
        { value: "Delete Failed", class: "failed", api: "DeleteFailed", meaning: "Could not be deleted", evidence: "docs-list", emitted: true },
        { value: "Starting", class: "transitional", api: "Starting", meaning: "Being started", evidence: "docs-list", emitted: true },
        { value: "Started", class: "succeeded", api: "Started", meaning: "Usable", evidence: "docs-list", emitted: true },
        { value: "Start Failed", class: "failed", api: "StartFailed", meaning: "Could not be started", evidence: "docs-list", emitted: true },
        { value: "Stopping", class: "transitional", api: "Stopping", meaning: "Being stopped", evidence: "docs-list", emitted: true },
        { value: "Stopped", class: "stopped", api: "Stopped", meaning: "Stopped by a caller", evidence: "docs-list", emitted: true },
        { value: "Stop Failed", class: "failed", api: "StopFailed", meaning: "Could not be stopped", evidence: "docs-list", emitted: true },
        {
            value: "Maintenance In Progress",
            class: "transitional",
            api: "MaintenanceInProgress",
            meaning: "Maintenance is running",
            evidence: "docs-list",
            emitted: true,
        },
        {
            value: "Maintenance Complete",
            class: "succeeded",
            api: "MaintenanceComplete",
            meaning: "Maintenance is done",
            evidence: "docs-list",
            emitted: true,
        },
        {
            value: "Maintenance Failed",
            class: "failed",
            api: "MaintenanceFailed",
            meaning: "Maintenance failed",
            evidence: "docs-list",
            emitted: true,
        },
    ],
    traps: ["The status is in the detail-type", 'It is "Create Failed" in two words, CreateFailed in the API'],
} as const satisfies FurtherKindRow;

export const mlflowActivity = {
    ...MLFLOW,
    kind: "MlflowActivity",
    title: "activity on an MLflow tracking server",
    detailType: "SageMaker MLFlow Tracking Server",
    statuses: [
        { value: "Creating Run", class: "transitional", api: null, meaning: "A run begins", evidence: "docs-list", emitted: true },
        {
            value: "Creating RegisteredModel",
            class: "transitional",
            api: null,
            meaning: "A model is registered",
            evidence: "docs-list",
            emitted: true,
        },
        {
            value: "Creating ModelVersion",
            class: "transitional",
            api: null,
            meaning: "A version of a registered model is created",
            evidence: "docs-list",
            emitted: true,
        },
        {
            value: "Transitioning ModelVersion Stage",
            class: "transitional",
            api: null,
            meaning: "A version of a registered model changes its stage",
            evidence: "docs-list",
            emitted: true,
        },
        {
            value: "Setting Registered Model Alias",
            class: "transitional",
            api: null,
            meaning: "An alias of a registered model is set",
            evidence: "docs-list",
            emitted: true,
        },
    ],
    traps: ["What happens is in the detail-type", 'It is spelled "MLFlow", with a capital F'],
} as const satisfies FurtherKindRow;
