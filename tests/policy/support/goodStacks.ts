import { type Change, changed, copied, json, ref, type ResourceData, type StackData, unlinked, withLiterals } from "./stackData";

const aws = (type: string, props: ResourceData["props"], parent?: string): ResourceData => ({
    type: `aws:${type}`,
    props,
    ...(parent !== undefined && { parent }),
});

export const PATTERN = JSON.stringify({
    source: ["aws.sagemaker"],
    "detail-type": ["SageMaker Training Job State Change"],
    detail: { TrainingJobStatus: ["Failed", "Stopped"] },
});

const statement = (Service: string, Action: string, Resource: unknown, Condition: object = {}) => ({
    Effect: "Allow",
    Principal: { Service },
    Action,
    Resource,
    Condition,
});
const policy = (...Statement: unknown[]) => json({ Version: "2012-10-17", Statement });
/** Trust policy of a role that a service takes. */
const trusts = (Service: string) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }] });
export const letsRuleIn = (queue: string, rule: string) =>
    policy(statement("events.amazonaws.com", "sqs:SendMessage", ref(queue), { ArnEquals: { "aws:SourceArn": ref(rule) } }), {
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: ref(queue),
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
export const letsAlarmsIn = (topic: string, Service = "cloudwatch.amazonaws.com") =>
    policy(statement(Service, "sns:Publish", ref(topic), { StringEquals: { "aws:SourceAccount": "111122223333" } }));
export const mayWrite = (queue: string, ...more: unknown[]) => policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: ref(queue) }, ...more);

export const alarm = (props: ResourceData["props"], parent?: string) =>
    aws(
        "cloudwatch/metricAlarm:MetricAlarm",
        {
            namespace: "AWS/Events",
            metricName: "FailedInvocations",
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: 1,
            period: 60,
            evaluationPeriods: 1,
            statistic: "Sum",
            treatMissingData: "notBreaching",
            alarmActions: [ref("alerts")],
            ...props,
        },
        parent,
    );

/** A rule and all that its events need, of plain resources with names that Pulumi makes. */
export const plain: StackData = {
    alerts: aws("sns/topic:Topic", {}),
    "alerts-policy": aws("sns/topicPolicy:TopicPolicy", { arn: ref("alerts"), policy: letsAlarmsIn("alerts") }),
    "alerts-mail": aws("sns/topicSubscription:TopicSubscription", { topic: ref("alerts"), protocol: "email", endpoint: "ml@example.com" }),
    failed: aws("cloudwatch/eventRule:EventRule", { eventPattern: PATTERN }),
    undelivered: aws("sqs/queue:Queue", { messageRetentionSeconds: 1_209_600 }),
    "undelivered-policy": aws("sqs/queuePolicy:QueuePolicy", { queueUrl: ref("undelivered", "url"), policy: letsRuleIn("undelivered", "failed") }),
    failures: aws("sqs/queue:Queue", { messageRetentionSeconds: 1_209_600 }),
    "notify-role": aws("iam/role:Role", {
        assumeRolePolicy: trusts("lambda.amazonaws.com"),
    }),
    "notify-role-policy": aws("iam/rolePolicy:RolePolicy", { role: ref("notify-role", "name"), policy: mayWrite("failures") }),
    "notify-logs": aws("cloudwatch/logGroup:LogGroup", { retentionInDays: 30 }),
    notify: aws("lambda/function:Function", {
        runtime: "nodejs24.x",
        handler: "index.handler",
        role: ref("notify-role"),
        loggingConfig: { logFormat: "JSON", logGroup: ref("notify-logs", "name") },
        environment: { variables: { TOPIC_ARN: ref("alerts") } },
    }),
    "notify-retries": aws("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", {
        functionName: ref("notify", "name"),
        maximumRetryAttempts: 2,
        destinationConfig: { onFailure: { destination: ref("failures") } },
    }),
    "notify-permission": aws("lambda/permission:Permission", {
        action: "lambda:InvokeFunction",
        function: ref("notify", "name"),
        principal: "events.amazonaws.com",
        sourceArn: ref("failed"),
    }),
    "failed-alarm": alarm({ dimensions: { RuleName: ref("failed", "name") } }),
    "failed-dlq-alarm": alarm({ metricName: "InvocationsSentToDlq", dimensions: { RuleName: ref("failed", "name") } }),
    "undelivered-depth": alarm({
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        statistic: "Maximum",
        dimensions: { QueueName: ref("undelivered", "name") },
    }),
    "failed-target": aws("cloudwatch/eventTarget:EventTarget", {
        rule: ref("failed", "name"),
        arn: ref("notify"),
        deadLetterConfig: { arn: ref("undelivered") },
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3600 },
    }),
};

