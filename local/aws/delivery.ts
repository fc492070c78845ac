import { SERVICE_CALLS } from "../../models/policies";
import type { BusEvent } from "./buses";
import type { Queue, QueueMessage } from "./queues";
import type { RuleResource, TargetResource } from "./resources";
import type { Services, Trail } from "./services";
import { sendToTarget } from "./targets";

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

/** Why a target did not take an event. */
export interface Refusal {
    /** An ERROR_CODE of EventBridge. */
    code: string;
    message: string;
    /** Whether EventBridge tries again: throttles, 5xx, time-outs. */
    retry: boolean;
}

/** Adds one to a metric of a rule, under the dimensions of its bus. */
export function countForRule({ metrics }: Services, rule: RuleResource, metricName: string): void {
    const isDefault = rule.bus === "default";
    const dimensions = { RuleName: rule.name, ...(isDefault ? {} : { EventBusName: rule.bus }) };
    metrics.publish("AWS/Events", metricName, dimensions, 1, isDefault ? "default" : "custom");
}

/** One way in which a delivery ended. There are two where a function has a destination and a dead-letter queue. */
export type Ending =
    | { kind: "succeeded"; returned: unknown }
    | { kind: "passed"; to: string }
    | { kind: "kept"; queue: Queue; message: QueueMessage }
    | { kind: "dropped"; reason: string };

/** The way of one event to one target of one rule, with EventBridge's retries, to its end. */
export class Delivery implements Trail {
    readonly event: string;
    /** How often EventBridge tried to hand it over. */
    attempts = 0;
    /** How often a handler ran for it. */
    invocations = 0;
    readonly endings: Ending[] = [];
    /** When the bus got the event, epoch milliseconds. */
    readonly startMs: number;

    constructor(
        private readonly services: Services,
        private readonly timing: RetryTiming,
        readonly rule: RuleResource,
        readonly target: TargetResource,
        readonly busEvent: BusEvent,
        /** Place of the event among all that came. */
        readonly eventIndex: number,
    ) {
        this.event = busEvent.id;
        this.startMs = services.clock.now();
    }

    start(): void {
        this.services.clock.schedule(this.startMs, () => this.attempt());
    }

    invoked(): void {
        this.invocations++;
    }

    succeeded(returned: unknown): void {
        this.endings.push({ kind: "succeeded", returned });
    }

    kept(queue: Queue, message: QueueMessage): void {
        this.endings.push({ kind: "kept", queue, message });
    }

    dropped(reason: string): void {
        this.endings.push({ kind: "dropped", reason });
    }

    /** The event is where its target is to have it: a queue, a topic with subscribers, another bus. */
    passed(to: string): void {
        this.endings.push({ kind: "passed", to });
    }

    private attempt(): void {
        const { clock } = this.services;
        this.count("InvocationAttempts");
        if (this.attempts++ > 0) {
            this.count("RetryInvocationAttempts");
        }
        const refusal = sendToTarget(this.services, this, this.startMs);
        if (refusal === undefined) {
            this.count("SuccessfulInvocationAttempts");
            this.count("Invocations");
            return;
        }
        const retries = this.attempts - 1;
        const { maximumRetryAttempts, maximumEventAgeSeconds } = this.target;
        if (!refusal.retry) {
            this.giveUp(refusal);
        } else if (retries >= maximumRetryAttempts) {
            this.giveUp(refusal, "MaximumRetryAttempts");
        } else {
            const tooOldMs = this.startMs + 1000 * maximumEventAgeSeconds;
            const againMs = clock.now() + this.wait(retries);
            if (againMs >= tooOldMs) {
                clock.schedule(tooOldMs, () => this.giveUp(refusal, "MaximumEventAgeInSeconds"));
            } else {
                clock.schedule(againMs, () => this.attempt());
            }
        }
    }

    private wait(retries: number): number {
        const { firstMs, factor, mostMs, jitter } = this.timing;
        const full = Math.min(firstMs * factor ** retries, mostMs);
        return Math.round(full * (1 - jitter * this.services.random()));
    }

    private giveUp(refusal: Refusal, exhausted?: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds"): void {
        this.count("Invocations");
        this.count("FailedInvocations");
        const { deadLetterArn, arn } = this.target;
        const what = `EventBridge could not hand it over (${refusal.code}: ${refusal.message})`;
        if (deadLetterArn === undefined) {
            this.dropped(`${what} and the target has no dead-letter queue`);
            return;
        }
        const queue = this.services.queues.get(deadLetterArn);
        const problem = this.deadLetterProblem(queue, deadLetterArn);
        if (queue === undefined || problem !== undefined) {
            this.count("InvocationsFailedToBeSentToDlq");
            this.dropped(`${what}, nor put it into the dead-letter queue: ${problem}`);
            return;
        }
        this.count("InvocationsSentToDlq");
        const attributes = {
            RULE_ARN: this.rule.arn,
            TARGET_ARN: arn,
            ERROR_CODE: refusal.code,
            ERROR_MESSAGE: refusal.message,
            RETRY_ATTEMPTS: String(this.attempts - 1),
            ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
        };
        this.kept(queue, queue.send(JSON.stringify(this.busEvent), attributes, { event: this.event, reason: what }));
    }

    private deadLetterProblem(queue: Queue | undefined, arn: string): string | undefined {
        if (queue === undefined) {
            return `there is no queue ${arn}`;
        }
        if (queue.resource.fifo) {
            return `${arn} is a FIFO queue, a dead-letter queue of a target must be a standard queue`;
        }
        const answer = this.services.access.service(SERVICE_CALLS.eventBridgeToQueue, queue.resource, this.rule.arn);
        return answer.allowed ? undefined : answer.reason;
    }

    private count(metricName: string): void {
        countForRule(this.services, this.rule, metricName);
    }
}
