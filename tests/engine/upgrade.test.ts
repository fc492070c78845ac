import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { buildProducts } from "../support/buildProducts";
import { PROJECT } from "../support/devStack";
import { CLI_FOLDER, PROGRAM_FILES, PulumiWorkspace } from "./support/pulumiCli";

/** The commit of the last release; before the first one, of what people may have deployed. */
const FROM = readFileSync(path.join(__dirname, "upgradeFrom.txt"), "utf8").trim();

/** Writes the program of a commit to an empty folder. */
function checkOut(commit: string, folder: string): void {
    const archive = execFileSync("git", ["archive", "--format=tar", commit, ...PROGRAM_FILES], { cwd: PROJECT, maxBuffer: 2 ** 30 });
    execFileSync("tar", ["-xf", "-", "-C", folder], { input: archive });
}

const hasCommit = spawnSync("git", ["cat-file", "-e", `${FROM}^{commit}`], { cwd: PROJECT }).status === 0;
if (CLI_FOLDER !== undefined && !hasCommit) {
    console.log(`The upgrade of a stack is not tested: this checkout has no commit ${FROM}`);
}

(CLI_FOLDER !== undefined && hasCommit ? describe : () => undefined)("an upgrade from the last release", function () {
    this.timeout(600_000);

    it("replaces and deletes nothing, and another preview expects no changes", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "release-"));
        let workspace: PulumiWorkspace | undefined;
        try {
            checkOut(FROM, folder);
            workspace = new PulumiWorkspace(folder);
            buildProducts(workspace.program);
            await workspace.init("dev");
            await workspace.expectOk("up", "--yes", "--skip-preview");
            for (const file of PROGRAM_FILES) {
                rmSync(path.join(workspace.program, file), { recursive: true });
                cpSync(path.join(PROJECT, file), path.join(workspace.program, file), {
                    recursive: true,
                    filter: (name) => !name.includes("node_modules"),
                });
            }
            const { steps } = await workspace.expectOk("up", "--yes", "--skip-preview");
            assert.deepEqual(
                steps.filter(({ op }) => !["same", "update", "create"].includes(op)).map(({ op, urn }) => `${op} ${urn}`),
                [],
            );
            assert.ok(steps.some(({ op }) => op === "same"));
            const after = await workspace.expectOk("preview");
            assert.deepEqual(
                after.steps.filter(({ op }) => op !== "same").map(({ op, urn }) => `${op} ${urn}`),
                [],
            );
        } finally {
            workspace?.close();
            rmSync(folder, { recursive: true, force: true });
        }
    });
});
