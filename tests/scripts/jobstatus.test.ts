import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stamp } from "../../scripts/freshness";

describe("the command jobstatus of a checkout", () => {
    let root: string;
    const write = (file: string, text: string) => writeFileSync(join(root, file), text);
    const run = () => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts", "jobstatus.js")], { encoding: "utf8" });
        return { status, stdout, stderr };
    };

    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "checkout-"));
        mkdirSync(join(root, "dist"));
        cpSync(join(__dirname, "../../scripts"), join(root, "scripts"), { recursive: true });
        write("main.ts", "first\n");
        write("dist/jobstatus.js", `${stamp(["main.ts"], root)}\nconsole.log("works");\n`);
    });

    afterEach(() => rmSync(root, { recursive: true }));

    it("runs what npm ci has built", () => assert.deepEqual(run(), { status: 0, stdout: "works\n", stderr: "" }));

    it("says in one line what to do when its source has changed", () => {
        write("main.ts", "second\n");
        assert.deepEqual(run(), { status: 2, stdout: "", stderr: "error: dist/jobstatus.js is stale: run npm run prepare\n" });
    });

    it("says in one line what to do when nothing is built", () => {
        rmSync(join(root, "dist"), { recursive: true });
        assert.deepEqual(run(), { status: 2, stdout: "", stderr: "error: dist/jobstatus.js is missing: run npm run prepare\n" });
    });
});
