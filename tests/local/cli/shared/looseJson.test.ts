import assert from "node:assert/strict";
import { inspect } from "node:util";

import { objectsIn } from "../../../../local/cli/shared/looseJson";
import { sampleEvent } from "../../../support/devStack";

const EVENT = sampleEvent("TrainingJob.failed") as object;
const JSON_TEXT = JSON.stringify(EVENT);

describe("what is nearly JSON", () => {
    for (const [what, given, value, how] of [
        ["a missing comma", '{"a": ["b"]\n "c": {"d": 1}\n "e": "f"}', { a: ["b"], c: { d: 1 }, e: "f" }, ["with a comma that is missing"]],
        ["a comma too much", '{"a": [1, 2,], "b": 1,}', { a: [1, 2], b: 1 }, ["without a comma that is too much"]],
        ["two commas", '{"a": 1,, "b": 2}', { a: 1, b: 2 }, ["without a comma that is too much"]],
        [
            "a word without quotes",
            '{"a": Timestamp, "b": true, "c": -1.5e3, "d": null}',
            { a: "Timestamp", b: true, c: -1500, d: null },
            ["with quotes around Timestamp"],
        ],
        ["many of them", "{a: b, c: <d>}", { a: "b", c: "<d>" }, ["with quotes around 4 words"]],
        [
            "texts that look like slips",
            '{"a": "x \\" 1 \\" \\"y, ]", "b": 1 "c": 2}',
            { a: 'x " 1 " "y, ]', b: 1, c: 2 },
            ["with a comma that is missing"],
        ],
        [
            "what Python prints",
            "{'a': None, 'b': True, 'c': False, 'd': \"it's\", 'e': 'l\\'x\\n\\x41\\u0042'}",
            { a: null, b: true, c: false, d: "it's", e: "l'x\nAB" },
            ["with other quotes", "with null for None", "with true for True", "with false for False"],
        ],
        ["comments", '{ // one\n "a": "http://x", /* two */ "b": 1 # three\n}', { a: "http://x", b: 1 }, ["without comments"]],
        ["dots for the rest", '{"a": [...], "b": {...}, "c": 1,\n ...\n}', { a: [], b: {}, c: 1 }, ["without what ... stands for"]],
        [
            "what Node.js leaves out",
            "{ a: [Object], b: [ 1, ... 3 more items ] }",
            { b: [1] },
            ["without what [Object] stands for", "without what ... 3 more items stands for", "with quotes around a, b"],
        ],
        ["quotes of a word processor", "{“a”: “b”}", { a: "b" }, ["with other quotes"]],
        ["keys that objects have", '{"__proto__": 1,}', JSON.parse('{"__proto__": 1}') as object, ["without a comma that is too much"]],
    ] as const) {
        it(`is read with ${what}`, () => assert.deepEqual(objectsIn(given), { values: [value], how, isWhole: true }));
    }

    it("is read as Node.js prints an event", () => {
        const { values, isWhole } = objectsIn(inspect(EVENT, { depth: 9, breakLength: 80 }))!;
        assert.deepEqual([values, isWhole], [[EVENT], true]);
    });

    for (const [what, given, values] of [
        ["one after the other", `${JSON_TEXT}${JSON_TEXT}`, [EVENT, EVENT]],
        ["in lines of a log", `START {x}\n[INFO] 2026 [$LATEST]abc ${JSON_TEXT}\nEND\n`, [EVENT]],
        ["above the footer of a mail", `${JSON_TEXT}\n\n--\nIf you wish to stop: https://example.com\n`, [EVENT]],
        ["in a fence", `\`\`\`json\n${JSON.stringify(EVENT, null, 2)}\n\`\`\`\n`, [EVENT]],
    ] as const) {
        it(`is found ${what}, and read as it is`, () => assert.deepEqual(objectsIn(given), { values, how: [], isWhole: false }));
    }

    it("is a list where the list is all of the text", () => {
        assert.deepEqual(objectsIn("[{a: 1}, {a: 2}]"), { values: [{ a: 1 }, { a: 2 }], how: ["with quotes around a"], isWhole: true });
    });

    for (const given of [
        "",
        "{",
        '{"a": }',
        "PNG",
        '{"a": "b}',
        '{"a": 1}\n{"b"\n',
        "[INFO]x",
        '{"a":'.repeat(5000),
        "{".repeat(5000),
        "{a:'".repeat(5000),
    ]) {
        it(`is nothing where that does not help: ${JSON.stringify(given.slice(0, 30))}`, () => assert.equal(objectsIn(given), undefined));
    }
});
