import type { InvocationResult } from "../../lambda/localFunction";
import type { Context } from "../context";
import type { CrashPoint } from "../faults";
import type { Invocation } from "../occurrences";
import type { FunctionResource } from "../resources";
import { writeLogs } from "./functionLogs";

/** Runs a function's code: a `LocalFunction`, or a stand-in in tests. */
export interface Runner {
    invoke(payload: unknown, context: { requestId: string; now: number }): Promise<InvocationResult>;
    /** Name of the log stream of its process. */
    readonly logStream?: string | undefined;
    /** Has the timers of the invocation under way run out whenever it waits for nothing else. `isUnanswered`: what it asks now never is. */
    hurry?(isUnanswered: boolean): void;
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

/** What a copy does now. */
interface Running {
    readonly function: FunctionResource;
    readonly event: string;
    readonly calls: string[];
    readonly crash: CrashPoint | undefined;
    readonly between: Between | undefined;
    readonly runner: Runner;
}

/** What happens between two calls of an invocation: after so many of them were carried out, and before the last one is answered. */
export interface Between {
    readonly afterCall: number;
    readonly happen: () => Promise<void>;
}

/** What the copies of all functions are doing, by the access key id with which each signs its calls. */
export class AtWork {
    private readonly running = new Map<string, Running>();

    start(accessKeyId: string, running: Running): void {
        this.running.set(accessKeyId, running);
    }

    end(accessKeyId: string): void {
        this.running.delete(accessKeyId);
    }

    /** What a copy called and is about to be answered: the moment of a crash. */
    async called(accessKeyId: string, call: string): Promise<void> {
        const running = this.running.get(accessKeyId);
        running?.calls.push(call);
        if (running?.between?.afterCall === running?.calls.length) {
            await running?.between?.happen();
        }
        if (running?.crash === running?.calls.length) {
            await running?.runner.kill();
        }
    }

    /** Has the timers of a copy's invocation run out whenever it waits for nothing else. `isUnanswered`: what it asks now never is. */
    hurry(accessKeyId: string, isUnanswered: boolean): void {
        this.running.get(accessKeyId)?.runner.hurry?.(isUnanswered);
    }

    /** Id of the event that the copy with this access key id works on. */
    eventOf(accessKeyId: string): string | undefined {
        return this.running.get(accessKeyId)?.event;
    }
}

/** The copies of one function. Invocations wait until one is free. */
export class Copies {
    private readonly free: Copy[];
    private readonly waiting: ((copy: Copy) => void)[] = [];
    private extra: Copy | undefined;

    constructor(
        private readonly context: Context,
        private readonly resource: FunctionResource,
        private readonly atWork: AtWork,
        copies: readonly Copy[],
        /** Makes one more copy. */
        private readonly more: () => Promise<Copy>,
    ) {
        this.free = [...copies];
    }

    /** Runs the handler once. A process that a fault kills has failed. */
    async run(payload: unknown, what: Run): Promise<InvocationResult> {
        const copy = this.free.shift() ?? (await new Promise<Copy>((resolve) => this.waiting.push(resolve)));
        try {
            return await this.runIn(copy, payload, what);
        } finally {
            const next = this.waiting.shift();
            if (next === undefined) {
                this.free.unshift(copy);
            } else {
                next(copy);
            }
        }
    }

    /** Runs the handler in one more copy, whatever the others do. */
    async runInExtra(payload: unknown, what: Run): Promise<InvocationResult> {
        this.extra ??= await this.more();
        return this.runIn(this.extra, payload, what);
    }

    private async runIn(copy: Copy, payload: unknown, { requestId, atMs, event, of, between }: Run): Promise<InvocationResult> {
        const { faults, log } = this.context;
        const { name, arn } = this.resource;
        const { accessKeyId, runner } = copy;
        const calls: string[] = [];
        const end = this.endOf(event);
        if (faults.strike("coldStarts", arn, event) !== undefined) {
            await runner.kill();
        }
        this.atWork.start(accessKeyId, { function: this.resource, event, calls, crash: end?.after, between, runner });
        try {
            const result = await this.resultOf(
                copy,
                payload,
                { requestId, now: atMs + 1000 * (faults.strike("wrongClock", arn, event)?.seconds ?? 0) },
                end,
                calls,
            );
            log.add({ what: "invocation", resource: arn, invocation: { ...result, function: name, requestId, atMs, event, calls }, of });
            writeLogs(this.context, this.resource, copy);
            return result;
        } finally {
            this.atWork.end(accessKeyId);
        }
    }

    private async resultOf(
        { runner }: Copy,
        payload: unknown,
        context: { requestId: string; now: number },
        end: End | undefined,
        calls: readonly string[],
    ): Promise<InvocationResult> {
        if (end?.after === 0) {
            return end.result(context.requestId);
        }
        const result = await runner.invoke(payload, context);
        if (end?.after === "last") {
            await runner.kill();
        } else if (end === undefined || calls.length < end.after) {
            return result;
        }
        return { ...end.result(context.requestId), logs: result.logs, durationMs: result.durationMs, maxMemoryMb: result.maxMemoryMb };
    }

    /** What a fault makes of the next invocation. */
    private endOf(event: string): End | undefined {
        const { faults } = this.context;
        const { arn, timeoutSeconds } = this.resource;
        const failed = (errorType: string, message: string, more: Partial<InvocationResult> = {}) => ({
            result: (requestId: string): InvocationResult => {
                const errorMessage = `RequestId: ${requestId} Error: ${message}`;
                return { ok: false, error: { errorType, errorMessage }, logs: [], durationMs: 0, maxMemoryMb: 0, ...more };
            },
        });
        const crash = faults.crashPoint(arn, event);
        if (crash !== undefined) {
            return { after: crash, ...failed("Runtime.ExitError", "Runtime exited with error: signal: killed") };
        }
        const slow = faults.strike("timeOut", arn, event);
        if (slow !== undefined) {
            return {
                after: slow.afterCall!,
                ...failed("Sandbox.Timedout", `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`, { timedOut: true }),
            };
        }
        const large = faults.strike("outOfMemory", arn, event);
        if (large !== undefined) {
            return { after: large.afterCall!, ...failed("Runtime.OutOfMemory", "Runtime exited with error: signal: killed") };
        }
        for (const fault of THROWING) {
            const broken = faults.strike(fault, arn, event);
            if (broken !== undefined) {
                const error = { errorType: "Error", errorMessage: "broken on purpose" };
                return { after: broken.afterCall ?? 0, result: () => ({ ok: false, error, logs: [], durationMs: 0, maxMemoryMb: 0 }) };
            }
        }
        return undefined;
    }
}

/** One run of a handler. */
export interface Run extends Pick<Invocation, "requestId" | "atMs" | "event"> {
    readonly of?: number | undefined;
    /** @default nothing */
    readonly between?: Between | undefined;
}

/** After which call an invocation ends, and how Lambda sees it. */
interface End {
    readonly after: CrashPoint;
    readonly result: (requestId: string) => InvocationResult;
}

/** The faults with which a handler throws. */
const THROWING = ["breakHandler", "breakOnce", "denyDestination", "removeInvokeConfig"] as const;
