import assert from "node:assert/strict";
import type { QueueMessage } from "../../../../local/aws/occurrences";
import { Queue } from "../../../../local/aws/receivers/queue";
import type { Call } from "../../../../local/aws/receivers/receiver";
import { VirtualClock } from "../../../../local/clock";
import { contextOf } from "../support/context";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function queueOf(retentionSeconds = 7200, fifo = false) {
    const clock = new VirtualClock(START);
    const context = contextOf(clock);
    let count = 0;
    const resource = { name: "q", arn: "arn:q", url: "https://sqs/1/q", fifo, contentBasedDeduplication: false, retentionSeconds, policy: undefined };
    const queue = new Queue(resource, context);
    const send = (text: string, more: Partial<Call> = {}): QueueMessage => {
        assert.equal(queue.accept({ caller: "allowed", value: text, text, event: "", id: `message-${++count}`, ...more }), undefined);
        return queue.visible().at(-1)!;
    };
    const depths = (periods: number) =>
        context.metrics.series(
            { namespace: "AWS/SQS", metricName: "ApproximateNumberOfMessagesVisible", dimensions: { QueueName: "q" }, period: 60, stat: "Maximum" },
            periods,
            clock.now(),
        );
    return { clock, context, queue, send, depths, runTo: (ms: number) => clock.run(START + ms) };
}

describe("a queue", () => {
    it("keeps messages in order, with what was sent", () => {
        const { queue, send } = queueOf();
        send("one", { attributes: { a: "b" } });
        send("two", { deadLetter: { event: "e", reason: "r" } });
        assert.deepEqual(queue.visible(), [
            { id: "message-1", body: "one", attributes: { a: "b" }, sentMs: START, expiresMs: START + 2 * HOUR },
            { id: "message-2", body: "two", attributes: {}, deadLetter: { event: "e", reason: "r" }, sentMs: START, expiresMs: START + 2 * HOUR },
        ]);
    });

    it("forgets a message exactly when it is too old, and none before", async () => {
        const { queue, runTo, send } = queueOf();
        send("old");
        await runTo(2 * HOUR - 1);
        send("new");
        assert.equal(queue.visible().length, 2);
        await runTo(2 * HOUR);
        assert.deepEqual(
            queue.visible().map(({ body }) => body),
            ["new"],
        );
    });

    it("deletes a message once", () => {
        const { queue, send } = queueOf();
        const { id } = send("one");
        assert.deepEqual([queue.remove("other"), queue.remove(id), queue.remove(id), queue.visible()], [false, true, false, []]);
    });

    it("measures its depth at the end of each minute, while it is active and six hours on", async () => {
        const { queue, depths, runTo, send } = queueOf(8 * 3600);
        await runTo(10 * MINUTE);
        assert.deepEqual(depths(2), [undefined, undefined]);
        const { id } = send("one");
        await runTo(10 * MINUTE + 30_000);
        send("two");
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

    it("measures the age of its oldest message, in seconds, while there is one, and has alarms look at it again as it grows", async () => {
        const { context, clock, queue, runTo, send } = queueOf(8 * 3600);
        const metric = { namespace: "AWS/SQS", metricName: "ApproximateAgeOfOldestMessage", dimensions: { QueueName: "q" } };
        const ages = (periods: number) => context.metrics.series({ ...metric, period: 60, stat: "Maximum" }, periods, clock.now());
        const looks: number[] = [];
        context.metrics.onData((key, atMs) => key.includes(metric.metricName) && looks.push((atMs - START) / HOUR));
        assert.deepEqual(ages(1), [undefined]);
        const { id } = send("one");
        await runTo(30 * MINUTE);
        send("two");
        await runTo(2 * HOUR);
        assert.deepEqual(ages(1), [7199]);
        queue.remove(id);
        await runTo(2 * HOUR + MINUTE);
        assert.deepEqual(ages(2), [7199, 5459]);
        await runTo(9 * HOUR);
        assert.deepEqual(ages(1), [undefined]);
        assert.ok(looks.length > 15 && looks.at(-1)! < 9, looks.join(", "));
    });

    it("keeps no run alive by waiting for messages to get old", async () => {
        const { clock, send } = queueOf();
        send("one");
        await clock.run();
        assert.equal(clock.now(), START);
    });

    it("logs what it gets and what is deleted", () => {
        const { context, queue, send } = queueOf();
        const { id } = send("one", { of: 7 });
        queue.remove(id);
        assert.deepEqual(
            context.log.facts().map((fact) => [fact.what, fact.resource, fact.atMs, "of" in fact ? fact.of : undefined]),
            [
                ["queued", "arn:q", START, 7],
                ["removed", "arn:q", START, undefined],
            ],
        );
    });

    it("refuses a service without a policy, a role without one, and, where it is FIFO, who needs a standard queue", () => {
        const call = { value: "", text: "one", event: "" };
        const { queue } = queueOf();
        const service = queue.accept({ ...call, caller: { service: "events", arn: "arn:rule" } });
        assert.deepEqual(service, {
            code: "denied",
            message: "events.amazonaws.com may not call sqs:SendMessage on arn:q: there is no resource policy.",
        });
        assert.equal(queue.accept({ ...call, caller: { role: undefined, name: "handler" } })?.code, "denied");
        const { queue: fifo } = queueOf(7200, true);
        assert.deepEqual(fifo.accept({ ...call, caller: "allowed", standardOnly: true }), { code: "fifo", message: "arn:q is a FIFO queue" });
        assert.equal(fifo.accept({ ...call, caller: "allowed" }), undefined);
        assert.deepEqual([queue.visible(), fifo.visible().length], [[], 1]);
    });
});
