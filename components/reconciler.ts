import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import { ALL_KINDS, type AnyKind, ENVIRONMENT_BYTES, type EventKindRow, type KindRow, LIMITS } from "../catalog";
import { DeadLetterQueue } from "./deadLetterQueue";
import { FailureQueue } from "./failureQueue";
import { functionOptionProblems, type HandlerFunctionOptions } from "./handlerFunction";
import { JobStatusReaction } from "./jobStatusReaction";
import { Ledger } from "./ledger";
import { ReconcilerSchedule } from "./reconcilerSchedule";
import { alarmActionProblems, refuse, show } from "./shared/arguments";
import { withDefaults } from "./shared/defaults";
import { lambdaFunction } from "./shared/lambdaFunction";
import { reconcilerAlarms } from "./shared/reconcilerAlarms";
import { reconcilerArchive } from "./shared/reconcilerPackage";
import type { Statement } from "./shared/resourcePolicies";
import { typeToken } from "./shared/type";

/** Arguments of a {@link Reconciler}. */
export interface ReconcilerArgs extends Omit<HandlerFunctionOptions, "environment" | "timeoutSeconds"> {
    /** When it runs. */
    schedule: ReconcilerSchedule;
    /** The reactions whose lost events it looks for. Those of kinds that SageMaker has no lists of are watched only. */
    reactions: readonly JobStatusReaction[];
    /** Has what the reactions have handled: theirs. */
    ledger: Ledger;
    /** Keeps ticks that could not be delivered. It must have been made with the schedule among its rules. */
    deadLetterQueue: DeadLetterQueue;
    /** Keeps ticks that failed. */
    failureQueue: FailureQueue;
    /** ARNs that alarms notify: SNS topics or Lambda functions, at least one. The topics also get a message about each new finding. */
    alarmActions: pulumi.Input<string>[];
    /**
     * ARNs of topics whose deliveries have an alarm, and whose subscriptions are checked: those of the reactions, and of alarms. The subscriptions of
     * topics in `alarmActions` are checked in any case.
     * @default none
     */
    topicArns?: pulumi.Input<string>[];
}

/** The longest that a tick may take: what is left over is for the next one. */
const MOST_SECONDS = 600;

/**
 * Finds SageMaker's status events that never came, and reports what keeps events from coming.
 *
 * SageMaker sends events as a best effort. At each tick a function lists what has changed, compares it with the ledger, and invokes a reaction
 * with the event that it never got, rebuilt of what SageMaker answers now. It also reports rules that are disabled or without target, subscriptions that are
 * not confirmed, messages in queues whose alarm is on already, and jobs that run longer than they may.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class Reconciler extends pulumi.ComponentResource {
    /** Looks for what never came. */
    public readonly function: lambda.Function;
    /** Has the schedule call the function. */
    public readonly target: cloudwatch.EventTarget;
    /** The alarms on its ticks and on what it finds. */
    public readonly alarms: readonly cloudwatch.MetricAlarm[];

    constructor(name: string, args: ReconcilerArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse("Reconciler", name, reconcilerProblems(args));
        super(typeToken("reactions", "Reconciler"), name, {}, opts);
        const parent = { parent: this };
        const { schedule, reactions, deadLetterQueue, failureQueue, alarmActions, tags } = args;
        const intervalSeconds = schedule.everyMinutes * 60;
        const listed = reactions.filter(({ rule }) => rowOf(rule.kind).list !== null);
        const inOrder = [...listed, ...reactions.filter((reaction) => !listed.includes(reaction))];
        const rows = [...new Map(listed.map(({ rule }) => [rule.kind, rowOf(rule.kind) as KindRow])).values()];
        const topics = pulumi.all([pulumi.all(alarmActions), pulumi.all(args.topicArns ?? [])]).apply(([actions, more]) => {
            const reportTo = actions.filter((arn) => arn.split(":")[2] === "sns");
            return { reportTo, all: [...new Set([...reportTo, ...more])] };
        });
        const made = lambdaFunction(
            name,
            {
                ...args,
                ...withDefaults({ ...args, maximumEventAgeSeconds: args.maximumEventAgeSeconds ?? intervalSeconds }),
                // A tick that takes longer is followed by the next.
                timeoutSeconds: Math.min(MOST_SECONDS, intervalSeconds - 60),
                architecture: args.architecture,
                kmsKeyArn: args.kmsKeyArn,
                rolePath: args.rolePath,
                permissionsBoundary: args.permissionsBoundary,
                description: "Finds SageMaker status events that never came",
                roleDescription: `Runs ${name}`,
                code: reconcilerArchive({
                    everyMinutes: schedule.everyMinutes,
                    rows: Object.fromEntries(rows.map((row) => [row.kind, row])),
                    reactions: listed.map((reaction) => ({
                        kind: reaction.rule.kind,
                        identity: reaction.identity,
                        pattern: reaction.rule.pattern,
                        // Of another queue it is not known what it has.
                        triedSeconds: reaction.failureQueue === failureQueue ? reaction.maximumEventAgeSeconds : undefined,
                    })),
                }),
                handler: "index.handler",
                environment: {
                    REACTIONS: pulumi.jsonStringify(inOrder.map((reaction) => [reaction.function.name, reaction.rule.rule.name])),
                    QUEUE_URLS: pulumi.all([deadLetterQueue.url, failureQueue.url]).apply((urls) => urls.join(",")),
                    TOPIC_ARNS: topics.all.apply((arns) => arns.join(",")),
                    REPORT_TOPIC_ARNS: topics.reportTo.apply((arns) => arns.join(",")),
                },
                statements: pulumi
                    .all([
                        schedule.arn,
                        pulumi.all(listed.map((reaction) => reaction.function.arn)),
                        pulumi.all(inOrder.map((reaction) => reaction.rule.arn)),
                        pulumi.all([deadLetterQueue.arn, failureQueue.arn]),
                        topics,
                    ])
                    .apply(([ruleArn, functions, rules, queues, { reportTo, all }]): Statement[] => [
                        ...readStatements(rows, ruleArn),
                        ...(functions.length === 0
                            ? []
                            : [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functions } satisfies Statement]),
                        { Effect: "Allow", Action: ["events:DescribeRule", "events:ListTargetsByRule"], Resource: rules },
                        { Effect: "Allow", Action: "sqs:GetQueueAttributes", Resource: queues },
                        ...(all.length === 0 ? [] : [{ Effect: "Allow", Action: "sns:ListSubscriptionsByTopic", Resource: all } satisfies Statement]),
                        ...(reportTo.length === 0 ? [] : [{ Effect: "Allow", Action: "sns:Publish", Resource: reportTo } satisfies Statement]),
                    ]),
                ledgerActions: ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:GetItem"],
                keyServices: ["sns"],
                ruleArn: schedule.arn,
            },
            this,
        );
        this.function = made.function;
        const permission = new lambda.Permission(
            `${name}-permission`,
            { action: "lambda:InvokeFunction", function: this.function.name, principal: "events.amazonaws.com", sourceArn: schedule.arn },
            parent,
        );
        this.alarms = reconcilerAlarms(name, { function: this.function, intervalSeconds, alarmActions, topicArns: args.topicArns ?? [], tags }, this);
        this.target = new cloudwatch.EventTarget(
            `${name}-target`,
            {
                rule: schedule.rule.name,
                arn: this.function.arn,
                deadLetterConfig: { arn: deadLetterQueue.arn },
                // The next tick makes up for one that is late.
                retryPolicy: { maximumRetryAttempts: LIMITS.deliveryRetries.maximum, maximumEventAgeInSeconds: intervalSeconds },
            },
            { parent: this, dependsOn: [permission, ...made.ready, deadLetterQueue, failureQueue, ...this.alarms, ...reactions] },
        );
        this.registerOutputs({ functionArn: this.function.arn });
    }
}

