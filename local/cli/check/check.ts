import * as path from "node:path";

import type { Graph } from "../../engine";
import { ProgramError } from "../../engine/programError";
import { MisuseError } from "../shared/errors";
import { readExportedState } from "../shared/exportedState";
import { readPolicyConfig } from "../shared/policyConfig";
import { OWN_PROJECT, type RawProgramOptions, readProgramOptions } from "../shared/programOptions";
import { oneLined, print, startProgress } from "../shared/terminal";
import { renderCheckMarkdown, renderFailureMarkdown } from "./markdown";
import { type CheckReport, checkReport, exitCodeOfCheck, pagesOf } from "./report";
import { sarifOf } from "./sarif";
import { renderCheck } from "./text";

export interface CheckOptions extends RawProgramOptions {
    format: "text" | "json" | "markdown" | "sarif";
    state?: string;
    policyConfig?: string;
}

/** What is judged: the graphs of one stack, and the file that findings are shown on. */
interface Subject {
    readonly graphs: readonly Graph[];
    /** Absolute path. */
    readonly file: string;
}

const RENDER: Readonly<Record<CheckOptions["format"], (report: CheckReport, file: string) => string>> = {
    text: (report) => renderCheck(oneLined(report)),
    json: (report) => JSON.stringify(report, null, 4),
    markdown: renderCheckMarkdown,
    sarif: (report, file) => JSON.stringify(sarifOf(report, file), null, 2),
};

/** @returns the exit code: findings if there is a mandatory one. */
export async function check(options: CheckOptions): Promise<number> {
    const config = readPolicyConfig(options.policyConfig);
    const progress = startProgress();
    try {
        const { graphs, file } = await subjectOf(options, progress.show);
        progress.show("Checking it with the policy pack");
        const { judge } = require("../shared/judge") as typeof import("../shared/judge");
        const judgement = await judge(path.join(OWN_PROJECT, "policy"), graphs, config);
        progress.end();
        const report = checkReport(graphs.at(-1)!, judgement, { state: options.state ?? null, linkOf: pagesOf(process.env) });
        print(RENDER[options.format](report, file));
        return exitCodeOfCheck(report);
    } catch (error) {
        progress.end();
        // A workflow makes its comment of what is on standard output, so that has to say why a program fails.
        if (error instanceof ProgramError && options.format === "markdown") {
            print(renderFailureMarkdown(error.message));
        }
        throw error;
    }
}

async function subjectOf(options: CheckOptions, onProgress: (message: string) => void): Promise<Subject> {
    const { state } = options;
    if (state !== undefined) {
        const others = (["program", "stack", "config", "answers"] as const).filter((name) => options[name] !== undefined);
        if (others.length > 0) {
            throw new MisuseError(`--state is checked instead of a program: leave out ${others.map((name) => `--${name}`).join(" and ")}`);
        }
        return { graphs: [readExportedState(state)], file: path.resolve(state) };
    }
    const choice = readProgramOptions(options);
    onProgress("Running the program");
    const { runPhases } = require("../shared/runPhases") as typeof import("../shared/runPhases");
    return { graphs: await runPhases(choice, ["preview", "update"]), file: path.join(choice.program, "Pulumi.yaml") };
}
