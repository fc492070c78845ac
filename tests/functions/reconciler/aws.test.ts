import assert from "node:assert/strict";

import { inBatches } from "../../../functions/reconciler/aws";

describe("a batch of DynamoDB", () => {
    it("is asked once, and not at all without anything to ask for", async () => {
        for (const [all, times] of [
            [{ table: [1, 2] }, 1],
            [{}, 0],
        ] as const) {
            const asked: object[] = [];
            await inBatches<object>(all, async (requests) => void asked.push(requests) as undefined);
            assert.deepEqual(
                asked,
                Array.from({ length: times }, () => all),
            );
        }
    });

    it("is asked again for what DynamoDB leaves out, and only for that", async () => {
        const asked: object[] = [];
        const left = [{ table: [2, 3] }, { table: [3] }, {}];
        await inBatches<object>({ table: [1, 2, 3] }, async (requests) => {
            asked.push(requests);
            return left[asked.length - 1];
        });
        assert.deepEqual(asked, [{ table: [1, 2, 3] }, { table: [2, 3] }, { table: [3] }]);
    });

    it("counts as throttled when DynamoDB leaves something out six times", async () => {
        let asked = 0;
        const ask = async (requests: object) => (asked++, requests);
        await assert.rejects(inBatches<object>({ table: [1] }, ask), {
            name: "ThrottlingException",
            message: "DynamoDB left out a part of a batch",
        });
        assert.equal(asked, 6);
    });
});
