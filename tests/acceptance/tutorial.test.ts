import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { PROJECT } from "../support/devStack";
import { EmptyFolder } from "../support/emptyFolder";

const { pack } = require("../../scripts/pack") as { pack(destination: string): string[] };

/** The commands of a section of the tutorial, by block. */
function blocksOf(section: string): string[] {
    const text = readFileSync(path.join(PROJECT, "docs/tutorial.md"), "utf8")
        .split(/^## /m)
        .find((each) => each.startsWith(section))!;
    return [...text.matchAll(/^ *```sh\n([^]*?)^ *```/gm)].map(([, commands]) => commands!.replace(/^ {4}/gm, ""));
}

describe("the tutorial", function () {
    this.timeout(600_000);

    it("works on an empty folder, command by command, and shows the message that it promises", async () => {
        const folder = new EmptyFolder();
        const [checkout, ...commands] = blocksOf("On your machine");
        try {
            assert.match(checkout!, /^git clone \S+\ncd sagemaker-job-status && npm ci && npm run pack && cd \.\.\n$/);
            const made = path.join(folder.path, "sagemaker-job-status");
            mkdirSync(made);
            symlinkSync(path.join(PROJECT, "scripts"), path.join(made, "scripts"), "junction");
            pack(path.join(made, "dist", "packages"));
            assert.equal(commands.length, 4);
            writeFileSync(path.join(folder.path, "commands.sh"), commands.join("\n"));
            const shown = await folder.run("bash", ["-euo", "pipefail", "commands.sh"]);
            assert.match(shown, /Training job churn-train-1117 failed: error in its own code/);
            assert.match(shown, /\n33 events: 8 handled, 1 ignored, 24 unmatched, 0 lost/);
            assert.ok(existsSync(path.join(folder.path, "my-jobs", "slack.html")));
        } finally {
            folder.remove();
        }
    });
});
