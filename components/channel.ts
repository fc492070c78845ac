import * as lambda from "@pulumi/aws/lambda";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

import { CHANNEL_TYPES, type ChannelRules, CHANNELS, type ChannelType, LIMITS, readsTopic } from "../catalog";
import { dimensionsOfFunction, dimensionsOfTopic } from "../models/alarms";
import { FailureQueue } from "./failureQueue";
import { Ledger } from "./ledger";
import { alarmActionProblems, refuse, show } from "./shared/arguments";
import { dnsSuffixOf } from "../models/regions";
import { arnProblems, placeOf } from "./shared/arns";
import { channelArchive } from "./shared/channelPackage";
import { channelRuleProblems } from "./shared/channelRules";
import { withDefaults } from "./shared/defaults";
import { slackChannelProblems } from "./shared/channelSettings";
import { type FunctionSettings, functionSettingProblems } from "./shared/functionSettings";
import { lambdaFunction } from "./shared/lambdaFunction";
import { filterPolicyOf } from "./shared/messageFilter";
import { metricAlarm } from "./shared/metricAlarm";
import { denyWithoutTls, policyDocument, type Statement } from "./shared/resourcePolicies";
import { typeToken } from "./shared/type";

/** Arguments of a {@link Channel}. */
export interface ChannelArgs extends FunctionSettings, ChannelRules {
    /** Who gets the messages: "pagerduty", "q", "slack", "teams" or "webhook". */
    type: ChannelType;
    /**
     * ARN of the secret of Secrets Manager, or of the parameter of Systems Manager, that holds the channel's address. The function reads it.
     * @default must be set, except for "q", which has none
     */
    secretArn?: pulumi.Input<string>;
    /**
     * ARN of the customer-managed key that encrypts the secret.
     * @default a key of AWS, for which a role needs no permission
     */
    secretKeyArn?: pulumi.Input<string>;
    /**
     * For "slack" with a bot: id of the channel, "C0123ABCDEF". The secret is then the token of the bot.
     * @default the secret is the address of an incoming webhook
     */
    slackChannelId?: string;
    /**
     * For "q": ARN of the topic that the configuration of the chat reads.
     * @default a new topic, encrypted with `kmsKeyArn`
     */
    chatTopicArn?: pulumi.Input<string>;
    /**
     * ARN of the customer-managed key that encrypts the topic in `chatTopicArn`.
     * @default that topic has none
     */
    chatTopicKeyArn?: pulumi.Input<string>;
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
    /** Sends the messages. */
    public readonly function: lambda.Function;
    /** Of "q": the topic that the configuration of the chat must read. */
    public readonly chatTopicArn?: pulumi.Output<string>;

