import type { Graph, Props, Resource } from "../../../../local/engine/graph";

const ACCOUNT = "111122223333";
const REGION = "us-east-1";

/** What the provider computes for the types that the tests use. */
const COMPUTED: Record<string, (name: string, props: Props) => Props> = {
    "aws:cloudwatch/eventRule:EventRule": (name, { eventBusName = "default" }) => ({
        name,
        arn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/${eventBusName === "default" ? "" : `${eventBusName}/`}${name}`,
        state: "ENABLED",
        eventBusName: "default",
    }),
    "aws:cloudwatch/eventBus:EventBus": (name) => ({ name, arn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}` }),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (name) => ({ name, arn: alarmArn(name), actionsEnabled: true, treatMissingData: "missing" }),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": (name) => ({ alarmName: name, arn: alarmArn(name), actionsEnabled: true }),
    "aws:lambda/function:Function": (name) => ({ name, arn: functionArn(name) }),
    "aws:sqs/queue:Queue": (name) => ({ name, arn: queueArn(name), url: queueUrl(name), messageRetentionSeconds: 345_600 }),
    "aws:sns/topic:Topic": (name) => ({ name, arn: topicArn(name) }),
    "aws:iam/role:Role": (name) => ({ name, arn: roleArn(name) }),
    "aws:iam/policy:Policy": (name) => ({ name, arn: `arn:aws:iam::${ACCOUNT}:policy/${name}` }),
    "aws:kms/key:Key": (name) => ({ keyId: name, arn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}` }),
};

export const alarmArn = (name: string) => `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;
export const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
export const queueArn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
export const queueUrl = (name: string) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
export const topicArn = (name: string) => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`;
export const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
export const ruleArn = (name: string) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`;

/** A resource as the engine writes it after an update. */
export function resource(type: string, name: string, props: Props = {}): Resource {
    return {
        urn: `urn:pulumi:test::local-aws::${type}::${name}`,
        type,
        name,
        parent: "",
        custom: true,
        remote: false,
        id: type.startsWith("aws:sqs/queue:") ? queueUrl(name) : name,
        provider: "",
        inputs: props,
        outputs: { ...COMPUTED[type]?.(name, props), ...props },
        dependencies: [],
        propertyDependencies: {},
        options: {
            protect: false,
            ignoreChanges: [],
            replaceOnChanges: [],
            retainOnDelete: false,
            additionalSecretOutputs: [],
            aliases: [],
            customTimeouts: { create: "", update: "", delete: "" },
            importId: "",
            deletedWith: "",
            version: "",
        },
        secrets: [],
    };
}

export function graphOf(...resources: (Resource | Resource[])[]): Graph {
    return {
        project: "local-aws",
        stack: "test",
        mode: "update",
        program: __dirname,
        region: REGION,
        account: ACCOUNT,
        partition: "aws",
        resources: resources.flat(),
        stackOutputs: {},
    };
}

export const policyOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

/** An archive with one file, in the form that comes over the Pulumi protocol. */
function codeOf(source: string): Props {
    return {
        "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
        assets: { "index.js": { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: source } },
    };
}

/** A queue that this rule may write to. */
export function deadLetterQueue(name: string, rule: string, props: Props = {}): Resource[] {
    const statement = {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn(name),
        Condition: { ArnEquals: { "aws:SourceArn": ruleArn(rule) } },
    };
    const tls = {
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: queueArn(name),
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    return [
        resource("aws:sqs/queue:Queue", name, props),
        resource("aws:sqs/queuePolicy:QueuePolicy", `${name}-policy`, { queueUrl: queueUrl(name), policy: policyOf(statement, tls) }),
    ];
}

/** A function with a role that may do what the statements say. */
export function lambda(name: string, source: string, statements: object[] = [], props: Props = {}): Resource[] {
    const inline = statements.length === 0 ? {} : { inlinePolicies: [{ name: "inline", policy: policyOf(...statements) }] };
    return [
        resource("aws:iam/role:Role", `${name}-role`, inline),
        resource("aws:lambda/function:Function", name, {
            role: roleArn(`${name}-role`),
            code: codeOf(source),
            handler: "index.handler",
            runtime: "nodejs24.x",
            timeout: 10,
            memorySize: 256,
            ...props,
        }),
    ];
}

/** A topic with an e-mail subscription. Its policy is SNS's own: alarms may publish. */
export function topicWithMail(name: string): Resource[] {
    return [
        resource("aws:sns/topic:Topic", name),
        resource("aws:sns/topicSubscription:TopicSubscription", `${name}-mail`, {
            topic: topicArn(name),
            protocol: "email",
            endpoint: "ops@example.com",
        }),
    ];
}

/** An alarm: Sum over one minute, one datapoint at or over 1, silence is good. */
export function alarm(name: string, namespace: string, metricName: string, dimensions: Record<string, string>, props: Props = {}): Resource {
    return resource("aws:cloudwatch/metricAlarm:MetricAlarm", name, {
        namespace,
        metricName,
        dimensions,
        statistic: "Sum",
        period: 60,
        evaluationPeriods: 1,
        threshold: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
        alarmActions: [topicArn("alarms")],
        ...props,
    });
}

/** Everything that the route makes, by what a test may want to leave out or change. */
export interface RouteOptions {
    /** Source of the handler's module. @default answers nothing */
    source?: string;
    /** More statements of the function's role. */
    statements?: object[];
    function?: Props;
    rule?: Props;
    target?: Props;
    invokeConfig?: Props;
    failureQueue?: Props;
}

/** Rule "jobs" → function "handler", with dead-letter queue "undelivered", failure queue "failed", and topic "alarms" read by ops@example.com. */
export function route(options: RouteOptions = {}): Resource[] {
    const { source = "exports.handler = async () => {};", statements = [] } = options;
    const mayReport = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn("failed") };
    return [
        resource("aws:cloudwatch/eventRule:EventRule", "jobs", { eventPattern: JSON.stringify({ source: ["test.jobs"] }), ...options.rule }),
        ...lambda("handler", source, [mayReport, ...statements], options.function),
        resource("aws:lambda/permission:Permission", "jobs-may-invoke", {
            action: "lambda:InvokeFunction",
            function: "handler",
            principal: "events.amazonaws.com",
            sourceArn: ruleArn("jobs"),
        }),
        resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "handler-config", {
            functionName: "handler",
            maximumRetryAttempts: 2,
            destinationConfig: { onFailure: { destination: queueArn("failed") } },
            ...options.invokeConfig,
        }),
        ...deadLetterQueue("undelivered", "jobs"),
        resource("aws:sqs/queue:Queue", "failed", options.failureQueue),
        resource("aws:cloudwatch/eventTarget:EventTarget", "jobs-target", {
            rule: "jobs",
            targetId: "handler",
            arn: functionArn("handler"),
            deadLetterConfig: { arn: queueArn("undelivered") },
            ...options.target,
        }),
        ...topicWithMail("alarms"),
    ];
}

/** The six alarms of the route, and one on each queue. */
export function routeAlarms(): Resource[] {
    const rule = { RuleName: "jobs" };
    const fn = { FunctionName: "handler" };
    return [
        alarm("failed-invocations", "AWS/Events", "FailedInvocations", rule),
        alarm("sent-to-dlq", "AWS/Events", "InvocationsSentToDlq", rule),
        alarm("failed-to-be-sent", "AWS/Events", "InvocationsFailedToBeSentToDlq", rule),
        alarm("destination-failures", "AWS/Lambda", "DestinationDeliveryFailures", fn),
        alarm("event-age", "AWS/Lambda", "AsyncEventAge", fn, { statistic: "Maximum", threshold: 600_000 }),
        alarm("errors", "AWS/Lambda", "Errors", fn, { period: 900, threshold: 3 }),
        alarm("undelivered-depth", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "undelivered" }, { statistic: "Maximum" }),
        alarm("failed-depth", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "failed" }, { statistic: "Maximum" }),
    ];
}
