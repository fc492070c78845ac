import assert from "node:assert/strict";
import { prove } from "../../local/simulate/proof";
import { devStack } from "../support/devStack";
import { soaked } from "../support/runs";

const SEEDS = soaked(500);

describe(`${SEEDS} simulated days, each with one or two faults`, () => {
    it("keep every promise", async function () {
        this.timeout(7_200_000);
        const { broken, faults } = await prove({ graph: await devStack("update"), stack: "dev", hours: 1, events: 30, seed: 0, seeds: SEEDS });
        assert.deepEqual(broken, []);
        assert.equal(faults.reduce((sum, { days }) => sum + days, 0) >= SEEDS, true);
    });
});
