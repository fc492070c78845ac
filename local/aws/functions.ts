import type { InvocationResult } from "../lambda/localFunction";
import { failureRecord, sendToDeadLetterQueue, sendToDestination, successRecord } from "./destinations";
import { embeddedMetrics } from "./embeddedMetrics";
import { writeLogs } from "./functionLogs";
import { uuidFrom } from "./random";
import type { FunctionResource, Guarded, InvokeConfig } from "./resources";
import type { Services, Trail } from "./services";

/** Runs a function's code: a `LocalFunction`, or a stand-in in tests. */
export interface Runner {
    invoke(payload: unknown, context: { requestId: string; now: number }): Promise<InvocationResult>;
    /** Name of the log stream of its process. */
    readonly logStream?: string | undefined;
    /** Ends its process, in the middle of an invocation or after it. */
    kill(): Promise<void>;
}

/** One copy (execution environment) of a function, which runs one invocation at a time. */
export interface Copy {
    /** What it signs its calls with. */
    accessKeyId: string;
    runner: Runner;
    /** The log stream that it has made. */
    stream?: string;
}

/** The death of a function's process in the middle of an invocation. */
export interface Crash {
    /** Name of the function. */
    function: string;
    /**
     * The process dies when the service has carried out this call of the invocation, and before the answer gets to it. 0: before it does anything;
     * "last": when the handler is done, and before Lambda hears of it. An invocation with fewer calls is spared.
     */
    afterCall: number | "last";
    /** Which of the function's invocations from now on. @default 1, the next one */
    invocation?: number;
}

/** One invocation of a handler. */
export interface Invocation extends InvocationResult {
    function: string;
    requestId: string;
    atMs: number;
    /** Id of the event that it was for. */
    event: string;
    /** What it called, in order, as `service:Operation`: each request, an SDK's repeats included. */
    calls: string[];
}

/** What a copy does now. */
interface Running {
    event: string;
    calls: string[];
    crash: Crash | undefined;
    runner: Runner;
}

/** An event that Lambda accepted and is not done with. */
export interface AsyncEvent {
    resource: FunctionResource;
    qualifier: string;
    config: InvokeConfig;
    payload: unknown;
    requestId: string;
    acceptedMs: number;
    /** Invocations so far. */
    invocations: number;
    throttles: number;
    last: InvocationResult | undefined;
    trail: Trail;
}

/** Time in which a function has no free concurrency. Epoch milliseconds; `untilMs` is exclusive. */
export interface Throttle {
    function: string;
    fromMs: number;
    untilMs: number;
}

/** Lambda's waits before it invokes again after a function error [Lambda Developer Guide, asynchronous error handling]. */
const ERROR_WAITS_MS = [60_000, 120_000];
/** After a throttle: 1 s, doubled up to 5 minutes [the same]. */
const THROTTLE_FIRST_MS = 1000;
const THROTTLE_MOST_MS = 300_000;

const DEFAULT_CONFIG: InvokeConfig = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600, onFailure: undefined, onSuccess: undefined };

/**
 * Lambda's asynchronous invocation. An invocation takes no virtual time. A function with one copy runs its invocations one after another, and so does
 * the whole account unless it is concurrent: then the invocations of one instant run at the same time, as far as there are copies.
 */
export class Functions {
    private readonly byName = new Map<string, { resource: FunctionResource; free: Copy[]; waiting: ((copy: Copy) => void)[] }>();
    private readonly throttles: Throttle[] = [];
    private readonly crashes: { crash: Crash; before: number }[] = [];
    private readonly done: Invocation[] = [];
    /** By access key id. */
    private readonly running = new Map<string, Running>();

    constructor(
        private readonly services: Services,
        private readonly concurrent: boolean,
    ) {}

    add(resource: FunctionResource, copies: readonly Copy[]): void {
        this.byName.set(resource.name, { resource, free: [...copies], waiting: [] });
    }

    /** The function that an ARN, with or without a qualifier, names; undefined if it, or its alias, is not there. */
    find(arn: string): { resource: FunctionResource; qualifier: string } | undefined {
        const [, , , , , , name = "", qualifier = ""] = arn.split(":");
        const resource = this.byName.get(name)?.resource;
        const known = qualifier === "" || qualifier === "$LATEST" || resource?.aliases.includes(qualifier);
        return resource?.arn === arn.split(":").slice(0, 7).join(":") && known ? { resource, qualifier } : undefined;
    }

    /** What a service needs to be allowed to invoke it. */
    guarded(arn: string): Guarded | undefined {
        const found = this.find(arn);
        if (found === undefined) {
            return undefined;
        }
        const statements = found.resource.permissions;
        return { arn, policy: statements.length === 0 ? undefined : { Version: "2012-10-17", Statement: statements } };
    }

