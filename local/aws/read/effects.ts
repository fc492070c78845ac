import type { Graph } from "../../engine/graph";
import type { Findings } from "../findings";

/** Types that the local AWS reads. */
const MODELLED = [
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:cloudwatch/eventBus:EventBus",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    "aws:lambda/function:Function",
    "aws:lambda/permission:Permission",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "aws:lambda/alias:Alias",
    "aws:sqs/queue:Queue",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sns/topic:Topic",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policy:Policy",
    "aws:kms/key:Key",
    "aws:kms/alias:Alias",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:dynamodb/table:Table",
    "aws:secretsmanager/secret:Secret",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:ssm/parameter:Parameter",
];

/** Types and families of types that decide nothing about what becomes of an event: logs, pictures, archives, settings that are only read. */
const WITHOUT_EFFECT = [
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:cloudwatch/logStream:LogStream",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "aws:cloudwatch/queryDefinition:QueryDefinition",
    "aws:cloudwatch/dashboard:Dashboard",
    "aws:cloudwatch/eventArchive:EventArchive",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/user:User",
    "aws:iam/group:Group",
    "aws:kms/grant:Grant",
    "aws:s3/",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
    "aws:resourcegroups/",
    "aws:budgets/",
    "aws:ecr/",
    "aws:sagemaker/",
];

/** Records every resource of AWS that may matter for an event and that the local AWS does not know. Other clouds and helpers do not matter. */
export function reportUnmodelled(graph: Graph, findings: Findings): void {
    for (const { type, urn, custom, external } of graph.resources) {
        const known = [...MODELLED, ...WITHOUT_EFFECT].some((name) => type === name || (name.endsWith("/") && type.startsWith(name)));
        if (custom && type.startsWith("aws") && !known && external !== true) {
            findings.add("unmodelled", urn, `${type} is not modelled: what it does in AWS does not happen here`);
        }
    }
}
