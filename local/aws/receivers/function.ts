import type { MetricName } from "../../../models/alarms";
import type { InvocationResult } from "../../lambda/localFunction";
import type { Context } from "../context";
import { uuidFrom } from "../random";
import type { FunctionResource, InvokeConfig } from "../resources";
import { type AsyncEvent, countForFunction } from "../senders/asyncEvent";
import { giveUp, reportSuccess } from "../senders/functionEnd";
import { isOvertaken } from "../senders/overtaken";
import { admit } from "./admission";
import type { Copies } from "./copies";
import { embeddedMetrics } from "./embeddedMetrics";
import type { Call, Receiver, Refusal } from "./receiver";

/** Lambda's waits before it invokes again after a function error [Lambda Developer Guide, asynchronous error handling]. */
const ERROR_WAITS_MS = [60_000, 120_000];
/** After a throttle: 1 s, doubled up to 5 minutes [the same]. */
const THROTTLE_FIRST_MS = 1000;
const THROTTLE_MOST_MS = 300_000;

const DEFAULT_CONFIG: InvokeConfig = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600, onFailure: undefined, onSuccess: undefined };

/** The id of the event that a function is called with; "" for none. */
function idOf(payload: unknown): string {
    const id = (payload as { id?: unknown } | null)?.id;
    return typeof id === "string" ? id : "";
}

export interface FunctionArgs {
    readonly resource: FunctionResource;
    /** Of the ARN under which it is called; "" for none. */
    readonly qualifier: string;
    readonly copies: Copies;
    /** Whether the invocations of one instant run at the same time, as far as there are copies. */
    readonly concurrent: boolean;
}

/**
 * A function under one of its ARNs, with Lambda's asynchronous invocation. An invocation takes no virtual time. Unless it is concurrent, the whole
 * account runs one invocation after another.
 */
export class LambdaFunction implements Receiver {
    readonly kind = "function";
    readonly arn: string;

    constructor(
        private readonly context: Context,
        private readonly args: FunctionArgs,
    ) {
        const { resource, qualifier } = args;
        this.arn = qualifier === "" ? resource.arn : `${resource.arn}:${qualifier}`;
    }

    get resource(): FunctionResource {
        return this.args.resource;
    }

    accept(call: Call): Refusal | undefined {
        const { resource, qualifier } = this.args;
        const { permissions } = resource;
        const { clock, faults, random } = this.context;
        if (faults.strike("deleteFunction", resource.arn, call.event) !== undefined) {
            return { code: "missing", message: `There is no ${this.arn}` };
        }
        const policy = permissions.length === 0 ? undefined : { Version: "2012-10-17" as const, Statement: permissions };
        const refusal = admit(this.context, this, { arn: this.arn, policy }, call);
        if (refusal !== undefined) {
            return refusal;
        }
        const hasConfig = faults.now("removeInvokeConfig", resource.arn) === undefined;
        const event: AsyncEvent = {
            resource,
            qualifier,
            config: (hasConfig ? resource.invokeConfigs.get(qualifier) : undefined) ?? DEFAULT_CONFIG,
            payload: call.value,
            event: call.event,
            of: call.of,
            requestId: uuidFrom(random),
            acceptedMs: clock.now(),
            invocations: 0,
            throttles: 0,
            last: undefined,
        };
        this.count("AsyncEventsReceived", 1);
        clock.schedule(clock.now(), () => this.attempt(event));
        return undefined;
    }

    /** Why Lambda would not run it now for a caller who waits for the answer. */
    refusalNow(payload: unknown): "missing" | "throttled" | undefined {
        const { faults } = this.context;
        const { arn, reservedConcurrency } = this.args.resource;
        const event = idOf(payload);
        if (faults.strike("deleteFunction", arn, event) !== undefined) {
            return "missing";
        }
        if (reservedConcurrency === 0 || faults.strike("throttle", arn, event) !== undefined) {
            this.count("Throttles", 1);
            return "throttled";
        }
        return undefined;
    }

