import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { makeTemporaryFolder, removeTemporaryFolder } from "../../../local/lambda/temporaryFolder";
import { PROJECT } from "../../support/devStack";

const SCRIPT = `
    require("./tests/support/register.js");
    const { makeTemporaryFolder } = require("./local/lambda/temporaryFolder");
    process.stdout.write(makeTemporaryFolder());
    setInterval(() => {}, 1000);
`;

/** A process that has made a folder with a file in it, and waits. */
async function holder(): Promise<{ child: ChildProcess; folder: string }> {
    const child = spawn(process.execPath, ["-e", SCRIPT], { cwd: PROJECT, stdio: ["ignore", "pipe", "inherit"] });
    const [folder] = (await once(child.stdout, "data")) as [Buffer];
    writeFileSync(path.join(folder.toString(), "file"), "");
    return { child, folder: folder.toString() };
}

describe("a folder for temporary files", () => {
    for (const [signal, code] of [
        ["SIGINT", 130],
        ["SIGTERM", 143],
        ["SIGHUP", 129],
    ] as const) {
        it(`is removed when ${signal} ends the process`, async () => {
            const { child, folder } = await holder();
            child.kill(signal);
            const [exitCode] = (await once(child, "exit")) as [number | null];
            assert.deepEqual([exitCode, existsSync(folder)], [code, false]);
        });
    }

    it("of a killed process is removed by the next one, and that of a running one is not", async () => {
        const [killed, running] = [await holder(), await holder()];
        killed.child.kill("SIGKILL");
        await once(killed.child, "exit");
        assert.equal(existsSync(killed.folder), true);
        const folder = makeTemporaryFolder();
        try {
            assert.deepEqual([existsSync(killed.folder), existsSync(running.folder), existsSync(folder)], [false, true, true]);
        } finally {
            removeTemporaryFolder(folder);
            running.child.kill("SIGTERM");
            await once(running.child, "exit");
        }
        assert.equal(existsSync(folder), false);
    });

    it("leaves no listener on signals when it is removed", () => {
        const before = process.listenerCount("SIGINT");
        const folder = makeTemporaryFolder();
        assert.equal(process.listenerCount("SIGINT"), before + 1);
        removeTemporaryFolder(folder);
        removeTemporaryFolder(folder);
        assert.equal(process.listenerCount("SIGINT"), before);
    });
});
