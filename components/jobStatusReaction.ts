import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, type Handler, type HandlerModule, type Kind, LIMITS } from "../catalog";
import { DeadLetterQueue } from "./deadLetterQueue";
import { FailureQueue } from "./failureQueue";
import { HandlerFunction, type HandlerFunctionOptions, handlerFunctionProblems } from "./handlerFunction";
import { JobStatusRule, type JobStatusRuleArgs, jobStatusRuleProblems } from "./jobStatusRule";
import { Ledger } from "./ledger";
import { digestProblems, type MessageDigest } from "./messageDigest";
import { reactionAlarms } from "./reactionAlarms";
import { alarmActionProblems, refuse, show, wholeNumberProblems } from "./shared/arguments";
import { withDefaults } from "./shared/defaults";
import type { TagsArgs } from "./shared/tags";
import { typeToken } from "./shared/type";

/** A handler, or what makes one from the kind's catalogue row; it throws an error that says why for a kind that it can't handle. */
export type HandlerOf<K extends AnyKind> = Handler<K> | HandlerModule | ((row: (typeof ALL_KINDS)[K]) => Handler<K> | HandlerModule);

interface CommonArgs<K extends AnyKind> extends HandlerFunctionOptions {
    /** What to do with each event. It must handle the kind; it is not what the kind, and so which statuses there are, is inferred from. */
    handler: HandlerOf<NoInfer<K>>;
    /** ARNs that alarms notify: SNS topics or Lambda functions, at least one. */
    alarmActions: pulumi.Input<string>[];
    /**
     * How often EventBridge tries to deliver an event again, 0 to 185.
     * @default 185, the most that EventBridge allows, within maximumEventAgeSeconds
     */
    deliveryRetries?: number;
    /**
     * Keeps events that can't be delivered. Share one between reactions to pay for one alarm; it needs the reactions' rules, so make those first.
     * @default a dedicated queue
     */
    deadLetterQueue?: DeadLetterQueue;
    /**
     * Keeps events that the handler fails on. May be shared.
     * @default a dedicated queue
     */
    failureQueue?: FailureQueue;
    /**
     * Remembers what the reaction has handled, so that it acts once on each status. May be shared.
     * @default a dedicated ledger, which is deleted with the stack
     */
    ledger?: Ledger;
    /**
     * Keeps the messages of a handler that publishes to the topic in `TOPIC_ARN` within a limit. Share one, with its ledger, among the topic's reactions.
     * @default every message is sent at once
     */
    digest?: MessageDigest;
}

/** What a rule that was made before has already. */
type OfRule = Exclude<keyof JobStatusRuleArgs, keyof TagsArgs>;

/** Arguments of a {@link JobStatusReaction}: what to match, or a rule that exists. */
export type JobStatusReactionArgs<K extends AnyKind = Kind> = CommonArgs<K> &
    ((JobStatusRuleArgs<K> & { rule?: undefined }) | ({ rule: JobStatusRule<K> } & { [A in OfRule]?: undefined }));