/** What the function of a channel may do. */
export const mayRead = (Action: string, secret: unknown, ...more: unknown[]) => policy({ Effect: "Allow", Action, Resource: secret }, ...more);

/** A function that sends the messages of the topic to a channel, whose address is in a secret. */
export const channel: StackData = changed(plain, [
    {
        add: {
            address: aws("secretsmanager/secret:Secret", {}),
            "address-value": aws("secretsmanager/secretVersion:SecretVersion", {
                secretId: ref("address", "id"),
                secretString: "https://example.com",
            }),
            "slack-role": aws("iam/role:Role", { assumeRolePolicy: trusts("lambda.amazonaws.com") }),
            "slack-role-policy": aws("iam/rolePolicy:RolePolicy", {
                role: ref("slack-role", "name"),
                policy: mayRead("secretsmanager:GetSecretValue", ref("address")),
            }),
            slack: aws("lambda/function:Function", {
                runtime: "nodejs24.x",
                handler: "index.handler",
                role: ref("slack-role"),
                environment: { variables: { CHANNEL_SECRET_ARN: ref("address") } },
            }),
            "slack-permission": aws("lambda/permission:Permission", {
                action: "lambda:InvokeFunction",
                function: ref("slack", "name"),
                principal: "sns.amazonaws.com",
                sourceArn: ref("alerts"),
            }),
            "slack-subscription": aws("sns/topicSubscription:TopicSubscription", {
                topic: ref("alerts"),
                protocol: "lambda",
                endpoint: ref("slack"),
            }),
        },
    },
]);

/** Makes the rule one whose pattern is not known in preview, so that it may be about something else. */
export const OPEN_PATTERN: Change = {
    set: "failed",
    to: { eventPattern: json({ ...(JSON.parse(PATTERN) as object), account: [ref("alerts", "owner")] }) },
};

/** What the provider computes where no one gives anything: not known in preview, and nothing after it. Needs the change `PROVIDER`. */
export const COMPUTED = unlinked("provider", "nothing");
export const PROVIDER: Change = { add: { provider: { type: "test:index:Provider", props: { nothing: "" } } } };

/** A rule on a dedicated bus, to which a rule on the default bus forwards. */
export const customBus: StackData = changed(plain, [
    { set: "failed", to: { eventBusName: ref("ml", "name") } },
    { set: "failed-target", to: { eventBusName: ref("ml", "name") } },
    { set: "failed-alarm", to: { dimensions: { EventBusName: ref("ml", "name"), RuleName: ref("failed", "name") } } },
    { set: "failed-dlq-alarm", to: { dimensions: { EventBusName: ref("ml", "name"), RuleName: ref("failed", "name") } } },
    {
        add: {
            ml: aws("cloudwatch/eventBus:EventBus", {}),
            forward: aws("cloudwatch/eventRule:EventRule", { eventPattern: JSON.stringify({ source: ["aws.sagemaker"] }) }),
            "forward-role": aws("iam/role:Role", { assumeRolePolicy: trusts("events.amazonaws.com") }),
            "forward-role-policy": aws("iam/rolePolicy:RolePolicy", {
                role: ref("forward-role", "name"),
                policy: policy({ Effect: "Allow", Action: "events:PutEvents", Resource: ref("ml") }),
            }),
            "forward-target": aws("cloudwatch/eventTarget:EventTarget", {
                rule: ref("forward", "name"),
                arn: ref("ml"),
                roleArn: ref("forward-role"),
                deadLetterConfig: { arn: ref("unforwarded") },
                retryPolicy: { maximumRetryAttempts: 10 },
            }),
            unforwarded: aws("sqs/queue:Queue", {}),
            "unforwarded-policy": aws("sqs/queuePolicy:QueuePolicy", {
                queueUrl: ref("unforwarded", "url"),
                policy: letsRuleIn("unforwarded", "forward"),
            }),
            "forward-alarm": alarm({ dimensions: { RuleName: ref("forward", "name") } }),
        },
    },
]);

const query = (id: string, metricName: string, rule: string, returnData = false) => ({
    id,
    returnData,
    metric: { namespace: "AWS/Events", metricName, dimensions: { RuleName: ref(rule, "name") }, period: 60, stat: "Sum" },
});

