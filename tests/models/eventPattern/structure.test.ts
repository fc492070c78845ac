import assert from "node:assert/strict";
import { compileRules, testEventPattern } from "../../../models/eventPattern";
import { matches } from "./cases";

/** Events in objects of arrays, by what becomes of them. */
const TABLE: { title: string; pattern: object; takes: object[]; leaves: object[] }[] = [
    {
        title: "all fields of a pattern",
        pattern: { source: ["aws.sagemaker"], detail: { Status: ["Failed"], Tags: { team: ["a"] } } },
        takes: [{ source: "aws.sagemaker", detail: { Status: "Failed", Tags: { team: "a", x: 1 } }, x: {} }],
        leaves: [{ source: "aws.sagemaker", detail: { Status: "Failed" } }, { source: "aws.sagemaker", detail: "Failed" }, {}],
    },
    {
        title: "dots in names as levels, on both sides",
        pattern: { "a.b": { c: ["x"] } },
        takes: [{ a: { b: { c: "x" } } }, { "a.b.c": "x" }, { a: { "b.c": "x" } }, { "a.b": [{ c: "x" }] }],
        leaves: [{ a: { b: "x" } }, { "a.b": "x" }, { a: { "b.c.d": "x" } }, { "a..b.c": "x" }],
    },
    {
        title: "the later one of two lists for the same path",
        pattern: { "a.b": ["x"], a: { b: ["y"] } },
        takes: [{ a: { b: "y" } }],
        leaves: [{ a: { b: "x" } }],
    },
    {
        title: "names that objects have by themselves, like all others",
        pattern: { constructor: ["a"], toString: [{ exists: false }], valueOf: { call: [{ exists: false }] } },
        takes: [{ constructor: "a" }],
        leaves: [{}, { constructor: "a", toString: "b" }],
    },
    {
        title: "fields of one element of an array together",
        pattern: { metrics: { name: ["auc"], value: [{ numeric: ["<", 0.5] }] } },
        takes: [
            {
                metrics: [
                    { name: "loss", value: 0.9 },
                    { name: "auc", value: 0.4 },
                ],
            },
            { metrics: { name: "auc", value: 0.4 } },
            { metrics: [[{ name: "auc", value: 0.9 }], [{ name: "auc", value: 0.4 }]] },
            { metrics: [{ name: ["x", "auc"], value: [0.9, 0.1] }] },
        ],
        leaves: [
            {
                metrics: [
                    { name: "loss", value: 0.1 },
                    { name: "auc", value: 0.9 },
                ],
            },
            { metrics: [[{ name: "auc", value: 0.9 }], [{ name: "loss", value: 0.1 }]] },
            { metrics: [{ name: "auc" }, { value: 0.1 }] },
        ],
    },
    {
        title: "elements of nested arrays within one element",
        pattern: { a: { b: { c: [1], d: [2] }, e: [3] } },
        takes: [{ a: [{ b: [{ c: 1 }, { c: 1, d: 2 }], e: 3 }] }],
        leaves: [{ a: [{ b: [{ c: 1 }, { d: 2 }], e: 3 }] }, { a: [{ b: [{ c: 1, d: 2 }] }, { e: 3 }] }],
    },
    {
        title: "arrays side by side, each by itself",
        pattern: { a: { x: [1] }, b: { x: [2] } },
        takes: [{ a: [{ x: 0 }, { x: 1 }], b: [{ x: 2 }, { x: 0 }] }],
        leaves: [{ a: [{ x: 2 }], b: [{ x: 1 }] }],
    },
    {
        title: "plain values of an array in any order",
        pattern: { a: [1], b: ["x"] },
        takes: [{ a: [2, 1], b: ["x", "y"] }],
        leaves: [{ a: [2], b: ["x"] }],
    },
    {
        title: "values of an array that are in no element of it with those that are",
        pattern: { a: [1], "a.b": [2] },
        takes: [{ a: [1, { b: 2 }] }, { a: [{ b: 2 }, [1], { b: 2 }], "a.b": 2 }],
        leaves: [{ a: [[1], { b: 2 }] }, { a: [1] }],
    },
    {
        title: "one path in two arrays, by dots in its names",
        pattern: { a: { b: { c: [1], d: [2] } } },
        takes: [
            { a: { b: [{ c: 1 }] }, "a.b": [{ d: 2 }] },
            {
                a: { b: [{ c: 1, d: 3 }] },
                "a.b": [
                    { c: 1, d: 3 },
                    { c: 1, d: 2 },
                ],
            },
        ],
        leaves: [{ a: { b: [{ c: 1 }, { d: 2 }] }, "a.b": [{ c: 3 }] }],
    },
    {
        title: "no two choices of an element in one of those arrays",
        pattern: { a: { b: { c: [1], d: [2], e: [3] } } },
        takes: [{ a: { b: [{ c: 1, d: 2 }] }, "a.b": [{ c: 1 }, { e: 3 }] }],
        leaves: [{ a: { b: [{ c: 1 }, { d: 2 }] }, "a.b": [{ c: 1 }, { e: 3 }] }],
    },
    {
        title: "a field that is absent from the element of the fields before it",
        pattern: { a: { b: [1], c: [{ exists: false }] } },
        takes: [{ a: [{ b: 1 }, { c: 2 }] }, { a: [{ b: 1, c: 2 }, { b: 1 }] }, { a: { b: 1 } }],
        leaves: [{ a: [{ b: 1, c: 2 }, { c: 2 }] }, { a: [{ c: 2 }] }, { a: { b: 1, c: 2 } }],
    },
    {
        title: "a field before all others only if it is absent from all elements",
        pattern: { a: { b: [{ exists: false }], c: [2] } },
        takes: [{ a: [{ c: 2 }, { d: 1 }] }],
        leaves: [{ a: [{ b: 1 }, { c: 2 }] }],
    },
    {
        title: "anything-but in an element",
        pattern: { a: { b: [{ "anything-but": 1 }], c: [2] } },
        takes: [
            {
                a: [
                    { b: 1, c: 2 },
                    { b: 3, c: 2 },
                ],
            },
        ],
        leaves: [
            {
                a: [
                    { b: 1, c: 2 },
                    { b: 3, c: 4 },
                ],
            },
        ],
    },
    {
        title: "any branch of $or, with the fields next to it",
        pattern: { source: ["s"], $or: [{ a: [1] }, { b: [2], c: [3] }] },
        takes: [
            { source: "s", a: 1 },
            { source: "s", b: 2, c: 3 },
        ],
        leaves: [{ source: "s", b: 2 }, { a: 1 }, { source: "s" }],
    },
    {
        title: "$or in $or and below a name",
        pattern: { d: { $or: [{ a: [1], $or: [{ b: [2] }, { c: [3] }] }, { "e.f": [4] }] } },
        takes: [{ d: { a: 1, b: 2 } }, { d: { a: 1, c: 3 } }, { d: { e: { f: 4 } } }],
        leaves: [{ d: { a: 1 } }, { d: { b: 2, c: 3 } }],
    },
    {
        title: "two $or, each of which must hold",
        pattern: { x: { $or: [{ a: [1] }, { b: [1] }] }, y: { $or: [{ a: [1] }, { b: [1] }] } },
        takes: [
            { x: { a: 1 }, y: { b: 1 } },
            { x: { b: 1 }, y: { a: 1 } },
        ],
        leaves: [{ x: { a: 1, b: 1 } }, { y: { a: 1 } }],
    },
    {
        title: "a field after $or in place of the same one in its branches",
        pattern: { $or: [{ a: [1] }, { b: [2] }], a: [3] },
        takes: [{ a: 3 }, { a: 3, b: 2 }],
        leaves: [{ a: 1 }, { a: 1, b: 2 }],
    },
    {
        title: "a field of a branch in place of the same one before $or",
        pattern: { a: [3], $or: [{ a: [1] }, { b: [2] }] },
        takes: [{ a: 1 }, { a: 3, b: 2 }],
        leaves: [{ a: 3 }, { a: 2, b: 2 }, { b: 2 }],
    },
    {
        title: "$or as the name of a field where it cannot be an operator",
        pattern: { $or: [{ prefix: "a" }, { suffix: "b" }] },
        takes: [{ $or: "ax" }, { $or: ["x", "xb"] }],
        leaves: [{ $or: "x" }, { a: "ax" }],
    },
    { title: "$or as the name of an object", pattern: { $or: { a: [1] } }, takes: [{ $or: { a: 1 } }], leaves: [{ a: 1 }] },
    { title: "the empty name", pattern: { "": { "": ["x"] } }, takes: [{ "": { "": "x" } }, { ".": "x" }], leaves: [{ "": "x" }] },
];

