import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";

import type { Props } from "../../../local/engine/graph";
import { PROJECT } from "../../support/devStack";
import { type Account, AccountStore } from "./accountStore";

type Find<T> = (say: (line: string) => void) => T;
const { findCli, findYamlHost } = require("../../../scripts/pulumi/cli.js") as { findCli: Find<string>; findYamlHost: Find<string | undefined> };

/** Folder with the CLI; undefined where there is none and none can be made. */
export const CLI_FOLDER = ((): string | undefined => {
    try {
        return findCli((line) => console.log(line));
    } catch (error) {
        console.log(`The tests on the real Pulumi engine are left out: ${(error as Error).message}`);
        return undefined;
    }
})();

/** Folder with the language host of YAML programs; undefined where it can't be built, which is said in a line. */
export const YAML_HOST = CLI_FOLDER === undefined ? undefined : findYamlHost((line) => console.log(line));
if (CLI_FOLDER !== undefined && YAML_HOST === undefined) {
    console.log("Programs in YAML are not tested: their language host could not be built");
}

/** Tests that need the Pulumi CLI: registered only where there is one. */
export function describeOnEngine(title: string, tests: (this: Mocha.Suite) => void): void {
    if (CLI_FOLDER !== undefined) {
        describe(title, tests);
    }
}

/** What the program needs of the project's folder. */
export const PROGRAM_FILES = [
    "Pulumi.yaml",
    "Pulumi.dev.yaml",
    "package.json",
    "tsconfig.json",
    "index.ts",
    "config.ts",
    "settings.ts",
    "composition.ts",
    "catalog",
    "components",
    "examples",
    "functions",
    "models",
    "policy",
    "scripts",
];

/** A resource in the state, as `pulumi stack export` writes it. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly id?: string;
    readonly parent?: string;
    readonly inputs?: Props;
    readonly outputs?: Props;
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
    readonly deletedWith?: string;
    readonly ignoreChanges?: readonly string[];
    readonly additionalSecretOutputs?: readonly string[];
    readonly customTimeouts?: Readonly<Record<string, number>>;
}

/** One step of an operation: "create", "update", "same" … on a URN. */
export interface Step {
    readonly op: string;
    readonly urn: string;
    readonly inputs: Props;
    /** Properties that differ. */
    readonly diffs: readonly string[];
    readonly state: StateResource | undefined;
}

/** What a policy reported. */
export interface PolicyReport {
    readonly policy: string;
    readonly urn: string;
    readonly level: string;
    readonly message: string;
}

/** How a command of the CLI ended. */
export interface CommandResult {
    readonly exitCode: number;
    /** Standard output and standard error, as a person sees them. */
    readonly text: string;
    readonly steps: readonly Step[];
    readonly policies: readonly PolicyReport[];
    readonly diagnostics: readonly { severity: string; message: string; urn: string }[];
    readonly seconds: number;
}

interface EngineEvent {
    resourcePreEvent?: { metadata: { op: string; urn: string; diffs?: string[]; new?: StateResource | null; old?: StateResource | null } };
    resOutputsEvent?: EngineEvent["resourcePreEvent"];
    policyEvent?: { policyName: string; resourceUrn: string; enforcementLevel: string; message: string };
    diagnosticEvent?: { severity: string; message: string; urn: string };
}

/** Text without the escape codes of Pulumi's colours. */
const plain = (text: string) => text.replace(/<\{%[^%]*%\}>/g, "");

/**
 * A program on the real Pulumi CLI: a copy of it with a separate state in a file backend, and an AWS account on disk (see awsProvider.ts).
 * Nothing of the machine's Pulumi or AWS settings is used.
 */
export class PulumiWorkspace {
    readonly folder = mkdtempSync(path.join(tmpdir(), "job-status-engine-"));
    /** Folder of the program. */
    readonly program: string;
    private readonly accountFile = path.join(this.folder, "account.json");
    private readonly bin = path.join(this.folder, "bin");

    /** @param source Folder of the program; this project's by default. */
    constructor(source = PROJECT) {
        const root = path.join(this.folder, "program");
        // An example uses the components next to it.
        const own = source === PROJECT || path.dirname(source) === path.join(PROJECT, "examples");
        this.program = own ? path.join(root, path.relative(PROJECT, source)) : root;
        mkdirSync(root);
        mkdirSync(path.join(this.folder, "state"));
        mkdirSync(this.bin);
        for (const file of own ? PROGRAM_FILES : ["."]) {
            cpSync(path.join(own ? PROJECT : source, file), path.join(root, file), {
                recursive: true,
                filter: (name) => !name.includes("node_modules"),
            });
        }
        symlinkSync(path.join(PROJECT, "node_modules"), path.join(root, "node_modules"), "junction");
        this.command("pulumi-resource-aws", path.join(__dirname, "awsProviderMain.js"));
        if (!existsSync(path.join(CLI_FOLDER!, "pulumi-language-nodejs"))) {
            this.command("pulumi-language-nodejs", path.join(PROJECT, "scripts", "pulumi", "languageHost.js"));
        }
    }

