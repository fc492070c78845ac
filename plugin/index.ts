import * as pulumi from "@pulumi/pulumi";

import type { AnyKind, WhereOf } from "../catalog";
import { Ledger, MessageDigest, JobStatusReaction as Reaction } from "../components";
import { refuse } from "../components/shared/arguments";
import { runsOutsideProgram } from "../components/shared/builtFile";
import { type Composition, compose } from "../composition";
import { type GuardLimits as Limits, guard, notify, stop } from "../functions";
import { staleProducts } from "../scripts/freshness";
import { checkSettings, DEFAULTS, type GivenSettings } from "../settings";

/*
 * The components for all languages of Pulumi. `pulumi package add` reads the classes and interfaces of this file, with their comments, as a schema.
 * Arguments that decide what exists are plain: they must be known in a preview. What may come from another resource is an Input.
 */

const stale = staleProducts();
if (stale.length > 0) {
    throw new pulumi.RunError(stale.map(({ product, reason, remedy }) => `${product} is ${reason}: run ${remedy}`).join("\n"));
}

runsOutsideProgram();

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

/** What the components have in common: who is notified, and how the resources are made. */
interface CommonArgs {
    /** Address that receives messages about jobs. AWS sends it a link to confirm. Set this or topicArn. */
    notifyEmail?: pulumi.Input<string>;
    /** ARN of an existing SNS topic for messages about jobs. Set this or notifyEmail. */
    topicArn?: pulumi.Input<string>;
    /** Address that receives alarms. Default: notifyEmail, by a topic that no message about a job uses, or topicArn. */
    alarmEmail?: pulumi.Input<string>;
    /** ARN of an existing SNS topic for alarms, instead of alarmEmail. */
    alarmTopicArn?: pulumi.Input<string>;
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
}

/** Notifies people of SageMaker job status changes, says why a job failed, and raises an alarm for every event that it cannot handle. */
export class JobStatusNotifications extends pulumi.ComponentResource {
    /** ARN of the topic that gets the messages about jobs. */
    public readonly topicArn: pulumi.Output<string>;
    /** ARN of the topic that gets the alarms. */
    public readonly alarmTopicArn: pulumi.Output<string>;
    /** For each kind, the ARN of its rule. */
    public readonly ruleArns: pulumi.Output<{ [kind: string]: string }>;
    /** For each kind, the name of its function. */
    public readonly functionNames: pulumi.Output<{ [kind: string]: string }>;
    /** URL of the queue with the events that could not be delivered. */
    public readonly deadLetterQueueUrl: pulumi.Output<string>;
    /** URL of the queue with the events that a handler failed on. */
    public readonly failureQueueUrl: pulumi.Output<string>;
    /** Name of the table that holds what the reactions have handled. */
    public readonly ledgerTableName: pulumi.Output<string>;

    constructor(name: string, args: JobStatusNotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
        const { reactions, guard: limits, ...common } = args;
        const made = settled("JobStatusNotifications", name, {
            ...givenOf(common),
            reactions: reactions === undefined ? DEFAULTS.reactions : reactionsOf(reactions),
            guard: limits,
        });
        super("sagemaker-job-status:index:JobStatusNotifications", name, {}, opts);
        const { topicArn, alarmTopicArn, deadLetterQueue, failureQueue, ledger, reactions: all } = made(this);
        this.topicArn = topicArn;
        this.alarmTopicArn = alarmTopicArn;
        this.ruleArns = pulumi.output(Object.fromEntries(all.map(({ rule }) => [rule.kind, rule.arn])));
        this.functionNames = pulumi.output(Object.fromEntries(all.map((reaction) => [reaction.rule.kind, reaction.function.name])));
        this.deadLetterQueueUrl = deadLetterQueue.url;
        this.failureQueueUrl = failureQueue.url;
        this.ledgerTableName = ledger.tableName;
        this.registerOutputs({ topicArn, alarmTopicArn });
    }
}

/** Arguments of JobStatusGuard. */
export interface JobStatusGuardArgs extends CommonArgs {
    /** Limits of training jobs. */
    limits: GuardLimits;
}

/** Checks every training job that starts against limits, and reports or stops one that exceeds them. */
export class JobStatusGuard extends pulumi.ComponentResource {
    /** ARN of the topic that gets the messages about jobs. */
    public readonly topicArn: pulumi.Output<string>;
    /** ARN of the topic that gets the alarms. */
    public readonly alarmTopicArn: pulumi.Output<string>;
    /** URL of the queue with the events that could not be delivered. */
    public readonly deadLetterQueueUrl: pulumi.Output<string>;
    /** URL of the queue with the events that the guard failed on. */
    public readonly failureQueueUrl: pulumi.Output<string>;

