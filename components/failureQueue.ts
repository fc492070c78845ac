import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { refuse, show } from "./shared/arguments";
import { arnProblems } from "./shared/arns";
import { type MonitoredQueueArgs, monitoredQueue, monitoredQueueProblems } from "./shared/monitoredQueue";
import type { Statement } from "./shared/resourcePolicies";
import { typeToken } from "./shared/type";

/** Arguments of a {@link FailureQueue}. */
export interface FailureQueueArgs extends MonitoredQueueArgs {
    /**
     * ARNs of the topics that may put what a {@link Channel}'s function did not get into the queue. Of a queue of someone else, the owner's policy must allow them.
     * @default none
     */
    topicArns?: pulumi.Input<string>[];
}

/**
 * Keeps the events that were delivered and that the handler failed on after every retry: the function's on-failure destination,
 * with an alarm on the first one. It is the function's role that must be allowed to write to it, so its own policy allows topics alone.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class FailureQueue extends pulumi.ComponentResource {
    /** Value for `destinationConfig.onFailure.destination` of a function. */
    public readonly arn: pulumi.Output<string>;
    /** The URL of the queue, by which SQS is called. */
    public readonly url: pulumi.Output<string>;
    /** Undefined for a queue of someone else. */
    public readonly policy: sqs.QueuePolicy | undefined;
    /** The key that encrypts the queue: the functions' roles must be allowed to use it. */
    public readonly kmsKeyArn: pulumi.Input<string> | undefined;
    /** Whether topics may write to it. */
    public readonly takesFromTopics: boolean;

    constructor(name: string, args: FailureQueueArgs, opts?: pulumi.ComponentResourceOptions) {
        const { topicArns } = args;
        refuse("FailureQueue", name, [...monitoredQueueProblems(args), ...topicProblems(topicArns)]);
        super(typeToken("messaging", "FailureQueue"), name, {}, opts);

        const { arn, url, policy } = monitoredQueue(
            `${name}-failure`,
            args,
            (queueArn) => pulumi.all([queueArn, pulumi.all(topicArns ?? [])]).apply(([to, topics]) => allowTopics(to, topics)),
            "A handler failed on a SageMaker status event after every retry, and the event is in the failure queue.",
            this,
        );
        this.arn = arn;
        this.url = url;
        this.policy = policy;
        this.kmsKeyArn = args.kmsKeyArn;
        this.takesFromTopics = topicArns !== undefined;
        this.registerOutputs({ arn: this.arn, url: this.url });
    }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html */
function allowTopics(queueArn: string, topicArns: readonly string[]): Statement[] {
    return topicArns.length === 0
        ? []
        : [
              {
                  Sid: "AllowTopics",
                  Effect: "Allow",
                  Principal: { Service: "sns.amazonaws.com" },
                  Action: "sqs:SendMessage",
                  Resource: queueArn,
                  Condition: { ArnEquals: { "aws:SourceArn": topicArns } },
              } as Statement,
          ];
}

function topicProblems(topicArns: unknown): string[] {
    return topicArns === undefined
        ? []
        : Array.isArray(topicArns) && topicArns.length > 0
          ? topicArns.flatMap((arn) => arnProblems("topicArns", arn, "topic"))
          : [`topicArns must be a list with at least one ARN of a topic, got ${show(topicArns)}`];
}
