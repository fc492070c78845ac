import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { stripVTControlCharacters } from "node:util";

import { main } from "../../../../local/cli/main";
import type { Graph } from "../../../../local/engine";

const PROJECT = path.resolve(__dirname, "../../../..");

/** A stack with rules of every sort, written by hand in the form of `pulumi stack export`. */
export const STATE = path.join(PROJECT, "tests/local/cli/fixtures/state.json");

/** The path of a sample event. */
export const sample = (name: string) => path.join(PROJECT, "tests/events", `${name}.json`);

/** A graph as `pulumi stack export` writes it. */
export const stateOf = ({ resources }: Pick<Graph, "resources">) => ({
    version: 3,
    deployment: { resources: resources.map(({ name: _, ...fields }) => fields) },
});

/** What a command line wrote and how it ended. */
export interface Ending {
    code: number | null;
    out: string;
    err: string;
}

/** Runs the real command line in a separate process. */
export function jobstatus(args: readonly string[], { input = "" }: { input?: string } = {}): Ending {
    const command = [path.join(PROJECT, "scripts/jobstatus.js"), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: PROJECT, input, encoding: "utf8" });
    return { code: status, out: stdout, err: stderr };
}

/** Runs a command line in this process, which takes a hundredth of the time, and takes what it writes. */
export async function inProcess(args: readonly string[]): Promise<Ending> {
    const written = { stdout: "", stderr: "" };
    const streams = ["stdout", "stderr"] as const;
    const originals = streams.map((name) => process[name].write);
    for (const name of streams) {
        process[name].write = (text: string | Uint8Array) => {
            written[name] += String(text);
            return true;
        };
    }
    try {
        const code = await main(args);
        return { code, out: stripVTControlCharacters(written.stdout), err: stripVTControlCharacters(written.stderr) };
    } finally {
        streams.forEach((name, i) => {
            process[name].write = originals[i]!;
        });
    }
}

/** A folder for the files of one test, gone after `work`. */
export function withFolder<T>(work: (write: (name: string, content: string | object) => string, folder: string) => T): T {
    const folder = mkdtempSync(path.join(tmpdir(), "jobstatus-"));
    const write = (name: string, content: string | object) => {
        const file = path.join(folder, name);
        writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
        return file;
    };
    const clean = () => rmSync(folder, { recursive: true });
    try {
        const result = work(write, folder);
        if (result instanceof Promise) {
            return result.finally(clean) as T;
        }
        clean();
        return result;
    } catch (error) {
        clean();
        throw error;
    }
}
