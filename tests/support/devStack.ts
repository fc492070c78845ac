import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { deserialize, serialize } from "node:v8";

import { type Graph, runProgram } from "../../local/engine";

/** The project's folder: the program that `npm start` runs. */
export const PROJECT = path.resolve(__dirname, "../..");

/** Names the folder of the graphs that all workers of one test run share. */
const FOLDER = "DEV_STACK_GRAPHS";

interface View {
    mode: Graph["mode"];
    /** Whether generated names are unknown in preview. @default false */
    unknownNames?: boolean;
}

const runs = new Map<string, Promise<Graph>>();

/** What the dev stack registers. The program runs once for all tests; its graph must not be changed. */
export function devStack(mode: Graph["mode"], { unknownNames = false } = {}): Promise<Graph> {
    // An update knows all names.
    const name = mode === "preview" && unknownNames ? "preview-unknown-names" : mode;
    const run = runs.get(name) ?? graphOf(name, { mode, unknownNames });
    runs.set(name, run);
    return run;
}

async function graphOf(name: string, view: View): Promise<Graph> {
    const folder = process.env[FOLDER];
    if (folder !== undefined && existsSync(path.join(folder, name))) {
        return deserialize(readFileSync(path.join(folder, name))) as Graph;
    }
    return (await runProgram({ program: PROJECT, stack: "dev", ...view })).graph;
}

/**
 * Runs the program before the workers start, and keeps its graphs for them. A program that fails is left to the tests, which report it.
 *
 * @returns what removes the graphs again
 */
export async function shareDevStack(): Promise<() => void> {
    const folder = mkdtempSync(path.join(tmpdir(), "dev-stack-"));
    const views: readonly [name: string, view: View][] = [
        ["preview", { mode: "preview" }],
        ["update", { mode: "update" }],
        ["preview-unknown-names", { mode: "preview", unknownNames: true }],
    ];
    await Promise.all(
        views.map(([name, view]) =>
            graphOf(name, view).then(
                (graph) => writeFileSync(path.join(folder, name), serialize(graph)),
                () => {},
            ),
        ),
    );
    process.env[FOLDER] = folder;
    return () => rmSync(folder, { recursive: true, force: true });
}

/** A stack without its reconciler: no tick runs meanwhile, and its alarms are not there. For tests of what the reactions do alone. */
export function withoutReconciler(graph: Graph): Graph {
    return { ...graph, resources: graph.resources.filter(({ name, type }) => !name.startsWith("reconciler") || type === "pulumi:pulumi:Stack") };
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
