/**
 * Formats of the ARNs of types that have no row in `AWS_TYPES`. In a format, `{name}` is the physical name, `{uuid}` and `{hex}` are made of the URN, and
 * `{cluster}` is the input `cluster`, of an ARN its last part.
 */

/** A resource of a Region. */
const here = (service: string, resource: string) => `${service}:{region}:{account}:${resource}`;
/** A resource of an account, without a Region. */
const global = (service: string, resource: string) => `${service}::{account}:${resource}`;

/**
 * Type → what follows `arn:PARTITION:`.
 * Sources: Service Authorization Reference, "Resource types defined by …" of each service; the ids in the examples of `import` in the AWS provider's documentation.
 */
export const ARN_FORMATS: Readonly<Record<string, string>> = {
    "aws:sfn/stateMachine:StateMachine": here("states", "stateMachine:{name}"),
    "aws:sfn/activity:Activity": here("states", "activity:{name}"),
    "aws:cloudwatch/eventApiDestination:EventApiDestination": here("events", "api-destination/{name}/{uuid}"),
    "aws:cloudwatch/eventConnection:EventConnection": here("events", "connection/{name}/{uuid}"),
    "aws:cloudwatch/eventEndpoint:EventEndpoint": here("events", "endpoint/{name}"),
    "aws:cloudwatch/logStream:LogStream": here("logs", "log-group:{logGroupName}:log-stream:{name}"),
    "aws:cloudwatch/logDestination:LogDestination": here("logs", "destination:{name}"),
    "aws:cloudwatch/metricStream:MetricStream": here("cloudwatch", "metric-stream/{name}"),
    "aws:pipes/pipe:Pipe": here("pipes", "pipe/{name}"),
    "aws:schemas/registry:Registry": here("schemas", "registry/{name}"),
    "aws:schemas/discoverer:Discoverer": here("schemas", "discoverer/{uuid}"),
    "aws:batch/jobQueue:JobQueue": here("batch", "job-queue/{name}"),
    "aws:batch/jobDefinition:JobDefinition": here("batch", "job-definition/{name}:1"),
    "aws:batch/computeEnvironment:ComputeEnvironment": here("batch", "compute-environment/{name}"),
    "aws:batch/schedulingPolicy:SchedulingPolicy": here("batch", "scheduling-policy/{name}"),
    "aws:codepipeline/pipeline:Pipeline": here("codepipeline", "{name}"),
    "aws:codepipeline/webhook:Webhook": here("codepipeline", "webhook:{name}"),
    "aws:codebuild/project:Project": here("codebuild", "project/{name}"),
    "aws:codebuild/reportGroup:ReportGroup": here("codebuild", "report-group/{name}"),
    "aws:codecommit/repository:Repository": here("codecommit", "{repositoryName}"),
    "aws:codedeploy/application:Application": here("codedeploy", "application:{name}"),
    "aws:kinesis/stream:Stream": here("kinesis", "stream/{name}"),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": here("firehose", "deliverystream/{name}"),
    "aws:redshift/cluster:Cluster": here("redshift", "cluster:{clusterIdentifier}"),
    "aws:redshiftserverless/workgroup:Workgroup": here("redshift-serverless", "workgroup/{uuid}"),
    "aws:ecs/cluster:Cluster": here("ecs", "cluster/{name}"),
    "aws:ecs/service:Service": here("ecs", "service/{cluster}/{name}"),
    "aws:ecs/taskDefinition:TaskDefinition": here("ecs", "task-definition/{family}:1"),
    "aws:ecs/capacityProvider:CapacityProvider": here("ecs", "capacity-provider/{name}"),
    "aws:ecr/repository:Repository": here("ecr", "repository/{name}"),
    "aws:ssm/parameter:Parameter": here("ssm", "parameter/{name}"),
    "aws:ssm/document:Document": here("ssm", "document/{name}"),
    "aws:ssmincidents/responsePlan:ResponsePlan": global("ssm-incidents", "response-plan/{name}"),
    "aws:secretsmanager/secret:Secret": here("secretsmanager", "secret:{name}-{six}"),
    "aws:sns/platformApplication:PlatformApplication": here("sns", "app/{platform}/{name}"),
    "aws:lambda/codeSigningConfig:CodeSigningConfig": here("lambda", "code-signing-config:csc-{hex}"),
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": global("chatbot", "chat-configuration/slack-channel/{configurationName}"),
    "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": global(
        "chatbot",
        "chat-configuration/microsoft-teams-channel/{configurationName}",
    ),
    "aws:iam/user:User": global("iam", "user/{name}"),
    "aws:iam/group:Group": global("iam", "group/{name}"),
    "aws:iam/instanceProfile:InstanceProfile": global("iam", "instance-profile/{name}"),
    "aws:kms/replicaKey:ReplicaKey": here("kms", "key/mrk-{hex}"),
    "aws:kms/externalKey:ExternalKey": here("kms", "key/{uuid}"),
    "aws:sagemaker/app:App": here("sagemaker", "app/{domainId}/{userProfileName}/{appType}/{appName}"),
    "aws:sagemaker/userProfile:UserProfile": here("sagemaker", "user-profile/{domainId}/{userProfileName}"),
    "aws:sagemaker/space:Space": here("sagemaker", "space/{domainId}/{spaceName}"),
    "aws:sagemaker/domain:Domain": here("sagemaker", "domain/d-{hex}"),
    "aws:sagemaker/endpoint:Endpoint": here("sagemaker", "endpoint/{name}"),
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": here("sagemaker", "endpoint-config/{name}"),
    "aws:sagemaker/featureGroup:FeatureGroup": here("sagemaker", "feature-group/{featureGroupName}"),
    "aws:sagemaker/image:Image": here("sagemaker", "image/{imageName}"),
    "aws:sagemaker/model:Model": here("sagemaker", "model/{name}"),
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup": here("sagemaker", "model-package-group/{modelPackageGroupName}"),
    "aws:sagemaker/notebookInstance:NotebookInstance": here("sagemaker", "notebook-instance/{name}"),
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration": here(
        "sagemaker",
        "notebook-instance-lifecycle-config/{name}",
    ),
    "aws:sagemaker/pipeline:Pipeline": here("sagemaker", "pipeline/{pipelineName}"),
    "aws:apigateway/restApi:RestApi": "apigateway:{region}::/restapis/{hex}",
    "aws:apigatewayv2/api:Api": "apigateway:{region}::/apis/{hex}",
    "aws:appsync/graphQLApi:GraphQLApi": here("appsync", "apis/{six}"),
    "aws:athena/workgroup:Workgroup": here("athena", "workgroup/{name}"),
    "aws:backup/vault:Vault": here("backup", "backup-vault:{name}"),
    "aws:cloudtrail/trail:Trail": here("cloudtrail", "trail/{name}"),
    "aws:cognito/userPool:UserPool": here("cognito-idp", "userpool/{region}_{six}"),
    "aws:efs/fileSystem:FileSystem": here("elasticfilesystem", "file-system/fs-{hex}"),
    "aws:glue/job:Job": here("glue", "job/{name}"),
    "aws:glue/crawler:Crawler": here("glue", "crawler/{name}"),
    "aws:glue/catalogDatabase:CatalogDatabase": here("glue", "database/{name}"),
    "aws:glue/workflow:Workflow": here("glue", "workflow/{name}"),
    "aws:lb/loadBalancer:LoadBalancer": here("elasticloadbalancing", "loadbalancer/app/{name}/{hex}"),
    "aws:lb/targetGroup:TargetGroup": here("elasticloadbalancing", "targetgroup/{name}/{hex}"),
    "aws:msk/cluster:Cluster": here("kafka", "cluster/{clusterName}/{uuid}-1"),
    "aws:opensearch/domain:Domain": here("es", "domain/{domainName}"),
    "aws:rds/instance:Instance": here("rds", "db:{identifier}"),
    "aws:rds/cluster:Cluster": here("rds", "cluster:{clusterIdentifier}"),
    "aws:synthetics/canary:Canary": here("synthetics", "canary:{name}"),
    "aws:ec2/instance:Instance": here("ec2", "instance/i-{hex}"),
    "aws:ec2/vpc:Vpc": here("ec2", "vpc/vpc-{hex}"),
    "aws:ec2/subnet:Subnet": here("ec2", "subnet/subnet-{hex}"),
    "aws:ec2/securityGroup:SecurityGroup": here("ec2", "security-group/sg-{hex}"),
    "aws:resourcegroups/group:Group": here("resource-groups", "group/{name}"),
    "aws:xray/group:Group": here("xray", "group/{groupName}/{hex}"),
};

