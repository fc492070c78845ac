import * as lambda from "@pulumi/aws/lambda";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

import { CHANNEL_TYPES, type ChannelRules, CHANNELS, type ChannelType, LIMITS } from "../catalog";
import { dimensionsOfFunction } from "../models/alarms";
import { FailureQueue } from "./failureQueue";
import { Ledger } from "./ledger";
import { alarmActionProblems, refuse, show } from "./shared/arguments";
import { dnsSuffixOf } from "../models/regions";
import { arnProblems, placeOf } from "./shared/arns";
import { channelArchive } from "./shared/channelPackage";
import { channelRuleProblems } from "./shared/channelRules";
import { withDefaults } from "./shared/defaults";
import { type FunctionSettings, functionSettingProblems } from "./shared/functionSettings";
import { lambdaFunction } from "./shared/lambdaFunction";
import { filterPolicyOf } from "./shared/messageFilter";
import { metricAlarm } from "./shared/metricAlarm";
import type { Statement } from "./shared/resourcePolicies";
import { typeToken } from "./shared/type";

export interface ChannelArgs extends FunctionSettings, ChannelRules {
    /** Who gets the messages: "pagerduty", "slack", "teams" or "webhook". */
    type: ChannelType;
    /** ARN of the secret of Secrets Manager, or of the parameter of Systems Manager, that holds the channel's address. The function reads it. */
    secretArn: pulumi.Input<string>;
    /**
     * ARN of the customer-managed key that encrypts the secret.
     * @default a key of AWS, for which a role needs no permission
     */
    secretKeyArn?: pulumi.Input<string>;
    /** ARN of the topic whose messages the channel gets. */
    topicArn: pulumi.Input<string>;
    /** Keeps what could not be sent, and what SNS could not deliver: its `topicArns` must have the topic. */
    failureQueue: FailureQueue;
    /** For "pagerduty": its table has the alerts that no success has resolved. */
    ledger?: Ledger;
    /** ARNs that the alarms notify: SNS topics or Lambda functions, at least one. */
    alarmActions: pulumi.Input<string>[];
}

/** The function waits for a channel that asks it to. */
const TIMEOUT_SECONDS = 60;

/**
 * Sends the messages of a topic to a channel: a function that subscribes to the topic, so that a channel that does not answer holds up no other.
 * What it can't send is in the failure queue. The channel's secret is read by the function and by nothing else.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class Channel extends pulumi.ComponentResource {
    public readonly function: lambda.Function;

    constructor(name: string, args: ChannelArgs, opts?: pulumi.ComponentResourceOptions) {
        const { type, secretArn, secretKeyArn, only, except, quiet, mute, masked, failureQueue, alarmActions, tags } = args;
        const { logRetentionDays, memoryMegabytes, handlerRetries, maximumEventAgeSeconds } = withDefaults({
            logRetentionDays: args.logRetentionDays,
            // An outage of a channel is shorter than that, and what is older is in the failure queue.
            maximumEventAgeSeconds: LIMITS.eventAgeSeconds.maximum,
        });
        refuse("Channel", name, channelProblems(args));
        super(typeToken("alerts", "Channel"), name, {}, opts);
        const child = { parent: this };
        const { title } = CHANNELS[type];
        // An Output, also of what is known.
        const topicArn = pulumi.output(args.topicArn);

        const made = lambdaFunction(
            name,
            {
                description: `Sends messages about SageMaker jobs to ${title}`,
                roleDescription: `Sends the messages of ${name}`,
                code: channelArchive(type, { only, except, quiet, mute, masked }),
                handler: "index.handler",
                environment: { CHANNEL_SECRET_ARN: secretArn },
                statements: pulumi.all([secretArn, secretKeyArn]).apply(([secret, key]) => readStatements(secret, key)),
                failureQueue,
                ...(type === "pagerduty" ? { ledger: args.ledger!, ledgerActions: ["dynamodb:GetItem", "dynamodb:PutItem"] } : {}),
                keyServices: [],
                ruleArn: topicArn,
                timeoutSeconds: TIMEOUT_SECONDS,
                memoryMegabytes,
                architecture: args.architecture,
                logRetentionDays,
                handlerRetries,
                maximumEventAgeSeconds,
                kmsKeyArn: args.kmsKeyArn,
                rolePath: args.rolePath,
                permissionsBoundary: args.permissionsBoundary,
                tags,
            },
            this,
        );
        this.function = made.function;
        const permission = new lambda.Permission(
            `${name}-permission`,
            { action: "lambda:InvokeFunction", function: made.function.name, principal: "sns.amazonaws.com", sourceArn: topicArn },
            child,
        );
        const alarm = metricAlarm(
            `${name}-destination-delivery-failures`,
            {
                namespace: "AWS/Lambda",
                metricName: "DestinationDeliveryFailures",
                dimensions: dimensionsOfFunction(made.function.name),
                statistic: "Sum",
                threshold: 1,
                periodSeconds: 60,
                description: `A message that ${title} did not take could not be put into the failure queue: it is lost for this channel. Check the function's role and the queue's policy.`,
            },
            { alarmActions, tags },
            this,
        );
        new sns.TopicSubscription(
            `${name}-subscription`,
            {
                topic: topicArn,
                protocol: "lambda",
                endpoint: made.function.arn,
                filterPolicy: filterPolicyOf(only),
                // Without it, SNS drops what Lambda refuses: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
                redrivePolicy: failureQueue.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn })),
            },
            { parent: this, dependsOn: [permission, ...made.ready, alarm, failureQueue] },
        );
        this.registerOutputs({ functionArn: made.function.arn });
    }
}

/** What reads the secret, and nothing else. */
function readStatements(secretArn: string, keyArn: string | undefined): Statement[] {
    const { partition, region } = placeOf(secretArn);
    const service = secretArn.split(":")[2]!;
    const action = service === "ssm" ? "ssm:GetParameter" : "secretsmanager:GetSecretValue";
    return [
        { Sid: "ReadSecret", Effect: "Allow", Action: action, Resource: secretArn },
        ...(keyArn === undefined
            ? []
            : [
                  {
                      Sid: "DecryptSecret",
                      Effect: "Allow",
                      Action: "kms:Decrypt",
                      Resource: keyArn,
                      Condition: { StringEquals: { "kms:ViaService": `${service}.${region}.${dnsSuffixOf(partition)}` } },
                  } satisfies Statement,
              ]),
    ];
}

function channelProblems(args: ChannelArgs): string[] {
    const requiredArn = (argument: "secretArn" | "topicArn", of: "secret" | "topic") =>
        args[argument] === undefined ? [`${argument} must be set`] : arnProblems(argument, args[argument], of);
    return [
        ...(CHANNEL_TYPES.includes(args.type) ? [] : [`type must be one of ${CHANNEL_TYPES.join(", ")}, got ${show(args.type)}`]),
        ...requiredArn("secretArn", "secret"),
        ...arnProblems("secretKeyArn", args.secretKeyArn, "key"),
        ...requiredArn("topicArn", "topic"),
        ...channelRuleProblems(args),
        ...(!(args.failureQueue instanceof FailureQueue)
            ? [`failureQueue must be a FailureQueue, got ${show(args.failureQueue)}`]
            : args.failureQueue.takesFromTopics
              ? []
              : ["failureQueue must have the topic in its topicArns: it also keeps what SNS could not deliver"]),
        ...(args.type !== "pagerduty" || args.ledger instanceof Ledger ? [] : [`ledger must be a Ledger for pagerduty, got ${show(args.ledger)}`]),
        ...alarmActionProblems(args.alarmActions),
        ...functionSettingProblems(args),
    ];
}
