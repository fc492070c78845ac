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
    readonly runner: Runner;
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
        if (running?.crash === running?.calls.length) {
            await running?.runner.kill();
        }
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

    constructor(
        private readonly context: Context,
        private readonly resource: FunctionResource,
        private readonly atWork: AtWork,
        copies: readonly Copy[],
    ) {
        this.free = [...copies];
    }

    /** Runs the handler once. A process that a fault kills has failed. */
    async run(payload: unknown, { requestId, atMs, event, of }: Pick<Invocation, "requestId" | "atMs" | "event"> & { of?: number | undefined }) {
        const { faults, log } = this.context;
        const { name, arn } = this.resource;
        const crash = faults.crashPoint(arn);
        const copy = this.free.shift() ?? (await new Promise<Copy>((resolve) => this.waiting.push(resolve)));
        const { accessKeyId, runner } = copy;
        const calls: string[] = [];
        this.atWork.start(accessKeyId, { function: this.resource, event, calls, crash, runner });
        try {
            let result: InvocationResult;
            if (crash === 0) {
                result = killed(requestId);
            } else {
                result = await runner.invoke(payload, { requestId, now: atMs });
                if (crash === "last") {
                    await runner.kill();
                    result = { ...killed(requestId), logs: result.logs, durationMs: result.durationMs, maxMemoryMb: result.maxMemoryMb };
                }
            }
            log.add({ what: "invocation", resource: arn, invocation: { ...result, function: name, requestId, atMs, event, calls }, of });
            writeLogs(this.context, this.resource, copy);
            return result;
        } finally {
            this.atWork.end(accessKeyId);
            const next = this.waiting.shift();
            if (next === undefined) {
                this.free.unshift(copy);
            } else {
                next(copy);
            }
        }
    }
}

/** What Lambda says of an invocation whose process was killed. */
function killed(requestId: string): InvocationResult {
    const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`;
    return { ok: false, error: { errorType: "Runtime.ExitError", errorMessage }, logs: [], durationMs: 0, maxMemoryMb: 0 };
}
