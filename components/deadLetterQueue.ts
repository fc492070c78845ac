import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { QUEUE_POLICY_BYTES } from "../catalog";
import { JobStatusRule } from "./jobStatusRule";
import { ReconcilerSchedule } from "./reconcilerSchedule";
import { refuse } from "./shared/arguments";
import { type MonitoredQueueArgs, monitoredQueue, monitoredQueueProblems } from "./shared/monitoredQueue";
import { denyWithoutTls, policyDocument, type Statement } from "./shared/resourcePolicies";
import { typeToken } from "./shared/type";

/** A rule that may write to a dead-letter queue. */
export type SendingRule = JobStatusRule | ReconcilerSchedule;

/** Arguments of a {@link DeadLetterQueue}. */
export interface DeadLetterQueueArgs extends MonitoredQueueArgs {
    /** The rules whose undelivered events the queue keeps, at least one: only they may write to it. */
    rules: readonly SendingRule[];
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
    /** The URL of the queue, by which SQS is called. */
    public readonly url: pulumi.Output<string>;
    /** The rules that may write to the queue. */
    public readonly rules: readonly SendingRule[];
    /** A target must wait for it: EventBridge drops an event that it may not write to the queue. Undefined for a queue of someone else. */
    public readonly policy: sqs.QueuePolicy | undefined;

    constructor(name: string, args: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
        const rules = Array.isArray(args.rules) ? [...args.rules] : [];
        refuse("DeadLetterQueue", name, [
            ...(rules.length > 0 && rules.every((rule) => rule instanceof JobStatusRule || rule instanceof ReconcilerSchedule)
                ? []
                : ["rules must be a list with at least one JobStatusRule or ReconcilerSchedule"]),
            ...(args.queueArn === undefined ? policySizeProblems(rules) : []),
            ...monitoredQueueProblems(args),
        ]);
        super(typeToken("messaging", "DeadLetterQueue"), name, {}, opts);

        const { arn, url, policy } = monitoredQueue(
            `${name}-dead-letter`,
            args,
            (queueArn) => pulumi.all([queueArn, pulumi.all(rules.map((rule) => rule.arn))]).apply(([arn, ruleArns]) => [allowRules(arn, ruleArns)]),
            "EventBridge could not deliver a SageMaker status event, and the event is in the dead-letter queue.",
            this,
        );
        this.arn = arn;
        this.url = url;
        this.rules = rules;
        this.policy = policy;
        this.registerOutputs({ arn: this.arn, url: this.url });
    }
}

function allowRules(queueArn: string, ruleArns: string[]): Statement {
    return {
        Sid: "AllowEventBridge",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn,
        Condition: { ArnEquals: { "aws:SourceArn": ruleArns } },
    };
}

/** The policy names each rule. Names, partition and Region are not known yet, so that its size is that of the longest: Pulumi appends eight characters to a name. */
function policySizeProblems(rules: readonly SendingRule[]): string[] {
    const [partition, region, account] = ["p".repeat(10), "r".repeat(14), "a".repeat(12)];
    const arnOf = (service: string, resource: string) => ["arn", partition, service, region, account, resource].join(":");
    const queueArn = arnOf("sqs", "q".repeat(80));
    const ruleArns = rules.map(({ name }) => arnOf("events", `rule/${name}-rule-1234567`));
    const bytes = policyDocument([allowRules(queueArn, ruleArns), denyWithoutTls("sqs:*", queueArn)]).length;
    return bytes <= QUEUE_POLICY_BYTES
        ? []
        : [
              `rules must be fewer: the queue's policy names each of the ${rules.length} and would have ${bytes} bytes, SQS allows ${QUEUE_POLICY_BYTES}. Use a second queue`,
          ];
}
