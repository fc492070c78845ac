import type { AnyKind } from "./furtherKinds";

/**
 * Members of Describe's answer that no documented or published event of the kind has. Events may have them all the same. Those of labeling jobs are
 * left out: their events have the status and nothing else.
 * Source: the types of `@aws-sdk/client-sagemaker`.
 */
export const DESCRIBE_MEMBERS = {
    Algorithm: ["CreationTime","TrainingSpecification","InferenceSpecification","ValidationSpecification","AlgorithmStatus","AlgorithmStatusDetails","ProductId"],
    Endpoint: ["DataCaptureConfig","LastDeploymentConfig","AsyncInferenceConfig","PendingDeploymentSummary","ExplainerConfig","ShadowProductionVariants","MetricsConfig"],
    HyperParameterTuningJob: ["OverallBestTrainingJob","WarmStartConfig","Autotune","ConsumedResources"],
    ModelPackage: ["ModelPackageRegistrationType","SourceAlgorithmSpecification","ValidationSpecification","CreatedBy","LastModifiedBy","Domain","Task","SamplePayloadUrl","CustomerMetadataProperties","DriftCheckBaselines","AdditionalInferenceSpecifications","SkipModelValidation","SourceUri","SecurityConfig","ModelCard","ManagedStorageType"],
    NotebookInstance: ["Url","IpAddressType","VolumeSizeInGB","AcceleratorTypes","DefaultCodeRepository","AdditionalCodeRepositories","RootAccess","PlatformIdentifier","InstanceMetadataServiceConfiguration"],
    ProcessingJob: ["Environment","MonitoringScheduleArn","AutoMLJobArn","TrainingJobArn"],
    TrainingJob: ["LabelingJobArn","AutoMLJobArn","WarmPoolStatus","FinalMetricDataList","EnableNetworkIsolation","EnableInterContainerTrafficEncryption","EnableManagedSpotTraining","CheckpointConfig","TrainingTimeInSeconds","BillableTimeInSeconds","BillableTokenCount","DebugHookConfig","ExperimentConfig","DebugRuleConfigurations","TensorBoardOutputConfig","DebugRuleEvaluationStatuses","ProfilerConfig","ProfilerRuleConfigurations","ProfilerRuleEvaluationStatuses","ProfilingStatus","Environment","RetryStrategy","RemoteDebugConfig","InfraCheckConfig","ServerlessJobConfig","MlflowConfig","ModelPackageConfig","MlflowDetails","ProgressInfo","OutputModelPackageArn"],
    TransformJob: ["ModelClientConfig","DataCaptureConfig","LabelingJobArn","AutoMLJobArn","DataProcessing","ExperimentConfig"],
    FeatureGroup: ["LastModifiedTime","ThroughputConfig","LastUpdateStatus","Description","NextToken","OnlineStoreTotalSizeBytes"],
    ModelCard: ["ModelCardArn","Content","ModelCardProcessingStatus"],
    Image: ["CreationTime","Description","DisplayName","LastModifiedTime","RoleArn"],
    ImageVersion: ["BaseImage","ContainerImage","CreationTime","LastModifiedTime","VendorGuidance","JobType","MLFramework","ProgrammingLang","Processor","Horovod","ReleaseNotes"],
} as const satisfies { readonly [K in AnyKind]?: readonly string[] };

/** The members that events of a kind may have although no sample shows them. */
export const describeMembersOf = (kind: string): readonly string[] =>
    Object.hasOwn(DESCRIBE_MEMBERS, kind) ? DESCRIBE_MEMBERS[kind as keyof typeof DESCRIBE_MEMBERS] : [];
