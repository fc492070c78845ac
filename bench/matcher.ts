/** Events a second that the compiled matcher and a plain scan of all rules match, on one thread. */
import assert from "node:assert/strict";
import { compileRules } from "../models/eventPattern";
import { scanRules } from "./matcherScan";
import { generatedWorkload, workload } from "./matcherWorkload";

// Events a second that the compiled matcher and a plain scan of all rules match, on one thread. Usage: matcher.ts [seconds per figure] [--generated]

const SEED = 20261123;
const RUNS = 5;

/** Median of the rates of several runs, after one to warm up. */
function rate(events: readonly unknown[], match: (event: unknown) => unknown, seconds: number): number {
    const rates: number[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
        const start = process.hrtime.bigint();
        const end = start + BigInt(Math.round((seconds * 1e9) / RUNS));
        let count = 0;
        for (let i = 0; ; i = (i + 1) % events.length) {
            match(events[i]);
            count += 1;
            if ((count & 15) === 0 && process.hrtime.bigint() >= end) {
                break;
            }
        }
        rates.push(count / (Number(process.hrtime.bigint() - start) / 1e9));
    }
    return rates.slice(1).sort((a, b) => a - b)[RUNS >> 1]!;
}

function main(): void {
    const seconds = Number(process.argv.find((argument) => /^[\d.]+$/.test(argument)) ?? 2);
    const { source, events, sets } = process.argv.includes("--generated") ? generatedWorkload(SEED) : workload(SEED);
    const parsed = events.map((event) => JSON.parse(event) as object);
    console.log(`${source}: ${events.length} events of ${Math.round(events.join("").length / events.length)} characters`);
    console.log(
        `floor: JSON.parse alone ${Math.round(rate(events, (event) => JSON.parse(event as string) as unknown, seconds)).toLocaleString("en-US")} events/s`,
    );
    console.log("| rules | compile ms | compiled, text/s | compiled, parsed/s | scan, text/s | scan, parsed/s | ratio parsed | matches |");
    console.log("|---|---|---|---|---|---|---|---|");
    for (const { rules, expected } of sets) {
        const before = performance.now();
        const compiled = compileRules(rules);
        const compileMs = performance.now() - before;
        const scan = scanRules(rules);
        const answers = parsed.map(compiled);
        const checked = rules.length > 1000 ? 100 : events.length;
        assert.deepEqual(answers.slice(0, checked), parsed.slice(0, checked).map(scan), "the compiled matcher and the scan disagree");
        if (expected !== undefined) {
            assert.deepEqual(
                answers.map(({ length }) => length),
                expected,
                "the number of matches is not that of event-ruler",
            );
        }
        const fromText = (match: (event: object) => string[]) => (event: unknown) => match(JSON.parse(event as string) as object);
        const fromParsed = (match: (event: object) => string[]) => (event: unknown) => match(event as object);
        const rates = [compiled, scan].flatMap((match) => [rate(events, fromText(match), seconds), rate(parsed, fromParsed(match), seconds)]);
        const ratio = rates[1]! / rates[3]!;
        const matches = answers.reduce((sum, { length }) => sum + length, 0);
        const figures = [rules.length, Math.round(compileMs), ...rates.map(Math.round), `${ratio.toFixed(ratio < 10 ? 1 : 0)} ×`, matches];
        console.log(`| ${figures.map((figure) => figure.toLocaleString("en-US")).join(" | ")} |`);
    }
}

main();
