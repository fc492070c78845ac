import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { PROJECT } from "../support/devStack";

const PROGRAM = {
    "Pulumi.yaml": "name: waits\nruntime: nodejs\nmain: index.js\n",
    "Pulumi.dev.yaml": "config:\n    aws:region: us-east-1\n",
    // Preview and update run at the same time. Neither asks for anything, so only a signal ends them.
    "index.js": 'require("node:fs").writeFileSync(`${process.env.STARTED}/${process.pid}`, "");\nfor (;;);\n',
};
/** A person waits no longer than this for a command that was interrupted. */
const GONE_WITHIN_MS = 5000;

function isRunning(pid: number): boolean {
    try {
        // A process that has ended and that no one has asked for its exit code still has its number.
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
        return false;
    }
}

async function until(condition: () => boolean, withinMs: number): Promise<boolean> {
    for (const end = performance.now() + withinMs; !condition() && performance.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return condition();
}

describe("a command that is interrupted", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "interrupt-"));
        Object.entries(PROGRAM).forEach(([name, text]) => writeFileSync(path.join(folder, name), text));
        symlinkSync(path.join(PROJECT, "node_modules"), path.join(folder, "node_modules"));
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const [signal, code, command] of [
        ["SIGINT", 130, "run"],
        ["SIGTERM", 143, "check"],
        ["SIGHUP", 129, "simulate"],
        ["SIGTERM", 143, "console"],
    ] as const) {
        it(`ends its program at once, and leaves no file: ${command}, ${signal}`, async () => {
            const [started, temporary] = [path.join(folder, `${command}-started`), path.join(folder, `${command}-tmp`)];
            [started, temporary].forEach((each) => mkdirSync(each));
            const args = [
                path.join(PROJECT, "scripts", "jobstatus.js"),
                command,
                "--program",
                folder,
                ...(command === "console" ? ["--port", "0"] : []),
            ];
            const child = spawn(process.execPath, args, {
                cwd: folder,
                env: { ...process.env, STARTED: started, TMPDIR: temporary },
                stdio: "ignore",
            });
            const ended = once(child, "exit");
            assert.ok(await until(() => existsSync(started) && readdirSync(started).length > 0, 60_000), "the program starts");
            child.kill(signal);
            assert.deepEqual(await ended, [code, null]);
            const running = () => readdirSync(started).map(Number).filter(isRunning);
            await until(() => running().length === 0, GONE_WITHIN_MS);
            const left = running();
            left.forEach((pid) => process.kill(pid, "SIGKILL"));
            assert.deepEqual([left, readdirSync(temporary)], [[], []]);
        });
    }
});
