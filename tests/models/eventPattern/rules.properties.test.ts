import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { compileRules, EventRules, matchesCondition, parseEventPattern, testEventPattern, valuesAt } from "../../../models/eventPattern";
import { runs } from "../../support/runs";
import { anyEvent, anyPattern } from "./arbitraries";

describe("a set of rules", () => {
    it("names the rules that match, in the order in which they were given", () => {
        const match = compileRules([
            { name: "z", pattern: { a: [{ exists: true }] } },
            { name: "b", pattern: '{"a": [1]}' },
            { name: "none", pattern: { a: [2] } },
            { name: "a", pattern: { $or: [{ a: [1] }, { b: [1] }] } },
            { name: "b", pattern: { b: [{ numeric: [">", 0] }] } },
        ]);
        assert.deepEqual([match({ a: 1, b: 1 }), match({ b: 1 }), match({ a: 3 }), match({})], [["z", "b", "a", "b"], ["a", "b"], ["z"], []]);
    });

    it("matches nothing while it is empty", () => {
        assert.deepEqual(compileRules([])({ a: 1 }), []);
    });

    it("answers as each rule would by itself", () => {
        fc.assert(
            fc.property(fc.array(anyPattern, { maxLength: 8 }), fc.array(anyEvent, { maxLength: 5 }), (patterns, events) => {
                const match = compileRules(patterns.map((pattern, i) => ({ name: String(i), pattern })));
                const alone = (event: object) => patterns.flatMap((pattern, i) => compileRules([{ name: String(i), pattern }])(event));
                assert.deepEqual(events.map(match), events.map(alone));
            }),
            runs(150),
        );
    });

    it("finds the rules of a value among many on the same field, before and after some are removed", () => {
        const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
        const digit = fc.integer({ min: 0, max: 3 });
        const address = fc.tuple(digit, digit, digit, digit).map((bytes) => bytes.join("."));
        const lowHigh = fc.tuple(digit, digit).filter(([low, high]) => low < high);
        /** A condition, and the same said in plain code. */
        const condition: fc.Arbitrary<[unknown, (value: unknown) => boolean]> = fc.oneof(
            text.map((x): [unknown, (value: unknown) => boolean] => [{ prefix: x }, (value) => typeof value === "string" && value.startsWith(x)]),
            text.map((x): [unknown, (value: unknown) => boolean] => [{ suffix: x }, (value) => typeof value === "string" && value.endsWith(x)]),
            text.map((x): [unknown, (value: unknown) => boolean] => [
                { wildcard: `${x}*b` },
                (value) => typeof value === "string" && new RegExp(`^${x}.*b$`).test(value),
            ]),
            text.map((x): [unknown, (value: unknown) => boolean] => [
                { prefix: { "equals-ignore-case": x } },
                (value) => typeof value === "string" && value.toLowerCase().startsWith(x),
            ]),
            address.map((x): [unknown, (value: unknown) => boolean] => [
                { cidr: `${x}/24` },
                (value) => String(value).startsWith(`${x.slice(0, 6)}`),
            ]),
            lowHigh.map(([low, high]): [unknown, (value: unknown) => boolean] => [
                { numeric: [">", low, "<=", high] },
                (value) => typeof value === "number" && value > low && value <= high,
            ]),
        );
        const value = fc.oneof(
            text,
            text.map((x) => x.toUpperCase()),
            address,
            fc.integer({ min: -2, max: 10 }).map((x) => x / 2),
        );
        fc.assert(
            fc.property(
                fc.array(condition, { minLength: 1, maxLength: 40 }),
                fc.array(value, { minLength: 1 }),
                fc.infiniteStream(fc.boolean()),
                (all, values, coins) => {
                    const rules = new EventRules();
                    all.forEach(([member], i) => {
                        rules.add(String(i), { a: [member] });
                    });
                    const check = (left: typeof all) => {
                        for (const a of values) {
                            const expected = all.flatMap((each, i) => (left.includes(each) && each[1](a) ? [String(i)] : []));
                            assert.deepEqual(rules.match({ a }), expected);
                        }
                    };
                    check(all);
                    check(all.filter((_, i) => coins.next().value === true || !rules.remove(String(i))));
                },
            ),
            runs(200),
        );
    });

    it("answers for parsed events as for their texts", () => {
        fc.assert(
            fc.property(anyPattern, anyEvent, (pattern, event) => {
                const parsed = compileRules([{ name: "rule", pattern }])(event).length === 1;
                assert.equal(testEventPattern(JSON.stringify(pattern), JSON.stringify(event)), parsed);
            }),
            runs(500),
        );
    });

    it("answers after adding and removing rules as one made of those that are left", () => {
        const steps = fc.array(fc.record({ name: fc.integer({ min: 0, max: 5 }).map(String), pattern: fc.option(anyPattern), event: anyEvent }), {
            maxLength: 20,
        });
        fc.assert(
            fc.property(steps, (all) => {
                const rules = new EventRules();
                let left: { name: string; pattern: object }[] = [];
                for (const { name, pattern, event } of all) {
                    if (pattern === null) {
                        assert.equal(
                            rules.remove(name),
                            left.some((rule) => rule.name === name),
                        );
                        left = left.filter((rule) => rule.name !== name);
                    } else {
                        rules.add(name, pattern);
                        left.push({ name, pattern });
                    }
                    assert.deepEqual(rules.match(event), compileRules(left)(event));
                }
            }),
            runs(150),
        );
    });

    it("removes a rule two of whose alternatives are equal", () => {
        const rules = new EventRules();
        rules.add("twice", { $or: [{ a: ["x"] }, { b: ["y"] }, { a: ["x"] }] });
        rules.add("once", { a: ["x"] });
        assert.deepEqual(rules.match({ a: "x" }), ["twice", "once"]);
        assert.equal(rules.remove("twice"), true);
        assert.deepEqual(rules.match({ a: "x", b: "y" }), ["once"]);
    });

    it("keeps no trace of rules that were removed", () => {
        const rules = new EventRules();
        const { tree, paths } = rules as unknown as { tree: { root: object }; paths: { root: object } };
        const state = () => inspect([tree.root, paths.root], { depth: null });
        const empty = state();
        fc.assert(
            fc.property(fc.array(anyPattern, { minLength: 1, maxLength: 6 }), (patterns) => {
                patterns.forEach((pattern, i) => {
                    rules.add(String(i), pattern);
                });
                assert.notEqual(state(), empty);
                patterns.forEach((_, i) => {
                    rules.remove(String(i));
                });
                assert.equal(state(), empty);
            }),
            runs(100),
        );
    });
});

