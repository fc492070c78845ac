import * as assert from "node:assert/strict";

import { all, answer, any, keysOf, read } from "../../../models/graph/read";

describe("read", () => {
    it("passes on errors that are not about unknown values", () => {
        const error = new TypeError("props is not iterable");
        assert.throws(
            () =>
                read(() => {
                    throw error;
                }),
            error,
        );
    });

    it("distinguishes an unknown value from undefined", () => {
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
        { answers: ["yes", "yes"], all: "yes", any: "yes" },
        { answers: ["no", "no"], all: "no", any: "no" },
    ] as const;
    for (const { answers, ...expected } of CASES) {
        it(`of ${answers.join(" and ") || "nothing"} are ${expected.all} for all and ${expected.any} for any`, () => {
            assert.deepEqual({ all: all(answers), any: any(answers) }, expected);
        });
    }

    it("are unknown of a value that is", () => {
        const isEven = (value: number) => value % 2 === 0;
        assert.deepEqual(
            [answer({ known: true, value: 2 }, isEven), answer({ known: true, value: 3 }, isEven), answer({ known: false }, isEven)],
            ["yes", "no", "unknown"],
        );
    });
});

describe("names of fields", () => {
    it("are those of an object, and of nothing else", () => {
        assert.deepEqual([{ a: 1 }, {}, null, undefined, [1], "ab"].map(keysOf), [["a"], [], undefined, undefined, undefined, undefined]);
    });
});
