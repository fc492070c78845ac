import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { Command } from "commander";

import { MisuseError } from "../shared/errors";
import { addProgramOptions, OWN_PROJECT, type RawProgramOptions, readProgramOptions } from "../shared/programOptions";
import { startProgress } from "../shared/progress";
import { readEvents } from "../shared/readEvents";
import { readResources } from "./readResources";
import { readScenario } from "./readScenario";
import { renderFindings, renderHead, renderRun } from "./render";
import { playEvents } from "./play";
import { exitCodeOfRun } from "./report";

interface RawRunOptions extends RawProgramOptions {
    events: string[];
    resources?: string;
    scenario?: string;
    json?: string;
    seed: string;
}

/** The command `run`. `done` gets the work, whose result is the exit code. */
export function runCommand(done: (work: Promise<number>) => Promise<void>): Command {
    const command = new Command("run")
        .description("Runs the program and the policy pack on this machine and plays events through them.")
        .option(
            "--events <path>",
            "event file (JSON or JSON lines), folder, or - for standard input; may be repeated (default: the sample events)",
            (text: string, before: string[]) => [...before, text],
            [],
        )
        .option("--resources <file>", "JSON list of { kind, record }: what Describe answers where the events do not say")
        .option(
            "--scenario <file>",
            "JSON of what happens in the local SageMaker, with the events of it, beside --events or in place of the sample events",
        )
        .option("--json <file>", "write what happened as JSON, too; - for standard output instead of the text")
        .option("--seed <number>", "decides ids and the jitter of retries", "1");
    return addProgramOptions(command).action((options: RawRunOptions) => done(run(options)));
}

async function run(options: RawRunOptions): Promise<number> {
    const started = performance.now();
    const choice = readProgramOptions(options);
    const seed = Number(options.seed);
    if (!/^\d+$/.test(options.seed) || !Number.isSafeInteger(seed)) {
        throw new MisuseError(`--seed must be a whole number from 0 on, got ${JSON.stringify(options.seed)}`);
    }
    if (options.json === "") {
        throw new MisuseError("--json must be a file or -, got nothing");
    }
    const scenario = options.scenario === undefined ? undefined : readScenario(options.scenario);
    const samples = options.events.length === 0 && scenario === undefined;
    const events = readEvents(samples ? [path.join(OWN_PROJECT, "tests", "events")] : options.events);
    const resources = readResources(options.resources ?? (samples ? path.join(OWN_PROJECT, "tests", "resources.json") : undefined));
    if (options.json !== undefined && options.json !== "-") {
        writeFile(options.json, "", "a"); // A run takes seconds: what can't be written is told before.
    }
    const progress = startProgress();
    const report = await playEvents({
        ...choice,
        pack: path.join(OWN_PROJECT, "policy"),
        events,
        resources,
        scenario,
        seed,
        started,
        onProgress: progress.show,
    }).finally(progress.end);

    if (options.json !== undefined) {
        writeJson(options.json, report);
    }
    if (options.json !== "-") {
        const parts = [renderHead(report), renderFindings(report.policyFindings), renderRun(report)];
        process.stdout.write(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
    }
    return exitCodeOfRun(report);
}

function writeJson(file: string, report: object): void {
    const text = `${JSON.stringify(report, null, 2)}\n`;
    if (file === "-") {
        process.stdout.write(text);
        return;
    }
    writeFile(file, text, "w");
}

function writeFile(file: string, text: string, flag: "a" | "w"): void {
    try {
        writeFileSync(file, text, { flag });
    } catch (error) {
        throw new MisuseError(`--json ${file}: can't be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`);
    }
}
