import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { PROJECT } from "../support/devStack";
import { describeOnEngine, PulumiWorkspace } from "./support/pulumiCli";

describeOnEngine("the template for pulumi new", () => {
    it("gives a project of the name that was asked for", async () => {
        const workspace = new PulumiWorkspace(path.join(__dirname, "programs", "stackData"));
        const template = path.join(PROJECT, "template");
        const made = path.join(workspace.folder, "made");
        try {
            const named = ["--name", "ml-jobs", "--description", "Our jobs"];
            await workspace.expectOk("new", template, "--yes", "--generate-only", "--dir", made, ...named);
            const files = (folder: string) =>
                Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
            const { "Pulumi.yaml": settings, ...others } = files(made);
            const { "Pulumi.yaml": _, ...expected } = files(template);
            assert.deepEqual(others, { ...expected, "package.json": expected["package.json"]!.replace("${PROJECT}", "ml-jobs") });
            const { config, ...rest } = parse(settings!) as Record<string, unknown>;
            assert.deepEqual(rest, { name: "ml-jobs", description: "Our jobs", runtime: "nodejs" });
            // Pulumi keeps where a project comes from.
            assert.deepEqual(config, { "pulumi:tags": { value: { "pulumi:template": template } } });
        } finally {
            workspace.close();
        }
    });
});
