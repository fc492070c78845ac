import { createRequire } from "node:module";
import * as path from "node:path";
import { childEnvironment, startNode } from "./childProcess";
import type { PolicyConfig } from "./packConfig";
import { ProgramError } from "./programError";
import { packConfig, regionOf, type StackConfig } from "./stackConfig";

export interface PackOptions {
    /** Folder that holds the PulumiPolicy.yaml and the package.json of a Node.js policy pack. */
    pack: string;
    config?: PolicyConfig;
    /** Configuration of the stack, which a pack may read by `pulumi.Config`. */
    stackConfig?: StackConfig;
    /** Tags of the stack. */
    stackTags?: Readonly<Record<string, string>>;
    /** What `pulumi.getStack()` and the like say in the pack. @default "project", "stack", "organization", preview */
    project?: string;
    stack?: string;
    organization?: string;
    mode?: "preview" | "update";
    /** @default the node that runs us */
    nodeBin?: string;
    /** After this many seconds without a port the pack has failed to start. @default 60 */
    timeLimitSeconds?: number;
}

/** A pack that serves its policies. */
export interface PackProcess {
    port: string;
    /** Lines that it printed after the port; grows. */
    output: string[];
    stop(): Promise<void>;
}

/** Starts the process as Pulumi's language host does (RunPlugin of an analyzer) and waits for its port, the first line that it prints. */
export async function startPackProcess(folder: string, main: string, options: PackOptions): Promise<PackProcess> {
    let run: string;
    try {
        run = createRequire(path.join(folder, "index.js")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    } catch {
        throw new ProgramError(`Policy pack ${folder}: '@pulumi/pulumi' is not installed: run npm install there first`);
    }
    const {
        project = "project",
        stack = "stack",
        organization = "organization",
        mode = "preview",
        stackConfig = {},
        timeLimitSeconds = 60,
    } = options;
    const output: string[] = [];
    const errorOutput: string[] = [];
    let found: (line: string) => void = () => {};
    const firstLine = new Promise<string>((resolve) => {
        found = resolve;
    });
    const { child, ended } = startNode({
        nodeBin: options.nodeBin,
        nodeArgs: [],
        // run-policy-pack drops the first argument, the address of an engine that it does not call.
        script: [run, "127.0.0.1:0", path.join(folder, main)],
        folder,
        endsWithUs: true,
        env: childEnvironment(regionOf(stackConfig).region, {
            ...packConfig(stackConfig),
            PULUMI_NODEJS_ORGANIZATION: organization,
            PULUMI_NODEJS_PROJECT: project,
            PULUMI_NODEJS_STACK: stack,
            PULUMI_NODEJS_DRY_RUN: String(mode === "preview"),
            PULUMI_NODEJS_TYPESCRIPT: "true",
        }),
        onOutput: (line) => {
            output.push(line);
            found(line);
        },
        onErrorOutput: (line) => errorOutput.push(line),
    });
    const stop = async () => {
        child.kill("SIGKILL");
        await ended.catch(() => undefined);
    };
    const failed = (reason: string) => {
        const said = errorOutput.filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
        return new ProgramError(`Policy pack ${folder} ${reason}${said.length === 0 ? "" : `\n${said.join("\n")}`}`);
    };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(failed(`did not start within ${timeLimitSeconds} seconds`)), timeLimitSeconds * 1000);
    });
    const dead = ended.then(({ code, signal }) => {
        throw failed(`ended before it served its policies (${code === null ? `signal ${signal}` : `exit code ${code}`})`);
    });
    try {
        const line = (await Promise.race([firstLine, late, dead])).trim();
        if (!/^\d+$/.test(line)) {
            throw failed(`must print its port first, got ${JSON.stringify(line)}: nothing may print before new PolicyPack(…)`);
        }
        // A pack that dies later shows in the next call; nothing waits for this any more.
        dead.catch(() => undefined);
        output.shift();
        return { port: line, output, stop };
    } catch (error) {
        dead.catch(() => undefined);
        await stop();
        throw error;
    } finally {
        clearTimeout(timer);
    }
}