const rowOf = (kind: AnyKind): EventKindRow => ALL_KINDS[kind];

/** What asks SageMaker: lists can't be bound to ARNs, the rest is on those of the kinds. */
function readStatements(rows: readonly KindRow[], ruleArn: string): Statement[] {
    const [, partition, , region, account] = ruleArn.split(":");
    const ofKind = ({ arnResource }: KindRow) => `arn:${partition}:sagemaker:${region}:${account}:${arnResource}/*`;
    const tagged = rows.filter(({ fields }) => Object.hasOwn(fields, "Tags")).map(ofKind);
    return [
        ...(rows.length === 0 ? [] : [{ Effect: "Allow", Action: rows.map(({ list }) => list.action), Resource: "*" } satisfies Statement]),
        ...rows.map((row): Statement => ({ Effect: "Allow", Action: row.describe.action, Resource: ofKind(row) })),
        ...(tagged.length === 0 ? [] : [{ Effect: "Allow", Action: "sagemaker:ListTags", Resource: tagged } satisfies Statement]),
    ];
}

function reconcilerProblems(args: ReconcilerArgs): string[] {
    const { schedule, reactions, ledger, deadLetterQueue, failureQueue } = args;
    const wrong = (argument: string, value: unknown, type: { name: string } & (new (...of: never[]) => unknown)) =>
        value instanceof type ? [] : [`${argument} must be a ${type.name}, got ${show(value)}`];
    const all = Array.isArray(reactions) ? (reactions as unknown[]) : [];
    return [
        ...wrong("schedule", schedule, ReconcilerSchedule),
        ...(all.length > 0 && all.every((reaction) => reaction instanceof JobStatusReaction)
            ? reactionsProblems(args)
            : ["reactions must be a list with at least one JobStatusReaction"]),
        ...wrong("ledger", ledger, Ledger),
        ...wrong("deadLetterQueue", deadLetterQueue, DeadLetterQueue),
        ...wrong("failureQueue", failureQueue, FailureQueue),
        ...(deadLetterQueue instanceof DeadLetterQueue && !deadLetterQueue.rules.includes(schedule)
            ? ["deadLetterQueue does not allow the schedule to send to it: create the ReconcilerSchedule first, and pass it to the queue"]
            : []),
        ...alarmActionProblems(args.alarmActions),
        ...functionOptionProblems(args),
    ];
}

/** Bytes of the environment that a reaction takes, with names of the greatest length: a function's and a rule's have 64 characters. */
const REACTION_BYTES = 2 * 64 + 12;
/** Of the rest: two queues, six topics, a table. */
const OTHER_BYTES = 1200;

function reactionsProblems({ reactions, ledger }: ReconcilerArgs): string[] {
    const most = Math.floor((ENVIRONMENT_BYTES - OTHER_BYTES) / REACTION_BYTES);
    return [
        ...(reactions.length > most ? [`reactions must be at most ${most}, got ${reactions.length}: use a second Reconciler`] : []),
        ...(reactions.some((reaction) => reaction.ledger !== ledger) ? ["ledger must be that of all reactions"] : []),
    ];
}
