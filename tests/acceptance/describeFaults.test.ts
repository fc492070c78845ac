import assert from "node:assert/strict";
import { type Fault, LocalAws } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import type { Graph } from "../../local/engine";
import { devStack, sampleEvent, withoutReconciler } from "../support/devStack";

const START = Date.UTC(2026, 10, 23, 9);

/** What the guard, which describes the job, made of an event: outcome, invocations, the time of each one, and how often the fault struck. */
async function guarded(graph: Graph, fault: Omit<Fault, "resource">) {
    const clock = new VirtualClock(START);
    const aws = await LocalAws.create({ graph, clock, faults: [{ resource: "DescribeTrainingJob", ...fault }] });
    const started = performance.now();
    try {
        aws.putEvent(sampleEvent("TrainingJob.inProgress"));
        await clock.run(START + 3_600_000);
        const { deliveries, invocations } = aws.results();
        const { outcome } = deliveries.find(({ rule }) => rule.startsWith("training-job-guard"))!;
        const guards = invocations.filter(({ function: name }) => name.startsWith("training-job-guard"));
        const struck = aws.facts().filter(({ what }) => what === "struck").length;
        return { outcome, seconds: guards.map(({ durationMs }) => durationMs / 1000), struck, realMs: performance.now() - started };
    } finally {
        await aws.close();
    }
}

describe("a call of Describe", () => {
    let graph: Graph;
    before(async () => {
        graph = withoutReconciler(await devStack("update"));
    });

    for (const code of ["throttled", "unavailable", "unreachable"]) {
        it(`that fails twice (${code}) is tried again within the invocation`, async () => {
            const { outcome, seconds, struck } = await guarded(graph, { fault: "describe", code, times: 2 });
            assert.deepEqual([outcome, seconds.length, struck], ["handled", 1, 2]);
        });

        it(`that always fails (${code}) leaves the event in the failure queue, and someone is notified`, async () => {
            const { outcome, seconds, struck } = await guarded(graph, { fault: "describe", code });
            assert.deepEqual([outcome, seconds.length, struck], ["dead-lettered", 3, 9]);
        });
    }

    it("that does not find the job is not tried again: there is nothing to guard", async () => {
        const { outcome, seconds, struck } = await guarded(graph, { fault: "describe", code: "notFound" });
        assert.deepEqual([outcome, seconds.length, struck], ["ignored", 1, 1]);
    });

    it("that is slow is waited for", async () => {
        const { outcome, seconds, struck } = await guarded(graph, { fault: "describe", code: "slow" });
        assert.deepEqual([outcome, struck], ["handled", 1]);
        assert.ok(seconds[0]! >= 0.2, `${seconds[0]}`);
    });

    it("that is never answered is given up after five seconds, and tried again", async () => {
        const { outcome, seconds, struck } = await guarded(graph, { fault: "hang", times: 1 });
        assert.deepEqual([outcome, seconds.length, struck], ["handled", 1, 1]);
        assert.ok(seconds[0]! >= 5 && seconds[0]! < 10, `${seconds[0]}`);
    });

    it("that is never answered, ever, ends in the failure queue after the limit of a call, and no one here waits for that", async () => {
        const { outcome, seconds, realMs } = await guarded(graph, { fault: "hang" });
        assert.deepEqual([outcome, seconds.length], ["dead-lettered", 3]);
        assert.ok(
            seconds.every((each) => each >= 14 && each < 20),
            seconds.join(),
        );
        assert.ok(realMs < 30_000, `${realMs}`);
    });
});
