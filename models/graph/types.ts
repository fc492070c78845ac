/**
 * Type tokens of the resources that policies look at. Strings, because loading `@pulumi/aws` for its classes would cost more than
 * everything else that the pack does.
 */
export const TYPES = {
    rule: "aws:cloudwatch/eventRule:EventRule",
    target: "aws:cloudwatch/eventTarget:EventTarget",
    bus: "aws:cloudwatch/eventBus:EventBus",
    metricAlarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
    compositeAlarm: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    nativeRule: "aws-native:events:Rule",
    nativeBus: "aws-native:events:EventBus",
    nativeMetricAlarm: "aws-native:cloudwatch:Alarm",
    nativeCompositeAlarm: "aws-native:cloudwatch:CompositeAlarm",
    stack: "pulumi:pulumi:Stack",
} as const;

/** Types that mean the same in both providers. */
export const GROUPS = {
    rule: [TYPES.rule, TYPES.nativeRule],
    target: [TYPES.target],
    metricAlarm: [TYPES.metricAlarm, TYPES.nativeMetricAlarm],
    compositeAlarm: [TYPES.compositeAlarm, TYPES.nativeCompositeAlarm],
    queue: ["aws:sqs/queue:Queue", "aws-native:sqs:Queue"],
    queuePolicy: ["aws:sqs/queuePolicy:QueuePolicy", "aws-native:sqs:QueuePolicy", "aws-native:sqs:QueueInlinePolicy"],
    topic: ["aws:sns/topic:Topic", "aws-native:sns:Topic"],
    topicPolicy: ["aws:sns/topicPolicy:TopicPolicy", "aws-native:sns:TopicPolicy", "aws-native:sns:TopicInlinePolicy"],
    subscription: ["aws:sns/topicSubscription:TopicSubscription", "aws-native:sns:Subscription"],
    /** Chat channels subscribe to topics by themselves. */
    chatChannel: [
        "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
        "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration",
        "aws-native:chatbot:SlackChannelConfiguration",
        "aws-native:chatbot:MicrosoftTeamsChannelConfiguration",
    ],
    function: ["aws:lambda/function:Function", "aws:lambda/callbackFunction:CallbackFunction", "aws-native:lambda:Function"],
    functionAlias: ["aws:lambda/alias:Alias", "aws-native:lambda:Alias"],
    permission: ["aws:lambda/permission:Permission", "aws-native:lambda:Permission"],
    invokeConfig: ["aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "aws-native:lambda:EventInvokeConfig"],
    role: ["aws:iam/role:Role", "aws-native:iam:Role"],
    rolePolicy: ["aws:iam/rolePolicy:RolePolicy", "aws-native:iam:RolePolicy"],
    rolePolicyAttachment: [
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/policyAttachment:PolicyAttachment",
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    ],
    managedPolicy: ["aws:iam/policy:Policy", "aws-native:iam:ManagedPolicy"],
    logGroup: ["aws:cloudwatch/logGroup:LogGroup", "aws-native:logs:LogGroup"],
    /** Policies of CloudWatch Logs, which hold in a whole account and Region. */
    logPolicy: ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "aws-native:logs:ResourcePolicy"],
    key: ["aws:kms/key:Key", "aws-native:kms:Key"],
    keyAlias: ["aws:kms/alias:Alias", "aws-native:kms:Alias"],
    keyPolicy: ["aws:kms/keyPolicy:KeyPolicy"],
    bus: [TYPES.bus, TYPES.nativeBus],
    secret: ["aws:secretsmanager/secret:Secret", "aws-native:secretsmanager:Secret"],
    /** What gives a secret its value, at once or by a function. */
    secretValue: ["aws:secretsmanager/secretVersion:SecretVersion", "aws:secretsmanager/secretRotation:SecretRotation"],
    secretPolicy: ["aws:secretsmanager/secretPolicy:SecretPolicy", "aws-native:secretsmanager:ResourcePolicy"],
    parameter: ["aws:ssm/parameter:Parameter", "aws-native:ssm:Parameter"],
} as const;

/** Whether a resource is of a group. */
export const isOf =
    (group: keyof typeof GROUPS) =>
    ({ type }: { type: string }) =>
        (GROUPS[group] as readonly string[]).includes(type);
