import assert from "node:assert/strict";
import {
    compileRules,
    EventRules,
    InvalidEventException,
    InvalidEventPatternException,
    parseEventPattern,
    testEventPattern,
} from "../../../models/eventPattern";

const ONE_KEY = "Only one key allowed in match expression";
const TOO_MANY = "Too many elements in numeric expression";
const AFFIX_STRING = "prefix/suffix match pattern must be a string";
const IGNORE_CASE_STRING = "equals-ignore-case match pattern must be a string";
const ANYTHING_BUT_VALUE = "Value of anything-but must be an array or single string/number value.";
const ANYTHING_BUT_LIST = "Inside anything but list, start|null|boolean is not supported.";
const ANYTHING_BUT_MIXED = "Inside anything but list, either all values are number or string, mixed type is not supported";
const ANYTHING_BUT_IGNORE_CASE = "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.";

/** Patterns that are refused, each with event-ruler's reason. */
const PATTERNS: [unknown, string][] = [
    [[1, 2, 3], "Filter is not an object"],
    [{}, "Empty objects are not allowed"],
    [{ a: {} }, "Empty objects are not allowed"],
    [{ a: [] }, "Empty arrays are not allowed"],
    [{ a: "x" }, '"a" must be an object or an array'],
    [{ a: { b: 5 } }, '"b" must be an object or an array'],
    [{ a: null }, '"a" must be an object or an array'],
    [{ a: [["x"]] }, "Match value must be String, number, true, false, or null"],
    [{ a: [{}] }, "Match expression name not found"],
    [{ a: [{ foo: "x" }] }, "Unrecognized match type foo"],
    [{ a: [{ PREFIX: "x" }] }, "Unrecognized match type PREFIX"],
    [{ a: [{ toString: "x" }] }, "Unrecognized match type toString"],
    [{ a: ["x", { b: ["y"] }] }, "Unrecognized match type b"],
    [{ a: [{ exactly: 5 }] }, "exact match pattern must be a string"],
    [{ a: [{ exactly: "x", prefix: "x" }] }, ONE_KEY],
    [{ a: [{ prefix: 5 }] }, "prefix match pattern must be a string"],
    [{ a: [{ prefix: ["x"] }] }, "prefix match pattern must be a string"],
    [{ a: [{ prefix: "x", suffix: "y" }] }, ONE_KEY],
    [{ a: [{ prefix: {} }] }, "Prefix expression name not found"],
    [{ a: [{ prefix: { wildcard: "x" } }] }, "Unsupported prefix pattern: wildcard"],
    [{ a: [{ prefix: { "equals-ignore-case": 5 } }] }, IGNORE_CASE_STRING],
    [{ a: [{ prefix: { "equals-ignore-case": "x", y: 1 } }] }, ONE_KEY],
    [{ a: [{ suffix: null }] }, "suffix match pattern must be a string"],
    [{ a: [{ suffix: {} }] }, "Suffix expression name not found"],
    [{ a: [{ suffix: { prefix: "x" } }] }, "Unsupported suffix pattern: prefix"],
    [{ a: [{ suffix: { "equals-ignore-case": ["x"] } }] }, IGNORE_CASE_STRING],
    [{ a: [{ suffix: "x", y: [] }] }, ONE_KEY],
    [{ a: [{ "equals-ignore-case": ["x"] }] }, IGNORE_CASE_STRING],
    [{ a: [{ "equals-ignore-case": "x", y: 1 }] }, ONE_KEY],
    [{ a: [{ wildcard: 5 }] }, "wildcard match pattern must be a string"],
    [{ a: [{ wildcard: "ab**c" }] }, "Consecutive wildcard characters at pos 3"],
    [{ a: [{ wildcard: "é**" }] }, "Consecutive wildcard characters at pos 3"],
    [{ a: [{ wildcard: "a\\b" }] }, "Invalid escape character at pos 2"],
    [{ a: [{ wildcard: "a\\" }] }, "Invalid escape character at pos 2"],
    [{ a: [{ wildcard: "x", y: 1 }] }, ONE_KEY],
    [{ a: [{ exists: "true" }] }, "exists match pattern must be either true or false."],
    [{ a: [{ exists: null }] }, "exists match pattern must be either true or false."],
    [{ a: [{ exists: true, x: 1 }] }, ONE_KEY],
    [{ a: [{ cidr: ["10.0.0.0/8"] }] }, "prefix match pattern must be a string"],
    [{ a: [{ cidr: "10.0.0.0" }] }, "Malformed CIDR, one '/' required"],
    [{ a: [{ cidr: "10.0.0.0/8/8" }] }, "Malformed CIDR, one '/' required"],
    [{ a: [{ cidr: "10.0.0.0/x" }] }, "Malformed CIDR, mask bits must be an integer"],
    [{ a: [{ cidr: "10.0.0.0/-1" }] }, "Malformed CIDR, mask bits must not be negative"],
    [{ a: [{ cidr: "10.0.0.0/32" }] }, "IPv4 mask bits must be < 32"],
    [{ a: [{ cidr: "::1/128" }] }, "IPv6 mask bits must be < 128"],
    [{ a: [{ cidr: "host/8" }] }, "Nonstandard IP address: host"],
    [{ a: [{ cidr: "10.0.0.256/8" }] }, "Invalid IP address: 10.0.0.256"],
    [{ a: [{ cidr: "10.0.0.0/8", x: 1 }] }, ONE_KEY],
    [{ a: [{ numeric: 5 }] }, "Value of numeric must be an array."],
    [{ a: [{ numeric: [] }] }, "Invalid member in numeric match: ]"],
    [{ a: [{ numeric: [5] }] }, "Invalid member in numeric match: 5"],
    [{ a: [{ numeric: ["=="] }] }, "Unrecognized numeric range operator: =="],
    [{ a: [{ numeric: ["="] }] }, "Value of equals must be numeric"],
    [{ a: [{ numeric: ["=", "5"] }] }, "Value of equals must be numeric"],
    [{ a: [{ numeric: ["<", true] }] }, "Value of < must be numeric"],
    [{ a: [{ numeric: [">="] }] }, "Value of >= must be numeric"],
    [{ a: [{ numeric: ["=", 5, "<", 6] }] }, TOO_MANY],
    [{ a: [{ numeric: ["<", 1, ">", 0] }] }, TOO_MANY],
    [{ a: [{ numeric: [">", 0, 5] }] }, "Bad value in numeric range: 5"],
    [{ a: [{ numeric: [">", 0, ">", 5] }] }, "Bad numeric range operator: >"],
    [{ a: [{ numeric: [">", 0, "<"] }] }, "Value of < must be numeric"],
    [{ a: [{ numeric: [">", 0, "<=", "5"] }] }, "Value of <= must be numeric"],
    [{ a: [{ numeric: [">", 0, "<", 5, 6] }] }, "Too many terms in numeric range expression"],
    [{ a: [{ numeric: [">", 1, "<", 1] }] }, "Bottom must be less than top"],
    [{ a: [{ numeric: [">=", 5, "<=", 1] }] }, "Bottom must be less than top"],
    [{ a: [{ numeric: ["=", 5], x: 1 }] }, TOO_MANY],
    [{ a: [{ "anything-but": null }] }, ANYTHING_BUT_VALUE],
    [{ a: [{ "anything-but": true }] }, ANYTHING_BUT_VALUE],
    [{ a: [{ "anything-but": [] }] }, ANYTHING_BUT_MIXED],
    [{ a: [{ "anything-but": ["x", 5] }] }, ANYTHING_BUT_MIXED],
    [{ a: [{ "anything-but": ["x", null] }] }, ANYTHING_BUT_LIST],
    [{ a: [{ "anything-but": [true] }] }, ANYTHING_BUT_LIST],
    [{ a: [{ "anything-but": [{ prefix: "x" }] }] }, ANYTHING_BUT_LIST],
    [{ a: [{ "anything-but": "x", y: 1 }] }, TOO_MANY],
    [{ a: [{ "anything-but": {} }] }, "Anything-But expression name not found"],
    [{ a: [{ "anything-but": { cidr: "10.0.0.0/8" } }] }, "Unsupported anything-but pattern: cidr"],
    [{ a: [{ "anything-but": { exists: true } }] }, "Unsupported anything-but pattern: exists"],
    [{ a: [{ "anything-but": { prefix: "x", y: 1 } }] }, TOO_MANY],
    [{ a: [{ "anything-but": { prefix: "" } }] }, "Null prefix/suffix not allowed"],
    [{ a: [{ "anything-but": { prefix: ["x", ""] } }] }, "Null prefix/suffix not allowed"],
    [{ a: [{ "anything-but": { prefix: 5 } }] }, AFFIX_STRING],
    [{ a: [{ "anything-but": { prefix: [5] } }] }, AFFIX_STRING],
    [{ a: [{ "anything-but": { prefix: { "equals-ignore-case": "x" } } }] }, ANYTHING_BUT_VALUE],
    [{ a: [{ "anything-but": { prefix: [] } }] }, "Empty arrays are not allowed"],
    [{ a: [{ "anything-but": { suffix: "" } }] }, "Null prefix/suffix not allowed"],
    [{ a: [{ "anything-but": { suffix: [null] } }] }, AFFIX_STRING],
    [{ a: [{ "anything-but": { "equals-ignore-case": 5 } }] }, ANYTHING_BUT_IGNORE_CASE],
    [{ a: [{ "anything-but": { "equals-ignore-case": ["x", 5] } }] }, ANYTHING_BUT_IGNORE_CASE],
    [{ a: [{ "anything-but": { wildcard: 5 } }] }, "wildcard match pattern must be a string"],
    [{ a: [{ "anything-but": { wildcard: ["x", "a**"] } }] }, "Consecutive wildcard characters at pos 2"],
    [{ $or: "x" }, "It must be an Array followed with $or."],
    [{ $or: [{ a: ["x"] }] }, "There must have at least 2 Objects in $or relationship."],
    [{ $or: [] }, "There must have at least 2 Objects in $or relationship."],
    [{ $or: [{ a: ["x"] }, ["y"]] }, "Only JSON object is allowed in array of $or relationship."],
    [{ $or: [{ a: ["x"] }, {}] }, "Empty objects are not allowed"],
    [{ $or: [{ a: ["x"] }, { b: { prefix: ["y"] } }] }, "prefix is Ruler reserved fieldName which cannot be used inside $or."],
];

