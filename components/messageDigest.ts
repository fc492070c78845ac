import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import { type Handler, LIMITS, OWN_METRICS, OWN_NAMESPACE } from "../catalog";
import { dimensionsOfQueue } from "../models/alarms";
import { Ledger } from "./ledger";
import { alarmActionProblems, refuse, show, wholeNumberProblems } from "./shared/arguments";
import { arnProblems } from "./shared/arns";
import { withDefaults } from "./shared/defaults";
import { DIGEST_VARIABLES } from "./shared/environment";
import { digestArchive } from "./shared/handlerPackage";
import { type FunctionSettings, functionSettingProblems } from "./shared/functionSettings";
import { lambdaFunction } from "./shared/lambdaFunction";
import { metricAlarm } from "./shared/metricAlarm";
import { closedQueue } from "./shared/monitoredQueue";
import type { Statement } from "./shared/resourcePolicies";
import { typeToken } from "./shared/type";

/** Arguments of a {@link MessageDigest}. */
export interface MessageDigestArgs extends FunctionSettings {
    /** ARN of the topic that gets the messages. */
    topicArn: pulumi.Input<string>;
    /** Counts the messages. The reactions that share the digest must have this ledger. */
    ledger: Ledger;
    /** ARNs that the alarms notify: SNS topics or Lambda functions, at least one. Better not the topic of the messages. */
    alarmActions: pulumi.Input<string>[];
    /**
     * Messages that the topic gets within any 60 seconds, 1 to 600. Two of them are kept for digests.
     * @default 10
     */
    messagesPerMinute?: number;
}

/** A run ends before the next one begins, a minute later. */
const TIMEOUT_SECONDS = 50;

/** Longer than digests ever take while all is well: two minutes, if the limit is used up. */
const OLD_SECONDS = 300;

