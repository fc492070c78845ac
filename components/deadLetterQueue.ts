import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { JobStatusRule } from "./jobStatusRule";
import { refuse } from "./shared/arguments";
import { type MonitoredQueueArgs, monitoredQueue, monitoredQueueProblems } from "./shared/monitoredQueue";
import { typeToken } from "./shared/type";

export interface DeadLetterQueueArgs extends MonitoredQueueArgs {
    /** The rules whose undelivered events the queue keeps, at least one: only they may write to it. */
    rules: readonly JobStatusRule[];
}

/**
 * Keeps the events that EventBridge could not deliver to a rule's target, with an alarm on the first one.
 * It never sees an event whose handler throws: that is the {@link FailureQueue}'s.
 *
 * With `queueArn` the queue and its policy belong to someone else: it must allow `events.amazonaws.com` to `sqs:SendMessage`, on condition of the
 * rules' ARNs (`aws:SourceArn`) or of the account. Without it the events are lost, which only the alarm "failed-to-be-sent-to-dlq" shows.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class DeadLetterQueue extends pulumi.ComponentResource {
    /** Value for `deadLetterConfig.arn` of a target. */
    public readonly arn: pulumi.Output<string>;
    public readonly url: pulumi.Output<string>;
    /** The rules that may write to the queue. */
    public readonly rules: readonly JobStatusRule[];
    /** A target must wait for it: EventBridge drops an event that it may not write to the queue. Undefined for a queue of someone else. */
    public readonly policy: sqs.QueuePolicy | undefined;

    constructor(name: string, args: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
        const rules = Array.isArray(args.rules) ? [...args.rules] : [];
        refuse("DeadLetterQueue", name, [
            ...(rules.length > 0 && rules.every((rule) => rule instanceof JobStatusRule)
                ? []
                : ["rules must be a list with at least one JobStatusRule"]),
            ...monitoredQueueProblems(args),
        ]);
        super(typeToken("messaging", "DeadLetterQueue"), name, {}, opts);

        const { arn, url, policy } = monitoredQueue(
            `${name}-dead-letter`,
            args,
            (queueArn) =>
                pulumi.all([queueArn, pulumi.all(rules.map((rule) => rule.arn))]).apply(([arn, ruleArns]) => [
                    {
                        Sid: "AllowEventBridge",
                        Effect: "Allow" as const,
                        Principal: { Service: "events.amazonaws.com" },
                        Action: "sqs:SendMessage",
                        Resource: arn,
                        Condition: { ArnEquals: { "aws:SourceArn": ruleArns } },
                    },
                ]),
            "EventBridge could not deliver a SageMaker status event. The message's ERROR_CODE and ERROR_MESSAGE attributes say why; the event is the message's body.",
            this,
        );
        this.arn = arn;
        this.url = url;
        this.rules = rules;
        this.policy = policy;
        this.registerOutputs({ arn: this.arn, url: this.url });
    }
}
