import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const PROJECT = path.resolve(__dirname, "../../../..");

/** A stack with rules of every sort, written by hand in the form of `pulumi stack export`. */
export const STATE = path.join(PROJECT, "tests/local/cli/fixtures/state.json");

/** The path of a sample event. */
export const sample = (name: string) => path.join(PROJECT, "tests/events", `${name}.json`);

/** What a command line wrote and how it ended. */
export interface Ending {
    code: number | null;
    out: string;
    err: string;
}

/** Runs the real command line, without colours. */
export function jobstatus(args: readonly string[], { input = "", cwd = PROJECT }: { input?: string; cwd?: string } = {}): Ending {
    const { FORCE_COLOR: _, CI: __, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(PROJECT, "local/cli/jobstatus.js"), ...args], {
        cwd,
        input,
        encoding: "utf8",
        env: { ...env, NO_COLOR: "1" },
    });
    return { code: status, out: stdout, err: stderr };
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
