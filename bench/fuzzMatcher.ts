/** Looks for an event and rules that the compiled matcher and a plain scan answer differently, for some minutes. */
import assert from "node:assert/strict";
import { compileRules, EventRules, InvalidEventException, InvalidEventPatternException, testEventPattern } from "../models/eventPattern";
import { scanRules } from "./matcherScan";
import { seeded } from "./matcherWorkload";

// Compares the compiled matcher with a plain scan on rules and events made by chance, some of them hostile. Any difference, any error but the two of the
// interface, and any case that takes more than a second of processor time ends it with exit code 1. Usage: fuzzMatcher.ts [--minutes 1] [--seed 1]

const SLOW_MS = 1000;
const OPERATORS = "prefix suffix equals-ignore-case wildcard exists cidr numeric anything-but exactly foo toString".split(" ");
const NAMES = ["a", "a", "a", "b", "b", "b", "c", "a.b", "b.c", "$or", "", ".", "__proto__", "constructor", "toString", "1"];
const TEXTS = [
    "",
    "a",
    "ab",
    "A",
    "ß",
    "SS",
    "ŉ",
    "\ud800",
    "😀",
    "*",
    "\\",
    "10.0.0.1",
    "::1",
    "0:0::1",
    "::ffff:a00:1",
    "a00::1",
    "10.0.0.256",
    "true",
    "5",
    "\u0000",
];
const NUMBERS = [0, -0, 1, -1, 2, 0.1, 1e21, 1e300, 5e-324, 123456789012, 9007199254740991];
const CIDRS = ["10.0.0.0/8", "0.0.0.0/0", "10.0.0.1/31", "::/0", "::1/127", "a00::/16", "10.0.0.0/33", "x/8", "10.0.0.0"];

class Maker {
    constructor(private readonly random: () => number) {}

    public below(limit: number): number {
        return Math.floor(this.random() * limit);
    }

    public pick<T>(items: readonly T[]): T {
        return items[this.below(items.length)]!;
    }

    private many<T>(limit: number, make: () => T): T[] {
        return Array.from({ length: this.below(limit + 1) }, make);
    }

    private text(): string {
        return this.below(3) > 0 ? this.pick(TEXTS) : this.many(4, () => this.pick(TEXTS)).join("");
    }

    private scalar(): unknown {
        return this.pick([() => this.text(), () => this.text(), () => this.pick(NUMBERS), () => this.pick([true, false, null])])();
    }

    private operator(): object {
        const name = this.pick(OPERATORS);
        const limit = () => [this.pick(["=", "<", "<=", ">", ">=", "=="]), this.pick(NUMBERS)];
        const operands: Record<string, () => unknown> = {
            exists: () => this.below(2) === 0,
            cidr: () => this.pick(CIDRS),
            numeric: () => (this.below(2) === 0 ? limit() : [this.pick([">", ">="]), this.pick(NUMBERS), this.pick(["<", "<="]), this.pick(NUMBERS)]),
            "anything-but": () =>
                this.pick<() => unknown>([
                    () => this.scalar(),
                    () => [this.text(), this.text()],
                    () => [this.pick(NUMBERS), this.pick(NUMBERS)],
                    () => ({ [this.pick(OPERATORS)]: this.below(2) === 0 ? this.text() : [this.text(), this.text()] }),
                ])(),
        };
        const plain = () => (this.below(6) === 0 ? { [this.pick(OPERATORS)]: this.text() } : this.text());
        const operand = this.below(40) === 0 ? this.scalar() : (Object.hasOwn(operands, name) ? operands[name]! : plain)();
        return this.below(60) === 0 ? { [name]: operand, more: 1 } : { [name]: operand };
    }

    private list(): unknown[] {
        return [this.scalar(), ...this.many(2, () => (this.below(2) === 0 ? this.scalar() : this.operator()))].slice(this.below(8) === 0 ? 1 : 0);
    }

    public pattern(depth: number): object {
        const fields = this.many(3, (): [string, unknown] => [
            this.pick(NAMES),
            depth > 0 && this.below(3) === 0 ? this.pattern(depth - 1) : this.list(),
        ]);
        const extra: [string, unknown][] = [[this.pick(NAMES), this.below(3) === 0 ? [this.operator()] : this.list()]];
        if (depth > 0 && this.below(5) === 0) {
            extra.push(["$or", Array.from({ length: 2 + this.below(2) }, () => this.pattern(depth - 1))]);
        }
        return objectOf([...fields, ...extra]);
    }

