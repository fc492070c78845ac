import type { PolicyStatement } from "../../models/policies";
import type { InvocationResult } from "../lambda/localFunction";
import type { Guarded, RoleResource } from "./access";
import { failureRecord, sendToDeadLetterQueue, sendToDestination, successRecord } from "./destinations";
import { embeddedMetrics } from "./embeddedMetrics";
import { uuidFrom } from "./random";
import type { Services, Trail } from "./services";

/** How Lambda treats asynchronous events of a function or of one of its aliases. */
export interface InvokeConfig {
    /** 0 to 2; Lambda's default is 2. */
    maximumRetryAttempts: number;
    /** 60 to 21,600; Lambda's default is 21,600. */
    maximumEventAgeSeconds: number;
    /** ARN. */
    onFailure: string | undefined;
    /** ARN. */
    onSuccess: string | undefined;
}

/** A function as the account has it. */
export interface FunctionResource {
    name: string;
    arn: string;
    role: RoleResource | undefined;
    /** 0 switches the function off. */
    reservedConcurrency: number | undefined;
    /** ARN of the queue or topic of `deadLetterConfig`. */
    deadLetterArn: string | undefined;
    aliases: string[];
    /** Permissions of the function and its aliases: each names what it is about. */
    permissions: PolicyStatement[];
    /** By qualifier, "" for the function itself. */
    invokeConfigs: Map<string, InvokeConfig>;
}

/** Runs a function's code: a `LocalFunction`, or a stand-in in tests. */
export interface Runner {
    invoke(payload: unknown, context: { requestId: string; now: number }): Promise<InvocationResult>;
}

/** One invocation of a handler. */
export interface Invocation extends InvocationResult {
    function: string;
    requestId: string;
    atMs: number;
    /** Id of the event that it was for. */
    event: string;
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

/** Lambda's asynchronous invocation. An invocation takes no virtual time, and functions run one after another. */
export class Functions {
    private readonly byName = new Map<string, { resource: FunctionResource; runner: Runner }>();
    private readonly throttles: Throttle[] = [];
    private readonly done: Invocation[] = [];
    private running: AsyncEvent | undefined;

    constructor(private readonly services: Services) {}

    add(resource: FunctionResource, runner: Runner): void {
        this.byName.set(resource.name, { resource, runner });
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
        const result = await this.byName.get(name)!.runner.invoke(payload, { requestId, now: atMs });
        const id = (payload as { id?: unknown } | null)?.id;
        this.done.push({ ...result, function: name, requestId, atMs, event: typeof id === "string" ? id : "" });
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

    /** All invocations, in order of time. */
    invocations(): readonly Invocation[] {
        return this.done;
    }

    /** The function that runs at this moment, and the event that it runs for: whoever calls the endpoint now. */
    get current(): { resource: FunctionResource; event: string } | undefined {
        return this.running && { resource: this.running.resource, event: this.running.trail.event };
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
        } else {
            await this.invoke(event, now);
        }
    }

    private async invoke(event: AsyncEvent, now: number): Promise<void> {
        const { name } = event.resource;
        event.trail.invoked();
        event.invocations++;
        this.running = event;
        let result: InvocationResult;
        try {
            result = await this.byName.get(name)!.runner.invoke(event.payload, { requestId: event.requestId, now });
        } finally {
            this.running = undefined;
        }
        event.last = result;
        this.done.push({ ...result, function: name, requestId: event.requestId, atMs: now, event: event.trail.event });
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
