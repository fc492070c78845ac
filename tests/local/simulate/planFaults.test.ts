import assert from "node:assert/strict";
import type { FaultName } from "../../../local/aws";
import { planFaults } from "../../../local/simulate/planFaults";

const MINUTE_MS = 60_000;
const PLAN = {
    startMs: 0,
    hours: 1,
    struck: { function: ["notify", "guard", "reconciler"], event: ["TrainingJob"], stack: ["program"] },
    ofEvents: ["notify", "guard"],
    together: true,
};

/** Each fault of a day, what it strikes, and the minutes in which it is there. */
function plan(names: readonly FaultName[], number: number): string[] {
    const faults = planFaults(names, PLAN, () => number);
    return faults.map(({ fault, resource = "all", fromMs, toMs }) => `${fault} ${resource} ${fromMs! / MINUTE_MS}-${toMs! / MINUTE_MS}`);
}

describe("the faults of a day that overlap", () => {
    const cases: readonly [title: string, names: readonly FaultName[], number: number, expected: readonly string[]][] = [
        ["strike everything, one after the other", ["deleteFunction", "loseEvents"], 0.5, ["deleteFunction all 17-47", "loseEvents all 32-62"]],
        [
            "strike, on half of the days, no function that runs on a schedule, and begin, on half of the days, with the last one",
            ["deleteFunction", "loseEvents"],
            0.4,
            ["deleteFunction guard 32-62", "deleteFunction notify 32-62", "loseEvents all 17-47"],
        ],
        ["begin after a deployment, when the reconciler has run", ["loseEvents", "up"], 0.5, ["loseEvents all 47-77", "up all 0-21"]],
    ];
    for (const [title, names, number, expected] of cases) {
        it(title, () => assert.deepEqual(plan(names, number), expected));
    }
});
