import * as assert from "node:assert/strict";

import { isNotFound } from "../../../functions/shared/describe";

describe("isNotFound", () => {
    // The catalogue's own errors are tried in tests/catalog/rows.test.ts.
    const cases: [name: string, message: string, notFound: boolean][] = [
        ["ResourceNotFound", "", true],
        ["ValidationException", "Requested resource not found.", true],
        ["ValidationException", "RecordNotFound", true],
        ["ValidationException", "1 validation error detected: Value at 'trainingJobName' failed to satisfy constraint", false],
        ["ValidationException", "", false],
        ["ThrottlingException", "Rate exceeded", false],
        ["AccessDeniedException", "Role not found", false],
    ];
    for (const [name, message, notFound] of cases) {
        it(`is ${notFound} for ${name} ${JSON.stringify(message)}`, () => {
            assert.equal(isNotFound(Object.assign(new Error(message), { name })), notFound);
        });
    }

    it("is false for what is no error", () => {
        assert.deepEqual([undefined, null, "ResourceNotFound", { name: "ResourceNotFound" }].map(isNotFound), [false, false, false, false]);
    });
});
