import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

import { refuse, show } from "./shared/arguments";
import { isEmail } from "../models/email";
import { arnProblems, placeOf } from "./shared/arns";
import { denyWithoutTls, policyDocument } from "./shared/resourcePolicies";
import { type TagsArgs, tagProblems } from "./shared/tags";
import { typeToken } from "./shared/type";

/** Arguments of a {@link NotificationTopic}. */
export interface NotificationTopicArgs extends TagsArgs {
    /** Address that gets every message. AWS first sends it a mail with a link: nothing arrives until someone confirms. A secret stays one. */
    email: pulumi.Input<string>;
    /**
     * Name of the sender in mails, at most 100 characters.
     * @default "SageMaker job status"
     */
    displayName?: string;
    /**
     * ARN of the customer-managed key that encrypts the topic; its policy must allow CloudWatch, as that of an {@link EncryptionKey} does.
     * @default the topic is not encrypted
     */
    kmsKeyArn?: pulumi.Input<string>;
}

/**
 * A topic with a mail subscription for messages about jobs and for alarms. CloudWatch may publish alarms of the topic's own account.
 *
 * @throws RunError when the address is not one.
 */
export class NotificationTopic extends pulumi.ComponentResource {
    /** The ARN of the topic, for `TOPIC_ARN` and alarm actions. */
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: NotificationTopicArgs, opts?: pulumi.ComponentResourceOptions) {
        const { email, displayName = "SageMaker job status", kmsKeyArn, tags } = args;
        refuse("NotificationTopic", name, [
            ...(pulumi.Output.isInstance(email) || isEmail(email)
                ? []
                : [`email must be an address such as ml-platform@example.com, got ${show(email)}`]),
            ...(typeof displayName === "string" && /^[ -~]{1,100}$/.test(displayName)
                ? []
                : [`displayName must be a text of 1 to 100 printable ASCII characters, got ${show(displayName)}`]),
            ...arnProblems("kmsKeyArn", kmsKeyArn, "key"),
            ...tagProblems(tags),
        ]);
        super(typeToken("alerts", "NotificationTopic"), name, {}, opts);

        const topic = new sns.Topic(`${name}-topic`, { displayName, kmsMasterKeyId: kmsKeyArn, tags }, { parent: this });
        const policy = new sns.TopicPolicy(`${name}-policy`, { arn: topic.arn, policy: topic.arn.apply(topicPolicy) }, { parent: this });
        new sns.TopicSubscription(`${name}-email`, { topic: topic.arn, protocol: "email", endpoint: email }, { parent: this });
        // Whoever uses the topic waits for its policy: an alarm that goes off before it is there notifies no one.
        this.arn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
        this.registerOutputs({ arn: this.arn });
    }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html */
function topicPolicy(topicArn: string): string {
    const { partition, region, account } = placeOf(topicArn);
    return policyDocument([
        {
            Sid: "AllowCloudWatchAlarms",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topicArn,
            Condition: {
                ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
                StringEquals: { "aws:SourceAccount": `${account}` },
            },
        },
        denyWithoutTls("sns:Publish", topicArn),
    ]);
}