    constructor(name: string, args: JobStatusGuardArgs, opts?: pulumi.ComponentResourceOptions) {
        const { limits, ...common } = args;
        const made = settled("JobStatusGuard", name, { ...givenOf(common), reactions: {}, guard: limits });
        super("sagemaker-job-status:index:JobStatusGuard", name, {}, opts);
        const { topicArn, alarmTopicArn, deadLetterQueue, failureQueue } = made(this);
        this.topicArn = topicArn;
        this.alarmTopicArn = alarmTopicArn;
        this.deadLetterQueueUrl = deadLetterQueue.url;
        this.failureQueueUrl = failureQueue.url;
        this.registerOutputs({ topicArn, alarmTopicArn });
    }
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

/** Reacts once to each status of one kind of SageMaker resource with a handler of this package. */
export class JobStatusReaction extends pulumi.ComponentResource {
    /** ARN of the rule. */
    public readonly ruleArn: pulumi.Output<string>;
    /** Name of the function. */
    public readonly functionName: pulumi.Output<string>;
    /** URL of the queue with the events that could not be delivered. */
    public readonly deadLetterQueueUrl: pulumi.Output<string>;
    /** URL of the queue with the events that the handler failed on. */
    public readonly failureQueueUrl: pulumi.Output<string>;

    constructor(name: string, args: JobStatusReactionArgs, opts?: pulumi.ComponentResourceOptions) {
        const { kind, statuses, where, limits, topicArn, messagesPerMinute, ...common } = args;
        refuse("JobStatusReaction", name, handlerProblems(args));
        super("sagemaker-job-status:index:JobStatusReaction", name, {}, opts);
        const parent = { parent: this };
        const { alarmActions, logRetentionDays, tags } = common;
        const ledger = new Ledger(name, { alarmActions, tags }, parent);
        const digest = new MessageDigest(name, { topicArn, ledger, messagesPerMinute, alarmActions, logRetentionDays, tags }, parent);
        const handler = args.handler === BuiltInHandler.Guard ? guard(limits as Limits) : args.handler === BuiltInHandler.Stop ? stop : notify;
        const {
            rule,
            function: made,
            deadLetterQueue,
            failureQueue,
        } = new Reaction(
            name,
            {
                ...common,
                kind: kind as AnyKind,
                statuses: statuses as never,
                where: where as WhereOf<AnyKind>,
                handler: handler as typeof notify,
                environment: { TOPIC_ARN: topicArn },
                ledger,
                digest,
            },
            parent,
        );
        this.ruleArn = rule.arn;
        this.functionName = made.name;
        this.deadLetterQueueUrl = deadLetterQueue.url;
        this.failureQueueUrl = failureQueue.url;
        this.registerOutputs({ ruleArn: rule.arn });
    }
}

/** Problems of the handler of a reaction; the others are found by what the reaction is made of. */
function handlerProblems({ handler, limits }: JobStatusReactionArgs): string[] {
    const all = Object.values(BuiltInHandler);
    return [
        ...(all.includes(handler) ? [] : [`handler must be one of ${all.join(", ")}, got ${JSON.stringify(handler)}`]),
        ...((handler === BuiltInHandler.Guard) === (limits !== undefined)
            ? []
            : [limits === undefined ? "limits must be set for the handler guard" : `limits belong to the handler guard, got ${handler}`]),
    ];
}

/** Checks settings before anything is registered. @returns what makes them below a component. @throws RunError that lists every bad argument. */
function settled(component: string, name: string, given: GivenSettings): (parent: pulumi.Resource) => Composition {
    const { settings, problems } = checkSettings(given, { region: undefined, stack: pulumi.getStack(), isSecret: () => false });
    refuse(component, name, problems);
    return (parent) => compose(settings, name, `${name}-`, parent);
}

const givenOf = (common: CommonArgs): GivenSettings => ({
    ...DEFAULTS,
    ...Object.fromEntries(Object.entries(common).filter(([, value]) => value !== undefined)),
});

const reactionsOf = (reactions: Readonly<Record<string, string[]>>): object =>
    Object.fromEntries(
        Object.entries(reactions).map(([kind, statuses]) => [kind, statuses.length === 1 && statuses[0] === "all" ? "all" : statuses]),
    );
