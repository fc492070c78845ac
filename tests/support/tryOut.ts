import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { LocalAws } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import { runProgram, startPack } from "../../local/engine";
import { PROJECT } from "./devStack";

/** A program with one reaction. */
export interface Example {
    readonly name: string;
    readonly program: string;
    readonly sample: string;
    /** What the topic's address gets; empty where the handler sends nothing. */
    readonly messages: readonly RegExp[];
}

/** The policy pack finds nothing in the program, an event is handled, and its repeat is recognized. */
export async function tryOut({ name, program, sample, messages }: Example): Promise<void> {
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
    const event = JSON.parse(readFileSync(path.join(PROJECT, "tests", sample), "utf8")) as object;
    const clock = new VirtualClock(Date.UTC(2026, 10, 23));
    const account = await LocalAws.create({ graph: update!.graph, clock });
    try {
        account.putEvent(event);
        await clock.run();
        account.putEvent({ ...event, id: "another-id" });
        await clock.run();
        const { deliveries, notifications, findings, lost } = account.results();
        assert.deepEqual(
            deliveries.map(({ outcome }) => outcome),
            ["handled", "duplicate"],
        );
        assert.equal(notifications.length, messages.length);
        messages.forEach((message, index) => assert.match(notifications[index]!.message, message));
        assert.deepEqual([findings, lost], [[], 0]);
    } finally {
        await account.close();
    }
}
