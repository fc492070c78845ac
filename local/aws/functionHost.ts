import { tmpdir } from "node:os";
import { ProgramError } from "../engine/programError";
import { LocalFunction } from "../lambda/localFunction";
import { makeTemporaryFolder, removeTemporaryFolder } from "../lambda/temporaryFolder";
import type { Context } from "./context";
import type { ReadFunction } from "./read/compute";
import { AtWork, Copies, type Copy, type Runner } from "./receivers/copies";
import { LambdaFunction } from "./receivers/function";
import type { FunctionResource, QueueResource } from "./resources";

interface HostArgs {
    /** How many copies of each function work at the same time, as far as its reserved concurrency allows. */
    readonly copies: number;
    /** Folder below which functions are extracted. Undefined: a new one for temporary files, removed in the end. */
    readonly folder: string | undefined;
    readonly onProgress: (message: string) => void;
}

interface Surroundings {
    readonly endpointUrl: string;
    readonly queues: readonly QueueResource[];
}

/** Runs the functions of an account: extracts their archives, starts their copies and ends them. */
export class FunctionHost {
    /** By every ARN under which each can be called: its own, and those of `$LATEST`, its published version and its aliases. */
    readonly functions = new Map<string, LambdaFunction>();
    readonly atWork = new AtWork();
    private readonly running: LocalFunction[] = [];
    private readonly callers = new Map<string, FunctionResource>();

    private constructor(
        private readonly context: Context,
        private readonly args: HostArgs,
        private readonly folder: string,
    ) {}

    /** @throws ProgramError if the folder for temporary files can't be written. */
    static open(context: Context, args: HostArgs): FunctionHost {
        try {
            return new FunctionHost(context, args, args.folder ?? makeTemporaryFolder());
        } catch (error) {
            throw noRoom(tmpdir(), error) ?? error;
        }
    }

    /** Starts the functions of a program. One that cannot run here is a finding, and fails when it is invoked. */
    async start(functions: readonly ReadFunction[], surroundings: Surroundings): Promise<void> {
        const concurrent = this.args.copies > 1;
        for (const [index, each] of functions.entries()) {
            const { resource } = each;
            this.args.onProgress(`Packing ${resource.name}`);
            const key = `LOCAL${String(index + 1).padStart(4, "0")}`;
            const first = await this.copiesOf(each, key, surroundings);
            const more = async () => this.copyOf(each, `${key}-more`, surroundings);
            const copies = new Copies(this.context, resource, this.atWork, first, more);
            for (const qualifier of ["", "$LATEST", ...resource.qualifiers]) {
                const receiver = new LambdaFunction(this.context, { resource, qualifier, copies, concurrent });
                this.functions.set(receiver.arn, receiver);
            }
        }
    }

    /** ARNs of the functions, without qualifiers. */
    arns(): string[] {
        return [...this.functions.keys()].filter((arn) => arn.split(":").length === 7);
    }

    /** The function that has an access key id. */
    callerOf(accessKeyId: string): FunctionResource | undefined {
        return this.callers.get(accessKeyId);
    }

    /** Ends all processes and removes the functions. */
    async close(): Promise<void> {
        await Promise.all(this.running.map((local) => local.close()));
        if (this.args.folder === undefined) {
            removeTemporaryFolder(this.folder);
        }
    }

    private async copiesOf(each: ReadFunction, key: string, surroundings: Surroundings): Promise<Copy[]> {
        const { reservedConcurrency } = each.resource;
        const copies: Copy[] = [];
        for (let copy = 1; copy <= Math.min(this.args.copies, reservedConcurrency || this.args.copies); copy++) {
            copies.push(await this.copyOf(each, copy === 1 ? key : `${key}-${copy}`, surroundings, copy === 1));
        }
        return copies;
    }

    private async copyOf({ resource, definition }: ReadFunction, accessKeyId: string, surroundings: Surroundings, isFirst = false): Promise<Copy> {
        const { log, findings, place } = this.context;
        const { endpointUrl, queues } = surroundings;
        const environment = withLocalQueues(definition.environment, queues, endpointUrl);
        this.callers.set(accessKeyId, resource);
        const host = { endpointUrl, region: place.region, accessKeyId, folder: this.folder };
        try {
            const local = await LocalFunction.create({ ...definition, environment }, host);
            this.running.push(local);
            if (isFirst) {
                log.add({ what: "packed", resource: resource.arn, package: local.package });
            }
            return { accessKeyId, runner: local };
        } catch (error) {
            const problem = noRoom(this.folder, error);
            if (problem !== undefined) {
                await this.close();
                throw problem;
            }
            const { message } = error as Error;
            findings.add("unmodelled", resource.arn, `The function cannot run here: ${message}`);
            return { accessKeyId, runner: brokenRunner(message) };
        }
    }
}

/** An SQS client calls the host of the queue's URL, whatever endpoint it was given. So functions get URLs that lead here. */
function withLocalQueues(environment: Record<string, string>, queues: readonly QueueResource[], endpointUrl: string): Record<string, string> {
    const local = (text: string) => queues.reduce((changed, { url }) => changed.replaceAll(url, `${endpointUrl}${new URL(url).pathname}`), text);
    return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, local(value)]));
}

/** What to report where functions cannot be extracted; undefined for an error of another kind. */
function noRoom(folder: string, error: unknown): ProgramError | undefined {
    const { code = "" } = error as NodeJS.ErrnoException;
    return ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "ENOENT", "ENOTDIR"].includes(code)
        ? new ProgramError(`Functions can't be extracted to ${folder} (${code}). Free space there, or set TMPDIR to another folder.`, true)
        : undefined;
}

/** Takes the place of a function that Lambda could run and this machine cannot. */
function brokenRunner(errorMessage: string): Runner {
    const result = { ok: false, error: { errorType: "Local.CannotRun", errorMessage }, logs: [], durationMs: 0, maxMemoryMb: 0 };
    return { invoke: async () => result, kill: async () => {} };
}
