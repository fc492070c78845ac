import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { LocalAws } from "../local/aws";
import { VirtualClock } from "../local/clock";
import { runProgram, startPack } from "../local/engine";
import { PROJECT } from "./support/devStack";

const FOLDER = path.join(PROJECT, "examples");

/** For each example an event that its rule hears, and the message that somebody gets. */
const EXAMPLES: Readonly<Record<string, { event: string; message: RegExp }>> = {
    "pipeline-failed": {
        event: "PipelineExecution.failed",
        message: /^Pipeline execution arn:aws:sagemaker:us-east-1:111122223333:pipeline\/\S+ is Failed$/,
    },
};

describe("the examples", function () {
    this.timeout(120_000);

    it("all have a row here", () => {
        assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(EXAMPLES).sort());
    });

    for (const [name, { event, message }] of Object.entries(EXAMPLES)) {
        it(`${name}: the policy pack finds nothing, an event is handled, and its repeat is known`, async () => {
            const program = path.join(FOLDER, name);
            const [preview, update] = await Promise.all((["preview", "update"] as const).map((mode) => runProgram({ program, stack: "dev", mode })));
            const pack = await startPack({ pack: path.join(PROJECT, "policy"), project: name, stack: "dev" });
            try {
                for (const { graph } of [preview!, update!]) {
                    const { diagnostics } = await pack.run(graph);
                    // What a preview leaves open, the update decides.
                    assert.deepEqual(graph.mode === "preview" ? diagnostics.filter(({ undecided }) => !undecided) : diagnostics, []);
                }
            } finally {
                await pack.close();
            }
            const sample = JSON.parse(readFileSync(path.join(PROJECT, "tests", "events-further", `${event}.json`), "utf8")) as object;
            const clock = new VirtualClock(Date.UTC(2026, 10, 23));
            const account = await LocalAws.create({ graph: update!.graph, clock });
            try {
                account.putEvent(sample);
                await clock.run();
                account.putEvent({ ...sample, id: "another-id" });
                await clock.run();
                const { deliveries, notifications, findings, lost } = account.results();
                assert.deepEqual(
                    deliveries.map(({ outcome }) => outcome),
                    ["handled", "duplicate"],
                );
                assert.equal(notifications.length, 1);
                assert.match(notifications[0]!.message, message);
                assert.deepEqual([findings, lost], [[], 0]);
            } finally {
                await account.close();
            }
        });
    }
});