describe("a pattern", () => {
    for (const { title, pattern, takes, leaves } of TABLE) {
        it(`takes ${title}`, () => {
            assert.deepEqual(
                { takes: takes.filter((event) => !matches(pattern, event)), leaves: leaves.filter((event) => matches(pattern, event)) },
                { takes: [], leaves: [] },
            );
        });
    }

    it("takes __proto__ as a name like any other", () => {
        const pattern = '{"__proto__": {"x": ["a"]}}';
        const events = ['{"__proto__": {"x": "a"}}', '{"__proto__": {"x": "b"}}', '{"x": "a"}', "{}"];
        const match = compileRules([{ name: "rule", pattern: JSON.parse(pattern) as object }]);
        assert.deepEqual(
            events.map((event) => testEventPattern(pattern, event)),
            [true, false, false, false],
        );
        assert.deepEqual(
            events.map((event) => match(JSON.parse(event) as object).length),
            [1, 0, 0, 0],
        );
    });

    it("does not look at what an event inherits", () => {
        const match = compileRules([{ name: "rule", pattern: { a: { b: [1] } } }]);
        assert.deepEqual([match({ a: Object.create({ b: 1 }) as object }), match({ a: { b: 1 } })], [[], ["rule"]]);
    });

    it("takes no value that JSON does not have", () => {
        const match = compileRules([
            { name: "exists", pattern: { a: [{ exists: true }] } },
            { name: "other", pattern: { a: [{ "anything-but": "x" }] } },
        ]);
        assert.deepEqual(
            [undefined, () => 1, Symbol("a"), 5n, new Date(0), new Map([["a", 1]])].map((a) => match({ a })),
            [[], [], [], [], [], []],
        );
    });
});