/** Types whose id is their ARN. Source: the examples of `import` in the AWS provider's documentation. */
export const IDENTIFIED_BY_ARN: ReadonlySet<string> = new Set([
    "aws:sfn/stateMachine:StateMachine",
    "aws:sfn/activity:Activity",
    "aws:batch/jobQueue:JobQueue",
    "aws:batch/jobDefinition:JobDefinition",
    "aws:batch/schedulingPolicy:SchedulingPolicy",
    "aws:codepipeline/webhook:Webhook",
    "aws:codebuild/project:Project",
    "aws:codebuild/reportGroup:ReportGroup",
    "aws:kinesis/stream:Stream",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "aws:ecs/cluster:Cluster",
    "aws:ecs/service:Service",
    "aws:ecs/capacityProvider:CapacityProvider",
    "aws:sagemaker/app:App",
    "aws:sagemaker/userProfile:UserProfile",
    "aws:sagemaker/space:Space",
    "aws:secretsmanager/secret:Secret",
    "aws:sns/platformApplication:PlatformApplication",
    "aws:lambda/codeSigningConfig:CodeSigningConfig",
    "aws:ssmincidents/responsePlan:ResponsePlan",
    "aws:cloudtrail/trail:Trail",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup",
    "aws:msk/cluster:Cluster",
    "aws:xray/group:Group",
]);

