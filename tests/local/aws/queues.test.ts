import assert from "node:assert/strict";
import { Metrics } from "../../../local/aws/metrics";
import { Queue } from "../../../local/aws/queues";
import { VirtualClock } from "../../../local/clock";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function queueOf(retentionSeconds = 7200) {
    const clock = new VirtualClock(START);
    const metrics = new Metrics(() => clock.now());
    let count = 0;
    const resource = { name: "q", arn: "arn:q", url: "https://sqs/1/q", fifo: false, retentionSeconds, policy: undefined };
    const queue = new Queue(resource, clock, metrics, () => `message-${++count}`);
    const depths = (periods: number) =>
        metrics.series(
            { namespace: "AWS/SQS", metricName: "ApproximateNumberOfMessagesVisible", dimensions: { QueueName: "q" }, period: 60, stat: "Maximum" },
            periods,
            clock.now(),
        );
    return { clock, metrics, queue, depths, runTo: (ms: number) => clock.run(START + ms) };
}

describe("a queue", () => {
    it("keeps messages in order, with what was sent", () => {
        const { queue } = queueOf();
        queue.send("one", { a: "b" });
        queue.send("two", {}, { event: "e", reason: "r" });
        assert.deepEqual(queue.visible(), [
            { id: "message-1", body: "one", attributes: { a: "b" }, sentMs: START, expiresMs: START + 2 * HOUR },
            { id: "message-2", body: "two", attributes: {}, deadLetter: { event: "e", reason: "r" }, sentMs: START, expiresMs: START + 2 * HOUR },
        ]);
    });

    it("forgets a message exactly when it is too old, and none before", async () => {
        const { queue, runTo } = queueOf();
        queue.send("old");
        await runTo(2 * HOUR - 1);
        queue.send("new");
        assert.equal(queue.visible().length, 2);
        await runTo(2 * HOUR);
        assert.deepEqual(
            queue.visible().map(({ body }) => body),
            ["new"],
        );
    });

    it("deletes a message once", () => {
        const { queue } = queueOf();
        const { id } = queue.send("one");
        assert.deepEqual([queue.remove("other"), queue.remove(id), queue.remove(id), queue.visible()], [false, true, false, []]);
    });

    it("measures its depth at the end of each minute, while it is active and six hours on", async () => {
        const { queue, depths, runTo } = queueOf(8 * 3600);
        await runTo(10 * MINUTE);
        assert.deepEqual(depths(2), [undefined, undefined]);
        const { id } = queue.send("one");
        await runTo(10 * MINUTE + 30_000);
        queue.send("two");
        await runTo(12 * MINUTE);
        assert.deepEqual(depths(3), [undefined, 2, 2]);
        queue.remove(id);
        await runTo(7 * HOUR);
        assert.deepEqual(depths(1), [1]);
        await runTo(8 * HOUR + 12 * MINUTE);
        assert.deepEqual(depths(3), [1, 0, 0]);
        await runTo(14 * HOUR + 12 * MINUTE);
        assert.deepEqual(depths(3), [0, undefined, undefined]);
    });

    it("keeps no run alive by waiting for messages to get old", async () => {
        const { queue, clock } = queueOf();
        queue.send("one");
        await clock.run();
        assert.equal(clock.now(), START);
    });
});
