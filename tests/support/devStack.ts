import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { type Graph, type ProgramRun, runProgram } from "../../local/engine";

/** The project's folder: the program that `npm start` runs. */
export const PROJECT = path.resolve(__dirname, "../..");

const runs = new Map<string, Promise<ProgramRun>>();

/** What the dev stack registers. The program runs once for all tests of a process; its graph must not be changed. */
export function devStack(mode: Graph["mode"]): Promise<Graph> {
    const run = runs.get(mode) ?? runProgram({ program: PROJECT, stack: "dev", mode });
    runs.set(mode, run);
    return run.then(({ graph }) => graph);
}

/** A sample event, by the name of its file: "TrainingJob.failed". */
export function sampleEvent(name: string): object {
    return JSON.parse(readFileSync(path.join(PROJECT, "tests", "events", `${name}.json`), "utf8")) as object;
}

/** The names of all sample events, in alphabetical order. */
export function sampleEventNames(): string[] {
    return readdirSync(path.join(PROJECT, "tests", "events"))
        .map((file) => file.replace(/\.json$/, ""))
        .sort();
}
