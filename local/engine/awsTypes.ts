import type { Props } from "./graph";

/** What the provider knows when it creates a resource. */
export interface Facts {
    /** Physical name; the program's name for the resource where the type has none. */
    name: string;
    inputs: Props;
    region: string;
    account: string;
    partition: string;
    /** "amazonaws.com" or that of the partition. */
    dnsSuffix: string;
    /** `length` characters derived from the URN; the same in every run. */
    random(length: number, alphabet?: "hex" | "id"): string;
    /** A UUID derived from the URN. */
    uuid(): string;
}

/** How a type gets its physical name. */
export interface Naming {
    /** Property that holds the name. */
    property: string;
    /** Longest name that the service takes. */
    max: number;
    /** True where the service takes no capital letters. */
    lowerCase?: boolean;
    prefix?: string;
    suffix?(inputs: Props): string;
}

/** How the AWS provider answers for one resource type. */
export interface AwsType {
    naming?: Naming;
    /** What the provider fills in before the resource exists; known in preview. */
    defaults?: Props | ((inputs: Props) => Props);
    /** What AWS answers; unknown in preview. An input of the same name wins. */
    computed?(facts: Facts): Props;
    /** Id of the resource. @default its name */
    id?(facts: Facts, computed: Props): string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const named = (max: number, property = "name"): Naming => ({ property, max });
const fifo = (flag: string) => (inputs: Props) => (inputs[flag] === true ? ".fifo" : "");
const regional = (facts: Facts, service: string, resource: string) =>
    `arn:${facts.partition}:${service}:${facts.region}:${facts.account}:${resource}`;
const iam = (facts: Facts, kind: string) => `arn:${facts.partition}:iam::${facts.account}:${kind}${text(facts.inputs.path) || "/"}${facts.name}`;
const withArn = (service: string, resource: (facts: Facts) => string) => (facts: Facts) => ({ arn: regional(facts, service, resource(facts)) });
const byArn = (_facts: Facts, computed: Props) => text(computed.arn);
const ofBus = (facts: Facts) => (facts.inputs.eventBusName === undefined || facts.inputs.eventBusName === "default" ? "" : `${busName(facts)}`);
const busName = (facts: Facts) => text(facts.inputs.eventBusName).split("/").at(-1) ?? "";
const CREATED = "2026-01-01T00:00:00Z";

const lambdaPath = (facts: Facts, arn: string, version = "2015-03-31", call = "invocations") =>
    `arn:${facts.partition}:apigateway:${facts.region}:lambda:path/${version}/functions/${arn}/${call}`;

const bucket: AwsType = {
    naming: { property: "bucket", max: 63, lowerCase: true },
    defaults: { forceDestroy: false },
    computed: (facts) => ({
        arn: `arn:${facts.partition}:s3:::${facts.name}`,
        bucketDomainName: `${facts.name}.s3.${facts.dnsSuffix}`,
        bucketRegionalDomainName: `${facts.name}.s3.${facts.region}.${facts.dnsSuffix}`,
        bucketRegion: facts.region,
    }),
};

/**
 * The types that event-driven programs are made of. Naming limits, defaults and formats of ARNs and ids are those of the AWS provider 7
 * (its generated SDK and its documentation of `import`), and of the AWS service authorization reference. All other types are answered from their SDK class.
 */
export const AWS_TYPES: Readonly<Record<string, AwsType>> = {
    "aws:cloudwatch/eventRule:EventRule": {
        naming: named(64),
        // `isEnabled` is the older way to say it.
        defaults: (inputs) => ({ eventBusName: "default", forceDestroy: false, state: inputs.isEnabled === false ? "DISABLED" : "ENABLED" }),
        computed: withArn("events", (facts) => `rule/${ofBus(facts) && `${ofBus(facts)}/`}${facts.name}`),
        id: (facts) => `${ofBus(facts) && `${text(facts.inputs.eventBusName)}/`}${facts.name}`,
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
        defaults: { eventBusName: "default", forceDestroy: false },
        computed: (facts) => ({ targetId: `terraform-${facts.random(26)}` }),
        id: (facts, computed) =>
            `${ofBus(facts) && `${text(facts.inputs.eventBusName)}-`}${text(facts.inputs.rule)}-${text(facts.inputs.targetId ?? computed.targetId)}`,
    },
    "aws:cloudwatch/eventBus:EventBus": { naming: named(256), computed: withArn("events", (facts) => `event-bus/${facts.name}`) },
    "aws:cloudwatch/eventArchive:EventArchive": {
        naming: named(48),
        defaults: { retentionDays: 0 },
        computed: withArn("events", (facts) => `archive/${facts.name}`),
    },
    "aws:cloudwatch/eventPermission:EventPermission": {
        defaults: { action: "events:PutEvents", eventBusName: "default" },
        id: (facts) => `${text(facts.inputs.eventBusName) || "default"}/${text(facts.inputs.statementId)}`,
    },
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": {
        defaults: { eventBusName: "default" },
        id: (facts) => text(facts.inputs.eventBusName) || "default",
    },
    "aws:cloudwatch/logGroup:LogGroup": {
        naming: named(512),
        defaults: { retentionInDays: 0, skipDestroy: false },
        computed: (facts) => ({
            arn: regional(facts, "logs", `log-group:${facts.name}`),
            logGroupClass: "STANDARD",
            deletionProtectionEnabled: false,
        }),
    },
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": { naming: named(512) },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        naming: named(255),
        defaults: { actionsEnabled: true, treatMissingData: "missing" },
        computed: (facts) => ({ arn: regional(facts, "cloudwatch", `alarm:${facts.name}`), evaluateLowSampleCountPercentiles: "" }),
    },
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
        defaults: { actionsEnabled: true },
        computed: withArn("cloudwatch", (facts) => `alarm:${text(facts.inputs.alarmName)}`),
        id: (facts) => text(facts.inputs.alarmName),
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        computed: (facts) => ({ dashboardArn: `arn:${facts.partition}:cloudwatch::${facts.account}:dashboard/${text(facts.inputs.dashboardName)}` }),
        id: (facts) => text(facts.inputs.dashboardName),
    },
    "aws:lambda/function:Function": {
        naming: named(64),
        defaults: { timeout: 3, memorySize: 128, packageType: "Zip", publish: false, reservedConcurrentExecutions: -1, skipDestroy: false },
        computed: (facts) => {
            const arn = regional(facts, "lambda", `function:${facts.name}`);
            // The first version that is published of a function is 1.
            const version = facts.inputs.publish === true ? "1" : "$LATEST";
            return {
                arn,
                invokeArn: lambdaPath(facts, arn),
                qualifiedArn: `${arn}:${version}`,
                qualifiedInvokeArn: lambdaPath(facts, `${arn}:${version}`),
                responseStreamingInvokeArn: lambdaPath(facts, arn, "2021-11-15", "response-streaming-invocations"),
                version,
                lastModified: "2026-01-01T00:00:00.000+0000",
                architectures: ["x86_64"],
                ephemeralStorage: { size: 512 },
                loggingConfig: { logFormat: "Text", logGroup: `/aws/lambda/${facts.name}` },
                tracingConfig: { mode: "PassThrough" },
                signingJobArn: "",
                signingProfileVersionArn: "",
                codeSha256: facts.random(43, "id"),
                sourceCodeHash: facts.random(43, "id"),
            };
        },
    },
    "aws:lambda/permission:Permission": { naming: named(100, "statementId"), defaults: {} },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
        defaults: { maximumRetryAttempts: 2 },
        id: (facts) => [facts.inputs.functionName, facts.inputs.qualifier].filter((part) => typeof part === "string" && part !== "").join(":"),
    },
    "aws:lambda/alias:Alias": {
        naming: named(128),
        computed: (facts) => {
            const fn = text(facts.inputs.functionName);
            const arn = fn.startsWith("arn:") ? `${fn}:${facts.name}` : regional(facts, "lambda", `function:${fn}:${facts.name}`);
            return { arn, invokeArn: lambdaPath(facts, arn) };
        },
        id: byArn,
    },
    "aws:lambda/layerVersion:LayerVersion": {
        defaults: { skipDestroy: false },
        computed: (facts) => {
            const layerArn = regional(facts, "lambda", `layer:${text(facts.inputs.layerName)}`);
            return { layerArn, arn: `${layerArn}:1`, version: "1", createdDate: CREATED };
        },
        id: byArn,
    },
    "aws:lambda/eventSourceMapping:EventSourceMapping": {
        defaults: { enabled: true },
        computed: (facts) => {
            const fn = text(facts.inputs.functionName);
            return {
                uuid: facts.uuid(),
                arn: regional(facts, "lambda", `event-source-mapping:${facts.uuid()}`),
                functionArn: fn.startsWith("arn:") ? fn : regional(facts, "lambda", `function:${fn}`),
                state: "Enabled",
            };
        },
        id: (facts) => facts.uuid(),
    },
    "aws:sqs/queue:Queue": {
        naming: { property: "name", max: 80, suffix: fifo("fifoQueue") },
        defaults: {
            contentBasedDeduplication: false,
            delaySeconds: 0,
            fifoQueue: false,
            maxMessageSize: 262144,
            messageRetentionSeconds: 345600,
            receiveWaitTimeSeconds: 0,
            visibilityTimeoutSeconds: 30,
        },
        computed: (facts) => ({
            arn: regional(facts, "sqs", facts.name),
            url: `https://sqs.${facts.region}.${facts.dnsSuffix}/${facts.account}/${facts.name}`,
            kmsDataKeyReusePeriodSeconds: 300,
            // SQS encrypts with its own keys unless configured otherwise; the attribute is off where a KMS key is set.
            sqsManagedSseEnabled: facts.inputs.kmsMasterKeyId === undefined,
        }),
        id: (_facts, computed) => text(computed.url),
    },
    "aws:sqs/queuePolicy:QueuePolicy": { id: (facts) => text(facts.inputs.queueUrl) },
    "aws:sqs/redrivePolicy:RedrivePolicy": { id: (facts) => text(facts.inputs.queueUrl) },
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": { id: (facts) => text(facts.inputs.queueUrl) },
    "aws:sns/topic:Topic": {
        naming: { property: "name", max: 256, suffix: fifo("fifoTopic") },
        defaults: { contentBasedDeduplication: false, fifoTopic: false },
        computed: (facts) => ({ arn: regional(facts, "sns", facts.name), owner: facts.account }),
        id: byArn,
    },
    "aws:sns/topicPolicy:TopicPolicy": { computed: (facts) => ({ owner: facts.account }), id: (facts) => text(facts.inputs.arn) },
    "aws:sns/topicSubscription:TopicSubscription": {
        defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
        computed: (facts) => ({
            arn: `${text(facts.inputs.topic)}:${facts.uuid()}`,
            ownerId: facts.account,
            confirmationWasAuthenticated: true,
            pendingConfirmation: text(facts.inputs.protocol).startsWith("email"),
        }),
        id: byArn,
    },
    "aws:iam/role:Role": {
        naming: named(64),
        defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
        computed: (facts) => ({ arn: iam(facts, "role"), uniqueId: `AROA${facts.random(17, "id").toUpperCase()}`, createDate: CREATED }),
    },
    "aws:iam/rolePolicy:RolePolicy": { naming: named(128), id: (facts) => `${text(facts.inputs.role)}:${facts.name}` },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { id: (facts) => `${text(facts.inputs.role)}/${text(facts.inputs.policyArn)}` },
    "aws:iam/policy:Policy": {
        naming: named(128),
        defaults: { path: "/" },
        computed: (facts) => ({ arn: iam(facts, "policy"), policyId: `ANPA${facts.random(17, "id").toUpperCase()}`, attachmentCount: 0 }),
        id: byArn,
    },
    "aws:kms/key:Key": {
        defaults: {
            bypassPolicyLockoutSafetyCheck: false,
            customerMasterKeySpec: "SYMMETRIC_DEFAULT",
            isEnabled: true,
            keyUsage: "ENCRYPT_DECRYPT",
        },
        computed: (facts) => ({
            keyId: facts.uuid(),
            arn: regional(facts, "kms", `key/${facts.uuid()}`),
            enableKeyRotation: false,
            multiRegion: false,
        }),
        id: (facts) => facts.uuid(),
    },
    "aws:kms/alias:Alias": {
        naming: { property: "name", max: 256, prefix: "alias/" },
        computed: (facts) => {
            const key = text(facts.inputs.targetKeyId);
            return { arn: regional(facts, "kms", facts.name), targetKeyArn: key.startsWith("arn:") ? key : regional(facts, "kms", `key/${key}`) };
        },
    },
    "aws:kms/keyPolicy:KeyPolicy": { defaults: { bypassPolicyLockoutSafetyCheck: false }, id: (facts) => text(facts.inputs.keyId) },
    "aws:dynamodb/table:Table": {
        naming: named(255),
        defaults: { billingMode: "PROVISIONED" },
        computed: (facts) => {
            const arn = regional(facts, "dynamodb", `table/${facts.name}`);
            const streaming = facts.inputs.streamEnabled === true;
            const label = "2026-01-01T00:00:00.000";
            return {
                arn,
                streamArn: streaming ? `${arn}/stream/${label}` : "",
                streamLabel: streaming ? label : "",
                readCapacity: 0,
                writeCapacity: 0,
            };
        },
    },
    "aws:scheduler/schedule:Schedule": {
        naming: named(64),
        defaults: { scheduleExpressionTimezone: "UTC", state: "ENABLED" },
        computed: (facts) => ({ arn: regional(facts, "scheduler", `schedule/${groupOf(facts)}/${facts.name}`), groupName: "default" }),
        id: (facts) => `${groupOf(facts)}/${facts.name}`,
    },
    "aws:scheduler/scheduleGroup:ScheduleGroup": {
        naming: named(64),
        computed: (facts) => ({ arn: regional(facts, "scheduler", `schedule-group/${facts.name}`), state: "ACTIVE", creationDate: CREATED }),
    },
    "aws:s3/bucket:Bucket": bucket,
    "aws:s3/bucketV2:BucketV2": bucket,
    "aws:s3/bucketPolicy:BucketPolicy": { id: (facts) => text(facts.inputs.bucket) },
    "aws:s3/bucketNotification:BucketNotification": { defaults: { eventbridge: false }, id: (facts) => text(facts.inputs.bucket) },
};

function groupOf(facts: Facts): string {
    return text(facts.inputs.groupName) || "default";
}
