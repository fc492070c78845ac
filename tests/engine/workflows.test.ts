import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import * as path from "node:path";

import { PROJECT } from "../support/devStack";

const FOLDER = path.join(PROJECT, ".github", "workflows");
/** Runs actionlint from its Go module. */
const lint = (...args: string[]) =>
    spawnSync("go", ["run", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12", ...args], {
        encoding: "utf8",
        env: { ...process.env, GOFLAGS: "-mod=mod" },
    });

if (lint("-version").status === 0) {
    it("actionlint finds nothing in the GitHub workflows", () => {
        const { status, stdout } = lint(...readdirSync(FOLDER).map((file) => path.join(FOLDER, file)));
        assert.deepEqual([status, stdout], [0, ""]);
    });
} else {
    console.log("The GitHub workflows are not linted: actionlint takes Go and a module proxy");
}
