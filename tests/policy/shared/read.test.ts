import * as assert from "node:assert/strict";

import { all, any, read } from "../../../policy/shared/read";

describe("read", () => {
    it("lets errors escape that are not about unknown values", () => {
        const error = new TypeError("props is not iterable");
        assert.throws(
            () =>
                read(() => {
                    throw error;
                }),
            error,
        );
    });

    it("tells an unknown value from undefined", () => {
        const unknown = Object.assign(new Error("string value at .name can't be known during preview"), { unknownTypeSentinel: "x" });
        const throwing = () => {
            throw unknown;
        };
        assert.deepEqual(read(throwing), { known: false });
        assert.deepEqual(
            read(() => undefined),
            { known: true, value: undefined },
        );
    });
});

describe("answers", () => {
    const CASES = [
        { answers: [], all: "yes", any: "no" },
        { answers: ["yes", "unknown"], all: "unknown", any: "yes" },
        { answers: ["no", "unknown"], all: "no", any: "unknown" },
        { answers: ["yes", "no"], all: "no", any: "yes" },
    ] as const;
    for (const { answers, ...expected } of CASES) {
        it(`of ${answers.join(" and ") || "nothing"} are ${expected.all} for all and ${expected.any} for any`, () => {
            assert.deepEqual({ all: all(answers), any: any(answers) }, expected);
        });
    }
});
