import { FAULT_NAMES, type FaultName } from "../../aws";
import type { SimulationReport } from "../../simulate/report";
import { EXIT, MisuseError } from "../shared/errors";
import { type RawProgramOptions, readProgramOptions } from "../shared/programOptions";
import { runPhases } from "../shared/runPhases";
import { oneLined, print, startProgress } from "../shared/terminal";
import { wholeNumber } from "../shared/wholeNumber";
import { writeReport } from "../shared/writeReport";
import { type Played, proveDays, type ProveOptions } from "./prove";
import { renderFaults, renderSimulation } from "./render";

export interface SimulateOptions extends RawProgramOptions {
    hours?: string;
    events?: string;
    faults?: string;
    seed: string;
    seeds?: string;
    json?: string;
    listFaults?: boolean;
}

/** @returns the exit code: findings if an event was lost, or something needs a look. */
export async function runSimulation(options: SimulateOptions): Promise<number> {
    if (options.listFaults === true) {
        const { faultRows, faultTable } = require("../../simulate/faultTable") as typeof import("../../simulate/faultTable");
        print(process.stdout.isTTY ? renderFaults(faultRows()) : faultTable());
        return EXIT.ok;
    }
    const choice = readProgramOptions(options);
    const isProof = options.seeds !== undefined;
    const hours = wholeNumber("--hours", options.hours ?? (isProof ? "1" : "24"), 1, 744);
    const events = wholeNumber("--events", options.events ?? (isProof ? "30" : "1000"), 1, 100_000);
    const seeds = wholeNumber("--seeds", options.seeds ?? "1", 1, 1_000_000);
    const seed = wholeNumber("--seed", options.seed, 0, Number.MAX_SAFE_INTEGER);
    const faults = faultsIn(options.faults);
    if (isProof && faults?.length === 0) {
        throw new MisuseError("--faults must be names of faults or all with --seeds, got none");
    }
    if (options.json === "") {
        throw new MisuseError("--json must be a file or -, got nothing");
    }
    if (options.json !== undefined && options.json !== "-") {
        writeReport(options.json, "", "a"); // A simulation takes seconds: a file that can't be written is reported first.
    }
    const started = performance.now();
    const progress = startProgress();
    const { report, render, code } = await (async () => {
        progress.show("Running the program");
        const [graph] = await runPhases(choice, ["update"]);
        const asked = { graph: graph!, stack: choice.stack, hours, events, seed, faults, onProgress: progress.show };
        return isProof ? proveDays({ ...asked, seeds }) : playDay(asked);
    })().finally(progress.end);

    const json = () => JSON.stringify(report, null, 2);
    if (options.json !== undefined && options.json !== "-") {
        writeReport(options.json, `${json()}\n`, "w");
    }
    print(options.json === "-" ? json() : render(performance.now() - started));
    return code;
}

/** Plays one day. */
async function playDay({ stack, faults, ...asked }: Omit<ProveOptions, "seeds">): Promise<Played> {
    const { simulate } = require("../../simulate/simulate") as typeof import("../../simulate/simulate");
    const { reportOf } = require("../../simulate/report") as typeof import("../../simulate/report");
    const simulation = await simulate({ ...asked, isRecorded: true, ...(faults && { faults }) });
    const report = reportOf(simulation, { program: asked.graph.project, stack, seed: asked.seed, hours: asked.hours });
    return { report, render: (durationMs) => renderSimulation(oneLined(report), durationMs), code: exitCodeOf(report) };
}

/** 1 if an event was lost, no one received a message or learned of that, or the local AWS met what it does not know or AWS would refuse. */
export function exitCodeOf({ lost, messages, findings }: Pick<SimulationReport, "lost" | "messages" | "findings">): number {
    return lost.length > 0 || messages.unnoticed.length > 0 || findings.length > 0 ? EXIT.findings : EXIT.ok;
}

/** Undefined for the default. */
function faultsIn(text: string | undefined): readonly FaultName[] | undefined {
    if (text === undefined || text === "all" || text === "none") {
        return text === "all" ? FAULT_NAMES : text && [];
    }
    return text.split(",").map((name) => {
        const found = FAULT_NAMES.find((each) => each === name.trim());
        if (found === undefined) {
            throw new MisuseError(
                `--faults must be all, none, or names of faults with commas, got ${JSON.stringify(name)}. --list-faults lists them.`,
            );
        }
        return found;
    });
}
