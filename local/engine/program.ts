import { createRequire } from "node:module";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { stripVTControlCharacters } from "node:util";
import { childEnvironment, type Ending, startNode } from "./childProcess";
import type { Answers } from "./awsInvokes";
import { partitionOf } from "../../models/regions";
import { type Graph, LOCAL_ACCOUNT } from "./graph";
import { loadMistakes, missingEntry } from "./loadMistakes";
import { Deployment, parsed } from "./monitor";
import { ProgramError } from "./programError";
import { type ProgramLog, serve } from "./services";
import { type Project, readProject } from "./settings";
import { programConfig, readStackConfig, regionInEnvironment, regionOf, type StackConfig } from "./stackConfig";
import { SecretMask } from "./wire";

export interface ProgramOptions {
    /** Folder that holds the Pulumi.yaml of a Node.js program. */
    program: string;
    stack: string;
    mode: "preview" | "update";
    /** Configuration that overrides Pulumi.STACK.yaml: key with or without namespace → text, JSON for arrays and objects. */
    config?: Readonly<Record<string, string>>;
    /** Answers about things that exist already. @default none: the program fails on the first question */
    answers?: Answers | undefined;
    /** @default "organization" */
    organization?: string;
    /** How many resources the SDK registers at a time. @default 16 */
    parallel?: number;
    /** @default the node that runs us */
    nodeBin?: string;
    /** After this many seconds the program is ended and the run fails. @default 120 */
    timeLimitSeconds?: number;
    /** True makes generated names unknown in preview; the real provider knows them. @default false */
    unknownNames?: boolean;
    /** Called for every log line at once. */
    onLog?(log: ProgramLog): void;
    /** Called for every line that the program prints, secrets masked. */
    onOutput?(line: string): void;
}

export interface ProgramRun {
    graph: Graph;
    /** The configuration that the program ran with; a policy pack gets the same. */
    config: StackConfig;
    logs: ProgramLog[];
    /** Lines that the program printed to standard output, secrets masked. */
    output: string[];
    /** Calls to the engine: method → number. */
    rpcs: Record<string, number>;
    /** Milliseconds from start to the end of the process. */
    durationMs: number;
    /** Milliseconds from start to the registration of the stack's outputs, after which nothing more is registered. */
    graphMs: number;
    /** Milliseconds from start to the first call of the program. */
    firstRpcMs: number;
}

/** How the SDK, our own program and the synthetic provider report a setting: a mistake in the call, not in the program. */
const ABOUT_SETTINGS =
    /^(Configuration [\w-]+:\w+ |Missing required configuration variable |\tplease set a value using the command |[\w:/-]+(?: \(.*\))?: region must be a Region )/;

/** How long a program may take to end after the engine has refused something. */
const GRACE_MS = 2000;

/**
 * Runs a Node.js Pulumi program without the Pulumi CLI and returns what it registered. The program runs as it does under the CLI, by
 * `@pulumi/pulumi/cmd/run` in its own process; providers are synthetic, and no AWS account can be reached.
 * @throws ProgramError if the settings are wrong, the program fails, or it does not end in time.
 */
