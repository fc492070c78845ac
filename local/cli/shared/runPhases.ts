import { isKnownRegion } from "../../../models/regions";
import { type Graph, runProgram } from "../../engine";
import type { ProgramChoice } from "./programOptions";
import { writeError } from "./terminal";
import { fit } from "./text";

/**
 * Runs a program at the same time as preview, as update, or as both.
 *
 * @returns the graphs, in the order of the phases.
 * @throws ProgramError if it fails. What it asked for without an answer is in the file of answers then.
 */
export async function runPhases({ program, stack, config, answers }: ProgramChoice, phases: readonly Graph["mode"][]): Promise<Graph[]> {
    const runs = await Promise.allSettled(phases.map((mode) => runProgram({ program, stack, config, answers, mode })));
    const graphs = runs.map((run) => {
        if (run.status === "rejected") {
            throw answers.explain(run.reason);
        }
        return run.value.graph;
    });
    const { region } = graphs[0]!;
    if (!isKnownRegion(region)) {
        writeError(
            `${fit(`note: Region ${region} is not in the list of this version. It is accepted, since it may be newer: check the spelling.`)}\n`,
        );
    }
    return graphs;
}
