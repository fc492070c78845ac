import assert from "node:assert/strict";

import { comesAfterMs } from "../../../../local/cli/run/play";

describe("the events of a run", () => {
    it("come 15 seconds apart, so that they are no storm", () => {
        assert.deepEqual(
            [0, 1, 2, 5759].map((index) => comesAfterMs(index, 5760)),
            [0, 15_000, 30_000, 86_385_000],
        );
    });

    it("come within a day in their order, however many they are", () => {
        const times = Array.from({ length: 130_000 }, (_, index) => comesAfterMs(index, 130_000));
        assert.ok(times.every((time, index) => index === 0 || time > times[index - 1]!));
        assert.equal(times.at(-1), 86_399_335);
    });
});