    /** A pattern on some of the values of an event, so that it nearly matches. */
    public near(event: object): object {
        const leaves = leavesOf(event);
        const field = (): [string, unknown[]] => {
            const [path, value] = this.pick(leaves);
            return [path, this.below(6) === 0 ? [this.operator()] : this.below(6) === 0 ? [{ exists: this.below(2) === 0 }, value] : [value]];
        };
        return leaves.length === 0 ? this.pattern(1) : objectOf([field(), ...this.many(3, field)]);
    }

    private value(depth: number): unknown {
        if (depth === 0 || this.below(2) === 0) {
            return this.scalar();
        }
        return this.below(2) === 0 ? this.many(4, () => this.value(depth - 1)) : this.event(depth - 1);
    }

    public event(depth: number): object {
        return objectOf([[this.pick(NAMES), this.value(depth)], ...this.many(3, (): [string, unknown] => [this.pick(NAMES), this.value(depth)])]);
    }

    /** JSON text with a character lost, doubled, or replaced; mostly no JSON any more. */
    public damaged(text: string): string {
        const at = this.below(text.length);
        return text.slice(0, at) + this.pick(["", text.slice(at, at + 1), '"', "[", "}", "9", "\\", "1e999"]) + text.slice(at + this.below(2));
    }
}

/** Paths and values of an event. */
function leavesOf(value: unknown, path: readonly string[] = []): [string, unknown][] {
    if (typeof value !== "object" || value === null) {
        return [[path.join("."), value]];
    }
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, Array.isArray(value) ? path : [...path, key]));
}

/** `Object.fromEntries` that makes `__proto__` a key like any other, as `JSON.parse` does. */
function objectOf(entries: [string, unknown][]): object {
    return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`) as object;
}

function timed<T>(what: string, input: unknown, run: () => T): T {
    const start = process.cpuUsage();
    try {
        return run();
    } finally {
        const took = process.cpuUsage(start).user / 1000;
        assert.ok(took < SLOW_MS, `${what} took ${took} ms of processor time: ${JSON.stringify(input)?.slice(0, 2000)}`);
    }
}

/** What a call returns, or the error of the interface that it throws; others are findings. */
function outcome<T>(run: () => T): T | string {
    try {
        return run();
    } catch (error) {
        assert.ok(error instanceof InvalidEventPatternException || error instanceof InvalidEventException, error as Error);
        return error.message;
    }
}

/** One round: a set of rules by all ways to make it, on some events; then texts that are damaged. Returns the number of answers compared. */
function round(maker: Maker): number {
    const events = Array.from({ length: 8 }, () => maker.event(3));
    const pattern = () => (maker.below(3) > 0 ? maker.near(maker.pick(events)) : maker.pattern(2));
    const candidates = Array.from({ length: 1 + maker.below(12) }, (_, i) => ({ name: `r${i}`, pattern: pattern() }));
    const rules = candidates.filter((rule) => typeof outcome(() => compileRules([rule])) !== "string");
    const compiled = compileRules(rules);
    const scan = scanRules(rules);
    const grown = new EventRules();
    for (const { name, pattern } of [...candidates].reverse()) {
        outcome(() => grown.add(`other ${name}`, pattern));
    }
    for (const { name, pattern } of rules) {
        grown.add(name, pattern);
    }
    for (const { name } of candidates) {
        grown.remove(`other ${name}`);
    }
    let answers = 0;
    for (const event of events) {
        const expected = scan(event);
        const context = () => JSON.stringify({ rules, event });
        assert.deepEqual(
            timed("match", event, () => compiled(event)),
            expected,
            context(),
        );
        assert.deepEqual(grown.match(event), expected, context());
        assert.deepEqual(grown.matchText(JSON.stringify(event)), expected, context());
        answers += rules.length;
        const patternText = JSON.stringify(maker.pick(candidates).pattern);
        const damaged = [maker.damaged(patternText), maker.damaged(JSON.stringify(event))] as const;
        timed("testEventPattern", damaged, () => outcome(() => testEventPattern(...damaged)));
    }
    return answers;
}

function option(name: string, fallback: number): number {
    const at = process.argv.indexOf(`--${name}`);
    const value = at < 0 ? fallback : Number(process.argv[at + 1]);
    assert.ok(value > 0, `--${name} must be a number above 0, got ${process.argv[at + 1]}`);
    return value;
}

const seed = option("seed", 1);
const end = performance.now() + option("minutes", 1) * 60_000;
const maker = new Maker(seeded(seed));
const inherited = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
let rounds = 0;
let answers = 0;
try {
    for (; performance.now() < end; rounds += 1) {
        answers += round(maker);
        assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), inherited, "Object.prototype has changed");
    }
    console.log(`seed ${seed}: ${rounds} rounds, ${answers} answers compared, no finding`);
} catch (error) {
    console.error(`seed ${seed}, round ${rounds}: ${(error as Error).stack}`);
    process.exitCode = 1;
}
