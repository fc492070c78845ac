import { spawn } from "node:child_process";
import * as path from "node:path";

import { PROJECT } from "./devStack";

export interface CommandResult {
    exitCode: number | null;
    stdout: string;
    stderr: string;
}

/** Runs `jobstatus` as a person does, in a separate process. */
export function jobstatus(
    args: readonly string[],
    { input = "", env = process.env }: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
    const child = spawn(process.execPath, [path.join(PROJECT, "scripts", "jobstatus.js"), ...args], { cwd: PROJECT, env });
    const result = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
        result.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
        result.stderr += text;
    });
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (exitCode) => resolve({ exitCode, ...result }));
    });
}
