import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";

import type { Letter } from "../../../../local/cli/dlq/letters";
import { ageOf, groupsOf, linesOf } from "../../../../local/cli/dlq/render";

const MINUTE = 60_000;
const letter = (functionName: string, text = "NO_PERMISSIONS: no", id: Letter["cause"]["id"] = "no-permission"): Letter => ({
    id: "",
    receipt: "",
    sentMs: 0,
    cause: { id, text },
    function: undefined,
    functionName,
    invokeArn: undefined,
    requestId: undefined,
    event: {},
    title: "",
    obstacle: undefined,
});

describe("messages of one cause", () => {
    it("are one group for all functions, the largest group first", () => {
        const letters = [letter("one", "no table", "threw"), letter("one"), letter("two"), letter("two")];
        assert.deepEqual(
            groupsOf(letters).map((group) => linesOf(group, 2 * MINUTE).map(stripVTControlCharacters)),
            [
                ["  3  no-permission  2 functions  NO_PERMISSIONS: no  (oldest 2 minutes)", "    Functions: two (2), one (1)"],
                ["  1  threw  one  no table  (oldest 2 minutes)"],
            ],
        );
    });

    it("are two groups where their texts differ", () => assert.equal(groupsOf([letter("one", "a"), letter("one", "b")]).length, 2));
});

describe("an age", () => {
    for (const [ms, text] of [
        [-5, "less than a minute"],
        [MINUTE - 1, "less than a minute"],
        [MINUTE, "1 minute"],
        [120 * MINUTE - 1, "119 minutes"],
        [120 * MINUTE, "2 hours"],
        [48 * 60 * MINUTE - 1, "47 hours"],
        [48 * 60 * MINUTE, "2 days"],
    ] as const) {
        it(`of ${ms} ms is ${text}`, () => assert.equal(ageOf(ms), text));
    }
});
