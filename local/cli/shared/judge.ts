import { type Graph, type PolicyConfig, type PolicyInfo, type RunningPack, type Severity, startPack } from "../../engine";
import type { FindingReport } from "../run/report";

export type Phase = FindingReport["phase"];

/** What a policy reported, in one phase or in both. */
export interface PolicyFinding extends Omit<FindingReport, "phase"> {
    /** URN of the resource; that of the stack where the policy named none. */
    readonly urn: string;
    readonly severity: Severity;
    readonly phases: readonly Phase[];
}

/** True for what only the preview leaves open: the update has decided it. A policy that failed is mandatory, and so never open. */
export const isSettled = ({ level, undecided, phases }: PolicyFinding): boolean => level === "advisory" && undecided && !phases.includes("update");

/** What the pack says about graphs of one stack. */
export interface Judgement {
    readonly pack: string;
    readonly version: string;
    /** With the levels after configuration. */
    readonly policies: readonly PolicyInfo[];
    /** What both phases find is here once. In no order that a reader could rely on: programs register resources as they come. */
    readonly findings: readonly PolicyFinding[];
}

/**
 * Judges the graphs of one stack, at least one, with a pack that it starts and ends.
 *
 * @param folder of the pack
 * @param config of its policies. @default the pack's own
 * @throws ProgramError if the pack does not start, refuses the configuration, or dies.
 */
export async function judge(folder: string, graphs: readonly Graph[], config: PolicyConfig = {}): Promise<Judgement> {
    const { project, stack } = graphs[0]!;
    const pack = await startPack({ pack: folder, project, stack, config });
    try {
        return await judgeWith(pack, graphs);
    } finally {
        await pack.close();
    }
}

/** Judges the graphs of one stack, at least one, with a pack that runs. @throws ProgramError if it dies. */
export async function judgeWith(pack: RunningPack, graphs: readonly Graph[]): Promise<Judgement> {
    const findings = new Map<string, PolicyFinding>();
    let about: Omit<Judgement, "findings"> | undefined;
    for (const graph of graphs) {
        const { diagnostics, ...run } = await pack.run(graph);
        about = { pack: run.pack, version: run.version, policies: run.policies };
        for (const { policy, level, severity, urn, resource, message, undecided } of diagnostics) {
            const key = JSON.stringify([policy, level, urn, message]);
            findings.set(key, {
                policy,
                level: level === "mandatory" ? "mandatory" : "advisory",
                severity,
                urn,
                resource,
                message,
                undecided,
                phases: [...new Set([...(findings.get(key)?.phases ?? []), graph.mode])],
            });
        }
    }
    return { ...about!, findings: [...findings.values()] };
}
