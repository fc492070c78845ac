import type * as pulumi from "@pulumi/pulumi";

/*
 * Arguments that decide what exists are plain: they must be known in a preview. What may come from another resource is an Input. Channels are Inputs as
 * well: for a list of plain objects, Pulumi 3.248 writes an SDK for Go that does not compile.
 */

/** What a guard does with a job that exceeds a limit. */
export enum GuardAction {
    /** People are notified. */
    Report = "report",
    /** The job is stopped, and people are notified. */
    Stop = "stop",
}

/** Limits of training jobs. A limit that is left out is not checked; at least one is required. */
export interface GuardLimits {
    /** Allowed instance types: exact, or a beginning followed by `*`, as in "ml.g5.*". */
    instanceTypes?: string[];
    /** The most instances of a job, those of all its groups together. */
    instanceCount?: number;
    /** The longest run time, in seconds, that a job may ask for. */
    runtimeSeconds?: number;
    /** Keys of the tags that say whose job it is, each of which a job must have with a value. */
    ownerTag?: string[];
    /** What happens to a job that exceeds a limit. Default: report. */
    action?: GuardAction;
}

/** What instances cost, for the line "Cost" of messages about jobs. */
export interface InstancePrices {
    /** The Region of the prices, such as "us-east-1". */
    region: string;
    /** The month of the prices, such as "2026-11". */
    asOf: string;
    /** Where the prices come from, for readers of the program: messages do not have it. Default: none. */
    source?: string;
    /** US dollars for an hour of one instance, by kind ("TrainingJob", "ProcessingJob", "TransformJob") and instance type ("ml.m5.xlarge"). */
    usdPerHour: { [kind: string]: { [instanceType: string]: number } };
}

/** Where a channel sends messages. */
export enum ChannelType {
    /** Alerts in PagerDuty, which a success resolves. */
    PagerDuty = "pagerduty",
    /** Amazon Q Developer in chat applications, by a topic. */
    Q = "q",
    /** Slack, by an incoming webhook or a bot. */
    Slack = "slack",
    /** A workflow of Microsoft Teams. */
    Teams = "teams",
    /** Signed CloudEvents in a POST. */
    Webhook = "webhook",
}

/** Which messages: those that have one of the values of each member that is set. */
export interface MessageFilter {
    /** Kinds, such as "TrainingJob" or "Endpoint". */
    kind?: string[];
    /** Statuses, as events spell them. */
    status?: string[];
    /** What a status means: "succeeded", "failed", "stopped", "transitional", "unknown". */
    class?: string[];
    /** How urgent a message is: "critical", "error", "warning", "info". */
    severity?: string[];
    /** Tags of the resource, such as "team=fraud". */
    tag?: string[];
}

/** Times of the day between which a channel gets critical messages alone. */
export interface QuietHours {
    /** The first minute, such as "22:00". */
    from: string;
    /** The end, such as "07:00". */
    to: string;
    /** The time zone, such as "Europe/Berlin". */
    zone: string;
}

/** A tag of which a channel gets no messages for some time. */
export interface MutedTag {
    /** The tag, such as "team=fraud". */
    tag: string;
    /** When messages come again: a day, "2026-12-24", whose start in UTC it is, or a time, "2026-12-24T18:00:00+01:00". */
    until: string;
}

/** A channel that gets the messages about jobs in addition to the topic's other subscribers. */
export interface Channel {
    /** Where it sends messages. */
    type: ChannelType;
    /** Part of the names of its resources, 1 to 30 letters, digits and -. Default: the type. Set it where two channels have one type. */
    name?: string;
    /** ARN of the secret of Secrets Manager or the parameter of Systems Manager that holds the channel's address. Needed for all types but q. */
    secret?: pulumi.Input<string>;
    /** For slack with a bot: id of the channel, such as "C0123ABCDEF". The secret is then the bot's token. Default: an incoming webhook. */
    channel?: string;
    /** For q: ARN of the topic that the chat's configuration reads. Default: a new topic, whose ARN is in chatTopicArns. */
    topic?: pulumi.Input<string>;
    /** ARN of the customer-managed key that encrypts the secret, or the topic of q. Default: a key of AWS. */
    key?: pulumi.Input<string>;
    /** Which messages it gets. Default: all. */
    only?: MessageFilter;
    /** Whether later channels of the list do not get what matches only. Default: false. */
    last?: boolean;
    /** When it gets critical messages alone. Default: never. */
    quiet?: QuietHours;
    /** Tags of which it gets no messages for some time. Default: none. */
    mute?: MutedTag[];
    /** Whether reasons and lines of logs are left out and ids of accounts are masked. Default: false. */
    masked?: boolean;
}

