import assert from "node:assert/strict";

import { counted, groupBy, indented, table, wrap } from "../../../../local/cli/shared/text";

/** Runs something as at a terminal of so many columns. */
function inColumns<T>(columns: number, work: () => T): T {
    const { COLUMNS } = process.env;
    const { columns: own } = process.stdout;
    Object.assign(process.stdout, { columns: undefined });
    process.env.COLUMNS = String(columns);
    try {
        return work();
    } finally {
        Object.assign(process.stdout, { columns: own });
        delete process.env.COLUMNS;
        Object.assign(process.env, COLUMNS === undefined ? {} : { COLUMNS });
    }
}

describe("wrapped text", () => {
    for (const [what, text, hang, expected] of [
        ["breaks at spaces", "one two three four", "", ["one two", "three four"]],
        ["keeps the indentation of a line and adds to it", "  one two three", "  ", ["  one two", "    three"]],
        ["leaves a long word whole", "a 123456789012345 b", "", ["a", "123456789012345", "b"]],
        ["keeps spaces and lines that fit", "a   b\n\n  c", "", ["a   b", "", "  c"]],
        ["is empty for nothing", "", "", [""]],
    ] as const) {
        it(what, () => assert.equal(wrap(text, 10, hang), expected.join("\n")));
    }

    it("is as wide as the screen, with its indentation", () => {
        assert.equal(
            inColumns(24, () => indented("one two three four five six", 4)),
            "    one two three four\n    five six",
        );
    });
});

describe("a table", () => {
    const rows = [
        ["Failed", "AlgorithmError", "The container exited with an error before it wrote a model"],
        ["Stopped", "", "Someone stopped it"],
    ];

    it("has columns as wide as their texts, and no spaces at the end", () => {
        assert.equal(
            table([
                ["a", "bb", "c"],
                ["aaa", "", ""],
            ]),
            "  a    bb  c\n  aaa",
        );
    });

    it("breaks the texts of the widest column until it fits", () => {
        assert.equal(
            inColumns(60, () => table(rows)),
            [
                "  Failed   AlgorithmError  The container exited with an",
                "                           error before it wrote a model",
                "  Stopped                  Someone stopped it",
            ].join("\n"),
        );
    });

    it("has the last column below the others where it can't fit", () => {
        assert.equal(
            inColumns(30, () => table(rows)),
            [
                "  Failed  AlgorithmError",
                "    The container exited with",
                "    an error before it wrote a",
                "    model",
                "  Stopped",
                "    Someone stopped it",
            ].join("\n"),
        );
    });

    it("takes as long for a row of many as for a row of few", () => {
        const many = Array.from({ length: 200_000 }, (_, index) => [`event-${index}`, "Failed", "handled"]);
        assert.equal(table(many).length, many.length * "  event-199999  Failed  handled\n".length - 1);
    });
});

it("counts in words", () => {
    assert.deepEqual([counted(1, "event"), counted(0, "event"), counted(2, "retry", "retries")], ["1 event", "0 events", "2 retries"]);
});

it("groups items in the order of their first ones", () => {
    assert.deepEqual(
        [...groupBy([3, 1, 4, 1, 5], (item) => (item % 2 === 0 ? "even" : "odd"))],
        [
            ["odd", [3, 1, 1, 5]],
            ["even", [4]],
        ],
    );
});
