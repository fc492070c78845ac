/** Time from start to finished graph: the dev stack beside an empty program with the same settings, in turns. */
import * as path from "node:path";

import { runProgram } from "../local/engine";

const PROJECT = path.resolve(__dirname, "..");
const PROGRAMS = { empty: path.join(__dirname, "emptyProgram"), "dev stack": PROJECT };
const ROUNDS = 7;

async function main(): Promise<void> {
    const times: Record<string, number[]> = {};
    let resources = 0;
    for (let round = 0; round < ROUNDS; round++) {
        for (const [name, program] of Object.entries(PROGRAMS)) {
            const { graphMs, graph } = await runProgram({ program, stack: "dev", mode: "preview" });
            times[name] = [...(times[name] ?? []), graphMs];
            resources = graph.resources.length;
        }
    }
    const median = (name: string) => [...(times[name] ?? [])].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
    const [floor, ours] = [median("empty"), median("dev stack")];
    console.log(`program to graph, preview, median of ${ROUNDS} turns`);
    console.log(`  empty program  ${floor.toFixed(0)} ms`);
    console.log(`  dev stack      ${ours.toFixed(0)} ms  (${resources} resources)`);
    console.log(`  ratio          ${(ours / floor).toFixed(2)}  (goal: at most 2.2)`);
}

void main();
