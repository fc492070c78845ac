import * as assert from "node:assert/strict";

import { didYouMean } from "../../../models/catalogueMatch/spelling";

describe("didYouMean", () => {
    const allowed = ["InService", "OUT_OF_SERVICE"];
    for (const [value, hint] of [
        ["in_service", " (did you mean InService?)"],
        ["OutOfService", " (did you mean OUT_OF_SERVICE?)"],
        ["OutOfServise", " (did you mean OUT_OF_SERVICE?)"],
        ["Lost", ""],
        ["", ""],
        [7, ""],
    ] as const) {
        it(`answers ${value} with "${hint}"`, () => assert.equal(didYouMean(value, allowed), hint));
    }
});