    /** The account, to be looked at and to be tampered with. */
    get account(): AccountStore {
        return new AccountStore(this.accountFile);
    }

    accountNow(): Account {
        return this.account.read();
    }

    /** Writes the configuration of a stack; what is given replaces values of Pulumi.dev.yaml by key. */
    configure(stack: string, config: Readonly<Record<string, unknown>>): void {
        writeFileSync(path.join(this.program, `Pulumi.${stack}.yaml`), stringify({ config }));
    }

    /** Changes a file of the program. */
    edit(file: string, change: (text: string) => string): void {
        const full = path.join(this.program, file);
        const before = readFileSync(full, "utf8");
        const after = change(before);
        if (after === before) {
            throw new Error(`PulumiWorkspace.edit ${file}: the change changes nothing`);
        }
        writeFileSync(full, after);
    }

    write(file: string, text: string): string {
        const full = path.join(this.folder, file);
        writeFileSync(full, text);
        return full;
    }

    /** Runs `pulumi` in the program's folder. */
    async pulumi(...args: string[]): Promise<CommandResult> {
        const log = path.join(this.folder, `events-${process.hrtime.bigint()}.jsonl`);
        const started = performance.now();
        const logged = ["preview", "up", "refresh", "destroy"].includes(args[0]!);
        const { exitCode, text } = await this.spawn([...args, "--non-interactive", ...(logged ? ["--event-log", log] : [])]);
        const seconds = (performance.now() - started) / 1000;
        const events = existsSync(log)
            ? readFileSync(log, "utf8")
                  .split("\n")
                  .filter((line) => line !== "")
                  .map((line) => JSON.parse(line) as EngineEvent)
            : [];
        return {
            exitCode,
            text,
            seconds,
            steps: events.flatMap(({ resourcePreEvent: event }) =>
                event === undefined
                    ? []
                    : [
                          {
                              op: event.metadata.op,
                              urn: event.metadata.urn,
                              inputs: event.metadata.new?.inputs ?? {},
                              diffs: event.metadata.diffs ?? [],
                              state: event.metadata.new ?? undefined,
                          },
                      ],
            ),
            policies: events.flatMap(({ policyEvent: event }) =>
                event === undefined
                    ? []
                    : [{ policy: event.policyName, urn: event.resourceUrn, level: event.enforcementLevel, message: plain(event.message) }],
            ),
            diagnostics: events.flatMap(({ diagnosticEvent: event }) =>
                event === undefined ? [] : [{ severity: event.severity, message: plain(event.message), urn: event.urn ?? "" }],
            ),
        };
    }

    /** Makes a stack with the project's secrets encrypted by a passphrase. */
    async init(stack: string): Promise<void> {
        await this.expectOk("stack", "init", stack, "--secrets-provider", "passphrase");
    }

    /** The resources in the state of the selected stack. */
    async state(stack: string): Promise<StateResource[]> {
        const { text } = await this.expectOk("stack", "export", "--stack", stack);
        const exported = JSON.parse(text.slice(text.indexOf("{"))) as { deployment: { resources?: StateResource[] } };
        return exported.deployment.resources ?? [];
    }

    /** What a preview plans: the resources as they would be in the state, with unknown values. */
    async previewedState(): Promise<StateResource[]> {
        const { text } = await this.expectOk("preview", "--json");
        const { steps } = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as { steps: { newState?: StateResource }[] };
        return steps.flatMap(({ newState }) => newState ?? []);
    }

    /** Runs a command that must end with 0. */
    async expectOk(...args: string[]): Promise<CommandResult> {
        const result = await this.pulumi(...args);
        if (result.exitCode !== 0) {
            throw new Error(`pulumi ${args.join(" ")} ended with ${result.exitCode}:\n${result.text}`);
        }
        return result;
    }

    close(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    private command(name: string, script: string): void {
        const file = path.join(this.bin, name);
        writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
        chmodSync(file, 0o755);
    }

    private spawn(args: string[]): Promise<{ exitCode: number; text: string }> {
        // Neither AWS's nor Pulumi's settings of the machine.
        const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS|PULUMI)_/.test(name));
        const env = {
            ...Object.fromEntries(inherited),
            PATH: [this.bin, CLI_FOLDER!, YAML_HOST ?? this.bin, process.env.PATH].join(path.delimiter),
            PULUMI_HOME: path.join(this.folder, "home"),
            PULUMI_BACKEND_URL: `file://${path.join(this.folder, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "correct horse",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DEBUG_COMMANDS: "true",
            TEST_AWS_ACCOUNT_FILE: this.accountFile,
            AWS_ENDPOINT_URL: "http://127.0.0.1:1",
            AWS_EC2_METADATA_DISABLED: "true",
        };
        return new Promise((resolve, reject) => {
            const child = spawn(path.join(CLI_FOLDER!, "pulumi"), args, { cwd: this.program, env, stdio: ["ignore", "pipe", "pipe"] });
            const chunks: Buffer[] = [];
            child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
            child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
            child.once("error", reject);
            child.once("close", (code) => resolve({ exitCode: code ?? 1, text: Buffer.concat(chunks).toString() }));
        });
    }
}
