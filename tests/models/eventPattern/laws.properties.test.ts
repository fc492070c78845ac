import assert from "node:assert/strict";
import fc from "fast-check";
import { compileRules } from "../../../models/eventPattern";
import { runs } from "../../support/runs";
import { anyEvent, anyLeaf, anyList, anyNumber, anyPattern, anyText } from "./arbitraries";

const matches = (pattern: object, event: object) => compileRules([{ name: "rule", pattern }])(event).length === 1;
const takes = (value: unknown, ...list: unknown[]) => matches({ a: list }, { a: value });
const law = (...args: Parameters<typeof fc.property<[unknown, unknown]>>) => fc.assert(fc.property(...args), runs(500));
const isAddress = (value: unknown) => typeof value === "string" && /^[\d.]+$|:/.test(value);

describe("laws of event patterns", () => {
    it("a value matches itself, and what matches a value is the value or an address in another spelling", () => {
        law(anyLeaf, anyLeaf, (a, b) => {
            assert.ok(takes(a, a));
            assert.ok(takes(b, a) === (a === b || (isAddress(a) && isAddress(b) && takes(b, a))));
        });
    });

    it("a list matches if one of its values does", () => {
        law(anyList, anyLeaf, (list, value) => {
            // A number is read as the digits of an address only where the list has no condition on numbers.
            fc.pre(typeof value !== "number" || !(JSON.stringify(list).includes("cidr") || (list as unknown[]).some(isAddress)));
            const each = (list as unknown[]).some((item) => takes(value, item));
            assert.equal(takes(value, ...(list as unknown[])), each);
        });
    });

    it("anything-but takes just the values that are there and that its operator leaves", () => {
        fc.assert(
            fc.property(anyText, anyNumber, anyLeaf, (text, number, value) => {
                assert.equal(takes(value, { "anything-but": number }), !takes(value, number));
                assert.equal(takes(value, { "anything-but": text }), !takes(value, { exactly: text }));
                assert.equal(takes(value, { "anything-but": { "equals-ignore-case": text } }), !takes(value, { "equals-ignore-case": text }));
                if (text !== "") {
                    assert.equal(takes(value, { "anything-but": { prefix: text } }), !takes(value, { prefix: text }));
                    assert.equal(takes(value, { "anything-but": { suffix: text } }), !takes(value, { suffix: text }));
                }
            }),
            runs(500),
        );
    });

    it("a wildcard with a star at one end is a prefix or suffix, without one it is the text", () => {
        law(anyText, anyLeaf, (text, value) => {
            const literal = (text as string).replace(/[\\*]/g, "\\$&");
            assert.equal(takes(value, { wildcard: `${literal}*` }), takes(value, { prefix: text }));
            assert.equal(takes(value, { wildcard: `*${literal}` }), takes(value, { suffix: text }));
            assert.equal(takes(value, { wildcard: literal }), takes(value, { exactly: text }));
            fc.pre(literal !== "");
            assert.equal(takes(value, { wildcard: `*${literal}*` }), typeof value === "string" && value.includes(text as string));
        });
    });

    it("prefix and suffix, ignoring case or not, are seen at the ends of a longer value", () => {
        law(anyText, anyText, (text, more) => {
            assert.ok(takes(`${text}${more}`, { prefix: text }) && takes(`${more}${text}`, { suffix: text }));
            if (/^[\0-\x7f]*$/.test(text as string)) {
                const upper = (text as string).toUpperCase();
                assert.ok(takes(`${upper}${more}`, { prefix: { "equals-ignore-case": text } }));
                assert.ok(takes(`${more}${upper}`, { suffix: { "equals-ignore-case": text } }));
            }
        });
    });

    it("numeric operators agree with arithmetic", () => {
        law(anyNumber, anyLeaf, (limit, value) => {
            const is = (test: boolean) => typeof value === "number" && test;
            const [a, b] = [value as number, limit as number];
            assert.deepEqual(
                ["=", "<", "<=", ">", ">="].map((operator) => takes(value, { numeric: [operator, limit] })),
                [is(a === b), is(a < b), is(a <= b), is(a > b), is(a >= b)],
            );
        });
    });

    it("a range is the values between its ends", () => {
        fc.assert(
            fc.property(anyNumber, anyNumber, anyLeaf, (low, high, value) => {
                fc.pre(low < high);
                const both = takes(value, { numeric: [">=", low] }) && takes(value, { numeric: ["<", high] });
                assert.equal(takes(value, { numeric: [">=", low, "<", high] }), both);
            }),
        );
    });

    it("an array matches if one of its plain values does", () => {
        law(
            anyList.filter((list) => !JSON.stringify(list).includes('"exists":false')),
            fc.array(anyLeaf),
            (list, values) => {
                const one = (values as unknown[]).some((value) => takes(value, ...(list as unknown[])));
                assert.equal(takes(values, ...(list as unknown[])), one);
            },
        );
    });

    it("$or matches if one of the patterns with one of its branches does", () => {
        fc.assert(
            fc.property(anyPattern, anyPattern, anyEvent, (left, right, event) => {
                assert.equal(matches({ $or: [left, right] }, event), matches(left, event) || matches(right, event));
            }),
            runs(500),
        );
    });

    it("a level is the same as a dot, in patterns and in events", () => {
        law(anyList, anyLeaf, (list, value) => {
            const patterns = [{ x: { y: list } }, { "x.y": list }];
            const events = [{ x: { y: value } }, { "x.y": value }];
            const [first, ...others] = patterns.flatMap((pattern) => events.map((event) => matches(pattern, event)));
            assert.deepEqual(others, [first, first, first]);
        });
    });

    it("the order of keys does not matter, without $or and with each field once", () => {
        law(
            anyPattern.filter((pattern) => !/\$or|a\.b/.test(JSON.stringify(pattern))),
            anyEvent,
            (pattern, event) => {
                assert.equal(matches(reversed(pattern) as object, reversed(event) as object), matches(pattern as object, event as object));
            },
        );
    });

    it("what a pattern does not ask for does not matter", () => {
        law(anyPattern, anyEvent, (pattern, event) => {
            const more = { ...(event as object), z: [{ a: 1 }], "z.a": 5, y: {} };
            assert.equal(matches(pattern as object, more), matches(pattern as object, event as object));
        });
    });

    it("exists: true and exists: false divide all events", () => {
        law(anyEvent, fc.constantFrom("a", "b", "a.b", "a.c"), (event, path) => {
            const [there, absent] = [true, false].map((exists) => matches({ [path as string]: [{ exists }] }, event as object));
            assert.notEqual(there, absent);
        });
    });
});

/** The same value with the keys of all objects in reverse. */
function reversed(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(reversed);
    }
    const isObject = typeof value === "object" && value !== null;
    return isObject
        ? Object.fromEntries(
              Object.entries(value)
                  .reverse()
                  .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
}
