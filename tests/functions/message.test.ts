import * as assert from "node:assert/strict";

import { ALL_KINDS, type EventKindRow, KINDS } from "../../catalog";
import type { Message, Severity } from "../../functions/message";
import { severityOf } from "../../functions/notification";
import { notifyJobStatus } from "../../functions/notify";
import type { Fields } from "../../functions/shared/fields";
import { statusOf } from "../../functions/shared/parseEvent";
import { describeFake, newsOf, SAMPLES } from "./shared/samples";

async function messageOf(file: string, envelope: Fields = {}): Promise<Message> {
    const { row, event } = SAMPLES.find((sample) => sample.file === file)!;
    const published: Message[] = [];
    await notifyJobStatus(row, newsOf(row, { ...event, ...envelope }), {
        describe: describeFake,
        publish: async (message) => void published.push(message),
    });
    assert.equal(published.length, 1);
    return published[0]!;
}

describe("the facts of a message", () => {
    it("survive the digest queue, which keeps them as JSON", async () => {
        for (const { file } of SAMPLES) {
            const message = await messageOf(file);
            assert.deepEqual(JSON.parse(JSON.stringify(message)), message);
        }
    });

    it("have the identity of the ledger: equal for two events about one change, and for no others", async () => {
        const identities = await Promise.all(SAMPLES.map(async ({ file }) => (await messageOf(file)).identity));
        assert.equal(new Set(identities).size, SAMPLES.length);
        const again = await messageOf("TrainingJob.failed.json", { id: "another", "jobstatus-origin": "redrive" });
        assert.ok(identities.includes(again.identity));
    });

    const severities: [row: EventKindRow, status: string, severity: Severity][] = [
        [KINDS.Endpoint, "FAILED", "critical"],
        [KINDS.Endpoint, "OutOfService", "critical"],
        [KINDS.Endpoint, "UPDATE_ROLLBACK_FAILED", "critical"],
        [KINDS.Endpoint, "IN_SERVICE", "info"],
        [ALL_KINDS.PipelineExecution, "Failed", "error"],
        [KINDS.TrainingJob, "Failed", "error"],
        [KINDS.ModelPackage, "Failed", "error"],
        [KINDS.TrainingJob, "Stopped", "warning"],
        [KINDS.NotebookInstance, "Deleted", "info"],
        [KINDS.TrainingJob, "Hibernating", "warning"],
        [KINDS.TrainingJob, "Completed", "info"],
        [KINDS.TrainingJob, "InProgress", "info"],
    ];
    for (const [row, status, severity] of severities) {
        it(`have a severity from kind and status: ${row.title} ${status} is ${severity}`, () => {
            assert.equal(severityOf(row, statusOf(row, status)), severity);
        });
    }

    it("have the severity warning for a resource that is gone", () => {
        assert.equal(severityOf(KINDS.Algorithm, undefined), "warning");
    });
});
