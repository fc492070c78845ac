import assert from "node:assert/strict";
import * as fc from "fast-check";
import { VirtualClock } from "../../local/clock";

const START = Date.UTC(2026, 5, 1);

describe("VirtualClock", () => {
    it("starts on 1 January 2026 by default", () => {
        assert.equal(new VirtualClock().now(), Date.UTC(2026, 0, 1));
        assert.equal(new VirtualClock(START).now(), START);
    });

    it("jumps from timer to timer in order of time and stays at the last one", async () => {
        const clock = new VirtualClock(START);
        const seen: [string, number][] = [];
        clock.schedule(START + 3000, () => void seen.push(["c", clock.now()]));
        clock.schedule(START + 1000, () => void seen.push(["a", clock.now()]));
        clock.schedule(START + 2000, () => void seen.push(["b", clock.now()]));
        await clock.run();
        assert.deepEqual(seen, [
            ["a", START + 1000],
            ["b", START + 2000],
            ["c", START + 3000],
        ]);
        assert.equal(clock.now(), START + 3000);
    });

    it("runs timers in order of time and, among equals, of scheduling, whatever the times", async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), async (offsets) => {
                const clock = new VirtualClock(START);
                const seen: [number, number][] = [];
                offsets.forEach((offset, index) => {
                    clock.schedule(START + offset, () => void seen.push([offset, index]));
                });
                await clock.run();
                const expected = offsets.map((offset, index): [number, number] => [offset, index]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
                assert.deepEqual(seen, expected);
            }),
        );
    });

    it("awaits an action before the next one, and runs what an action schedules", async () => {
        const clock = new VirtualClock(START);
        const seen: string[] = [];
        clock.schedule(START + 1, async () => {
            seen.push("first starts");
            await new Promise((resolve) => setImmediate(resolve));
            clock.schedule(START + 2, () => void seen.push("scheduled later, due with the second"));
            seen.push("first ends");
        });
        clock.schedule(START + 2, () => void seen.push("second"));
        await clock.run();
        assert.deepEqual(seen, ["first starts", "first ends", "second", "scheduled later, due with the second"]);
    });

    it("treats an instant in the past as now and never goes back", async () => {
        const clock = new VirtualClock(START);
        const seen: number[] = [];
        clock.schedule(START - 5000, () => void seen.push(clock.now()));
        await clock.run();
        assert.deepEqual(seen, [START]);
    });

    it("stops at `until`, stands there, and goes on with the next run", async () => {
        const clock = new VirtualClock(START);
        const seen: string[] = [];
        clock.schedule(START + 10, () => void seen.push("due"));
        clock.schedule(START + 11, () => void seen.push("later"));
        await clock.run(START + 10);
        assert.deepEqual([seen, clock.now(), clock.pending], [["due"], START + 10, 1]);
        await clock.run(START + 5);
        assert.equal(clock.now(), START + 10);
        await clock.run();
        assert.deepEqual([seen, clock.now(), clock.pending], [["due", "later"], START + 11, 0]);
    });

    it("does not run a cancelled timer, and a late cancel changes nothing", async () => {
        const clock = new VirtualClock(START);
        const seen: string[] = [];
        const cancel = clock.schedule(START + 1, () => void seen.push("cancelled"));
        const late = clock.schedule(START + 2, () => void seen.push("kept"));
        cancel();
        cancel();
        assert.equal(clock.pending, 1);
        await clock.run();
        late();
        assert.deepEqual([seen, clock.pending], [["kept"], 0]);
    });

    it("runs background timers on its way and up to `until`, and does not wait for them otherwise", async () => {
        const clock = new VirtualClock(START);
        const seen: string[] = [];
        clock.schedule(START + 1, () => void seen.push("on the way"), { background: true });
        clock.schedule(START + 2, () => void seen.push("foreground"));
        const cancel = clock.schedule(START + 3, () => void seen.push("cancelled"), { background: true });
        clock.schedule(START + 4, () => void seen.push("left"), { background: true });
        cancel();
        assert.equal(clock.pending, 1);
        await clock.run();
        assert.deepEqual([seen, clock.now()], [["on the way", "foreground"], START + 2]);
        await clock.run(START + 4);
        assert.deepEqual([seen, clock.now()], [["on the way", "foreground", "left"], START + 4]);
    });

    it("says when the next timer is due, background timers included and cancelled ones left out", () => {
        const clock = new VirtualClock(0);
        assert.equal(clock.nextMs(), undefined);
        clock.schedule(30, () => {});
        clock.schedule(20, () => {}, { background: true });
        const cancel = clock.schedule(10, () => {});
        assert.equal(clock.nextMs(), 10);
        cancel();
        assert.equal(clock.nextMs(), 20);
    });

    it("passes on the error of an action and can go on after it", async () => {
        const clock = new VirtualClock(START);
        const seen: string[] = [];
        clock.schedule(START + 1, () => {
            throw new Error("broken action");
        });
        clock.schedule(START + 2, () => void seen.push("next"));
        await assert.rejects(clock.run(), { message: "broken action" });
        await clock.run();
        assert.deepEqual(seen, ["next"]);
    });

    it("does not move, nor end a run, before what an action holds is done, while other timers of the instant run", async () => {
        const clock = new VirtualClock(START);
        const seen: string[] = [];
        const work = (name: string) => async () => {
            await new Promise((resolve) => setTimeout(resolve, 10));
            seen.push(`${name} at ${clock.now() - START}`);
        };
        clock.schedule(START + 1, () => clock.hold(work("slow")()));
        clock.schedule(START + 1, () => void seen.push("meanwhile"));
        clock.schedule(START + 2, () => clock.hold(work("last")()));
        await clock.run();
        assert.deepEqual(seen, ["meanwhile", "slow at 1", "last at 2"]);
    });

    it("passes on the error of what an action holds", async () => {
        const clock = new VirtualClock(START);
        clock.schedule(START + 1, () => clock.hold(Promise.reject(new Error("broken work"))));
        await assert.rejects(clock.run(), { message: "broken work" });
    });

    it("pauses in a long run, in which the process does other things", async () => {
        const clock = new VirtualClock();
        let ticks = 0;
        let isInterrupted = false;
        const tick = () => {
            ticks++;
            if (!isInterrupted) {
                clock.schedule(clock.now() + 1000, tick);
            }
        };
        clock.schedule(clock.now(), tick);
        setTimeout(() => (isInterrupted = true), 100);
        await clock.run();
        assert.ok(ticks > 1);
    });

    it("refuses to run inside an action", async () => {
        const clock = new VirtualClock(START);
        clock.schedule(START, () => clock.run());
        await assert.rejects(clock.run(), {
            message: "VirtualClock.run: the clock runs already; an action must schedule a timer instead of running the clock",
        });
    });

    it("refuses an instant that is not a finite number", async () => {
        const clock = new VirtualClock(START);
        const message = (method: string, argument: string, value: number) =>
            `VirtualClock.${method}: ${argument} must be a finite number of milliseconds since 1970, got ${value}`;
        assert.throws(() => new VirtualClock(Number.NaN), { name: "RangeError", message: message("constructor", "startMs", Number.NaN) });
        assert.throws(() => clock.schedule(Number.POSITIVE_INFINITY, () => {}), { message: message("schedule", "atMs", Number.POSITIVE_INFINITY) });
        await assert.rejects(clock.run(Number.NaN), { message: message("run", "until", Number.NaN) });
    });
});
