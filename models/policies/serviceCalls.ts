import { accountOf } from "./pattern";
import type { PolicyDocument, PolicyRequest, PolicyStatement } from "./types";

type SourceKey = "aws:SourceArn" | "aws:SourceAccount" | "aws:SourceOwner";

const SOURCE: readonly SourceKey[] = ["aws:SourceArn", "aws:SourceAccount"];

/** A call that an AWS service makes by itself on the way of an event, and what it sends along. */
export interface ServiceCall {
    service: string;
    actions: readonly string[];
    /** The keys about its source that are in the request. */
    sends: readonly SourceKey[];
    source: string;
}

/** The service calls on a delivery path. `sourceArn` is the rule, the alarm, the topic. */
export const SERVICE_CALLS = {
    eventBridgeToQueue: {
        service: "events.amazonaws.com",
        actions: ["sqs:SendMessage"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
    },
    eventBridgeToTopic: {
        service: "events.amazonaws.com",
        actions: ["sns:Publish"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
    },
    eventBridgeToFunction: {
        service: "events.amazonaws.com",
        actions: ["lambda:InvokeFunction"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
    },
    /** The key of an encrypted queue or topic. EventBridge sends no source here: a key policy that asks for one loses the events. */
    eventBridgeToKey: {
        service: "events.amazonaws.com",
        actions: ["kms:GenerateDataKey", "kms:Decrypt"],
        sends: [],
        source: "https://aws.github.io/modern-data-architecture-accelerator/typedocs/functions/_aws-mdaa_cloudwatch-constructs.grantCloudWatchAlarmsTopicAccess.html",
    },
    /** CloudWatch still sends the older aws:SourceOwner too: its alarms pass a topic's default policy, which stops EventBridge. */
    cloudWatchToTopic: {
        service: "cloudwatch.amazonaws.com",
        actions: ["sns:Publish"],
        sends: [...SOURCE, "aws:SourceOwner"],
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html",
    },
    cloudWatchToKey: {
        service: "cloudwatch.amazonaws.com",
        actions: ["kms:GenerateDataKey", "kms:Decrypt"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    },
    topicToQueue: {
        service: "sns.amazonaws.com",
        actions: ["sqs:SendMessage"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html",
    },
    /** The key of an encrypted queue that subscribes. */
    topicToKey: {
        service: "sns.amazonaws.com",
        actions: ["kms:GenerateDataKey", "kms:Decrypt"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html",
    },
    /** The role of a target. */
    eventBridgeToRole: {
        service: "events.amazonaws.com",
        actions: ["sts:AssumeRole"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html",
    },
    eventBridgeToLogs: {
        service: "events.amazonaws.com",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
    },
    topicToFunction: {
        service: "sns.amazonaws.com",
        actions: ["lambda:InvokeFunction"],
        sends: SOURCE,
        source: "https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html",
    },
} as const satisfies Record<string, ServiceCall>;

/** Requests that a service makes, one for each action; all must be allowed. */
export function serviceRequests(call: ServiceCall, resource: string, source: { arn: string; account: string }): PolicyRequest[] {
    const values: Record<SourceKey, string> = { "aws:SourceArn": source.arn, "aws:SourceAccount": source.account, "aws:SourceOwner": source.account };
    const keys = Object.keys(values) as SourceKey[];
    // A service that names no source names no organization either: a key policy for EventBridge supports none of these keys.
    const context = {
        ...(call.sends.length > 0 ? {} : { "aws:SourceOrgID": [], "aws:SourceOrgPaths": [] }),
        ...Object.fromEntries(keys.map((key) => [key, call.sends.includes(key) ? values[key] : []])),
    };
    return call.actions.map((action) => ({ principal: { service: call.service }, action, resource, context: { ...context } }));
}

/**
 * The policy of a topic that was given none.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (aws:SourceAccount versus aws:SourceOwner).
 */
export function defaultTopicPolicy(topicArn: string): PolicyDocument {
    const actions = [
        "GetTopicAttributes",
        "SetTopicAttributes",
        "AddPermission",
        "RemovePermission",
        "DeleteTopic",
        "Subscribe",
        "ListSubscriptionsByTopic",
        "Publish",
    ];
    return {
        Version: "2008-10-17",
        Id: "__default_policy_ID",
        Statement: [
            {
                Sid: "__default_statement_ID",
                Effect: "Allow",
                Principal: { AWS: "*" },
                Action: actions.map((action) => `SNS:${action}`),
                Resource: topicArn,
                Condition: { StringEquals: { "AWS:SourceOwner": accountOf(topicArn) ?? "" } },
            },
        ],
    };
}

/**
 * The policy of a key that was given none: it leaves the key to the identity policies of the account, so no service gets in.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function defaultKeyPolicy(account: string, partition = "aws"): PolicyDocument {
    return {
        Version: "2012-10-17",
        Id: "key-default-1",
        Statement: [
            {
                Sid: "Enable IAM User Permissions",
                Effect: "Allow",
                Principal: { AWS: `arn:${partition}:iam::${account}:root` },
                Action: "kms:*",
                Resource: "*",
            },
        ],
    };
}

/** A permission of a function, spelled as `aws.lambda.Permission` spells it. */
export interface LambdaPermission {
    statementId?: string;
    action: string;
    /** A service, an account id, an ARN, or "*". */
    principal: string;
    sourceArn?: string;
    sourceAccount?: string;
    principalOrgId?: string;
}

/**
 * The statement that Lambda puts into a function's policy for a permission.
 * Source: API reference AddPermission; the operators are those that GetPolicy shows.
 *
 * @param functionArn ARN of the function, with the qualifier if the permission has one
 */
export function lambdaPermissionStatement(permission: LambdaPermission, functionArn: string): PolicyStatement {
    const { statementId, action, principal, sourceArn, sourceAccount, principalOrgId } = permission;
    const equals = {
        ...(sourceAccount === undefined ? {} : { "aws:SourceAccount": sourceAccount }),
        ...(principalOrgId === undefined ? {} : { "aws:PrincipalOrgID": principalOrgId }),
    };
    const condition = {
        ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
        ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
    };
    const account = /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
    return {
        ...(statementId === undefined ? {} : { Sid: statementId }),
        Effect: "Allow",
        Principal: principal === "*" ? "*" : account.startsWith("arn:") ? { AWS: account } : { Service: principal },
        Action: action,
        Resource: functionArn,
        ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
    };
}
