import type { AlarmDefinition, AlarmRule, AlarmState } from "../../models/alarms";
import type { PolicyDocument, PolicyStatement } from "../../models/policies";

/** Where the account is. */
export interface Place {
    account: string;
    region: string;
    partition: string;
}

/** A resource that others may call. */
export interface Guarded {
    arn: string;
    policy: PolicyDocument | undefined;
    /** Id, alias or ARN of a KMS key; undefined for none or the service's own. */
    kmsKey?: string | undefined;
}

/** A secret of Secrets Manager, or a parameter of Systems Manager. */
export interface SecretResource extends Guarded {
    /** Undefined where the program does not set it. */
    value: string | undefined;
}

/** A role and what its policies allow. */
export interface RoleResource {
    name: string;
    arn: string;
    /** Inline and attached policies. */
    policies: PolicyDocument[];
    boundary: PolicyDocument[] | undefined;
}

/** A KMS key of the account under all its names. */
export interface KeyResource {
    arn: string;
    /** Id, ARN, alias name and alias ARN. */
    names: string[];
    policy: PolicyDocument | undefined;
}

export interface BusResource {
    name: string;
    arn: string;
}

/** An input transformer as the program wrote it. */
export interface Transformer {
    /** Variable → JSON path. */
    paths: Record<string, string>;
    template: string;
}

/** A target of a rule. */
export interface TargetResource {
    id: string;
    arn: string;
    roleArn: string | undefined;
    /** At most one of the three is set. Constant JSON text; a JSON path; a template. */
    input: string | undefined;
    inputPath: string | undefined;
    transformer: Transformer | undefined;
    /** 0 to 185; EventBridge's default is 185. */
    maximumRetryAttempts: number;
    /** 60 to 86,400; EventBridge's default is 86,400. */
    maximumEventAgeSeconds: number;
    deadLetterArn: string | undefined;
}

export interface RuleResource {
    name: string;
    arn: string;
    /** Name of its bus. */
    bus: string;
    enabled: boolean;
    /** Whether it matches read-only calls that CloudTrail sends as well. */
    allCalls: boolean;
    pattern: string | undefined;
    /** "rate(5 minutes)", "cron(0 12 * * ? *)". */
    schedule: string | undefined;
    targets: TargetResource[];
}

/** How Lambda treats asynchronous events of a function or of one of its aliases. */
export interface InvokeConfig {
    /** 0 to 2; Lambda's default is 2. */
    maximumRetryAttempts: number;
    /** 60 to 21,600; Lambda's default is 21,600. */
    maximumEventAgeSeconds: number;
    /** ARN. */
    onFailure: string | undefined;
    /** ARN. */
    onSuccess: string | undefined;
}

export interface FunctionResource {
    name: string;
    arn: string;
    role: RoleResource | undefined;
    timeoutSeconds: number;
    /** 0 switches the function off. */
    reservedConcurrency: number | undefined;
    /** ARN of the queue or topic of `deadLetterConfig`. */
    deadLetterArn: string | undefined;
    /** Names of its aliases, and the number of its published version. */
    qualifiers: string[];
    /** ARN of the log group, without `:*`; undefined if it is not in the program. */
    logGroupArn: string | undefined;
    /** Permissions of the function and its aliases: each names what it is about. */
    permissions: PolicyStatement[];
    /** By qualifier, "" for the function itself. */
    invokeConfigs: Map<string, InvokeConfig>;
}

export interface QueueResource extends Guarded {
    name: string;
    url: string;
    fifo: boolean;
    /** Of a FIFO queue: whether messages without an id of deduplication are accepted. */
    contentBasedDeduplication: boolean;
    /** 60 to 1,209,600; SQS's default is 345,600 (4 days). */
    retentionSeconds: number;
}

export interface SubscriptionResource {
    /** URN, for findings. */
    urn: string;
    /** In what its subscriber gets. Undefined: the graph does not say it. */
    arn?: string | undefined;
    /** "email", "sqs", "lambda", "https" … */
    protocol: string;
    /** Address or ARN. */
    endpoint: string;
    rawMessageDelivery: boolean;
    /** JSON text of a filter policy on attributes. */
    filter: string | undefined;
    /** Whether the filter policy is on bodies, which is not modelled. */
    filtersBodies: boolean;
    /** ARN of the queue that gets what could not be delivered. */
    deadLetterArn?: string | undefined;
}

export interface TopicResource extends Guarded {
    name: string;
    fifo: boolean;
    subscriptions: SubscriptionResource[];
}

/** A DynamoDB table. */
export interface TableResource extends Guarded {
    name: string;
    /** Input of CreateTable. */
    definition: Record<string, unknown>;
}

/** A metric or composite alarm. */
export interface AlarmResource {
    name: string;
    arn: string;
    description: string | undefined;
    /** What a metric alarm watches; undefined for a composite one. */
    metric?: AlarmDefinition;
    /** A composite alarm's rule and its text. */
    composite?: { rule: AlarmRule; text: string };
    actionsEnabled: boolean;
    actions: Record<AlarmState, string[]>;
}
