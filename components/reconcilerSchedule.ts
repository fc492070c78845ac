import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import { LIMITS } from "../catalog";
import { refuse, wholeNumberProblems } from "./shared/arguments";
import { withDefaults } from "./shared/defaults";
import { type TagsArgs, tagProblems } from "./shared/tags";
import { typeToken } from "./shared/type";

/** Arguments of a {@link ReconcilerSchedule}. */
export interface ReconcilerScheduleArgs extends TagsArgs {
    /**
     * Minutes between two ticks, 5 to 1,440. A lost event is found within two ticks.
     * @default 15
     */
    everyMinutes?: number;
}

/**
 * When the {@link Reconciler} runs: a rule of EventBridge with a schedule. Make it first, as a {@link JobStatusRule}, so that the dead-letter queue
 * allows it.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class ReconcilerSchedule extends pulumi.ComponentResource {
    /** The logical name, which the reconciler takes over. */
    public readonly name: string;
    /** Minutes between two ticks. */
    public readonly everyMinutes: number;
    /** The rule with the schedule. */
    public readonly rule: cloudwatch.EventRule;
    /** The ARN of the rule. */
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: ReconcilerScheduleArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        const { everyMinutes } = withDefaults(args);
        refuse("ReconcilerSchedule", name, [
            ...wholeNumberProblems("everyMinutes", everyMinutes, LIMITS.reconcilerMinutes),
            ...tagProblems(args.tags),
        ]);
        super(typeToken("events", "ReconcilerSchedule"), name, {}, opts);

        this.name = name;
        this.everyMinutes = everyMinutes;
        this.rule = new cloudwatch.EventRule(
            `${name}-rule`,
            {
                description: "Looks for SageMaker status events that never came",
                scheduleExpression: `rate(${everyMinutes} minutes)`,
                state: "ENABLED",
                tags: args.tags,
            },
            { parent: this },
        );
        this.arn = this.rule.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