    /** Takes an event for a function that is there. Everything else happens on the clock. */
    accept(arn: string, payload: unknown, trail: Trail): void {
        const { clock, random } = this.services;
        const { resource, qualifier } = this.find(arn)!;
        const event: AsyncEvent = {
            resource,
            qualifier,
            config: resource.invokeConfigs.get(qualifier) ?? DEFAULT_CONFIG,
            payload,
            requestId: uuidFrom(random),
            acceptedMs: clock.now(),
            invocations: 0,
            throttles: 0,
            last: undefined,
            trail,
        };
        this.count(event, "AsyncEventsReceived", 1);
        clock.schedule(clock.now(), () => this.attempt(event));
    }

    /** Runs a function that is there for a caller who waits for its answer: nobody tries again, and no destination hears of it. */
    async invokeNow({ resource, qualifier }: { resource: FunctionResource; qualifier: string }, payload: unknown): Promise<InvocationResult> {
        const { clock, random, metrics } = this.services;
        const { name } = resource;
        const [requestId, atMs] = [uuidFrom(random), clock.now()];
        const id = (payload as { id?: unknown } | null)?.id;
        const result = await this.run(name, payload, { requestId, atMs, event: typeof id === "string" ? id : "" });
        const dimensions = { FunctionName: name, Resource: qualifier === "" ? name : `${name}:${qualifier}` };
        metrics.publish("AWS/Lambda", "Invocations", dimensions, 1);
        metrics.publish("AWS/Lambda", "Errors", dimensions, result.ok ? 0 : 1);
        metrics.publish("AWS/Lambda", "Duration", dimensions, result.durationMs);
        for (const { metric, value } of result.logs.flatMap(embeddedMetrics)) {
            metrics.put(metric, value);
        }
        return result;
    }

    /** Takes the concurrency of a function away for a time. */
    throttle(throttle: Throttle): void {
        this.throttles.push(throttle);
    }

    /**
     * Has a process of a function die in the middle of an invocation.
     *
     * @throws Error for a function that is not there, or numbers that count nothing.
     */
    crash(crash: Crash): void {
        const { function: name, afterCall, invocation = 1 } = crash;
        const refuse = (argument: string, allowed: string, got: unknown) =>
            new Error(`LocalAws.crash: ${argument} must be ${allowed}, got ${JSON.stringify(got)}`);
        if (!this.byName.has(name)) {
            throw refuse("function", `one of ${[...this.byName.keys()].join(", ") || "none"}`, name);
        }
        if (afterCall !== "last" && !(Number.isInteger(afterCall) && afterCall >= 0)) {
            throw refuse("afterCall", `a whole number from 0, or "last"`, afterCall);
        }
        if (!Number.isInteger(invocation) || invocation < 1) {
            throw refuse("invocation", "a whole number from 1", invocation);
        }
        this.crashes.push({ crash, before: invocation - 1 });
    }

    /** What a copy called and is about to be answered: the moment of a crash. */
    async called(accessKeyId: string, call: string): Promise<void> {
        const running = this.running.get(accessKeyId);
        running?.calls.push(call);
        if (running?.crash?.afterCall === running?.calls.length) {
            await running?.runner.kill();
        }
    }

    /** Id of the event that the copy with this access key id works on. */
    eventOf(accessKeyId: string): string | undefined {
        return this.running.get(accessKeyId)?.event;
    }

    /** All invocations, in the order in which they ended. */
    invocations(): readonly Invocation[] {
        return this.done;
    }

    private async attempt(event: AsyncEvent): Promise<void> {
        const now = this.services.clock.now();
        const { resource, config } = event;
        if (now - event.acceptedMs > 1000 * config.maximumEventAgeSeconds) {
            this.fail(event, "EventAgeExceeded");
        } else if (resource.reservedConcurrency === 0) {
            this.count(event, "Throttles", 1);
            this.fail(event, "RetriesExhausted");
        } else if (this.throttles.some(({ function: name, fromMs, untilMs }) => name === resource.name && fromMs <= now && now < untilMs)) {
            this.count(event, "Throttles", 1);
            this.again(event, Math.min(THROTTLE_FIRST_MS * 2 ** event.throttles++, THROTTLE_MOST_MS));
        } else if (this.concurrent) {
            this.services.clock.hold(this.invoke(event, now));
        } else {
            await this.invoke(event, now);
        }
    }

