import type { FurtherKindRow } from "../types";
import { COMMON, DEVELOPER_GUIDE, EVENTS_REFERENCE } from "./common";

const VARIANT = {
    VariantName: "string",
    CurrentWeight: "number",
    DesiredWeight: "number",
    CurrentInstanceCount: "number",
    DesiredInstanceCount: "number",
    VariantStatus: [{ Status: "string", StatusMessage: "string", StartTime: "time" }],
} as const;

export const endpointDeployment = {
    ...COMMON,
    kind: "EndpointDeployment",
    title: "endpoint deployment",
    detailType: "SageMaker Endpoint Deployment State Change",
    statusField: "EndpointStatus",
    statusInEvent: true,
    statuses: [
        {
            value: "UPDATING",
            class: "transitional",
            api: "Updating",
            meaning: "A deployment is running; the status of each variant says how far it is",
            evidence: "docs-sample",
            emitted: true,
        },
    ],
    nameField: "EndpointName",
    arnField: "EndpointArn",
    reasonField: null,
    eventHasReason: false,
    times: { created: "CreationTime", started: null, ended: null, modified: "LastModifiedTime" },
    fields: {
        EndpointName: "string",
        EndpointArn: "string",
        EndpointStatus: "string",
        EndpointConfigName: "string",
        ProductionVariants: [VARIANT],
        PendingDeploymentSummary: { EndpointConfigName: "string", StartTime: "time", ProductionVariants: [VARIANT] },
        CreationTime: "time",
        LastModifiedTime: "time",
        Tags: "tags",
    },
    facts: [
        ["Configuration", "EndpointConfigName"],
        ["New configuration", "PendingDeploymentSummary.EndpointConfigName"],
    ],
    // The steps of a deployment differ in lists only, and it is not documented whether each changes LastModifiedTime.
    identity: ["id"],
    arnResource: "endpoint",
    operations: [{ name: "DescribeEndpoint", api: "sagemaker", on: "endpoint" }],
    consolePath: "home?region={region}#/endpoints/{name}",
    traps: [
        "EndpointStatus is in upper snake case (UPDATING), the status of a variant in the same event in Pascal case (Baking)",
        "Endpoints that deployment guardrails exclude send none of these events",
        "Only UPDATING is documented: for the end of a deployment, match the status of Endpoint",
    ],
    sources: [DEVELOPER_GUIDE, EVENTS_REFERENCE, "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html"],
} as const satisfies FurtherKindRow;

/** What the events of a resource that is created and deleted, and never changes, have in common. */
const MADE_OR_DELETED = {
    ...COMMON,
    statusField: null,
    statusInEvent: false,
    statuses: [],
    reasonField: null,
    eventHasReason: false,
    facts: [],
    // The same fields come when it is made and when it is deleted.
    identity: ["id"],
} as const;

const MADE_OR_DELETED_TRAP =
    "One event comes when it is made and one when it is deleted, and no field says which: after a deletion Describe finds nothing";

export const endpointConfig = {
    ...MADE_OR_DELETED,
    kind: "EndpointConfig",
    title: "endpoint configuration",
    detailType: "SageMaker Endpoint Config State Change",
    nameField: "EndpointConfigName",
    arnField: "EndpointConfigArn",
    times: { created: "CreationTime", started: null, ended: null, modified: null },
    fields: {
        EndpointConfigName: "string",
        EndpointConfigArn: "string",
        ProductionVariants: [
            { VariantName: "string", ModelName: "string", InitialInstanceCount: "number", InstanceType: "string", InitialVariantWeight: "number" },
        ],
        ShadowProductionVariants: "any",
        DataCaptureConfig: "any",
        AsyncInferenceConfig: "any",
        ExplainerConfig: "any",
        KmsKeyId: "string",
        CreationTime: "time",
        Tags: "tags",
    },
    arnResource: "endpoint-config",
    operations: [
        { name: "DescribeEndpointConfig", api: "sagemaker", on: "endpoint-config" },
        { name: "ListEndpointConfigs", api: "sagemaker", on: "*" },
    ],
    consolePath: "home?region={region}#/endpointConfig/{name}",
    traps: [MADE_OR_DELETED_TRAP, "The tags of a deletion are empty"],
    sources: [EVENTS_REFERENCE, "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpointConfig.html"],
} as const satisfies FurtherKindRow;

export const model = {
    ...MADE_OR_DELETED,
    kind: "Model",
    title: "model",
    detailType: "SageMaker Model State Change",
    nameField: "ModelName",
    arnField: "ModelArn",
    times: { created: "CreationTime", started: null, ended: null, modified: null },
    fields: {
        ModelName: "string",
        ModelArn: "string",
        PrimaryContainer: { ContainerHostname: "string", Image: "string", ModelDataUrl: "string" },
        Containers: "any",
        ExecutionRoleArn: "string",
        CreationTime: "time",
        Tags: "tags",
    },
    arnResource: "model",
    operations: [
        { name: "DescribeModel", api: "sagemaker", on: "model" },
        { name: "ListModels", api: "sagemaker", on: "*" },
    ],
    consolePath: "home?region={region}#/models/{name}",
    traps: [
        MADE_OR_DELETED_TRAP,
        "The tags of a deletion are empty",
        "A pattern needs resources in lower case; AWS's sample pattern writes Resources",
    ],
    sources: [DEVELOPER_GUIDE, EVENTS_REFERENCE, "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModel.html"],
} as const satisfies FurtherKindRow;

export const notebookInstanceLifecycleConfig = {
    ...MADE_OR_DELETED,
    kind: "NotebookInstanceLifecycleConfig",
    title: "notebook instance lifecycle configuration",
    detailType: "SageMaker Notebook Lifecycle Config State Change",
    nameField: "NotebookInstanceLifecycleConfigName",
    arnField: "NotebookInstanceLifecycleConfigArn",
    times: { created: "CreationTime", started: null, ended: null, modified: "LastModifiedTime" },
    fields: {
        NotebookInstanceLifecycleConfigName: "string",
        NotebookInstanceLifecycleConfigArn: "string",
        CreationTime: "time",
        LastModifiedTime: "time",
        Tags: "tags",
    },
    arnResource: "notebook-instance-lifecycle-config",
    operations: [
        { name: "DescribeNotebookInstanceLifecycleConfig", api: "sagemaker", on: "notebook-instance-lifecycle-config" },
        { name: "ListNotebookInstanceLifecycleConfigs", api: "sagemaker", on: "*" },
    ],
    consolePath: "home?region={region}#/notebook-lifecycle-config/{name}",
    traps: ["No field says what happened to it", 'The detail-type says "Notebook Lifecycle Config", without "Instance"'],
    sources: [EVENTS_REFERENCE, "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeNotebookInstanceLifecycleConfig.html"],
} as const satisfies FurtherKindRow;