/**
 * Keeps the messages to a topic within a limit: what is above waits in a queue, and a function that runs every minute sends one digest of all that wait.
 * AWS suspends an e-mail subscription that gets more than ten messages a second: https://docs.aws.amazon.com/general/latest/gr/sns.html
 *
 * Give it to the reactions whose handlers publish to the topic. An alarm watches the age of what waits: it goes off whatever keeps the function from running.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class MessageDigest extends pulumi.ComponentResource {
    /** The queue that handlers put messages into. */
    public readonly queueArn: pulumi.Output<string>;
    /** What the functions' roles must be allowed. */
    public readonly sendStatements: pulumi.Output<Statement[]>;
    /** Values of the environment variables of the functions that publish. */
    public readonly environment: Record<string, pulumi.Input<string>>;
    /** The key that the functions' roles must be allowed to use. */
    public readonly kmsKeyArn: pulumi.Input<string> | undefined;
    /** Counts the messages. */
    public readonly ledger: Ledger;

    constructor(name: string, args: MessageDigestArgs, opts?: pulumi.ComponentResourceOptions) {
        const { topicArn, ledger, alarmActions, kmsKeyArn, tags, architecture } = args;
        const { messagesPerMinute, logRetentionDays, retentionDays, memoryMegabytes } = withDefaults(args);
        refuse("MessageDigest", name, messageDigestProblems(args));
        super(typeToken("alerts", "MessageDigest"), name, {}, opts);
        const parent = { parent: this };

        const { queue } = closedQueue(`${name}-digest`, { retentionDays, kmsKeyArn, tags }, () => pulumi.output([]), this);
        this.queueArn = queue.arn;
        this.sendStatements = queue.arn.apply((arn): Statement[] => [
            { Sid: "KeepMessages", Effect: "Allow", Action: "sqs:SendMessage", Resource: arn },
        ]);
        this.environment = { [DIGEST_VARIABLES.queue]: queue.url, [DIGEST_VARIABLES.limit]: `${messagesPerMinute}` };
        this.kmsKeyArn = kmsKeyArn;
        this.ledger = ledger;

        const schedule = new cloudwatch.EventRule(
            `${name}-digest-schedule`,
            { description: `Every minute, for the digests of ${name}`, scheduleExpression: "rate(1 minute)", state: "ENABLED", tags },
            parent,
        );
        const digest = lambdaFunction(
            `${name}-digest`,
            {
                description: `Sends a digest of the messages of ${name} that wait`,
                roleDescription: `Sends the digests of ${name}`,
                code: digestArchive(),
                handler: "__index.handler",
                environment: { ...this.environment, TOPIC_ARN: topicArn },
                statements: pulumi.all([queue.arn, topicArn]).apply(([queueArn, topic]): Statement[] => [
                    { Sid: "TakeMessages", Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: queueArn },
                    { Sid: "SendDigests", Effect: "Allow", Action: "sns:Publish", Resource: topic },
                ]),
                ledger,
                ledgerActions: ["dynamodb:GetItem", "dynamodb:PutItem"],
                keyServices: ["sqs", "sns"],
                ruleArn: schedule.arn,
                timeoutSeconds: TIMEOUT_SECONDS,
                memoryMegabytes,
                architecture,
                logRetentionDays,
                // The next run does what a failed one has left, and an old message sets off the alarm.
                handlerRetries: 0,
                maximumEventAgeSeconds: 60,
                kmsKeyArn,
                rolePath: args.rolePath,
                permissionsBoundary: args.permissionsBoundary,
                tags,
            },
            this,
        );
        const permission = new lambda.Permission(
            `${name}-digest-permission`,
            { action: "lambda:InvokeFunction", function: digest.function.name, principal: "events.amazonaws.com", sourceArn: schedule.arn },
            parent,
        );
        const alarms = [
            metricAlarm(
                `${name}-digest-age`,
                {
                    namespace: "AWS/SQS",
                    metricName: "ApproximateAgeOfOldestMessage",
                    dimensions: dimensionsOfQueue(queue.name),
                    statistic: "Maximum",
                    threshold: OLD_SECONDS,
                    periodSeconds: 60,
                    description: `Messages about jobs have waited ${OLD_SECONDS / 60} minutes for a digest. The log of the digest function says why; if it has no new lines, check the schedule, its permission and the function.`,
                },
                { alarmActions, tags },
                this,
            ),
            metricAlarm(
                `${name}-digest-failures`,
                {
                    namespace: OWN_NAMESPACE,
                    metricName: OWN_METRICS.digestFailures.metricName,
                    dimensions: { [OWN_METRICS.digestFailures.dimension]: topicArn },
                    statistic: "Sum",
                    threshold: 1,
                    periodSeconds: 60,
                    description:
                        "Messages about jobs were sent beyond the limit, because the digest queue or the ledger's table failed. The log of the function that sent them says why.",
                },
                { alarmActions, tags },
                this,
            ),
        ];
        new cloudwatch.EventTarget(
            `${name}-digest-target`,
            {
                rule: schedule.name,
                arn: digest.function.arn,
                retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
            },
            { parent: this, dependsOn: [permission, ...digest.ready, ...alarms] },
        );
        this.registerOutputs({ queueArn: this.queueArn });
    }
}

function messageDigestProblems(args: MessageDigestArgs): string[] {
    const { messagesPerMinute } = withDefaults(args);
    return [
        ...(args.topicArn === undefined ? ["topicArn must be set"] : arnProblems("topicArn", args.topicArn, "topic")),
        ...(args.ledger instanceof Ledger ? [] : [`ledger must be a Ledger, got ${show(args.ledger)}`]),
        ...alarmActionProblems(args.alarmActions),
        ...wholeNumberProblems("messagesPerMinute", messagesPerMinute, LIMITS.messagesPerMinute),
        ...functionSettingProblems(args),
    ];
}

/** Problems of a digest: it knows the messages of one topic by its ledger. */
export function digestProblems(digest: unknown, handler: Pick<Handler, "environment">, ledger: unknown): string[] {
    if (digest === undefined) {
        return [];
    }
    if (!(digest instanceof MessageDigest)) {
        return [`digest must be a MessageDigest, got ${show(digest)}`];
    }
    return [
        ...(ledger === digest.ledger ? [] : ["digest has another ledger: give the reaction the one of the digest"]),
        ...(handler?.environment?.includes("TOPIC_ARN") ? [] : ["digest is not allowed: the handler does not publish to TOPIC_ARN"]),
    ];
}