    /** Runs the handler in a copy, once one is free. */
    private async run(name: string, payload: unknown, invocation: { requestId: string; atMs: number; event: string }): Promise<InvocationResult> {
        const { resource, free, waiting } = this.byName.get(name)!;
        const crash = this.crashOf(name);
        const copy = free.shift() ?? (await new Promise<Copy>((resolve) => waiting.push(resolve)));
        const { accessKeyId, runner } = copy;
        const { requestId, atMs, event } = invocation;
        const calls: string[] = [];
        this.running.set(accessKeyId, { event, calls, crash, runner });
        try {
            let result: InvocationResult;
            if (crash?.afterCall === 0) {
                result = killed(requestId);
            } else {
                result = await runner.invoke(payload, { requestId, now: atMs });
                if (crash?.afterCall === "last") {
                    await runner.kill();
                    result = { ...killed(requestId), logs: result.logs, durationMs: result.durationMs, maxMemoryMb: result.maxMemoryMb };
                }
            }
            this.done.push({ ...result, function: name, ...invocation, calls });
            writeLogs(this.services, resource, copy);
            return result;
        } finally {
            this.running.delete(accessKeyId);
            const next = waiting.shift();
            if (next === undefined) {
                free.unshift(copy);
            } else {
                next(copy);
            }
        }
    }

    /** The crash that this invocation is meant for. */
    private crashOf(name: string): Crash | undefined {
        const mine = this.crashes.filter(({ crash }) => crash.function === name);
        const due = mine.find(({ before }) => before === 0);
        for (const each of mine) {
            each.before--;
        }
        return due?.crash;
    }

    private async invoke(event: AsyncEvent, now: number): Promise<void> {
        const { name } = event.resource;
        event.trail.invoked();
        event.invocations++;
        const result = await this.run(name, event.payload, { requestId: event.requestId, atMs: now, event: event.trail.event });
        event.last = result;
        this.count(event, "AsyncEventAge", now - event.acceptedMs);
        this.count(event, "Invocations", 1);
        this.count(event, "Throttles", 0);
        this.count(event, "Errors", result.ok ? 0 : 1);
        this.count(event, "Duration", result.durationMs);
        for (const { metric, value } of result.logs.flatMap(embeddedMetrics)) {
            this.services.metrics.put(metric, value);
        }
        if (result.ok) {
            event.trail.succeeded(result.payload);
            this.report(event, event.config.onSuccess, successRecord(event, now));
        } else if (event.invocations > event.config.maximumRetryAttempts) {
            this.fail(event, "RetriesExhausted");
        } else {
            this.again(event, ERROR_WAITS_MS[event.invocations - 1]!);
        }
    }

    /** Puts the event back for a while, or gives up when it gets too old in the meantime. */
    private again(event: AsyncEvent, waitMs: number): void {
        const { clock } = this.services;
        const tooOldMs = event.acceptedMs + 1000 * event.config.maximumEventAgeSeconds + 1;
        clock.schedule(Math.min(clock.now() + waitMs, tooOldMs), () => this.attempt(event));
    }

    private fail(event: AsyncEvent, condition: "RetriesExhausted" | "EventAgeExceeded"): void {
        const { onFailure } = event.config;
        const { deadLetterArn, name } = event.resource;
        // The metric counts events that are in a queue or destination as well [Lambda Developer Guide, monitoring metrics].
        this.count(event, "AsyncEventsDropped", 1);
        if (onFailure === undefined && deadLetterArn === undefined) {
            event.trail.dropped(`Function "${name}" gave up (${condition}) and has neither an on-failure destination nor a dead-letter queue`);
        }
        this.report(event, onFailure, failureRecord(event, condition, this.services.clock.now()));
        if (deadLetterArn !== undefined) {
            const problem = sendToDeadLetterQueue(this.services, event, deadLetterArn);
            if (problem !== undefined) {
                this.count(event, "DeadLetterErrors", 1);
                event.trail.dropped(`Function "${name}" could not write to its dead-letter queue: ${problem}`);
            }
        }
    }

    private report(event: AsyncEvent, destination: string | undefined, record: object): void {
        const problem = destination === undefined ? undefined : sendToDestination(this.services, event, destination, record);
        if (problem !== undefined) {
            this.count(event, "DestinationDeliveryFailures", 1);
            event.trail.dropped(`Function "${event.resource.name}" could not write to its destination: ${problem}`);
        }
    }

    private count({ resource: { name }, qualifier }: AsyncEvent, metricName: string, value: number): void {
        const resource = qualifier === "" ? name : `${name}:${qualifier}`;
        this.services.metrics.publish("AWS/Lambda", metricName, { FunctionName: name, Resource: resource }, value);
    }
}

/** What Lambda says of an invocation whose process was killed. */
function killed(requestId: string): InvocationResult {
    const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`;
    return { ok: false, error: { errorType: "Runtime.ExitError", errorMessage }, logs: [], durationMs: 0, maxMemoryMb: 0 };
}
