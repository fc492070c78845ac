import { judge } from "../cli/shared/judge";
import { isSettled } from "../cli/shared/judgement";
import type { ProgramChoice } from "../cli/shared/programOptions";
import { runPhases } from "../cli/shared/runPhases";
import { rulesOf, type SourcedRule } from "../cli/shared/rulesOf";
import type { Graph, PolicyConfig } from "../engine";
import { Owners } from "./owners";
import type { ConsoleFinding } from "./protocol";

export interface WorldOptions extends ProgramChoice {
    /** The policy pack and the configuration of its policies; undefined: the program is not judged. */
    readonly pack: { readonly folder: string; readonly config: PolicyConfig | undefined } | undefined;
    readonly seed: number;
    /** Where the clock starts, epoch milliseconds. */
    readonly startMs: number;
    readonly onProgress: (message: string) => void;
}

/** A program as it was registered and judged once. */
export interface Program {
    readonly graph: Graph;
    readonly rules: readonly SourcedRule[];
    readonly owners: Owners;
    readonly findings: readonly Omit<ConsoleFinding, "node">[];
    /** URNs, in the order of the findings; null for the whole stack. */
    readonly about: readonly (string | null)[];
    readonly notJudged: string | null;
}

/** A program that was not judged. */
export const programOf = (graph: Graph, notJudged: string): Program => ({
    graph,
    rules: rulesOf(graph),
    owners: new Owners(graph),
    findings: [],
    about: [],
    notJudged,
});

/** Runs a program and judges it. @throws ProgramError if the program fails. A pack that fails is reported in `notJudged`. */
export async function readProgram(options: WorldOptions): Promise<Program> {
    const { pack, onProgress } = options;
    onProgress("Running the program");
    const graphs = await runPhases(options, ["preview", "update"]);
    const graph = graphs[1]!;
    const program = programOf(graph, "The policy pack was left out (--no-policy).");
    if (pack === undefined) {
        return program;
    }
    onProgress("Checking it with the policy pack");
    const { findings } = await judge(pack.folder, graphs, pack.config);
    return judged(program, findings);
}

/** A program with what the policies report of it. */
export function judged(program: Program, findings: Awaited<ReturnType<typeof judge>>["findings"]): Program {
    const open = findings.filter((finding) => !isSettled(finding));
    return {
        ...program,
        findings: open.map(({ policy, level, resource, message }) => ({ source: policy, level, resource, message })),
        about: open.map(({ urn }) => urn),
        notJudged: null,
    };
}
