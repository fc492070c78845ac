import * as assert from "node:assert/strict";

import { asciiText, safeText, show } from "../../../functions/shared/text";

describe("safeText", () => {
    const cases: [behaviour: string, text: string, shown: string][] = [
        ["keeps letters, emoji and combined emoji of any script", "Ünïcode 数 👩‍🔬 ❤️", "Ünïcode 数 👩‍🔬 ❤️"],
        ["puts line breaks of every kind on one line", "a\nb\r\nc\rd\u0085e\u2028f", "a b c d e f"],
        ["spells out control characters", "a\0b\u001b[31m\u007f", "a<U+0000>b<U+001B>[31m<U+007F>"],
        ["spells out what turns the direction of writing", "\u202Etxt.exe\u2066", "<U+202E>txt.exe<U+2066>"],
        ["spells out what takes no space", "a\u200bb\u2060c\ufeff!", "a<U+200B>b<U+2060>c<U+FEFF>!"],
        ["spells out halves of characters and what is none", "\ud83d \udc00 \uffff", "<U+D83D> <U+DC00> <U+FFFF>"],
        [
            "cuts between characters and says how much is missing",
            "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
            `${"😀".repeat(20)}… (cut: 4 more characters)`,
        ],
        ["drops white space around", "  a \n", "a"],
    ];
    for (const [behaviour, text, shown] of cases) {
        it(behaviour, () => {
            assert.equal(safeText(text, 20), shown);
        });
    }

    it("indents the lines of a text that keeps them", () => {
        assert.equal(safeText("a\nReason: b", 20, "\n    "), "a\n    Reason: b");
    });
});

describe("asciiText", () => {
    it("has a question mark for every character that is not ASCII, and dots where it is cut", () => {
        assert.equal(asciiText("jobs-é😀", 20), "jobs-??");
        assert.equal(asciiText("a".repeat(21), 20), `${"a".repeat(17)}...`);
        assert.equal(asciiText("a".repeat(20), 20), "a".repeat(20));
    });
});

describe("show", () => {
    it("is short and never shows what an object holds", () => {
        const values = ["a\nb", 7, true, null, undefined, { secret: 1 }, [1, 2], Number.NaN];
        assert.deepEqual(values.map(show), ['"a b"', "7", "true", "null", "nothing", "an object", "a list of 2", "NaN"]);
    });
});
