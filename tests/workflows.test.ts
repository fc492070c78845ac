import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { PROJECT } from "./support/devStack";

const FOLDER = path.join(PROJECT, ".github", "workflows");

interface Workflow {
    permissions: unknown;
    jobs: Record<
        string,
        { permissions?: Record<string, string>; "timeout-minutes"?: number; steps: { run?: string; uses?: string; with?: Record<string, unknown> }[] }
    >;
}

/** Permissions beyond reading the code that a job has a reason for. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
    "pull-request.yml/check": ["pull-requests: write", "security-events: write"],
    "pull-request.yml/preview": ["id-token: write"],
    "deploy.yml/up": ["id-token: write"],
    "sweep.yml/check": ["security-events: write"],
};

describe("the GitHub workflows", () => {
    for (const file of readdirSync(FOLDER).sort()) {
        const text = readFileSync(path.join(FOLDER, file), "utf8");
        const workflow = parse(text) as Workflow;

        describe(file, () => {
            it("pins every action by digest and names its version", () => {
                for (const [, action] of text.matchAll(/uses: *(.+)$/gm)) {
                    assert.match(action!, /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
                }
            });

            it("gives each job the permissions that it needs, and a time limit", () => {
                assert.deepEqual(workflow.permissions, {});
                for (const [name, job] of Object.entries(workflow.jobs)) {
                    const beyond = Object.entries(job.permissions ?? {})
                        .map(([scope, level]) => `${scope}: ${level}`)
                        .filter((permission) => permission !== "contents: read");
                    assert.deepEqual(beyond.sort(), [...(REASONS[`${file}/${name}`] ?? [])].sort(), name);
                    assert.ok((job["timeout-minutes"] ?? Infinity) <= 60, name);
                }
            });

            it("leaves no credentials behind, expands nothing of others inside a script, and runs nobody else's jobstatus", () => {
                for (const { steps } of Object.values(workflow.jobs)) {
                    for (const { run = "", uses = "", with: inputs } of steps) {
                        assert.doesNotMatch(run, /\$\{\{/);
                        assert.doesNotMatch(run, /npx (?!--no-install )/);
                        assert.equal(uses.startsWith("actions/checkout@") && inputs?.["persist-credentials"] !== false, false);
                    }
                }
            });
        });
    }
});
