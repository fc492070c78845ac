import * as assert from "node:assert/strict";

import { KINDS } from "../../catalog";
import { FURTHER_DETAIL_TYPES } from "../../catalog/furtherDetailTypes";

describe("FURTHER_DETAIL_TYPES", () => {
    it("are SageMaker's, each once, and none of a kind that can be reacted to", () => {
        const kinds: readonly string[] = Object.values(KINDS).map(({ detailType }) => detailType);
        const odd = FURTHER_DETAIL_TYPES.filter((name) => !/^SageMaker [A-Z][A-Za-z0-9 ]*[a-z]$/.test(name) || kinds.includes(name));
        assert.deepEqual(odd, []);
        assert.equal(new Set(FURTHER_DETAIL_TYPES).size, FURTHER_DETAIL_TYPES.length);
    });
});