export async function runProgram(options: ProgramOptions): Promise<ProgramRun> {
    const started = performance.now();
    const project = readProject(path.resolve(options.program));
    const config = readStackConfig(project, options.stack, options.config);
    const { region } = regionOf(config);
    const graph: Graph = {
        project: project.name,
        stack: options.stack,
        mode: options.mode,
        program: project.folder,
        region,
        account: LOCAL_ACCOUNT,
        partition: partitionOf(region),
        resources: [],
        stackOutputs: {},
    };
    const mask = new SecretMask();
    for (const { text, structured, secret } of Object.values(config)) {
        if (secret) {
            mask.add(structured ? JSON.parse(text) : text);
        }
    }
    const logs: ProgramLog[] = [];
    const output: string[] = [];
    const errorOutput: string[] = [];
    const rpcs: Record<string, number> = {};
    let firstRpcMs = 0;
    let graphMs = 0;
    const deployment = new Deployment({
        graph,
        mask,
        unknownNames: options.unknownNames ?? false,
        answers: options.answers,
        defaultTags: parsed(config["aws:defaultTags"]?.text),
        onComplete: () => {
            graphMs = performance.now() - started;
        },
    });
    const log = (severity: ProgramLog["severity"], message: string, urn: string) => {
        const entry = { severity, message: mask.mask(message), urn };
        logs.push(entry);
        options.onLog?.(entry);
    };
    let refused = false;
    let stop = () => {};
    const services = await serve(deployment, {
        onCall: (method) => {
            rpcs[method] = (rpcs[method] ?? 0) + 1;
            firstRpcMs ||= performance.now() - started;
        },
        onLog: (severity, message, urn) => {
            // After a refusal the program can only complain that the engine is gone.
            if (!refused || severity !== "error") {
                log(severity, message, urn);
            }
        },
        onRefusal: (refusal) => {
            refused = true;
            log("error", refusal.message, refusal.urn);
            setTimeout(stop, GRACE_MS).unref();
        },
    });
    try {
        const timeLimitSeconds = options.timeLimitSeconds ?? 120;
        let timedOut = false;
        const { child, ended } = startNode({
            nodeBin: options.nodeBin,
            nodeArgs: project.nodeArgs,
            script: commandOf(project, options, services.address),
            folder: project.folder,
            env: childEnvironment(regionInEnvironment().region, {
                ...programConfig(config),
                ...(project.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
                ...(project.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: project.tsconfig }),
            }),
            onOutput: (line) => {
                output.push(mask.mask(line));
                options.onOutput?.(mask.mask(line));
            },
            onErrorOutput: (line) => errorOutput.push(mask.mask(line)),
        });
        stop = () => child.kill("SIGKILL");
        const timer = setTimeout(() => {
            timedOut = true;
            stop();
        }, timeLimitSeconds * 1000);
        const ending = await ended.finally(() => clearTimeout(timer));
        if (timedOut) {
            throw new ProgramError(`Program '${project.folder}' did not end within ${timeLimitSeconds} seconds`);
        }
        const noEntry = missingEntry(errorOutput.join("\n"), project.folder);
        const loading = ending.code === 0 ? [] : logs.flatMap(({ message }) => loadMistakes(message, project.folder, options.nodeBin));
        const mistakes = noEntry === undefined ? loading : [noEntry];
        if (mistakes.length > 0) {
            const lines = [...new Set(mistakes)].map((mistake) => `Program '${project.folder}' cannot be loaded: ${mistake}`);
            throw new ProgramError(lines.join("\n"), true);
        }
        const failure = failureOf(project, ending, logs, errorOutput, deployment.complete);
        if (failure !== undefined) {
            throw new ProgramError(
                failure,
                failure.split("\n").every((line) => ABOUT_SETTINGS.test(line)),
            );
        }
        for (const line of errorOutput) {
            log("info", line, "");
        }
        const durationMs = performance.now() - started;
        return { graph, config, logs, output, rpcs, durationMs, graphMs, firstRpcMs };
    } finally {
        services.close();
    }
}

/** The command of Pulumi's own language host (pulumi-language-nodejs, main.go). */
function commandOf(project: Project, options: ProgramOptions, address: string): string[] {
    let run: string;
    try {
        run = createRequire(path.join(project.folder, "index.js")).resolve("@pulumi/pulumi/cmd/run");
    } catch {
        throw new ProgramError(`The Pulumi SDK '@pulumi/pulumi' is not installed for ${project.folder}: run npm install there first`, true);
    }
    return [
        run,
        ...["--monitor", address, "--engine", address],
        ...["--organization", options.organization ?? "organization", "--project", project.name, "--stack", options.stack],
        ...["--root-directory", project.root, "--pwd", project.folder],
        ...(options.mode === "preview" ? ["--dry-run"] : []),
        ...["--parallel", String(options.parallel ?? 16)],
        project.entry,
    ];
}

/** Why the run failed, in the words of Pulumi, each reason once; undefined if it did not. */
function failureOf(project: Project, ending: Ending, logs: ProgramLog[], errorOutput: string[], complete: boolean): string | undefined {
    const errors = [...new Set(logs.filter(({ severity }) => severity === "error").map((entry) => describe(entry, project)))];
    if (errors.length > 0) {
        return errors.join("\n");
    }
    const said = errorOutput.length === 0 ? "" : `\n${errorOutput.join("\n")}`;
    if (ending.code === null) {
        return `Program '${project.folder}' was ended by ${ending.signal}${said}`;
    }
    if (ending.code !== 0) {
        return `Program '${project.folder}' exited with non-zero exit code: ${ending.code}${said}`;
    }
    return complete
        ? undefined
        : `Program '${project.folder}' exited before the stack was complete: it called process.exit(0), or waits for a promise that never settles${said}`;
}

/** A log entry without its stack trace; of that, only the first place in the program itself is kept. */
function describe({ message, urn }: ProgramLog, project: Project): string {
    const lines = stripVTControlCharacters(message).trimEnd().split("\n");
    const said: string[] = [];
    let place = "";
    // Node prints further properties of an error in braces after the last frame: of these only a cause says something.
    let inProperties = false;
    for (const line of lines) {
        if (inProperties) {
            inProperties = line !== "}";
            said.push(...(/^ {2}\[(?:cause|errors)\]:/.test(line) ? [line] : []));
        } else if (/^\s+at /.test(line)) {
            inProperties = line.endsWith(" {");
            if (place === "" && line.includes(project.folder + path.sep) && !line.includes("node_modules")) {
                place = `\n    ${line
                    .trim()
                    .replace(/ \{$/, "")
                    .replaceAll(project.folder + path.sep, "")}`;
            }
        } else {
            said.push(line.replace(/^<ref \*\d+> /, ""));
        }
    }
    const [, , type, name] = urn.split("::");
    const subject = type === undefined || name === undefined || message.includes(urn) ? "" : `${type.split("$").at(-1)} (${name}): `;
    return `${subject}${said.join("\n").trimEnd()}${place}`;
}