/** Texts that are refused, which no object stands for. */
const TEXTS: [string, string][] = [
    ["5", "Filter is not an object"],
    ["null", "Filter is not an object"],
    ['{"a": [{"numeric": ["=", 1e309]}]}', "Cannot compare number : 1e309"],
    ['{"a": [{"numeric": [">", 0, "<", 1E-325]}]}', "Cannot compare number : 1E-325"],
    ['{"a": [{"anything-but": 12345678901234567890}]}', "Cannot compare number : 12345678901234567890"],
    ['{"a": [{"anything-but": [1, 2.0e422]}]}', "Cannot compare number : 2.0e422"],
    ['{"a": [{"foo": 1}], "a": ["x"]}', "Unrecognized match type foo"],
];

function refusal(run: () => unknown): InvalidEventPatternException {
    try {
        run();
    } catch (error) {
        assert.ok(error instanceof InvalidEventPatternException, String(error));
        return error;
    }
    return assert.fail("the pattern is accepted");
}

describe("an invalid pattern", () => {
    it("is refused by both functions, for event-ruler's reason", () => {
        const reasons = PATTERNS.map(([pattern]) => [
            pattern,
            refusal(() => testEventPattern(JSON.stringify(pattern), "{}")).reason,
            refusal(() => compileRules([{ name: "rule", pattern: pattern as object }])).reason,
        ]);
        assert.deepEqual(
            reasons,
            PATTERNS.map(([pattern, reason]) => [pattern, reason, reason]),
        );
    });

    it("is refused where only its text shows the fault", () => {
        assert.deepEqual(
            TEXTS.map(([text]) => [text, refusal(() => testEventPattern(text, "{}")).reason]),
            TEXTS,
        );
    });

    it("is refused where it is no JSON", () => {
        for (const text of ["", "{", '{"a": [1]} x', '{"a": [1 2]}', "{'a': [1]}", '{"a": ["\\x"]}', '{"a": ["\n"]}', '{"a": [01]}', "this"]) {
            const { reason } = refusal(() => testEventPattern(text, "{}"));
            assert.ok(reason.startsWith("Invalid JSON: "), `${text}: ${reason}`);
        }
    });

    it("is refused with the name that AWS gives the error, the place and the rule", () => {
        const error = refusal(() => compileRules([{ name: "failed-jobs", pattern: { detail: { Status: [{ prefix: 5 }] } } }]));
        assert.deepEqual(
            [error.name, error.message, error.path],
            [
                "InvalidEventPatternException",
                'Event pattern is not valid. Reason: prefix match pattern must be a string (at "detail.Status" of rule "failed-jobs")',
                "detail.Status",
            ],
        );
        assert.equal(refusal(() => testEventPattern("[]", "{}")).message, "Event pattern is not valid. Reason: Filter is not an object");
    });

    it("is refused with more than 1,000 combinations of $or, or more than 256 fields", () => {
        const or = (count: number, name: string) => ({ $or: Array.from({ length: count }, (_, i) => ({ [name]: [i] })) });
        assert.equal(parseEventPattern({ a: or(10, "x"), b: or(10, "y"), c: or(10, "z") }).alternatives.length, 1000);
        assert.equal(
            refusal(() => parseEventPattern({ a: or(10, "x"), b: or(10, "y"), c: or(11, "z") })).reason,
            "Rule is too complex - $or results in more than 1000 rule combinations",
        );
        const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, [i]]));
        assert.equal(parseEventPattern(fields(256)).alternatives[0]?.length, 256);
        assert.equal(refusal(() => parseEventPattern(fields(257))).reason, "Size of rule exceeds max value of 256");
    });

    it("leaves a set of rules as it was", () => {
        const rules = new EventRules();
        rules.add("good", { a: [1] });
        refusal(() => rules.add("bad", { a: [1], b: [{ foo: 1 }] }));
        assert.deepEqual(rules.match({ a: 1, b: 2 }), ["good"]);
    });
});

describe("what is no event", () => {
    const fault = (run: () => unknown) => {
        try {
            run();
        } catch (error) {
            assert.ok(error instanceof InvalidEventException, String(error));
            return `${error.name}: ${error.message}`;
        }
        return assert.fail("the event is accepted");
    };

    it("is refused by name, apart from an invalid pattern", () => {
        const notAnObject = "ValidationException: Parameter Event is not valid. Reason: Event must be a JSON object";
        const match = compileRules([{ name: "rule", pattern: { a: [1] } }]);
        for (const text of ["[]", "5", "null", '"a"']) {
            assert.equal(
                fault(() => testEventPattern('{"a": [1]}', text)),
                notAnObject,
            );
            assert.equal(
                fault(() => match(JSON.parse(text) as object)),
                notAnObject,
            );
        }
        assert.match(
            fault(() => testEventPattern('{"a": [1]}', '{"a"')),
            /^ValidationException: Parameter Event is not valid. Reason: /,
        );
    });
});
