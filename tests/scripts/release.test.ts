import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { PROJECT } from "../support/devStack";

const { releaseNotes } = require("../../scripts/releaseNotes") as { releaseNotes(changelog: string, version: string): string | undefined };
const { pack } = require("../../scripts/pack") as {
    pack(destination: string, options: { builders: ((folder: string) => void)[]; repository?: string }): string[];
};

describe("the notes of a release", () => {
    const CHANGELOG = "# Changelog\n\n## Unreleased\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- B.\n\n## 0.1.0 (2026-11-01)\n\n- A.\n\n## 0.0.1\n";

    it("are the section of the version, with or without brackets around it", () => {
        assert.equal(releaseNotes(CHANGELOG, "0.2.0"), "### Added\n\n- B.");
        assert.equal(releaseNotes(CHANGELOG, "0.1.0"), "- A.");
    });

    it("are missing for a version without a section or without a text, and for a part of a version", () => {
        assert.deepEqual(
            ["0.3.0", "0.0.1", "0.1", ""].map((version) => releaseNotes(CHANGELOG, version)),
            [undefined, undefined, undefined, undefined],
        );
        const { status, stderr } = spawnSync(process.execPath, ["scripts/releaseNotes.js", "99.0.0"], { cwd: PROJECT, encoding: "utf8" });
        assert.deepEqual([status, stderr], [2, 'CHANGELOG.md has no section "## 99.0.0" with a text\n']);
    });
});

describe("a package", () => {
    it("names the repository that it was built in, where one is given", () => {
        const folder = mkdtempSync(path.join(tmpdir(), "packages-"));
        const build = (into: string) => writeFileSync(path.join(into, "package.json"), JSON.stringify({ name: "p", version: "1.0.0" }));
        const manifest = (repository?: string) => {
            const [tarball] = pack(folder, { builders: [build], ...(repository === undefined ? {} : { repository }) });
            return JSON.parse(execFileSync("tar", ["-xzOf", tarball!, "package/package.json"], { encoding: "utf8" })) as object;
        };
        try {
            assert.deepEqual(manifest(), { name: "p", version: "1.0.0" });
            assert.deepEqual(manifest("https://github.com/acme/jobs"), {
                ...{ name: "p", version: "1.0.0" },
                repository: { type: "git", url: "git+https://github.com/acme/jobs.git" },
            });
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
