import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { Graph } from "../local/engine";
import { devStack, PROJECT } from "./support/devStack";

const FILE = path.join(__dirname, "stack.dev.json");

/** A line for each resource, `parent > type name`, sorted: an addition, a removal and a new name each change one line. */
function linesOf({ resources }: Graph): string[] {
    const named = new Map(resources.map(({ urn, type, name }) => [urn, `${type.split(":").pop()} ${name}`]));
    return resources
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .map(({ type, name, parent }) => `${named.get(parent) ?? "none"} > ${type} ${name}`)
        .sort();
}

/** `UPDATE=1` writes the list again: review the difference line by line before committing it. */
describe("the dev stack", () => {
    it("has the resources that were reviewed, and no others", async () => {
        const lines = linesOf(await devStack("update"));
        if (process.env.UPDATE === "1") {
            writeFileSync(FILE, `${JSON.stringify(lines, null, 4)}\n`);
        }
        assert.deepEqual(lines, JSON.parse(readFileSync(FILE, "utf8")));
    });

    it("has a section in the runbook for each alarm, and no other sections", async () => {
        const text = readFileSync(path.join(PROJECT, "docs/runbook.md"), "utf8");
        const sections = [...text.matchAll(/^### `([\w-]+)`$/gm)].map(([, name]) => name!);
        const alarms = (await devStack("update")).resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
        const isOf = (name: string) => (section: string) => name.replace(/-\d+$/, "-1").endsWith(`-${section}`);
        assert.deepEqual(
            alarms.filter(({ name }) => !sections.some(isOf(name))).map(({ name }) => name),
            [],
        );
        assert.deepEqual(
            sections.filter((section) => !alarms.some(({ name }) => isOf(name)(section))),
            [],
        );
        assert.deepEqual(
            alarms.filter(({ inputs }) => !String(inputs.alarmDescription).endsWith(" Runbook: docs/runbook.md.")),
            [],
        );
    });

    it("has the same resources in preview", async () => {
        assert.deepEqual(linesOf(await devStack("preview")), linesOf(await devStack("update")));
    });
});