/** One alarm on a sum. */
export const maths: StackData = changed(plain, [
    { remove: ["failed-dlq-alarm"] },
    {
        set: "failed-alarm",
        to: {
            namespace: undefined,
            metricName: undefined,
            dimensions: undefined,
            period: undefined,
            statistic: undefined,
            metricQueries: [
                query("m1", "FailedInvocations", "failed"),
                query("m2", "InvocationsSentToDlq", "failed"),
                { id: "sum", expression: "FILL(m1, 0) + FILL(m2, 0)", returnData: true },
            ],
        },
    },
]);

/** Alarms without actions, under a composite alarm. */
export const composite: StackData = changed(plain, [
    { set: "failed-alarm", to: { name: "failed-alarm", alarmActions: undefined } },
    { set: "failed-dlq-alarm", to: { name: "failed-dlq-alarm", alarmActions: undefined } },
    {
        add: {
            lost: aws("cloudwatch/compositeAlarm:CompositeAlarm", {
                alarmName: "lost",
                alarmRule: "ALARM(failed-alarm) OR ALARM(failed-dlq-alarm)",
                alarmActions: [ref("alerts")],
            }),
        },
    },
]);

/** A rule of the provider aws-native, which holds its target. */
export const native: StackData = changed(plain, [
    { remove: ["failed-target"] },
    {
        add: {
            failed: {
                type: "aws-native:events:Rule",
                props: {
                    eventPattern: JSON.parse(PATTERN) as object,
                    targets: [
                        {
                            id: "notify",
                            arn: ref("notify"),
                            deadLetterConfig: { arn: ref("undelivered") },
                            retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3600 },
                        },
                    ],
                },
            },
        },
    },
]);

const awsNative = (type: string, props: ResourceData["props"]): ResourceData => ({ type: `aws-native:${type}`, props });
const document = (...Statement: unknown[]) => ({ Version: "2012-10-17", Statement });
const nativeAlarm = (namespace: string, metricName: string, name: string, value: unknown, statistic: string) =>
    awsNative("cloudwatch:Alarm", {
        namespace,
        metricName,
        dimensions: [{ name, value }],
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        period: 300,
        evaluationPeriods: 1,
        statistic,
        treatMissingData: "notBreaching",
        alarmActions: [ref("alerts", "topicArn")],
    });

/** Everything of the provider aws-native, with documents as objects. */
export const allNative: StackData = {
    alerts: awsNative("sns:Topic", { subscription: [{ protocol: "email", endpoint: "ml@example.com" }] }),
    "alerts-policy": awsNative("sns:TopicInlinePolicy", {
        topicArn: ref("alerts", "topicArn"),
        policyDocument: document(statement("cloudwatch.amazonaws.com", "sns:Publish", ref("alerts", "topicArn"))),
    }),
    failed: awsNative("events:Rule", {
        eventPattern: JSON.parse(PATTERN) as object,
        targets: [
            { id: "notify", arn: ref("notify"), deadLetterConfig: { arn: ref("undelivered") }, retryPolicy: { maximumEventAgeInSeconds: 3600 } },
            { id: "audit", arn: ref("audit"), deadLetterConfig: { arn: ref("undelivered") }, retryPolicy: { maximumEventAgeInSeconds: 3600 } },
        ],
    }),
    audit: awsNative("logs:LogGroup", { retentionInDays: 90 }),
    "audit-policy": awsNative("logs:ResourcePolicy", {
        policyName: "audit",
        policyDocument: json({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "events.amazonaws.com" },
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: "arn:aws:logs:*:111122223333:log-group:audit*",
                },
            ],
        }),
    }),
    undelivered: awsNative("sqs:Queue", {}),
    "undelivered-policy": awsNative("sqs:QueueInlinePolicy", {
        queue: ref("undelivered", "queueUrl"),
        policyDocument: document(
            statement("events.amazonaws.com", "sqs:SendMessage", ref("undelivered"), { ArnEquals: { "aws:SourceArn": ref("failed") } }),
        ),
    }),
    failures: awsNative("sqs:Queue", {}),
    "notify-role": awsNative("iam:Role", {
        assumeRolePolicyDocument: document(),
        managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
        policies: [{ policyName: "failures", policyDocument: document({ Effect: "Allow", Action: "sqs:SendMessage", Resource: ref("failures") }) }],
    }),
    "notify-logs": awsNative("logs:LogGroup", { retentionInDays: 30 }),
    notify: awsNative("lambda:Function", {
        runtime: "python3.13",
        role: ref("notify-role"),
        code: { zipFile: "" },
        loggingConfig: { logGroup: ref("notify-logs", "logGroupName") },
    }),
    "notify-retries": awsNative("lambda:EventInvokeConfig", {
        functionName: ref("notify", "functionName"),
        qualifier: "$LATEST",
        destinationConfig: { onFailure: { destination: ref("failures") } },
    }),
    "notify-permission": awsNative("lambda:Permission", {
        action: "lambda:InvokeFunction",
        functionName: ref("notify", "functionName"),
        principal: "events.amazonaws.com",
        sourceArn: ref("failed"),
    }),
    "failed-alarm": nativeAlarm("AWS/Events", "FailedInvocations", "RuleName", ref("failed", "name"), "Sum"),
    "undelivered-depth": nativeAlarm("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", ref("undelivered", "queueName"), "Maximum"),
};

