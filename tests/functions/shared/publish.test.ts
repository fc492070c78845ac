import * as assert from "node:assert/strict";

import type { Message } from "../../../functions/message";
import { publishWithin } from "../../../functions/shared/publish";
import { FakeSending } from "./fakeSending";
import { messageOf } from "./messages";

const NOW = Date.UTC(2026, 10, 24, 9);

/** A topic with a limit of three messages: one is sent at once. */
class Bench {
    now = NOW;
    readonly sending = new FakeSending();
    /** What happened, in order. */
    readonly done: string[] = [];
    queueError: Error | undefined;

    publish(name: string): Promise<void> {
        return publishWithin(messageOf({ name }), {
            sending: this.sending,
            perMinute: 3,
            send: async ({ resource }) => void this.done.push(`sent ${resource.name}`),
            queue: async (body) => {
                if (this.queueError !== undefined) {
                    throw this.queueError;
                }
                const { at, message } = JSON.parse(body) as { at: number; message: Message };
                assert.deepEqual(message, messageOf({ name: message.resource.name }));
                assert.ok(this.sending.error !== undefined || this.sending.known.queuedAt > 0, "later messages must know first");
                this.done.push(`queued ${message.resource.name} at ${at - NOW}`);
            },
            now: () => this.now,
            warn: (message) => void this.done.push(`warned ${message}`),
            countFailure: () => void this.done.push("counted"),
        });
    }
}

const failure = (name: string) => Object.assign(new Error("no"), { name });

describe("a message on its way", () => {
    it("is sent at once within the limit, and waits for the digest above it", async () => {
        const bench = new Bench();
        await bench.publish("a");
        bench.now += 500;
        await bench.publish("b");
        assert.deepEqual(bench.done, ["sent a", "queued b at 500"]);
    });

    it("does not overtake one that waits, although the limit would allow it again", async () => {
        const bench = new Bench();
        await bench.publish("a");
        await bench.publish("b");
        bench.now += 150_000;
        await bench.publish("b");
        assert.deepEqual(bench.done, ["sent a", "queued b at 0", "queued b at 150000"]);
    });

    it("waits for the digest while the table fails: that needs no table", async () => {
        const bench = new Bench();
        bench.sending.error = failure("ThrottlingException");
        await bench.publish("a");
        assert.deepEqual(bench.done, [
            'warned Message "Training job a failed": the table with the sending limit failed, so the message waits for the digest: ThrottlingException: no',
            "queued a at 0",
        ]);
    });

    it("is sent beyond the limit while the queue fails, and the log and a count say so", async () => {
        const bench = new Bench();
        bench.queueError = failure("AccessDenied");
        await bench.publish("a");
        await bench.publish("b");
        assert.deepEqual(bench.done, [
            "sent a",
            'warned Message "Training job b failed": the digest queue failed, so the message is sent beyond the limit: AccessDenied: no',
            "counted",
            "sent b",
        ]);
    });

    it("is sent while the table and the queue fail", async () => {
        const bench = new Bench();
        bench.sending.error = failure("ResourceNotFoundException");
        bench.queueError = failure("AWS.SimpleQueueService.NonExistentQueue");
        await bench.publish("a");
        assert.deepEqual(
            bench.done.filter((each) => !each.startsWith("warned")),
            ["counted", "sent a"],
        );
    });
});
