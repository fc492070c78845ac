import { closeSync, existsSync, fstatSync, mkdirSync, mkdtempSync, openSync, readSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { extractArchive, type MaterialisedArchive, materialiseArchive } from "./archive";
import { checkDefinition, type FunctionDefinition } from "./definition";
import { childEnvironment, nodeOptions, type Surroundings } from "./environment";
import { HandlerProcess, type Outcome } from "./handlerProcess";
import { type NodeBinary, nodeOf } from "./nodeBinary";

/** What would be uploaded. */
export interface PackageInfo {
    function: string;
    /** Size of the zip. */
    bytes: number;
    /** SHA-256 of the zip, in hexadecimal. */
    sha256: string;
    /** Paths in the zip, sorted. */
    files: string[];
    /** `nodejs24.x` */
    runtime: string;
    /** Version of the Node.js that runs it: `24.21.0`. */
    node: string;
}

/** A function error in Lambda's form. Folders of this machine read /var/task and /var/runtime, as they do on Lambda. */
export interface FunctionError {
    errorType: string;
    errorMessage: string;
    trace?: string[];
}

export interface InvocationResult {
    ok: boolean;
    /** What the handler returned, after JSON; null if nothing. Absent if it failed. */
    payload?: unknown;
    error?: FunctionError;
    timedOut?: boolean;
    /** Lines the function wrote to standard output and standard error, in the order written, without the prefix that Lambda gives to lines of the console. */
    logs: string[];
    /** Real milliseconds in the handler, without loading it, and those that were skipped in a hurry. */
    durationMs: number;
    /** Peak of the process so far, as in Lambda's report. Exact on Linux; elsewhere what was in use at the end of the invocation. */
    maxMemoryMb: number;
}

const BYTES_PER_MB = 1024 * 1024;

/** Copies of a function share its code object, and with it the work of packing it. */
const packed = new WeakMap<object, MaterialisedArchive>();

/**
 * One copy (execution environment) of a Lambda function: its archive in a dedicated folder and one warm process, which is started by the first
 * invocation and replaced after a crash or a time-out. The process inherits nothing of this one's environment, sees the virtual time of the
 * invocation, and reaches loopback addresses only.
 *
 * Memory is checked when an invocation ends and ten times a second while it runs; the heap has its own limit (90 %). A function that takes more
 * fails with `Runtime.OutOfMemory`, where Lambda may also say `Runtime.ExitError`. What is counted includes Node.js itself, as on Lambda.
 *
 * @example
 * const copy = await LocalFunction.create(definition, { endpointUrl: endpoint.url, region: "us-east-1", accessKeyId: "LOCAL0001", folder });
 * const { ok, payload } = await copy.invoke(event, { requestId: "…", now: clock.now() });
 * await copy.close();
 */
export class LocalFunction {
    readonly package: PackageInfo;
    /** Name of the log stream of its process; undefined before the first invocation. */
    logStream: string | undefined;
    private process: HandlerProcess | undefined;
    private starts = 0;
    private peakMb = 0;
    private current: Promise<InvocationResult> | undefined;
    private closed = false;
    private logRead = 0;
    private readonly log: number;
    private readonly node: NodeBinary;

    private constructor(
        private readonly definition: FunctionDefinition,
        private readonly surroundings: Surroundings,
        private readonly folder: string,
        archive: MaterialisedArchive,
    ) {
        const { name, runtime, program } = definition;
        this.node = nodeOf(runtime, program);
        const { zip, sha256, files } = archive;
        this.package = { function: name, bytes: zip.length, sha256, files: [...files.keys()], runtime, node: this.node.version };
        this.log = openSync(join(folder, "log"), "a+");
    }

    /**
     * Packs the function as it would be uploaded and extracts it into a new folder below `host.folder`.
     *
     * @param host `accessKeyId` is what the function signs its calls with, so that the endpoint knows who calls. `folder` must exist, outside
     * of any project: from below a folder with node_modules a function would find packages that its archive lacks.
     * @throws Error for a definition that Lambda would refuse, an archive that cannot be read, or such a folder.
     */
    static async create(
        definition: FunctionDefinition,
        host: { endpointUrl: string; region: string; accessKeyId: string; folder: string },
    ): Promise<LocalFunction> {
        checkDefinition(definition);
        const owner = `Function "${definition.name}"`;
        const base = realpathSync(host.folder);
        for (let parent = base; ; parent = dirname(parent)) {
            if (existsSync(join(parent, "node_modules"))) {
                throw new Error(`${owner}: folder must not lie below a folder with node_modules, got ${base} (${parent} has them)`);
            }
            if (parent === dirname(parent)) {
                break;
            }
        }
        const { code, program } = definition;
        const known = typeof code === "object" && code !== null ? packed.get(code) : undefined;
        const archive = known ?? materialiseArchive(owner, code, program);
        packed.set(code as object, archive);

        const folder = mkdtempSync(join(base, "function-"));
        const [taskRoot, home, temporary] = [join(folder, "task"), join(folder, "home"), join(folder, "tmp")];
        mkdirSync(home);
        mkdirSync(temporary);
        extractArchive(archive, taskRoot);
        return new LocalFunction(definition, { ...host, taskRoot, home, temporary }, folder, archive);
    }

    /**
     * Runs the handler once. A failure of the function is a result, not an exception.
     *
     * @param payload What the handler gets; anything that JSON can hold.
     * @param context `now` is the time the function sees, in milliseconds since 1970; it stands still during the invocation.
     * @throws Error if the copy is closed or still busy: a copy runs one invocation at a time.
     */
    async invoke(payload: unknown, context: { requestId: string; now: number }): Promise<InvocationResult> {
        const { name, arn, timeoutSeconds } = this.definition;
        if (this.closed || this.current !== undefined) {
            throw new Error(`Function "${name}": invoke() on a copy that is ${this.closed ? "closed" : "busy"}`);
        }
        if (!this.process?.usable) {
            this.process = this.start(context.now);
        }
        const { requestId, now } = context;
        this.current = this.process
            .invoke({ requestId, now, payload: payload ?? null, arn, timeoutMs: timeoutSeconds * 1000 })
            .then((outcome) => this.result(requestId, outcome));
        const result = await this.current;
        this.current = undefined;
        return result;
    }

    /**
     * Has the timers of the invocation under way run out at once, from now on, whenever it waits for nothing else: no one waits in real time for the pauses
     * of an SDK between its attempts, and for its limits.
     *
     * @param isUnanswered Whether what it asks now is never answered.
     */
    hurry(isUnanswered: boolean): void {
        this.process?.hurry(isUnanswered);
    }

    /** Ends the process as a crash of the machine would; the next invocation gets a new one. An invocation under way fails. */
    async kill(): Promise<void> {
        await this.process?.close();
    }

    /** Ends the process, waits until it is gone, and removes the folder. An invocation under way fails. May be called twice. */
    async close(): Promise<void> {
        if (this.closed) {
            return;
        }
        this.closed = true;
        await this.process?.close();
        await this.current;
        closeSync(this.log);
        await rm(this.folder, { recursive: true, force: true });
    }

    private start(nowMs: number): HandlerProcess {
        this.peakMb = 0;
        const env = childEnvironment(this.definition, this.surroundings, { count: ++this.starts, nowMs });
        this.logStream = env.AWS_LAMBDA_LOG_STREAM_NAME;
        return new HandlerProcess({
            node: { path: this.node.path, options: nodeOptions(this.definition, this.node) },
            env,
            cwd: this.surroundings.taskRoot,
            log: this.log,
        });
    }

    private result(requestId: string, { answer, ended, timedOut, durationMs }: Outcome): InvocationResult {
        const { memoryMb, timeoutSeconds } = this.definition;
        const logs = this.newLogs();
        this.peakMb = Math.max(this.peakMb, Math.ceil((answer?.peakBytes ?? 0) / BYTES_PER_MB));
        const failed = (errorType: string, errorMessage: string, more?: Partial<InvocationResult>): InvocationResult => ({
            ok: false,
            error: { errorType, errorMessage: `RequestId: ${requestId} Error: ${errorMessage}` },
            logs,
            durationMs,
            maxMemoryMb: Math.min(this.peakMb, memoryMb),
            ...more,
        });
        if (timedOut !== undefined) {
            const what = timedOut === "run" ? `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` : "The function did not load in time";
            return failed("Sandbox.Timedout", what, { timedOut: true });
        }
        if (answer?.outOfMemory || (answer === undefined && logs.some((line) => line.includes("JavaScript heap out of memory")))) {
            return failed("Runtime.OutOfMemory", `Runtime exited with error: ${answer ? "signal: killed" : ended}`, { maxMemoryMb: memoryMb });
        }
        if (answer === undefined) {
            return failed("Runtime.ExitError", ended === "" ? "Runtime exited without providing a reason" : `Runtime exited with error: ${ended}`);
        }
        const common = { logs, durationMs, maxMemoryMb: Math.min(this.peakMb, memoryMb) };
        return answer.error === undefined
            ? { ok: true, payload: JSON.parse(answer.payload ?? "null"), ...common }
            : { ok: false, error: this.asOnLambda(answer.error), ...common };
    }

    private asOnLambda({ errorType, errorMessage, trace }: FunctionError): FunctionError {
        const rename = (text: string): string => text.replaceAll(this.surroundings.taskRoot, "/var/task").replaceAll(__dirname, "/var/runtime");
        return { errorType, errorMessage: rename(errorMessage), ...(trace === undefined ? {} : { trace: trace.map(rename) }) };
    }

    /** The lines written since the last call; a function's processes share one file. */
    private newLogs(): string[] {
        const bytes = Buffer.alloc(fstatSync(this.log).size - this.logRead);
        this.logRead += readSync(this.log, bytes, 0, bytes.length, this.logRead);
        const lines = bytes.toString().split("\n");
        if (lines.at(-1) === "") {
            lines.pop();
        }
        return lines;
    }
}
