/** Names of the calls of SageMaker's API behind their verbs. Source: the commands of `@aws-sdk/client-sagemaker`. */
const BY_VERB = {
    Create: `
        AIBenchmarkJob AIRecommendationJob AIWorkloadConfig Action Algorithm App AppImageConfig Artifact AutoMLJob AutoMLJobV2
        Cluster ClusterSchedulerConfig CodeRepository CompilationJob ComputeQuota Context DataQualityJobDefinition DeviceFleet
        Domain EdgeDeploymentPlan EdgeDeploymentStage EdgePackagingJob Endpoint EndpointConfig Experiment FeatureGroup
        FlowDefinition Hub HubContentPresignedUrls HubContentReference HumanTaskUi HyperParameterTuningJob Image ImageVersion
        InferenceComponent InferenceExperiment InferenceRecommendationsJob Job LabelingJob MlflowApp MlflowTrackingServer
        ModelBiasJobDefinition ModelCard ModelCardExportJob Model ModelExplainabilityJobDefinition ModelPackage
        ModelPackageGroup ModelQualityJobDefinition MonitoringSchedule NotebookInstance NotebookInstanceLifecycleConfig
        OptimizationJob PartnerApp PartnerAppPresignedUrl Pipeline PresignedDomainUrl PresignedMlflowAppUrl
        PresignedMlflowTrackingServerUrl PresignedNotebookInstanceUrl ProcessingJob Project Space StudioLifecycleConfig
        TrainingJob TrainingPlan TransformJob Trial TrialComponent UserProfile Workforce Workteam`,
    Delete: `
        AIBenchmarkJob AIRecommendationJob AIWorkloadConfig Action Algorithm App AppImageConfig Artifact Association Cluster
        ClusterSchedulerConfig CodeRepository CompilationJob ComputeQuota Context DataQualityJobDefinition DeviceFleet Domain
        EdgeDeploymentPlan EdgeDeploymentStage Endpoint EndpointConfig Experiment FeatureGroup FlowDefinition Hub HubContent
        HubContentReference HumanTaskUi HyperParameterTuningJob Image ImageVersion InferenceComponent InferenceExperiment Job
        MlflowApp MlflowTrackingServer ModelBiasJobDefinition ModelCard Model ModelExplainabilityJobDefinition ModelPackage
        ModelPackageGroup ModelPackageGroupPolicy ModelQualityJobDefinition MonitoringSchedule NotebookInstance
        NotebookInstanceLifecycleConfig OptimizationJob PartnerApp Pipeline ProcessingJob Project Space StudioLifecycleConfig
        Tags TrainingJob Trial TrialComponent UserProfile Workforce Workteam`,
    Describe: `
        AIBenchmarkJob AIRecommendationJob AIWorkloadConfig Action Algorithm App AppImageConfig Artifact AutoMLJob AutoMLJobV2
        Cluster ClusterEvent ClusterNode ClusterSchedulerConfig CodeRepository CompilationJob ComputeQuota Context
        DataQualityJobDefinition Device DeviceFleet Domain EdgeDeploymentPlan EdgePackagingJob Endpoint EndpointConfig
        Experiment FeatureGroup FeatureMetadata FlowDefinition Hub HubContent HumanTaskUi HyperParameterTuningJob Image
        ImageVersion InferenceComponent InferenceExperiment InferenceRecommendationsJob Job JobSchemaVersion LabelingJob
        LineageGroup MlflowApp MlflowTrackingServer ModelBiasJobDefinition ModelCard ModelCardExportJob Model
        ModelExplainabilityJobDefinition ModelPackage ModelPackageGroup ModelQualityJobDefinition MonitoringSchedule
        NotebookInstance NotebookInstanceLifecycleConfig OptimizationJob PartnerApp Pipeline PipelineDefinitionForExecution
        PipelineExecution ProcessingJob Project ReservedCapacity Space StudioLifecycleConfig SubscribedWorkteam TrainingJob
        TrainingPlan TrainingPlanExtensionHistory TransformJob Trial TrialComponent UserProfile Workforce Workteam`,
    List: `
        AIBenchmarkJobs AIRecommendationJobs AIWorkloadConfigs Actions Algorithms Aliases AppImageConfigs Apps Artifacts
        Associations AutoMLJobs CandidatesForAutoMLJob ClusterEvents ClusterNodes ClusterSchedulerConfigs Clusters
        CodeRepositories CompilationJobs ComputeQuotas Contexts DataQualityJobDefinitions DeviceFleets Devices Domains
        EdgeDeploymentPlans EdgePackagingJobs EndpointConfigs Endpoints Experiments FeatureGroups FlowDefinitions
        HubContentVersions HubContents Hubs HumanTaskUis HyperParameterTuningJobs ImageVersions Images InferenceComponents
        InferenceExperiments InferenceRecommendationsJobSteps InferenceRecommendationsJobs JobSchemaVersions Jobs LabelingJobs
        LabelingJobsForWorkteam LineageGroups MlflowApps MlflowTrackingServers ModelBiasJobDefinitions ModelCardExportJobs
        ModelCardVersions ModelCards ModelExplainabilityJobDefinitions ModelMetadata ModelPackageGroups ModelPackages
        ModelQualityJobDefinitions Models MonitoringAlertHistory MonitoringAlerts MonitoringExecutions MonitoringSchedules
        NotebookInstanceLifecycleConfigs NotebookInstances OptimizationJobs PartnerApps PipelineExecutionSteps
        PipelineExecutions PipelineParametersForExecution PipelineVersions Pipelines ProcessingJobs Projects ResourceCatalogs
        Spaces StageDevices StudioLifecycleConfigs SubscribedWorkteams Tags TrainingJobs TrainingJobsForHyperParameterTuningJob
        TrainingPlans TransformJobs TrialComponents Trials UltraServersByReservedCapacity UserProfiles Workforces Workteams`,
    Start: `
        ClusterHealthCheck EdgeDeploymentStage InferenceExperiment MlflowTrackingServer MonitoringSchedule NotebookInstance
        PipelineExecution Session`,
    Stop: `
        AIBenchmarkJob AIRecommendationJob AutoMLJob CompilationJob EdgeDeploymentStage EdgePackagingJob HyperParameterTuningJob
        InferenceExperiment InferenceRecommendationsJob Job LabelingJob MlflowTrackingServer MonitoringSchedule NotebookInstance
        OptimizationJob PipelineExecution ProcessingJob TrainingJob TransformJob`,
    Update: `
        Action AppImageConfig Artifact Cluster ClusterSchedulerConfig ClusterSoftware CodeRepository ComputeQuota Context
        DeviceFleet Devices Domain Endpoint EndpointWeightsAndCapacities Experiment FeatureGroup FeatureMetadata Hub HubContent
        HubContentReference Image ImageVersion InferenceComponent InferenceComponentRuntimeConfig InferenceExperiment MlflowApp
        MlflowTrackingServer ModelCard ModelPackage MonitoringAlert MonitoringSchedule NotebookInstance
        NotebookInstanceLifecycleConfig PartnerApp Pipeline PipelineExecution PipelineVersion Project Space TrainingJob Trial
        TrialComponent UserProfile Workforce Workteam`,
    "": `
        AddAssociation AddTags AssociateTrialComponent AttachClusterNodeNetworkInterface AttachClusterNodeVolume
        BatchAddClusterNodes BatchDeleteClusterNodes BatchDescribeModelPackage BatchRebootClusterNodes BatchReplaceClusterNodes
        DeregisterDevices DetachClusterNodeVolume DisableSagemakerServicecatalogPortfolio DisassociateTrialComponent
        EnableSagemakerServicecatalogPortfolio ExtendTrainingPlan GetDeviceFleetReport GetLineageGroupPolicy
        GetModelPackageGroupPolicy GetSagemakerServicecatalogPortfolioStatus GetScalingConfigurationRecommendation
        GetSearchSuggestions ImportHubContent PutModelPackageGroupPolicy QueryLineage RegisterDevices RenderUiTemplate
        RetryPipelineExecution Search SearchTrainingPlanOfferings SendPipelineExecutionStepFailure
        SendPipelineExecutionStepSuccess`,
} as const;

/** Every call of SageMaker's API, in the spelling of CloudTrail's `eventName`: "CreateTrainingJob". */
export const API_CALLS: readonly string[] = Object.entries(BY_VERB).flatMap(([verb, names]) =>
    names
        .trim()
        .split(/\s+/)
        .map((name) => `${verb}${name}`),
);
