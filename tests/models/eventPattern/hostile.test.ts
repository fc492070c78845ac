import assert from "node:assert/strict";
import { compileRules, InvalidEventException, InvalidEventPatternException, measurePattern, testEventPattern } from "../../../models/eventPattern";

/** Far above what these take on a slow machine, and far below what they would take if their cost grew with a product of lengths. */
const BOUND_MS = 5000;

function quickly<T>(run: () => T): T {
    const start = performance.now();
    const result = run();
    const took = performance.now() - start;
    assert.ok(took < BOUND_MS, `took ${Math.round(took)} ms`);
    return result;
}

function errorOf(run: () => unknown): unknown {
    try {
        run();
    } catch (error) {
        return error;
    }
    return undefined;
}

const nest = (depth: number, open: string, inner: string, close: string) => `${open.repeat(depth)}${inner}${close.repeat(depth)}`;

describe("hostile input", () => {
    it("nested 1,000 levels is taken, deeper is refused, in patterns and in events", () => {
        const pattern = (depth: number) => nest(depth - 2, '{"a":', '{"a":[1]}', "}");
        const event = (depth: number) => nest(depth - 1, '{"a":', '{"a":1}', "}");
        assert.equal(testEventPattern(pattern(1000), event(999)), true);
        for (const depth of [1001, 100_000]) {
            const given = [
                () => testEventPattern(pattern(depth), "{}"),
                () => compileRules([{ name: "r", pattern: JSON.parse(pattern(depth)) as object }]),
            ];
            for (const run of given) {
                assert.ok(quickly(() => errorOf(run)) instanceof InvalidEventPatternException);
            }
            assert.ok(errorOf(() => testEventPattern('{"a": [1]}', event(depth))) instanceof InvalidEventException);
        }
    });

    it("of objects in objects, where a name with dots looks that deep, is refused", () => {
        const match = compileRules([{ name: "rule", pattern: { [Array<string>(20_000).fill("a").join(".")]: [1] } }]);
        const error = errorOf(() => match(JSON.parse(nest(20_000, '{"a":', "1", "}")) as object));
        assert.equal(
            (error as Error).message,
            "Parameter Event is not valid. Reason: Document nesting depth (1001) exceeds the maximum allowed (1000)",
        );
    });

    it("of arrays in arrays is taken up to 1,000 levels where a rule looks, and not seen elsewhere", () => {
        const match = compileRules([{ name: "rule", pattern: { a: { b: [1] } } }]);
        const event = (key: string, depth: number) => JSON.parse(`{"${key}": ${nest(depth, "[", '{"b":1}', "]")}}`) as object;
        assert.deepEqual(match(event("a", 900)), ["rule"]);
        assert.deepEqual(match(event("x", 100_000)), []);
        assert.ok(errorOf(() => match(event("a", 100_000))) instanceof InvalidEventException);
    });

    it("that refers to itself is refused", () => {
        const pattern: Record<string, unknown> = {};
        pattern.a = pattern;
        assert.ok(errorOf(() => compileRules([{ name: "rule", pattern }])) instanceof InvalidEventPatternException);
    });

    it("of thousands of wildcards takes time in proportion", () => {
        const value = "a".repeat(100_000);
        const stars = `${"a*".repeat(1000)}b`;
        const rules = Array.from({ length: 1000 }, (_, i) => ({ name: String(i), pattern: { a: [{ wildcard: `*a${i}*` }] } }));
        assert.equal(
            quickly(() => testEventPattern(JSON.stringify({ a: [{ wildcard: stars }] }), JSON.stringify({ a: value }))),
            false,
        );
        assert.deepEqual(
            quickly(() => compileRules(rules)({ a: value.slice(0, 10_000) })),
            [],
        );
        assert.equal(
            quickly(() => measurePattern({ a: [{ wildcard: "ab*".repeat(600) }, { wildcard: "ba*".repeat(600) }] })).wildcardComplexity,
            100,
        );
    });

    it("of long texts whose case is ignored takes time in proportion", () => {
        const pattern = { a: [{ "equals-ignore-case": "ß".repeat(1000) }, { "anything-but": { "equals-ignore-case": ["ß".repeat(1000)] } }] };
        assert.deepEqual(
            quickly(() => compileRules([{ name: "rule", pattern }])({ a: "S".repeat(2000) })),
            ["rule"],
        );
    });

    it("of $or upon $or is refused instead of multiplied", () => {
        const branch = { a: [1] };
        const twice = { $or: [branch, branch] };
        const pattern = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, twice]));
        assert.ok(quickly(() => errorOf(() => compileRules([{ name: "rule", pattern }]))) instanceof InvalidEventPatternException);
        const nested = nest(300, '{"x":[1],"$or":[{"a":[1]},', '{"b":[1]}', "]}");
        assert.equal(
            quickly(() => testEventPattern(nested, '{"x": 1, "b": 1}')),
            true,
        );
    });

    it("of huge lists and arrays takes time in proportion", () => {
        const many = Array.from({ length: 200_000 }, (_, i) => i);
        assert.deepEqual(
            quickly(() => compileRules([{ name: "rule", pattern: { a: many } }])({ a: many.map((i) => i + 200_000) })),
            [],
        );
        const rules = Array.from({ length: 500 }, (_, i) => ({ name: String(i), pattern: { a: [i], b: [{ exists: true }] } }));
        assert.equal(quickly(() => compileRules(rules)({ a: many, b: 1 })).length, 500);
    });

    it("of huge arrays whose elements nearly match takes time in proportion", () => {
        const items = Array.from({ length: 100_000 }, (_, i) => (i % 2 === 0 ? { x: 1, y: 0 } : { x: 0, y: 1 }));
        const rules = [
            { name: "together", pattern: { a: { x: [1], y: [1] } } },
            { name: "apart", pattern: { a: { x: [1] }, b: { y: [1] } } },
        ];
        assert.deepEqual(
            quickly(() => compileRules(rules)({ a: items, b: items })),
            ["apart"],
        );
    });

    it("of array elements in more combinations than can be tried is refused, not searched for ever", () => {
        const items = Array.from({ length: 3000 }, (_, i) => ({ x: 1, y: i }));
        const pattern = { a: { x: [1], y: [-1, { exists: false }] }, b: { x: [1], y: [-1, { exists: false }] } };
        const error = quickly(() => errorOf(() => compileRules([{ name: "rule", pattern }])({ a: items, b: items })));
        assert.equal((error as Error).message, "Parameter Event is not valid. Reason: too many combinations of array elements");
    });

    it("of names and texts that engines trip over is compared like any other", () => {
        for (const name of ["__proto__", "constructor", "hasOwnProperty", "__defineGetter__", "length", "\ud800", "\u0000", " "]) {
            const pattern = `{${JSON.stringify(name)}: [${JSON.stringify(name)}]}`;
            const event = (value: string) => `{${JSON.stringify(name)}: ${JSON.stringify(value)}}`;
            assert.deepEqual(
                [testEventPattern(pattern, event(name)), testEventPattern(pattern, event("x")), testEventPattern(pattern, "{}")],
                [true, false, false],
            );
        }
        assert.equal(Object.hasOwn(Object.prototype, "x"), false);
    });
});
