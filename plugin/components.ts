import * as pulumi from "@pulumi/pulumi";

import { type AnyKind, LIMITS, type WhereOf } from "../catalog";
import { Ledger, MessageDigest, JobStatusReaction as Reaction } from "../components";
import { refuse, wholeNumberProblems } from "../components/shared/arguments";
import { type Composition, compose } from "../composition";
import { type GuardLimits as Limits, guard, notify, pricesProblems, stop } from "../functions";
import { checkSettings, DEFAULTS, type GivenSettings } from "../settings";
import { BuiltInHandler, type CommonArgs, type JobStatusGuardArgs, type JobStatusNotificationsArgs, type JobStatusReactionArgs } from "./arguments";

/** Notifies people of SageMaker job status changes, says why a job failed, and raises an alarm for every event that it cannot handle. */
export class JobStatusNotifications extends pulumi.ComponentResource {
    /** ARN of the topic that gets the messages about jobs. */
    public readonly topicArn: pulumi.Output<string>;
    /** ARN of the topic that gets the alarms. */
    public readonly alarmTopicArn: pulumi.Output<string>;
    /** For each channel of Amazon Q Developer, the ARN of the topic that the configuration of its chat must read. */
    public readonly chatTopicArns: pulumi.Output<{ [channel: string]: string }>;
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
        const { topicArn, alarmTopicArn, chatTopicArns, deadLetterQueue, failureQueue, ledger, reactions: all } = made(this);
        this.topicArn = topicArn;
        this.alarmTopicArn = alarmTopicArn;
        this.chatTopicArns = pulumi.output(chatTopicArns);
        this.ruleArns = pulumi.output(Object.fromEntries(all.map(({ rule }) => [rule.kind, rule.arn])));
        this.functionNames = pulumi.output(Object.fromEntries(all.map((reaction) => [reaction.rule.kind, reaction.function.name])));
        this.deadLetterQueueUrl = deadLetterQueue.url;
        this.failureQueueUrl = failureQueue.url;
        this.ledgerTableName = ledger.tableName;
        this.registerOutputs({ topicArn, alarmTopicArn });
    }
}

/** Checks every training job that starts against limits, and reports or stops one that exceeds them. */
export class JobStatusGuard extends pulumi.ComponentResource {
    /** ARN of the topic that gets the messages about jobs. */
    public readonly topicArn: pulumi.Output<string>;
    /** ARN of the topic that gets the alarms. */
    public readonly alarmTopicArn: pulumi.Output<string>;
    /** For each channel of Amazon Q Developer, the ARN of the topic that the configuration of its chat must read. */
    public readonly chatTopicArns: pulumi.Output<{ [channel: string]: string }>;
    /** URL of the queue with the events that could not be delivered. */
    public readonly deadLetterQueueUrl: pulumi.Output<string>;
    /** URL of the queue with the events that the guard failed on. */
    public readonly failureQueueUrl: pulumi.Output<string>;

    constructor(name: string, args: JobStatusGuardArgs, opts?: pulumi.ComponentResourceOptions) {
        const { limits, ...common } = args;
        const made = settled("JobStatusGuard", name, { ...givenOf(common), reactions: {}, guard: limits });
        super("sagemaker-job-status:index:JobStatusGuard", name, {}, opts);
        const { topicArn, alarmTopicArn, chatTopicArns, deadLetterQueue, failureQueue } = made(this);
        this.topicArn = topicArn;
        this.alarmTopicArn = alarmTopicArn;
        this.chatTopicArns = pulumi.output(chatTopicArns);
        this.deadLetterQueueUrl = deadLetterQueue.url;
        this.failureQueueUrl = failureQueue.url;
        this.registerOutputs({ topicArn, alarmTopicArn });
    }
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
        const { kind, statuses, where, limits, logLines, prices, topicArn, messagesPerMinute, ...common } = args;
        refuse("JobStatusReaction", name, handlerProblems(args));
        super("sagemaker-job-status:index:JobStatusReaction", name, {}, opts);
        const parent = { parent: this };
        const { alarmActions, logRetentionDays, tags } = common;
        const ledger = new Ledger(name, { alarmActions, tags }, parent);
        const digest = new MessageDigest(name, { topicArn, ledger, messagesPerMinute, alarmActions, logRetentionDays, tags }, parent);
        const notifyWith: typeof notify = (row) => notify(row, prices, logLines);
        const handler = args.handler === BuiltInHandler.Guard ? guard(limits as Limits) : args.handler === BuiltInHandler.Stop ? stop : notifyWith;
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
function handlerProblems({ handler, limits, logLines, prices }: JobStatusReactionArgs): string[] {
    const all = Object.values(BuiltInHandler);
    const ofNotify = Object.entries({ logLines, prices }).filter(([, value]) => value !== undefined);
    return [
        ...(all.includes(handler) ? [] : [`handler must be one of ${all.join(", ")}, got ${JSON.stringify(handler)}`]),
        ...((handler === BuiltInHandler.Guard) === (limits !== undefined)
            ? []
            : [limits === undefined ? "limits must be set for the handler guard" : `limits belong to the handler guard, got ${handler}`]),
        ...(handler === BuiltInHandler.Notify ? [] : ofNotify.map(([argument]) => `${argument} belongs to the handler notify, got ${handler}`)),
        ...(logLines === undefined ? [] : wholeNumberProblems("logLines", logLines, LIMITS.logLines)),
        ...(prices === undefined ? [] : pricesProblems(prices).map((problem) => `prices: ${problem}`)),
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
