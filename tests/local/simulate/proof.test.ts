import assert from "node:assert/strict";
import { FAULT_NAMES } from "../../../local/aws";
import { faultsOfSeed } from "../../../local/simulate/proof";
import { DEFAULT_FAULTS } from "../../../local/simulate/simulate";

describe("the faults of a seed", () => {
    for (const count of [1, 2, 3, 38, 39]) {
        const all = FAULT_NAMES.slice(0, count);
        const places = count % 2 === 0 ? count : count + 1;
        const seeds = (places * (places - 1)) / 2;

        it(`are, of ${count}, each pair once${count % 2 === 0 ? "" : " and each fault once alone"} in ${seeds} seeds`, () => {
            const days = Array.from({ length: seeds }, (_, seed) => faultsOfSeed(seed, all).join());
            const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => `${one},${other}`));
            assert.deepEqual(days.toSorted(), [...pairs, ...(count % 2 === 0 ? [] : all)].toSorted());
        });
    }

    it("are each default fault twice in 40 seeds", () => {
        const all = Array.from({ length: 40 }, (_, seed) => faultsOfSeed(seed)).flat();
        assert.deepEqual(all.toSorted(), DEFAULT_FAULTS.flatMap((fault) => [fault, fault]).toSorted());
    });

    it("are none of no faults", () => assert.deepEqual(faultsOfSeed(5, []), []));
});
