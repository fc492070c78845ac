/** A whole number that AWS accepts, both ends included. */
export interface Range {
    /** The smallest number that is accepted, in `unit`. */
    readonly minimum: number;
    /** The largest number that is accepted, in `unit`. */
    readonly maximum: number;
    /** What is counted, as a message names it: "days", "seconds". */
    readonly unit: string;
}

/** Limits of the AWS APIs that components check before anything is registered. */
export const LIMITS = {
    /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html (MessageRetentionPeriod, 60 s to 14 days) */
    queueRetentionDays: { minimum: 1, maximum: 14, unit: "days" },
    /** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html (MaximumRetryAttempts) */
    deliveryRetries: { minimum: 0, maximum: 185, unit: "retries" },
    /** The quota "Event pattern size", from its default to what PutRule accepts at most. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
    patternCharacters: { minimum: 2048, maximum: 4096, unit: "characters" },
    /** The narrower of EventBridge's (60 to 86,400 s) and Lambda's (60 to 21,600 s) MaximumEventAgeInSeconds, since one value is given to both. */
    eventAgeSeconds: { minimum: 60, maximum: 21_600, unit: "seconds" },
    /** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html (MaximumRetryAttempts) */
    handlerRetries: { minimum: 0, maximum: 2, unit: "retries" },
    /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
    functionTimeoutSeconds: { minimum: 1, maximum: 900, unit: "seconds" },
    /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
    functionMemoryMegabytes: { minimum: 128, maximum: 10_240, unit: "MB" },
    /** Not of AWS: a tick needs some minutes, and a watermark must be younger than what the ledger remembers. */
    reconcilerMinutes: { minimum: 5, maximum: 1440, unit: "minutes" },
    /** SNS suspends an e-mail subscription above ten a second: https://docs.aws.amazon.com/general/latest/gr/sns.html */
    messagesPerMinute: { minimum: 1, maximum: 600, unit: "messages" },
    /** Not of AWS: a message is read on a phone, and a channel takes some thousand characters. */
    logLines: { minimum: 0, maximum: 50, unit: "lines" },
    /** Of a function. 0 would switch it off; the highest is an account's quota unless that is raised: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
    reservedConcurrency: { minimum: 1, maximum: 1000, unit: "invocations" },
} as const satisfies Record<string, Range>;

/** Bytes of a queue's policy: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
export const QUEUE_POLICY_BYTES = 8192;

/** Characters of a rule's description: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const RULE_DESCRIPTION_CHARACTERS = 512;

/** Bytes of a function's environment, as JSON: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const ENVIRONMENT_BYTES = 4096;

/** Variables that Lambda sets itself and refuses: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (reserved) */
export const RESERVED_VARIABLES: readonly string[] = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_METADATA_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

/** Days that a log group can keep events. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const LOG_RETENTION_DAYS: readonly number[] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