/**
 * Reacts once to each status of one kind of SageMaker resource: a rule, its target, an inline callback Lambda with a dedicated role and a log group,
 * a ledger of what it has handled, a queue for events that can't be delivered, one for events that the handler fails on, and an alarm on everything
 * that can go wrong.
 *
 * @example
 * new JobStatusReaction("training-failed", {
 *     kind: "TrainingJob",
 *     statuses: ["Failed", "Stopped"],
 *     handler: notify,
 *     environment: { TOPIC_ARN: topic.arn },
 *     alarmActions: [topic.arn],
 * });
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class JobStatusReaction<K extends AnyKind = AnyKind> extends pulumi.ComponentResource {
    /** Matches the events. */
    public readonly rule: JobStatusRule<K>;
    /** Runs the handler. */
    public readonly function: lambda.Function;
    /** Has the rule call the function. It is made last, so that no event comes before all else is there. */
    public readonly target: cloudwatch.EventTarget;
    /** Keeps the events that EventBridge could not deliver: the given queue, or its own. */
    public readonly deadLetterQueue: DeadLetterQueue;
    /** Keeps the events that the handler failed on: the given queue, or its own. */
    public readonly failureQueue: FailureQueue;
    /** Has what was handled: the given ledger, or its own. */
    public readonly ledger: Ledger;
    /** The alarms on the rule and the function. Those on queues and the ledger are made with these. */
    public readonly alarms: readonly cloudwatch.MetricAlarm[];
    /** What makes two events the same news for the handler. */
    public readonly identity: readonly string[];
    /** Seconds for which an event is tried at most, by EventBridge and by Lambda each. */
    public readonly maximumEventAgeSeconds: number;

    constructor(name: string, args: JobStatusReactionArgs<K>, opts?: pulumi.ComponentResourceOptions) {
        refuse("JobStatusReaction", name, reactionProblems(args));
        super(typeToken("reactions", "JobStatusReaction"), name, {}, opts);
        const parent = { parent: this };
        const { alarmActions, tags, kmsKeyArn } = args;
        const { maximumEventAgeSeconds, deliveryRetries, timeoutSeconds, handlerRetries } = withDefaults(args);
        this.maximumEventAgeSeconds = maximumEventAgeSeconds;
        const common = { alarmActions, tags, kmsKeyArn };

        this.rule = args.rule ?? new JobStatusRule<K>(name, args as JobStatusRuleArgs<K>, parent);
        this.deadLetterQueue = args.deadLetterQueue ?? new DeadLetterQueue(name, { rules: [this.rule], ...common }, parent);
        this.failureQueue = args.failureQueue ?? new FailureQueue(name, common, parent);
        this.ledger = args.ledger ?? new Ledger(name, common, parent);
        const handler = resolveHandler(args.handler, this.rule.kind);
        this.identity = handler.identity ?? ALL_KINDS[this.rule.kind].identity;
        const handlerFunction = new HandlerFunction(
            name,
            {
                ...args,
                handler,
                rule: this.rule,
                failureQueue: this.failureQueue,
                ledger: this.ledger,
            },
            parent,
        );
        this.function = handlerFunction.function;
        const permission = new lambda.Permission(
            `${name}-permission`,
            {
                action: "lambda:InvokeFunction",
                function: this.function.name,
                principal: "events.amazonaws.com",
                sourceArn: this.rule.arn,
            },
            parent,
        );
        this.alarms = reactionAlarms(
            name,
            { rule: this.rule, function: this.function, maximumEventAgeSeconds, timeoutSeconds, handlerRetries, alarmActions, tags },
            this,
        );
        this.target = new cloudwatch.EventTarget(
            `${name}-target`,
            {
                rule: this.rule.rule.name,
                arn: this.function.arn,
                deadLetterConfig: { arn: this.deadLetterQueue.arn },
                retryPolicy: { maximumRetryAttempts: deliveryRetries, maximumEventAgeInSeconds: maximumEventAgeSeconds },
            },
            {
                parent: this,
                // Last: from now on events arrive, and whatever goes wrong with one must be kept and seen.
                dependsOn: [permission, ...handlerFunction.ready, this.deadLetterQueue, this.failureQueue, this.ledger, ...this.alarms],
            },
        );
        this.registerOutputs({ ruleArn: this.rule.arn, functionArn: this.function.arn });
    }
}

function resolveHandler<K extends AnyKind>(handler: HandlerOf<K>, kind: AnyKind): Handler | HandlerModule {
    return (typeof handler === "function" ? handler(ALL_KINDS[kind] as (typeof ALL_KINDS)[K]) : handler) as unknown as Handler;
}

function reactionProblems<K extends AnyKind>(args: JobStatusReactionArgs<K>): string[] {
    const ruleProblems = args.rule === undefined ? jobStatusRuleProblems(args as JobStatusRuleArgs) : givenRuleProblems(args);
    const kind = args.rule === undefined ? args.kind : args.rule?.kind;
    const { deadLetterQueue, failureQueue, ledger } = args;
    return [
        ...ruleProblems,
        ...(ALL_KIND_NAMES.includes(kind) ? handlerProblems(args, kind) : []),
        ...alarmActionProblems(args.alarmActions),
        ...wholeNumberProblems("deliveryRetries", withDefaults(args).deliveryRetries, LIMITS.deliveryRetries),
        ...(deadLetterQueue === undefined || deadLetterQueue instanceof DeadLetterQueue
            ? []
            : [`deadLetterQueue must be a DeadLetterQueue, got ${show(deadLetterQueue)}`]),
        ...(failureQueue === undefined || failureQueue instanceof FailureQueue
            ? []
            : [`failureQueue must be a FailureQueue, got ${show(failureQueue)}`]),
        ...(ledger === undefined || ledger instanceof Ledger ? [] : [`ledger must be a Ledger, got ${show(ledger)}`]),
        ...(deadLetterQueue instanceof DeadLetterQueue && !(args.rule && deadLetterQueue.rules.includes(args.rule))
            ? [
                  "deadLetterQueue does not allow this reaction's rule to send to it: create the JobStatusRule first, and pass it to the queue and to this reaction",
              ]
            : []),
    ];
}

function handlerProblems<K extends AnyKind>(args: JobStatusReactionArgs<K>, kind: AnyKind): string[] {
    try {
        const handler = resolveHandler(args.handler, kind);
        return [...handlerFunctionProblems({ ...args, handler }, ALL_KINDS[kind]), ...digestProblems(args.digest, handler, args.ledger)];
    } catch (error) {
        return [`handler can't be created for ${kind}: ${(error as Error).message}`];
    }
}

function givenRuleProblems(args: { [A in "rule" | OfRule]?: unknown }): string[] {
    if (!(args.rule instanceof JobStatusRule)) {
        return [`rule must be a JobStatusRule, got ${show(args.rule)}`];
    }
    return (["kind", "statuses", "where", "unverified", "maximumPatternCharacters", "description"] as const)
        .filter((argument) => args[argument] !== undefined)
        .map((argument) => `${argument} is not allowed with rule, which already has it`);
}
