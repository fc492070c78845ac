import * as path from "node:path";
import { Command, Option } from "commander";

import { type Graph, type PolicyConfig, ProgramError, runProgram } from "../../engine";
import { type CheckReport, checkReport, exitCodeOfCheck, pagesOf } from "./report";
import { renderCheckMarkdown, renderFailureMarkdown } from "./markdown";
import { sarifOf } from "./sarif";
import { renderCheck } from "./text";
import { MisuseError } from "../shared/errors";
import { readExportedState } from "../shared/exportedState";
import { judge } from "../shared/judge";
import { addProgramOptions, OWN_PROJECT, type RawProgramOptions, readProgramOptions } from "../shared/programOptions";
import { startProgress } from "../shared/progress";
import { readJsonFile } from "../shared/readJsonFile";
import { isObject } from "../shared/resourceValues";

/** What is judged: the graphs of one stack, and the file that findings are shown on. */
interface Subject {
    readonly graphs: readonly Graph[];
    /** Absolute path. */
    readonly file: string;
}

const FORMATS = {
    text: (report: CheckReport, _file: string) => renderCheck(report),
    json: (report: CheckReport, _file: string) => JSON.stringify(report, null, 4),
    markdown: (report: CheckReport, _file: string) => renderCheckMarkdown(report),
    sarif: (report: CheckReport, file: string) => JSON.stringify(sarifOf(report, file), null, 2),
} as const;

interface CheckOptions extends RawProgramOptions {
    format: keyof typeof FORMATS;
    state?: string;
    policyConfig?: string;
}

/** `jobstatus check`: what the policy pack says about a program in preview and in an update, or about an exported state, without a cloud. */
export function checkCommand(done: (work: Promise<number>) => Promise<void>): Command {
    const command = new Command("check").description("Judges the program, as preview and as update, or an exported state with the policy pack.");
    return addProgramOptions(command)
        .option("--state <file>", 'judge a state that "pulumi stack export" wrote, in place of a program')
        .option("--policy-config <file>", "configuration of the policies, as for pulumi --policy-pack-config")
        .addOption(new Option("--format <format>", "how to write it").choices(Object.keys(FORMATS)).default("text"))
        .action((options: CheckOptions) => done(check(options)));
}

async function check(options: CheckOptions): Promise<number> {
    const config = options.policyConfig === undefined ? undefined : readPolicyConfig(options.policyConfig);
    const progress = startProgress();
    try {
        const { graphs, file } = await subjectOf(options, progress.show);
        progress.show("Judging it with the policy pack");
        const judgement = await judge(path.join(OWN_PROJECT, "policy"), graphs, config);
        progress.end();
        const report = checkReport(graphs.at(-1)!, judgement, { state: options.state ?? null, linkOf: pagesOf(process.env) });
        process.stdout.write(`${FORMATS[options.format](report, file)}\n`);
        return exitCodeOfCheck(report);
    } catch (error) {
        progress.end();
        // A workflow makes its comment of what is on standard output: without this line it would say nothing of a program that fails.
        if (error instanceof ProgramError && !error.isMisuse && options.format === "markdown") {
            process.stdout.write(`${renderFailureMarkdown(error.message)}\n`);
        }
        throw error;
    }
}

async function subjectOf(options: CheckOptions, onProgress: (message: string) => void): Promise<Subject> {
    const { state } = options;
    if (state !== undefined) {
        const others = (["program", "stack", "config"] as const).filter((name) => options[name] !== undefined);
        if (others.length > 0) {
            throw new MisuseError(`--state is judged in place of a program: leave out ${others.map((name) => `--${name}`).join(" and ")}`);
        }
        return { graphs: [readExportedState(state)], file: path.resolve(state) };
    }
    const { program, stack, config } = readProgramOptions(options);
    onProgress("Running the program");
    const run = (mode: "preview" | "update") => runProgram({ program, stack, config, mode });
    const [preview, update] = await Promise.all([run("preview"), run("update")]);
    return { graphs: [preview.graph, update.graph], file: path.join(program, "Pulumi.yaml") };
}

function readPolicyConfig(file: string): PolicyConfig {
    const { value } = readJsonFile("--policy-config", file);
    if (!isObject(value)) {
        throw new MisuseError(`--policy-config ${file}: must be an object of policy name → level or settings`);
    }
    return value as PolicyConfig;
}
