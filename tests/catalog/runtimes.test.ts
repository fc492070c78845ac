import * as assert from "node:assert/strict";

import { RUNTIME_DEPRECATIONS } from "../../catalog";

describe("the deprecations of Lambda's runtimes", () => {
    it("have an identifier and a day of the calendar in every row", () => {
        for (const [runtime, day] of Object.entries(RUNTIME_DEPRECATIONS)) {
            assert.match(runtime, /^(nodejs|python|java|dotnet|dotnetcore|go|ruby|provided)[\w.]*$/);
            assert.equal(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10), day, runtime);
        }
    });
});