    /** Runs it for a caller who waits for its answer: it is not tried again, and destinations get nothing. `of` is the delivery that it makes up for. */
    async invokeNow(payload: unknown, of?: number): Promise<InvocationResult> {
        const { clock, random } = this.context;
        const [requestId, atMs] = [uuidFrom(random), clock.now()];
        const result = await this.args.copies.run(payload, { requestId, atMs, event: idOf(payload), of });
        this.count("Invocations", 1);
        this.measure(result);
        return result;
    }

    private async attempt(event: AsyncEvent): Promise<void> {
        const { clock, faults, log } = this.context;
        const { resource, config } = event;
        const now = clock.now();
        if (faults.strike("deleteFunction", resource.arn, event.event) !== undefined) {
            log.add({ what: "dropped", resource: resource.arn, reason: "Its function was deleted while Lambda had the event", of: event.of });
        } else if (now - event.acceptedMs > 1000 * config.maximumEventAgeSeconds) {
            giveUp(this.context, event, "EventAgeExceeded");
        } else if (resource.reservedConcurrency === 0) {
            this.count("Throttles", 1);
            giveUp(this.context, event, "RetriesExhausted");
        } else if (faults.strike("throttle", resource.arn, event.event) !== undefined) {
            this.count("Throttles", 1);
            this.again(event, Math.min(THROTTLE_FIRST_MS * 2 ** event.throttles++, THROTTLE_MOST_MS));
        } else if (this.args.concurrent) {
            clock.hold(this.invoke(event, now));
        } else {
            await this.invoke(event, now);
        }
    }

    private async invoke(event: AsyncEvent, now: number): Promise<void> {
        const { copies } = this.args;
        const race = this.context.faults.strike("race", event.resource.arn, event.event);
        const what = { requestId: event.requestId, atMs: now, event: event.event, of: event.of };
        if (race === undefined) {
            await this.end(event, now, () => copies.run(event.payload, what));
            return;
        }
        const twin: AsyncEvent = { ...event };
        let happened: Promise<void> | undefined;
        const happen = () => (happened ??= this.end(twin, now, () => copies.runInExtra(event.payload, what)));
        await (race.afterCall === 0 ? happen() : undefined);
        await this.end(event, now, () => copies.run(event.payload, { ...what, between: { afterCall: Number(race.afterCall), happen } }));
        await happen();
    }

    /** Runs the handler once, and does what Lambda does with the result. */
    private async end(event: AsyncEvent, now: number, run: () => Promise<InvocationResult>): Promise<void> {
        event.invocations++;
        const result = await run();
        event.last = result;
        this.count("AsyncEventAge", now - event.acceptedMs);
        this.count("Invocations", 1);
        this.count("Throttles", 0);
        this.measure(result);
        if (result.ok) {
            reportSuccess(this.context, event);
        } else if (event.invocations > event.config.maximumRetryAttempts) {
            giveUp(this.context, event, "RetriesExhausted");
        } else {
            // The wait begins when the invocation has ended, which otherwise takes no time here.
            const lastedMs = result.timedOut === true ? 1000 * event.resource.timeoutSeconds : 0;
            this.again(event, lastedMs + ERROR_WAITS_MS[event.invocations - 1]!);
        }
    }

    /** Puts the event back for a while, or gives up when it gets too old in the meantime. */
    private again(event: AsyncEvent, waitMs: number): void {
        const { clock } = this.context;
        const tooOldMs = event.acceptedMs + 1000 * event.config.maximumEventAgeSeconds + 1;
        const atMs = Math.min(clock.now() + waitMs, tooOldMs);
        clock.schedule(atMs, () => this.attempt(event), { background: isOvertaken(this.context, event.of, atMs) });
    }

    /** The metrics of an invocation, those that it logged in the embedded metric format included. */
    private measure(result: InvocationResult): void {
        this.count("Errors", result.ok ? 0 : 1);
        this.count("Duration", result.durationMs);
        for (const { metric, value } of result.logs.flatMap(embeddedMetrics)) {
            this.context.metrics.put(metric, value);
        }
    }

    private count(metricName: MetricName<"AWS/Lambda">, value: number): void {
        countForFunction(this.context, this.args, metricName, value);
    }
}
