/** Looks for an event and rules that the compiled matcher and a plain scan answer differently, for some minutes. */
import assert from "node:assert/strict";
import { compileRules, EventRules, InvalidEventException, InvalidEventPatternException, testEventPattern } from "../models/eventPattern";
import { Maker } from "./matcherCases";
import { scanRules } from "./matcherScan";
import { seeded } from "./matcherWorkload";

// Compares the compiled matcher with a plain scan on rules and events made by chance, some of them hostile. Any difference, any error but the two of the
// interface, and any case that takes more than a second of processor time ends it with exit code 1. Usage: fuzzMatcher.ts [--minutes 1] [--seed 1]

const SLOW_MS = 1000;
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