/** What a type of the provider aws-native calls its name and its ARN. */
export interface NativeType {
    readonly format: string;
    /** Property with the physical name. */
    readonly name: string;
    /** Output with the ARN. @default "arn" */
    readonly arn?: string;
}

/** Types of aws-native, whose SDK the engine does not read. Log groups have `:*` at the end, as CloudFormation returns it. */
export const NATIVE_TYPES: Readonly<Record<string, NativeType>> = {
    "aws-native:sqs:Queue": { format: here("sqs", "{name}"), name: "queueName" },
    "aws-native:sns:Topic": { format: here("sns", "{name}"), name: "topicName", arn: "topicArn" },
    "aws-native:events:Rule": { format: here("events", "rule/{name}"), name: "name" },
    "aws-native:events:EventBus": { format: here("events", "event-bus/{name}"), name: "name" },
    "aws-native:lambda:Function": { format: here("lambda", "function:{name}"), name: "functionName" },
    "aws-native:iam:Role": { format: global("iam", "role/{name}"), name: "roleName" },
    "aws-native:iam:ManagedPolicy": { format: global("iam", "policy/{name}"), name: "managedPolicyName", arn: "policyArn" },
    "aws-native:logs:LogGroup": { format: here("logs", "log-group:{name}:*"), name: "logGroupName" },
    "aws-native:cloudwatch:Alarm": { format: here("cloudwatch", "alarm:{name}"), name: "alarmName" },
    "aws-native:stepfunctions:StateMachine": { format: here("states", "stateMachine:{name}"), name: "stateMachineName" },
    "aws-native:dynamodb:Table": { format: here("dynamodb", "table/{name}"), name: "tableName" },
    "aws-native:kinesis:Stream": { format: here("kinesis", "stream/{name}"), name: "name" },
    "aws-native:s3:Bucket": { format: "s3:::{name}", name: "bucketName" },
};