describe("texts", () => {
    const answers = (pattern: string, ...events: string[]) => events.map((event) => testEventPattern(pattern, event));

    it("keep numbers that a double does not hold apart", () => {
        const pattern = '{"a": [12345678901234567890]}';
        assert.deepEqual(answers(pattern, '{"a": 12345678901234567890}', '{"a": 12345678901234567891}', '{"a": 12345678901234567000}'), [
            true,
            false,
            false,
        ]);
        assert.deepEqual(answers('{"a": [1e400, 1.5]}', '{"a": 1e400}', '{"a": 1e401}', '{"a": 15e-1}', '{"a": 0.15E+1}'), [true, false, true, true]);
        assert.deepEqual(answers('{"a": [{"numeric": [">", 0]}]}', '{"a": 12345678901234567890}', '{"a": 12345678901234567000}'), [false, true]);
        assert.deepEqual(answers('{"a": [{"anything-but": 5}]}', '{"a": 1e400}', '{"a": 5.00}'), [true, false]);
    });

    it("have the last one of two equal fields of a pattern, and all those of an event", () => {
        assert.deepEqual(answers('{"a": [1], "a": [2]}', '{"a": 1}', '{"a": 2}', '{"a": 1, "a": 2}', '{"a": 2, "a": 1}'), [false, true, true, true]);
        assert.deepEqual(answers('{"d": {"a": [1]}, "d": {"b": [2]}}', '{"d": {"a": 1, "b": 2}}', '{"d": {"b": 2}}'), [true, false]);
    });

    it("keep the order of names that are numbers", () => {
        assert.deepEqual(answers('{"$or": [{"1": ["a"]}, {"x": ["b"]}], "1": ["c"]}', '{"1": "a"}', '{"1": "c"}'), [false, true]);
    });

    it("have their escapes resolved", () => {
        assert.deepEqual(answers('{"\\u0061": ["\\u00e9\\n\\ud83d\\ude00"]}', '{"a": "é\\n😀"}', '{"\\u0061": "é\\u000a\\uD83D\\uDE00"}'), [
            true,
            true,
        ]);
    });
});
