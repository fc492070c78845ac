import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";

import { refuse } from "./shared/arguments";
import { dnsSuffixOf } from "../models/regions";
import { placeOf } from "./shared/arns";
import { policyDocument } from "./shared/resourcePolicies";
import { type TagsArgs, tagProblems } from "./shared/tags";
import { typeToken } from "./shared/type";

/** Arguments of an {@link EncryptionKey}. */
export type EncryptionKeyArgs = TagsArgs;

/**
 * A customer-managed key, rotated every year, for the queues, topics, log groups, tables and functions of reactions in its account and Region.
 * Its policy allows the services that write to them; the roles of functions are allowed by their own policies.
 *
 * @example
 * const { arn } = new EncryptionKey("job-status", {});
 * new JobStatusReaction("training-failed", { kmsKeyArn: arn, … });
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class EncryptionKey extends pulumi.ComponentResource {
    /** Value for every `kmsKeyArn`. */
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: EncryptionKeyArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        refuse("EncryptionKey", name, tagProblems(args.tags));
        super(typeToken("security", "EncryptionKey"), name, {}, opts);

        const key = new kms.Key(
            `${name}-key`,
            { description: `Encrypts what ${name} keeps about SageMaker jobs`, enableKeyRotation: true, tags: args.tags },
            { parent: this },
        );
        const policy = new kms.KeyPolicy(`${name}-policy`, { keyId: key.id, policy: key.arn.apply(keyPolicy) }, { parent: this });
        // Whoever uses the key waits for its policy: a log group would be refused, and what EventBridge writes in between would be lost.
        this.arn = pulumi.all([key.arn, policy.id]).apply(([arn]) => arn);
        this.registerOutputs({ arn: this.arn });
    }
}

/** What a service needs to write to an encrypted queue or topic. */
const WRITE = ["kms:GenerateDataKey*", "kms:Decrypt"];

function keyPolicy(keyArn: string): string {
    const { partition, region, account } = placeOf(keyArn);
    const inAccount = (service: string, resource: string) => ({
        ArnLike: { "aws:SourceArn": `arn:${partition}:${service}:${region}:${account}:${resource}` },
        StringEquals: { "aws:SourceAccount": account },
    });
    const allow = { Effect: "Allow", Resource: "*" } as const;
    return policyDocument([
        // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html: without it no one could ever change the key.
        { Sid: "LeaveToIam", ...allow, Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: "kms:*" },
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html: EventBridge does not say for which
        // rule it calls, so that a condition on the source would lose every event that goes to the dead-letter queue.
        { Sid: "AllowEventBridge", ...allow, Principal: { Service: "events.amazonaws.com" }, Action: WRITE },
        // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        {
            Sid: "AllowCloudWatchAlarms",
            ...allow,
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: WRITE,
            Condition: inAccount("cloudwatch", "alarm:*"),
        },
        // For queues that subscribe to the topic: https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
        { Sid: "AllowTopics", ...allow, Principal: { Service: "sns.amazonaws.com" }, Action: WRITE, Condition: inAccount("sns", "*") },
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        {
            Sid: "AllowLogs",
            ...allow,
            Principal: { Service: `logs.${region}.${dnsSuffixOf(partition)}` },
            Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*` } },
        },
    ]);
}
