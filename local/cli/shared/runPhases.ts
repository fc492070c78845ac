import { type Graph, runProgram } from "../../engine";
import type { ProgramChoice } from "./programOptions";

/**
 * Runs a program at the same time as preview, as update, or as both.
 *
 * @returns the graphs, in the order of the phases.
 * @throws ProgramError if it fails. What it asked for without an answer is in the file of answers then.
 */
export async function runPhases({ program, stack, config, answers }: ProgramChoice, phases: readonly Graph["mode"][]): Promise<Graph[]> {
    const runs = await Promise.allSettled(phases.map((mode) => runProgram({ program, stack, config, answers, mode })));
    return runs.map((run) => {
        if (run.status === "rejected") {
            throw answers.explain(run.reason);
        }
        return run.value.graph;
    });
}
