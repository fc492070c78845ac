import { dimensionsOfRule, type MetricName } from "../../../models/alarms";
import type { Context } from "../context";
import type { RuleResource } from "../resources";
import { isOvertaken } from "./overtaken";
import { type FailedDelivery, sendToDeadLetterQueue } from "./ruleDeadLetter";
import { type DeliveryArgs, sendToTarget, type TargetError } from "./target";

/** How long EventBridge waits before it tries a target again. AWS publishes only "exponential back-off and jitter", so these are ours. */
export interface RetryTiming {
    /** Wait before the first retry, in milliseconds. */
    firstMs: number;
    /** Each wait is this many times the one before. */
    factor: number;
    /** Longest wait, in milliseconds. */
    mostMs: number;
    /** Share of a wait that is random, 0 to 1. */
    jitter: number;
}

/** With these, 24 hours end before 185 attempts do. */
export const DEFAULT_RETRY: RetryTiming = { firstMs: 10_000, factor: 2, mostMs: 600_000, jitter: 0.2 };

/** Adds one to a metric of a rule, under the dimensions of its bus. */
export function countForRule({ metrics }: Context, rule: RuleResource, metricName: MetricName<"AWS/Events">): void {
    const isDefault = rule.bus === "default";
    const dimensions = dimensionsOfRule(rule.name, isDefault ? undefined : rule.bus);
    metrics.publish("AWS/Events", metricName, dimensions, 1, isDefault ? "default" : "custom");
}

/** Brings an event to a target on the clock, with EventBridge's retries and the target's dead-letter queue. */
export function startDelivery(context: Context, timing: RetryTiming, args: DeliveryArgs): void {
    const delivery = new Delivery(context, timing, args);
    context.clock.schedule(context.clock.now(), () => delivery.attempt());
}

/** A choice of ours: AWS does not say how much later a second delivery may come. */
const REPEATED_WITHIN_MS = 300_000;

class Delivery {
    private attempts = 0;
    private readonly startMs: number;
    private readonly number: number;

    constructor(
        private readonly context: Context,
        private readonly timing: RetryTiming,
        private readonly args: DeliveryArgs,
    ) {
        this.startMs = context.clock.now();
        this.number = context.log.add({ what: "delivery", resource: args.rule.arn, ...args });
    }

    attempt(): void {
        const { clock, log } = this.context;
        const { maximumRetryAttempts, maximumEventAgeSeconds, arn } = this.args.target;
        log.add({ what: "attempt", resource: arn, of: this.number });
        this.count("InvocationAttempts");
        if (this.attempts++ > 0) {
            this.count("RetryInvocationAttempts");
        }
        const error = sendToTarget(this.context, this.args, { of: this.number, startMs: this.startMs });
        if (error === undefined) {
            this.count("SuccessfulInvocationAttempts");
            this.count("Invocations");
            this.repeat();
            return;
        }
        const retries = this.attempts - 1;
        if (!error.retry) {
            this.giveUp(error);
        } else if (retries >= maximumRetryAttempts) {
            this.giveUp(error, "MaximumRetryAttempts");
        } else {
            const tooOldMs = this.startMs + 1000 * maximumEventAgeSeconds;
            const againMs = clock.now() + this.wait(retries);
            if (againMs >= tooOldMs) {
                this.later(tooOldMs, () => this.giveUp(error, "MaximumEventAgeInSeconds"));
            } else {
                this.later(againMs, () => this.attempt());
            }
        }
    }

    private later(atMs: number, action: () => void): void {
        this.context.clock.schedule(atMs, action, { background: isOvertaken(this.context, this.number, atMs) });
    }

    /** EventBridge promises at least one delivery: a fault makes it more, in the next minutes. */
    private repeat(): void {
        const { clock, faults, random } = this.context;
        const { rule, event } = this.args;
        const { copies = 1 } = faults.strike("repeatDeliveries", rule.arn, event.id) ?? {};
        for (let copy = 1; copy < copies; copy++) {
            const again = () => void sendToTarget(this.context, this.args, { of: this.number, startMs: this.startMs });
            clock.schedule(clock.now() + Math.ceil(random() * REPEATED_WITHIN_MS), again);
        }
    }

    private wait(retries: number): number {
        const { firstMs, factor, mostMs, jitter } = this.timing;
        const full = Math.min(firstMs * factor ** retries, mostMs);
        return Math.round(full * (1 - jitter * this.context.random()));
    }

    private giveUp({ code, message }: TargetError, exhausted?: FailedDelivery["exhausted"]): void {
        this.count("Invocations");
        this.count("FailedInvocations");
        const { target } = this.args;
        const what = `EventBridge could not hand it over (${code}: ${message})`;
        if (target.deadLetterArn === undefined) {
            this.drop(`${what} and the target has no dead-letter queue`);
            return;
        }
        const failure: FailedDelivery = { ...this.args, of: this.number, what, code, message, retries: this.attempts - 1, exhausted };
        const problem = sendToDeadLetterQueue(this.context, target.deadLetterArn, failure);
        this.count(problem === undefined ? "InvocationsSentToDlq" : "InvocationsFailedToBeSentToDlq");
        if (problem !== undefined) {
            this.drop(`${what}, nor put it into the dead-letter queue: ${problem}`);
        }
    }

    private drop(reason: string): void {
        this.context.log.add({ what: "dropped", resource: this.args.target.arn, reason, of: this.number });
    }

    private count(metricName: MetricName<"AWS/Events">): void {
        countForRule(this.context, this.args.rule, metricName);
    }
}
