import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { atEnd } from "../atEnd";
import { ProgramError } from "./programError";

/** Node.js 22.1 and later keep the compiled code of libraries here. It takes half a second to make. */
const COMPILE_CACHE = path.resolve(__dirname, "../../node_modules/.cache/jobstatus");

/**
 * The environment of a program or pack: ours, without anything that leads to a real account. AWS variables and the state of an enclosing
 * Pulumi run are dropped, configuration files are replaced by nothing, the metadata service is off, and AWS clients end at a closed local port.
 *
 * @throws ProgramError if there is no folder for temporary files, without which libraries cannot be loaded.
 */
export function childEnvironment(region: string | undefined, extra: Readonly<Record<string, string>>): Record<string, string> {
    if (!existsSync(os.tmpdir())) {
        throw new ProgramError(`The folder for temporary files, ${os.tmpdir()}, does not exist. Make it, or set TMPDIR to another folder.`, true);
    }
    const env: Record<string, string> = {};
    for (const [key, value] of Object.entries(process.env)) {
        // On Windows names have no case.
        const name = key.toUpperCase();
        if (value !== undefined && !name.startsWith("AWS_") && (!name.startsWith("PULUMI_") || name === "PULUMI_NODEJS_TRANSPILE_ONLY")) {
            env[key] = value;
        }
    }
    return {
        ...env,
        ...(region === undefined ? {} : { AWS_REGION: region }),
        AWS_CONFIG_FILE: os.devNull,
        AWS_SHARED_CREDENTIALS_FILE: os.devNull,
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_ENDPOINT_URL: "http://127.0.0.1:1",
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...extra,
    };
}

const PRELOAD = path.join(__dirname, "preload.js");

export interface NodeCommand {
    /** @default the node that runs us */
    nodeBin?: string;
    /** Arguments for node itself. */
    nodeArgs: string[];
    /** The script and its arguments. */
    script: string[];
    folder: string;
    env: Record<string, string>;
    /** True holds its standard input open as long as we live, see preload.js. @default false */
    endsWithUs?: boolean;
    onOutput(line: string): void;
    onErrorOutput(line: string): void;
}

/** How a child ended: its exit code, or the signal that ended it. */
export interface Ending {
    code: number | null;
    signal: NodeJS.Signals | null;
}

/** Starts node with our preload. Both outputs arrive line by line; the child ends when this process exits. `ended` rejects with a ProgramError if node cannot be started. */
export function startNode(command: NodeCommand): { child: ChildProcess; ended: Promise<Ending> } {
    // A stack trace of every output of every resource is collected and source-mapped: it costs a third of a run, and no one reads it.
    const limit = command.nodeArgs.some((argument) => /^--stack[-_]trace[-_]limit/.test(argument)) ? [] : ["--stack-trace-limit=5"];
    // One word: written as two, the SDK takes the program for one with its own loader and leaves its ESM support off.
    const args = [`--require=${PRELOAD}`, ...limit, ...command.nodeArgs, ...command.script];
    const child = spawn(command.nodeBin ?? process.execPath, args, {
        cwd: command.folder,
        env: command.env,
        stdio: [command.endsWithUs ? "pipe" : "ignore", "pipe", "pipe"],
    });
    const ends = atEnd(() => child.kill("SIGKILL"));
    createInterface({ input: child.stdout! }).on("line", command.onOutput);
    createInterface({ input: child.stderr! }).on("line", command.onErrorOutput);
    const ended = new Promise<Ending>((resolve, reject) => {
        child.on("error", (error) => {
            ends();
            reject(new ProgramError(`Node.js '${command.nodeBin ?? process.execPath}' cannot be started: ${error.message}`));
        });
        child.on("close", (code, signal) => {
            ends();
            resolve({ code, signal });
        });
    });
    return { child, ended };
}