describe("a parsed pattern", () => {
    it("has the conditions of each field, sorted by path, an alternative for each way through $or", () => {
        const { alternatives } = parseEventPattern({
            source: ["s"],
            d: { $or: [{ n: [{ numeric: [">", 0, "<=", 5] }] }, { i: ["10.0.0.1", { prefix: "x" }] }] },
        });
        const source = { path: "source", conditions: [{ kind: "equals", value: "s" }] };
        const low = { value: 0, inclusive: false };
        const high = { value: 5, inclusive: true };
        assert.deepEqual(alternatives, [
            [{ path: "d.n", conditions: [{ kind: "numeric", low, high }] }, source],
            [
                {
                    path: "d.i",
                    conditions: [
                        { kind: "address", value: "10.0.0.1", hex: "0A000001" },
                        { kind: "prefix", value: "x" },
                    ],
                },
                source,
            ],
        ]);
    });

    it("can be asked condition by condition", () => {
        const conditions =
            parseEventPattern({ a: ["x", { prefix: "ab" }, { exists: false }, { numeric: ["<", 3] }] }).alternatives[0]?.[0]?.conditions ?? [];
        const asked = (value: string | number | undefined) => conditions.map((condition) => matchesCondition(condition, value));
        assert.deepEqual(
            [asked("x"), asked("abc"), asked(undefined), asked(2)],
            [
                [true, false, false, false],
                [false, true, false, false],
                [false, false, true, false],
                [false, false, false, true],
            ],
        );
    });

    it("can be compared with the values of an event that its fields ask for", () => {
        const event = { a: [{ b: 1 }, { b: [2, null], c: 3 }, [{ b: "x" }], 5], "a.b": true };
        assert.deepEqual(
            ["a.b", "a", "a.c", "b"].map((path) => valuesAt(event, path)),
            [[1, 2, null, "x", true], [5], [3], []],
        );
    });
});
