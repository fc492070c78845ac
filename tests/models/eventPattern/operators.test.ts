import assert from "node:assert/strict";
import { matches } from "./cases";

/** Values of a field, by what becomes of them: each list of a pattern with the values that it takes, and those that it does not take. */
const TABLE: { title: string; list: unknown[]; takes: unknown[]; leaves: unknown[] }[] = [
    { title: "a string, in its case", list: ["Failed"], takes: ["Failed"], leaves: ["failed", "Failed ", "", null, 5, true] },
    { title: "the empty string, apart from null", list: [""], takes: [""], leaves: [null, " ", 0, false] },
    { title: "null, apart from the empty string and absence", list: [null], takes: [null], leaves: ["", "null", 0, false, undefined, [], {}] },
    { title: "true and false, apart from their texts", list: [true, false], takes: [true, false], leaves: ["true", 1, 0, null] },
    { title: "a number by its value", list: [300], takes: [300, 3e2, 300.0], leaves: [301, "300", true] },
    { title: "zero with either sign", list: [0], takes: [0, -0], leaves: ["0", "", null, false] },
    { title: "any of several values", list: ["a", 1, null], takes: ["a", 1, null], leaves: ["b", 2, true, undefined] },
    { title: "an item of an array", list: ["a"], takes: [["b", "a"], [["a"]], "a"], leaves: [["b"], [], [{ a: "a" }]] },
    { title: "exactly", list: [{ exactly: "a" }], takes: ["a"], leaves: ["A", "ab"] },
    { title: "prefix", list: [{ prefix: "ab" }], takes: ["ab", "abc"], leaves: ["Abc", "a", "cab", 5, null] },
    { title: "the empty prefix: any string", list: [{ prefix: "" }], takes: ["", "x"], leaves: [5, null, true, undefined] },
    { title: "prefix, ignoring case", list: [{ prefix: { "equals-ignore-case": "aB" } }], takes: ["ab", "ABc", "Abc"], leaves: ["a", "xab", 5] },
    { title: "suffix", list: [{ suffix: ".gz" }], takes: [".gz", "a.gz"], leaves: [".GZ", "gz", ".gz.txt", 5] },
    { title: "the empty suffix: any string", list: [{ suffix: "" }], takes: ["", "x"], leaves: [5, null] },
    { title: "suffix, ignoring case", list: [{ suffix: { "equals-ignore-case": ".Gz" } }], takes: [".gz", "a.GZ"], leaves: ["gz", ".gz "] },
    { title: "equals-ignore-case", list: [{ "equals-ignore-case": "In_Service" }], takes: ["IN_SERVICE", "in_service"], leaves: ["InService", 5] },
    {
        title: "either case of ß, of which the upper one is longer",
        list: [{ "equals-ignore-case": "Maß" }],
        takes: ["maß", "MASS", "MASs".toUpperCase()],
        leaves: ["mass", "MAẞ"],
    },
    { title: "ẞ by its own forms, which have no SS", list: [{ "equals-ignore-case": "ẞ" }], takes: ["ẞ", "ß"], leaves: ["ss", "SS"] },
    {
        title: "each half of a surrogate pair as a question mark where case is ignored, as event-ruler does",
        list: [{ "equals-ignore-case": "a😀" }, { suffix: { "equals-ignore-case": "😀z" } }],
        takes: ["a??", "A??", "x??Z"],
        leaves: ["a😀", "😀z"],
    },
    {
        title: "prefix and suffix with forms of other lengths",
        list: [{ prefix: { "equals-ignore-case": "ŉa" } }, { suffix: { "equals-ignore-case": "aß" } }],
        takes: ["ŉa", "ʼNAx", "xASS", "aß"],
        leaves: ["na", "xAS"],
    },
    { title: "wildcard", list: [{ wildcard: "a*b*c" }], takes: ["abc", "a-b-c", "abbcc", "a**b*c"], leaves: ["ac", "abcd", "xabc", "acb", 5] },
    { title: "wildcard without a star", list: [{ wildcard: "abc" }], takes: ["abc"], leaves: ["abcd", "ABC"] },
    { title: "wildcard of nothing but a star: any string", list: [{ wildcard: "*" }], takes: ["", "x"], leaves: [5, null] },
    { title: "an empty wildcard", list: [{ wildcard: "" }], takes: [""], leaves: ["x", null] },
    { title: "wildcard whose ends would overlap", list: [{ wildcard: "ab*ba" }], takes: ["abba", "abxba"], leaves: ["aba", "ab", "ba"] },
    { title: "wildcard whose last pieces would overlap", list: [{ wildcard: "a*bc*cd" }], takes: ["abccd", "abcxcd"], leaves: ["abcd"] },
    { title: "wildcard with escapes", list: [{ wildcard: "\\*a\\\\*" }], takes: ["*a\\", "*a\\x"], leaves: ["xa\\", "*a", "a\\"] },
    { title: "wildcard over characters beyond ASCII", list: [{ wildcard: "*デ*タ" }], takes: ["データ", "xデタ"], leaves: ["テタ", "データx"] },
    {
        title: "anything-but a string",
        list: [{ "anything-but": "a" }],
        takes: ["b", "A", 5, null, true, ["a", "b"]],
        leaves: ["a", ["a"], [], undefined, {}],
    },
    { title: "anything-but several strings", list: [{ "anything-but": ["a", "b"] }], takes: ["c", ""], leaves: ["a", "b", undefined] },
    { title: "anything-but a number", list: [{ "anything-but": 5 }], takes: [6, "5", null, [5, 6]], leaves: [5, 5.0, undefined] },
    { title: "anything-but several numbers", list: [{ "anything-but": [1, 2] }], takes: [3, "1"], leaves: [1, 2] },
    { title: "anything-but a prefix", list: [{ "anything-but": { prefix: "ab" } }], takes: ["ba", "Ab", 5, null], leaves: ["ab", "abc", undefined] },
    { title: "anything-but prefixes", list: [{ "anything-but": { prefix: ["a", "b"] } }], takes: ["c"], leaves: ["ax", "bx"] },
    { title: "anything-but a suffix", list: [{ "anything-but": { suffix: "ab" } }], takes: ["ba", "xaB", 5], leaves: ["ab", "xab"] },
    { title: "anything-but suffixes", list: [{ "anything-but": { suffix: ["a", "b"] } }], takes: ["xc", ""], leaves: ["xa", "xb"] },
    {
        title: "anything-but a text, ignoring case",
        list: [{ "anything-but": { "equals-ignore-case": "Ab" } }],
        takes: ["abc", 5],
        leaves: ["ab", "AB"],
    },
    {
        title: "anything-but texts, ignoring case",
        list: [{ "anything-but": { "equals-ignore-case": ["a", "B"] } }],
        takes: ["c"],
        leaves: ["A", "b"],
    },
    { title: "anything-but a wildcard", list: [{ "anything-but": { wildcard: "a*c" } }], takes: ["acd", "b", 5], leaves: ["ac", "abc"] },
    { title: "anything-but wildcards", list: [{ "anything-but": { wildcard: ["*a*", "*b*"] } }], takes: ["c", ""], leaves: ["xax", "b"] },
    { title: "numeric =", list: [{ numeric: ["=", 3.018e2] }], takes: [301.8], leaves: [301.80001, "301.8", null] },
    { title: "numeric <", list: [{ numeric: ["<", 10] }], takes: [9.999, -1e300], leaves: [10, "9", true] },
    { title: "numeric <=", list: [{ numeric: ["<=", 10] }], takes: [10, -10], leaves: [10.0001] },
    { title: "numeric >", list: [{ numeric: [">", -2] }], takes: [-1.999, 1e300], leaves: [-2] },
    { title: "numeric >=", list: [{ numeric: [">=", -2] }], takes: [-2, 0], leaves: [-2.1] },
    { title: "a numeric range with open ends", list: [{ numeric: [">", 0, "<", 5] }], takes: [0.1, 4.9], leaves: [0, 5] },
    { title: "a numeric range with closed ends", list: [{ numeric: [">=", 0, "<=", 5] }], takes: [0, 5, -0], leaves: [-0.1, 5.1] },
    {
        title: "numbers of the size of an account, and finer than six digits",
        list: [{ numeric: ["=", 123456789012] }, 0.1234567],
        takes: [123456789012, 0.1234567],
        leaves: [123456789013, 0.1234568],
    },
    {
        title: "cidr of version 4",
        list: [{ cidr: "10.0.0.0/8" }],
        takes: ["10.0.0.0", "10.255.255.255", "010.1.2.3"],
        leaves: ["11.0.0.0", "9.255.255.255", "10.0.0", "10.0.0.256", 10, null],
    },
    { title: "cidr with bits in its host part", list: [{ cidr: "10.0.0.7/30" }], takes: ["10.0.0.4", "10.0.0.7"], leaves: ["10.0.0.3", "10.0.0.8"] },
    { title: "cidr of all of version 4", list: [{ cidr: "0.0.0.0/0" }], takes: ["0.0.0.0", "255.255.255.255"], leaves: ["x", ""] },
    {
        title: "cidr of version 6",
        list: [{ cidr: "2001:db8::/32" }],
        takes: ["2001:db8::1", "2001:0DB8:ffff:0:0:0:0:1"],
        leaves: ["2001:db9::1", "::1", "1:2:3:4:5:6:7:8:9", "32.1.13.184"],
    },
    {
        title: "cidr of version 4 in the first 32 bits of a version 6 address, as in event-ruler",
        list: [{ cidr: "10.0.0.0/8" }],
        takes: ["a00::1"],
        leaves: ["b00::1"],
    },
    {
        title: "an address in any spelling",
        list: ["2001:db8::1"],
        takes: ["2001:0db8:0:0:0:0:0:1", "2001:DB8::1"],
        leaves: ["2001:db8::2", "2001:db8:1"],
    },
    {
        title: "an address of version 4 with leading zeros, or written as version 6",
        list: ["10.0.0.1"],
        takes: ["10.0.0.1", "010.000.0.1", "::ffff:a00:1"],
        leaves: ["10.0.0.10", "10.0.0.1 ", "10.0.0.2"],
    },
    { title: "what only looks like an address as text", list: ["1.2.3.400", "::::"], takes: ["1.2.3.400", "::::"], leaves: ["1.2.3.4", "::"] },
    {
        title: "an address in a list with text, which does not change what the text takes",
        list: ["10.0.0.1", { prefix: "10." }, { suffix: "9" }, { "equals-ignore-case": "2001:DB8::A" }],
        takes: ["10.0.0.1", "010.0.0.1", "10.0.0.2", "192.0.2.9", "2001:db8::a"],
        leaves: ["11.0.0.0", "2001:db8:0::a"],
    },
    {
        title: "an address in a list with anything-but",
        list: ["10.0.0.3", { "anything-but": ["10.0.0.3", "10.0.0.4"] }],
        takes: ["10.0.0.3", "10.0.0.5", "x"],
        leaves: ["10.0.0.4", undefined],
    },
    { title: "an address in a list with numbers", list: ["10.0.0.1", 5], takes: ["10.0.0.1", "010.0.0.1", 5], leaves: ["10.0.0.2", "5", 6] },
    {
        title: "a block in a list with numbers",
        list: [{ cidr: "0.0.0.0/0" }, { numeric: ["<", 0] }],
        takes: ["10.0.0.1", -1],
        leaves: [1, "x"],
    },
    { title: "a number as the digits of an address, as in event-ruler", list: [{ cidr: "0.0.0.0/0" }], takes: [5], leaves: [true, -5] },
    {
        title: "exists: true, for all leaves",
        list: [{ exists: true }],
        takes: ["", 0, null, false, ["a"], [null]],
        leaves: [undefined, {}, [], { a: 1 }, [{ a: 1 }], [[]]],
    },
    {
        title: "exists: false, for all but leaves",
        list: [{ exists: false }],
        takes: [undefined, {}, [], { a: 1 }, [[]]],
        leaves: ["", 0, null, ["a"]],
    },
    { title: "absence or a value", list: [{ exists: false }, "a"], takes: [undefined, "a", {}], leaves: ["b", null] },
];

describe("the list of a field", () => {
    for (const { title, list, takes, leaves } of TABLE) {
        it(`takes ${title}`, () => {
            const taken = (value: unknown) => matches({ detail: { field: list } }, { detail: { other: 1, field: value } });
            assert.deepEqual({ takes: takes.filter((value) => !taken(value)), leaves: leaves.filter(taken) }, { takes: [], leaves: [] });
        });
    }
});
