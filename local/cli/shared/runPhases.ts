import { isKnownRegion } from "../../../models/regions";
import { type Graph, type ProgramRun, regionOf, runProgram } from "../../engine";
import type { ProgramChoice } from "./programOptions";
import { writeNote } from "./text";

/**
 * Runs a program at the same time as preview, as update, or as both.
 *
 * @returns the graphs, in the order of the phases.
 * @throws ProgramError if it fails. What it asked for without an answer is in the file of answers then.
 */
export async function runPhases({ program, stack, config, answers }: ProgramChoice, phases: readonly Graph["mode"][]): Promise<Graph[]> {
    const runs = await Promise.allSettled(phases.map((mode) => runProgram({ program, stack, config, answers, mode })));
    const done = runs.map((run) => {
        if (run.status === "rejected") {
            throw answers.explain(run.reason);
        }
        return run.value;
    });
    regionNotes(done[0]!).forEach((note) => writeNote(`note: ${note}`));
    return done.map(({ graph }) => graph);
}

/** What a person should know about the Regions of a program that runs all the same. */
function regionNotes({ graph, config }: ProgramRun): string[] {
    const { region, given } = regionOf(config);
    const ofAws = graph.resources.filter(({ type }) => type.startsWith("aws:"));
    const isAssumed = !given && ofAws.some(({ provider }) => provider === "");
    // An explicit provider takes its Region from its arguments, AWS_REGION or a profile, and not from the configuration of the stack.
    const without = graph.resources.filter(
        ({ type, inputs, urn }) =>
            type === "pulumi:providers:aws" &&
            (inputs.region ?? inputs.profile ?? "") === "" &&
            ofAws.some(({ provider }) => provider.startsWith(`${urn}::`)),
    );
    return [
        ...(isKnownRegion(region)
            ? []
            : [`Region ${region} is not in the list of this version. It is accepted, since it may be newer: check the spelling.`]),
        ...(isAssumed ? [`No Region is configured, so ${region} is assumed here. Set one: pulumi config set aws:region REGION`] : []),
        ...without.map(
            ({ name }) =>
                `The provider "${name}" has no region, and an explicit provider does not take that of the stack, so ${region} is assumed here. Give it one.`,
        ),
    ];
}