    constructor(name: string, args: ChannelArgs, opts?: pulumi.ComponentResourceOptions) {
        const { type, secretArn, secretKeyArn, only, except, quiet, mute, masked, failureQueue, alarmActions, kmsKeyArn, tags } = args;
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

        if (readsTopic(type)) {
            this.chatTopicArn = pulumi.output(args.chatTopicArn ?? this.chatTopic(name, args));
        }

        const made = lambdaFunction(
            name,
            {
                description: `Sends messages about SageMaker jobs to ${title}`,
                roleDescription: `Sends the messages of ${name}`,
                code: channelArchive(type, { only, except, quiet, mute, masked }),
                handler: "index.handler",
                ...(this.chatTopicArn === undefined
                    ? {
                          environment: {
                              CHANNEL_SECRET_ARN: secretArn!,
                              ...(args.slackChannelId === undefined ? {} : { SLACK_CHANNEL_ID: args.slackChannelId }),
                          },
                          statements: pulumi.all([secretArn!, secretKeyArn]).apply(([secret, key]) => readStatements(secret, key)),
                          keyServices: [],
                      }
                    : {
                          environment: { CHANNEL_TOPIC_ARN: this.chatTopicArn },
                          statements: this.chatTopicArn.apply(sendStatements),
                          keyServices: args.chatTopicArn === undefined ? ["sns"] : [],
                          keyUses: [{ keyArn: args.chatTopicKeyArn, services: ["sns"] }],
                      }),
                failureQueue,
                ...(type === "pagerduty" ? { ledger: args.ledger!, ledgerActions: ["dynamodb:GetItem", "dynamodb:PutItem"] } : {}),
                ruleArn: topicArn,
                timeoutSeconds: TIMEOUT_SECONDS,
                memoryMegabytes,
                architecture: args.architecture,
                logRetentionDays,
                handlerRetries,
                maximumEventAgeSeconds,
                kmsKeyArn,
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
                // What resolves an alert of PagerDuty has another status: the function chooses.
                filterPolicy: filterPolicyOf(type === "pagerduty" ? only?.kind && { kind: only.kind } : only),
                // Without it, SNS drops what Lambda refuses: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
                redrivePolicy: failureQueue.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn })),
            },
            { parent: this, dependsOn: [permission, ...made.ready, alarm, failureQueue] },
        );
        this.registerOutputs({ functionArn: made.function.arn, ...(this.chatTopicArn === undefined ? {} : { chatTopicArn: this.chatTopicArn }) });
    }

    /** The topic that a chat reads, and an alarm for what the chat did not take: no one keeps that. */
    private chatTopic(name: string, { alarmActions, kmsKeyArn, tags }: ChannelArgs): pulumi.Output<string> {
        const child = { parent: this };
        const topic = new sns.Topic(`${name}-chat`, { displayName: "SageMaker job status", kmsMasterKeyId: kmsKeyArn, tags }, child);
        const policy = topic.arn.apply((arn) => policyDocument([denyWithoutTls("sns:Publish", arn)]));
        new sns.TopicPolicy(`${name}-chat-policy`, { arn: topic.arn, policy }, child);
        metricAlarm(
            `${name}-chat-failures`,
            {
                namespace: "AWS/SNS",
                metricName: "NumberOfNotificationsFailed",
                dimensions: dimensionsOfTopic(topic.name),
                statistic: "Sum",
                threshold: 1,
                periodSeconds: 60,
                description: `${CHANNELS.q.title} did not take a message: it is lost for the chat. Check the configuration of the chat and the topic's subscription.`,
            },
            { alarmActions, tags },
            this,
        );
        return topic.arn;
    }
}

/** What publishes to the topic of a chat, and to nothing else. */
const sendStatements = (topicArn: string): Statement[] => [{ Sid: "SendToChat", Effect: "Allow", Action: "sns:Publish", Resource: topicArn }];

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

const unused = (args: ChannelArgs, names: readonly (keyof ChannelArgs)[], why: string) =>
    names.flatMap((name) => (args[name] === undefined ? [] : [`${name} ${why}`]));

function channelProblems(args: ChannelArgs): string[] {
    const requiredArn = (argument: "secretArn" | "topicArn", of: "secret" | "topic") =>
        args[argument] === undefined ? [`${argument} must be set`] : arnProblems(argument, args[argument], of);
    return [
        ...(CHANNEL_TYPES.includes(args.type) ? [] : [`type must be one of ${CHANNEL_TYPES.join(", ")}, got ${show(args.type)}`]),
        ...(CHANNEL_TYPES.includes(args.type) && readsTopic(args.type)
            ? [
                  ...unused(args, ["secretArn", "secretKeyArn"], `is not for ${args.type}, which has no secret`),
                  ...arnProblems("chatTopicArn", args.chatTopicArn, "topic"),
                  ...arnProblems("chatTopicKeyArn", args.chatTopicKeyArn, "key"),
                  ...(args.chatTopicKeyArn !== undefined && args.chatTopicArn === undefined
                      ? ["chatTopicKeyArn needs chatTopicArn: a new topic has the key of kmsKeyArn"]
                      : []),
              ]
            : [
                  ...requiredArn("secretArn", "secret"),
                  ...arnProblems("secretKeyArn", args.secretKeyArn, "key"),
                  ...unused(args, ["chatTopicArn", "chatTopicKeyArn"], "is for q alone"),
              ]),
        ...slackChannelProblems("slackChannelId", args.slackChannelId, args.type),
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
