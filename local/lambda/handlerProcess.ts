import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { atEnd } from "../atEnd";

/** One invocation, as child.js takes it. */
export interface Invocation {
    requestId: string;
    /** The time the handler sees. */
    now: number;
    payload: unknown;
    arn: string;
    timeoutMs: number;
}

/** What child.js says about an invocation. */
export interface Answer {
    /** JSON text. */
    payload?: string;
    error?: { errorType: string; errorMessage: string; trace?: string[] };
    outOfMemory?: true;
    /** Peak of the process so far. */
    peakBytes: number;
    /** Time that was skipped in a hurry. */
    skippedMs: number;
    /** The process ends after this answer. */
    exit: boolean;
}

export interface Outcome {
    answer?: Answer;
    /** Why the process ended, in Lambda's words, if it did: "exit status 1", "signal: killed"; "" for a silent end with status 0. */
    ended?: string;
    timedOut?: "load" | "run";
    durationMs: number;
}

/**
 * Lambda gives a function ten seconds to load, and once more its timeout (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html).
 * Here it is the longer of the two.
 */
const LOAD_MS = 10_000;

/**
 * A Node.js process that runs one handler. It never keeps this process from ending, and ends with it: by `atEnd`, or, where this
 * process is killed, because its channel closes (a handler that blocks its event loop for ever does not notice that).
 */
export class HandlerProcess {
    private readonly child: ChildProcess;
    private readonly ended: Promise<string>;
    private running = true;
    private loaded = false;

    /**
     * @param node Path of the Node.js, and its options.
     * @param log Descriptor of the file that takes standard output and standard error: nothing can overtake the answer, and the order is that of writing.
     */
    constructor(options: { node: { path: string; options: string[] }; env: Record<string, string>; cwd: string; log: number }) {
        const { node, env, cwd, log } = options;
        const args = [...node.options, "--require", join(__dirname, "preload.js"), join(__dirname, "child.js")];
        const child = spawn(node.path, args, { cwd, env, stdio: ["ignore", log, log, "ipc"], serialization: "json" });
        this.child = child;
        const ends = atEnd(() => child.kill("SIGKILL"));
        // A last message may still be in the channel when the process is gone: it has been read when the channel is closed.
        const disconnected = new Promise<void>((resolve) => child.once("disconnect", resolve));
        const exited = new Promise<string>((resolve) => {
            child.once("exit", (code, signal) =>
                resolve(signal === null ? (code === 0 ? "" : `exit status ${code}`) : `signal: ${SIGNALS[signal] ?? signal}`),
            );
        });
        const failed = new Promise<string>((resolve) => child.once("error", (error) => resolve(error.message)));
        this.ended = Promise.race([failed, Promise.all([exited, disconnected]).then(([how]) => how)]).then((how) => {
            this.running = false;
            ends();
            return how;
        });
    }

    /** Whether it can take another invocation. */
    get usable(): boolean {
        const { connected, exitCode, signalCode } = this.child;
        return this.running && connected && exitCode === null && signalCode === null;
    }

    /** Runs one invocation. The time-out counts from when the handler is loaded, for which there is as much, but at least ten seconds. */
    async invoke(invocation: Invocation): Promise<Outcome> {
        const { child } = this;
        child.ref();
        child.channel?.ref();
        let answer: Answer | undefined;
        let timedOut: Outcome["timedOut"];
        let timer: NodeJS.Timeout | undefined;
        let started = performance.now();
        let ended = started;
        const limit = (what: "load" | "run", ms: number): void => {
            clearTimeout(timer);
            started = performance.now();
            // A message that came while this process was busy is read before the verdict.
            const mine = setTimeout(() => setImmediate(() => timer === mine && answer === undefined && kill(what)), ms);
            timer = mine;
        };
        const kill = (what: "load" | "run"): void => {
            timedOut = what;
            child.kill("SIGKILL");
        };
        let onMessage: (message: Answer | { loaded: true } | { timedOut: true }) => void = () => {};
        const answered = new Promise<undefined>((resolve) => {
            onMessage = (message) => {
                if ("loaded" in message) {
                    this.loaded = true;
                    limit("run", invocation.timeoutMs);
                    return;
                }
                if ("timedOut" in message) {
                    started = performance.now() - invocation.timeoutMs;
                    kill("run");
                    return;
                }
                answer = message;
                ended = performance.now();
                // A process that is about to end takes no other invocation: its end is awaited.
                if (!message.exit && timedOut === undefined) {
                    resolve(undefined);
                }
            };
        });
        child.on("message", onMessage);
        limit(this.loaded ? "run" : "load", this.loaded ? invocation.timeoutMs : Math.max(LOAD_MS, invocation.timeoutMs));
        // An error here means that the process is gone, which `ended` reports.
        child.send(invocation, () => {});
        const how = await Promise.race([answered, this.ended]);
        clearTimeout(timer);
        child.off("message", onMessage);
        child.unref();
        child.channel?.unref();
        return { answer, ended: how, timedOut, durationMs: (answer === undefined ? performance.now() : ended) - started + (answer?.skippedMs ?? 0) };
    }

    /**
     * Has the timers of the invocation under way run out at once, from now on, whenever it waits for nothing else.
     *
     * @param isUnanswered Whether what it asks now is never answered.
     */
    hurry(isUnanswered: boolean): void {
        if (this.usable) {
            this.child.send({ hurry: isUnanswered }, () => {});
        }
    }

    /** Kills the process and waits until it is gone. */
    async close(): Promise<void> {
        if (this.running) {
            this.child.ref();
            this.child.channel?.ref();
            this.child.kill("SIGKILL");
            await this.ended;
        }
    }
}

/** Signals as Lambda names them. */
const SIGNALS: Readonly<Record<string, string>> = {
    SIGABRT: "aborted",
    SIGKILL: "killed",
    SIGSEGV: "segmentation fault",
    SIGTERM: "terminated",
};
