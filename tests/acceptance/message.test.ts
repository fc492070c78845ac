import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { PROJECT, sampleEvent } from "../support/devStack";

/** What the command writes for an event, and its exit code. */
function message(event: object, ...options: string[]): { code: number | null; out: string; err: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(PROJECT, "scripts/jobstatus.js"), "message", "-", ...options], {
        cwd: PROJECT,
        encoding: "utf8",
        input: JSON.stringify(event),
    });
    return { code: status, out: stdout, err: stderr };
}

const FAILED = sampleEvent("TrainingJob.failed");

describe("jobstatus message", () => {
    it("writes an e-mail as its subject and text", () => {
        const { code, out } = message(FAILED);
        assert.deepEqual([code, out.split("\n")[0]], [0, "Subject: Training job churn-train-1117 failed: error in its own code"]);
    });

    it("writes what another channel gets as JSON, and a page", () => {
        const folder = mkdtempSync(path.join(tmpdir(), "message-"));
        try {
            for (const [channel, member, value] of [
                ["slack", "text", "🔴 Training job churn-train-1117 failed: error in its own code"],
                ["teams", "type", "message"],
                ["pagerduty", "event_action", "trigger"],
                ["q", "source", "custom"],
                ["webhook", "subject", "churn-train-1117"],
            ] as const) {
                const page = path.join(folder, `${channel}.html`);
                const { code, out } = message(FAILED, "--channel", channel, "--html", page);
                assert.deepEqual([code, (JSON.parse(out) as Record<string, unknown>)[member]], [0, value]);
                assert.match(readFileSync(page, "utf8"), /churn-train-1117/);
            }
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("says why there is no message", () => {
        const other = { ...FAILED, source: "my.app" };
        assert.deepEqual(message(other), { code: 1, out: "No message for email: no rule matches the event.\n", err: "" });
        const completed = message(sampleEvent("TrainingJob.completed"), "--channel", "pagerduty");
        assert.deepEqual(completed, { code: 1, out: "No message for pagerduty: it is neither a failure nor resolves one.\n", err: "" });
    });
});
