import assert from "node:assert/strict";
import { renderBroken, renderProof } from "../../../../local/cli/simulate/prove";
import type { ProofReport } from "../../../../local/simulate/proof";

const BROKEN = { promise: "lost", subject: "a-rule", reason: "It never came", seed: 7, faults: ["crash", "race"] } as const;

const REPORT: ProofReport = {
    program: "app",
    stack: "dev",
    hours: 1,
    seed: 5,
    seeds: 3,
    eventsADay: 30,
    events: 90,
    fates: { handled: 80, lost: 10 },
    faults: [{ fault: "crash", days: 2, struckDays: 1, fates: { handled: 4 }, informedAfterSeconds: 90 }],
    pairs: { all: 1, struck: 1, missing: [] },
    found: { count: 2, longestSeconds: 660 },
    messages: 80,
    broken: [BROKEN, BROKEN, { ...BROKEN, promise: "silent" }],
};

describe("the report of many simulated days", () => {
    it("shows faults, pairs, what was found, and each day with a broken promise", () => {
        const lines = renderProof(REPORT, 1000).split("\n");
        assert.match(lines[0]!, /^app {2}stack dev, 3 days of 1 hour, seeds 5 to 7, 90 events/);
        for (const line of [
            "  crash  2     1       4 handled              within 2 minutes",
            "Pairs of faults: 1 of 1 struck on the same day.",
            "  ✘ seed 7 (crash, race)",
            "      lost 2 times: a-rule: It never came",
            "      silent: a-rule: It never came",
            "  Play a day again: jobstatus simulate --seeds 1 --seed 7 --hours 1 --events 30",
            "80 messages. 80 handled, 10 lost. 3 broken promises  (1.0 s)",
        ]) {
            assert.ok(lines.includes(line), `${line}\n\n${lines.join("\n")}`);
        }
    });

    it("does not say how to play a day again where it was the only one", () => {
        assert.doesNotMatch(renderBroken({ ...REPORT, seeds: 1 }), /Play a day again/);
    });

    it("has no part about promises if all hold", () => assert.equal(renderBroken({ ...REPORT, broken: [] }), ""));
});
