import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { refuse } from "./shared/arguments";
import { type MonitoredQueueArgs, monitoredQueue, monitoredQueueProblems } from "./shared/monitoredQueue";
import { typeToken } from "./shared/type";

export type FailureQueueArgs = MonitoredQueueArgs;

/**
 * Keeps the events that were delivered and that the handler failed on after every retry: the function's on-failure destination,
 * with an alarm on the first one. It is the function's role that must be allowed to write to it, so its own policy allows nothing.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class FailureQueue extends pulumi.ComponentResource {
    /** Value for `destinationConfig.onFailure.destination` of a function. */
    public readonly arn: pulumi.Output<string>;
    public readonly url: pulumi.Output<string>;
    /** Undefined for a queue of someone else. */
    public readonly policy: sqs.QueuePolicy | undefined;
    /** The key that encrypts the queue: the functions' roles must be allowed to use it. */
    public readonly kmsKeyArn: pulumi.Input<string> | undefined;

    constructor(name: string, args: FailureQueueArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse("FailureQueue", name, monitoredQueueProblems(args));
        super(typeToken("messaging", "FailureQueue"), name, {}, opts);

        const { arn, url, policy } = monitoredQueue(
            `${name}-failure`,
            args,
            () => pulumi.output([]),
            "A handler failed on a SageMaker status event after every retry, and the event is in the failure queue.",
            this,
        );
        this.arn = arn;
        this.url = url;
        this.policy = policy;
        this.kmsKeyArn = args.kmsKeyArn;
        this.registerOutputs({ arn: this.arn, url: this.url });
    }
}