/** What `rule.onEvent` makes, with a role, and a transformation that gives the target what `onEvent` cannot. */
export const onEvent: StackData = changed(plain, [
    { remove: ["failed-target", "notify-permission"] },
    {
        add: {
            "on-failed": { type: "aws:cloudwatch:EventRuleEventSubscription", props: {}, parent: "failed" },
            "on-failed-permission": aws(
                "lambda/permission:Permission",
                { action: "lambda:invokeFunction", function: ref("notify", "name"), principal: "events.amazonaws.com", sourceArn: ref("failed") },
                "on-failed",
            ),
            "on-failed-target": aws(
                "cloudwatch/eventTarget:EventTarget",
                {
                    rule: ref("failed", "name"),
                    arn: ref("notify"),
                    targetId: "on-failed",
                    deadLetterConfig: { arn: ref("undelivered") },
                    retryPolicy: { maximumRetryAttempts: 10 },
                },
                "on-failed",
            ),
        },
    },
]);

/** Queues and topic with a dedicated key. */
export const encrypted: StackData = changed(plain, [
    {
        add: {
            key: aws("kms/key:Key", {
                policy: policy(statement("events.amazonaws.com", "kms:*", "*"), statement("cloudwatch.amazonaws.com", "kms:*", "*"), {
                    Effect: "Allow",
                    Principal: { AWS: "arn:aws:iam::111122223333:root" },
                    Action: "kms:*",
                    Resource: "*",
                }),
            }),
        },
    },
    { set: "undelivered", to: { kmsMasterKeyId: ref("key") } },
    { set: "alerts", to: { kmsMasterKeyId: ref("key") } },
]);

/** A rule that calls a function by its alias, and a policy that is attached to its role from outside. */
export const aliased: StackData = changed(plain, [
    { remove: ["notify-role-policy"] },
    {
        add: {
            live: aws("lambda/alias:Alias", { name: "live", functionName: ref("notify", "name"), functionVersion: "7" }),
            "notify-role-policy": aws("iam/policy:Policy", { policy: mayWrite("failures") }),
            "notify-role-attachment": aws("iam/policyAttachment:PolicyAttachment", {
                roles: [ref("notify-role", "name")],
                policyArn: ref("notify-role-policy"),
            }),
        },
    },
    { set: "failed-target", to: { arn: ref("live") } },
    { set: "notify-permission", to: { qualifier: ref("live", "name") } },
    { set: "notify-retries", to: { qualifier: ref("live", "name") } },
]);

const namedPlain = changed(plain, [
    { set: "failed", to: { name: "failed-jobs" } },
    { set: "undelivered", to: { name: "failed-jobs-undelivered" } },
    { set: "notify", to: { name: "notify" } },
    { set: "failed-alarm", to: { name: "failed-jobs-lost" } },
]);

/** The same in two Regions, where one program gives the same names. */
export const twoRegions: StackData = { ...copied(namedPlain, "-us", { region: "us-east-1" }), ...copied(namedPlain, "-eu", { region: "eu-west-1" }) };

/** What the stacks with names as literals are made of. */
export const LITERALS: Readonly<Record<string, StackData>> = {
    literals: plain,
    customBusLiterals: customBus,
    twoRegionsLiterals: twoRegions,
    aliasedLiterals: aliased,
};

/** The good stacks, none of which any policy may say a word about. */
export const GOOD_STACKS: Readonly<Record<string, StackData>> = {
    plain,
    literals: withLiterals(plain),
    channel,
    customBus,
    customBusLiterals: withLiterals(customBus),
    maths,
    composite,
    native,
    allNative,
    onEvent,
    encrypted,
    aliased,
    aliasedLiterals: withLiterals(aliased),
    twoRegions,
    twoRegionsLiterals: withLiterals(twoRegions),
};