/** What the components have in common: who is notified, and how the resources are made. */
export interface CommonArgs {
    /** Address that receives messages about jobs. AWS sends it a link to confirm. Set this or topicArn. */
    notifyEmail?: pulumi.Input<string>;
    /** ARN of an existing SNS topic for messages about jobs. Set this or notifyEmail. */
    topicArn?: pulumi.Input<string>;
    /** Address that receives alarms. Default: notifyEmail, by a topic that no message about a job uses, or topicArn. */
    alarmEmail?: pulumi.Input<string>;
    /** ARN of an existing SNS topic for alarms, instead of alarmEmail. */
    alarmTopicArn?: pulumi.Input<string>;
    /** Channels that get the messages, in order: a channel with last keeps its messages from those after it. Default: none. */
    channels?: pulumi.Input<Channel>[];
    /** Messages about jobs that are sent within any 60 seconds, 1 to 600. What is above is sent as a digest. Default: 10. */
    messagesPerMinute?: number;
    /** Events that each function handles at the same time at most. Default: as many as the account allows. */
    reservedConcurrency?: number;
    /** Minutes between two searches for events that never came, 5 to 1440; 0 for none. Default: 15. */
    reconcile?: number;
    /** Days for which the functions' logs are kept, one of the periods that CloudWatch Logs has. Default: 30. */
    logRetentionDays?: number;
    /** Processor of the functions, "arm64" or "x86_64". Default: "arm64". */
    architecture?: string;
    /** Whether the ledger's table and a created key are protected from deletion. Default: in stacks named prod, production or prod-…. */
    protect?: boolean;
    /** Path of the functions' roles, with a slash at both ends. Default: "/". */
    rolePath?: string;
    /** ARN of the policy that limits what the functions' roles may be allowed. Default: no boundary. */
    permissionsBoundary?: pulumi.Input<string>;
    /** ARN of the customer-managed KMS key that encrypts everything, or "create" for a new one. Default: keys of AWS. */
    encryptionKey?: string;
    /** ARN of an existing queue for events that cannot be delivered. Its policy must allow EventBridge to send. Default: a new queue. */
    deadLetterQueueArn?: string;
    /** ARN of an existing queue for events on which a handler fails. Default: a new queue. */
    failureQueueArn?: string;
    /** Tags of every resource that can have tags. */
    tags?: { [name: string]: string };
}

/** Arguments of JobStatusNotifications. */
export interface JobStatusNotificationsArgs extends CommonArgs {
    /** For each kind the statuses to react to, as events spell them; ["all"] for every change. Default: failures of all nine kinds. */
    reactions?: { [kind: string]: string[] };
    /** Limits of training jobs. Without it, no job is checked. */
    guard?: GuardLimits;
    /** Lines of the log of a failed resource in its message, 0 to 50. Default: 0, and no role may read a log. */
    logLines?: number;
    /** On-demand prices for the estimate of what a job costs. Default: a few of eu-west-1, December 2023. */
    prices?: InstancePrices;
}

/** Arguments of JobStatusGuard. */
export interface JobStatusGuardArgs extends CommonArgs {
    /** Limits of training jobs. */
    limits: GuardLimits;
}

/** A handler of this package. */
export enum BuiltInHandler {
    /** Notifies people of the change, with the reason. */
    Notify = "notify",
    /** Stops the job that the event is about, and notifies people. */
    Stop = "stop",
    /** Reports or stops a training job that exceeds limits. */
    Guard = "guard",
}

/** Arguments of JobStatusReaction. */
export interface JobStatusReactionArgs {
    /** The kind of SageMaker resource, such as "TrainingJob" or "Endpoint". */
    kind: string;
    /** Statuses in the spelling of events. Default: every status. */
    statuses?: string[];
    /** More of the event pattern: conditions on fields of the event's detail, such as { TrainingJobName: [{ prefix: "prod-" }] }. */
    where?: pulumi.Inputs;
    /** What to do with each event. */
    handler: BuiltInHandler;
    /** Limits, for the handler guard. */
    limits?: GuardLimits;
    /** For the handler notify: lines of the log of a failed resource in its message, 0 to 50. Default: 0, and no role may read a log. */
    logLines?: number;
    /** For the handler notify: on-demand prices for the estimate of what a job costs. Default: a few of eu-west-1, December 2023. */
    prices?: InstancePrices;
    /** ARN of the SNS topic that gets the messages. */
    topicArn: pulumi.Input<string>;
    /** ARNs that alarms notify: SNS topics or Lambda functions, one to five. */
    alarmActions: pulumi.Input<string>[];
    /** Messages that are sent within any 60 seconds, 1 to 600. What is above is sent as a digest. Default: 10. */
    messagesPerMinute?: number;
    /** Seconds that one event may take, 1 to 900. Default: 60. */
    timeoutSeconds?: number;
    /** Days for which the function's logs are kept, one of the periods that CloudWatch Logs has. Default: 30. */
    logRetentionDays?: number;
    /** Tags of every resource that can have tags. */
    tags?: { [name: string]: string };
}
