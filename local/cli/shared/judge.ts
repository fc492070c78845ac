import { type Graph, type PolicyConfig, type RunningPack, startPack } from "../../engine";
import type { Judgement, PolicyFinding } from "./judgement";

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
    return { ...about!, findings: joined([...findings.values()]) };
}

/**
 * The findings without those of the preview that the update has in other words, since it knows more values: a policy that reports a resource in both
 * phases, each with texts of its own, means the same.
 */
function joined(findings: readonly PolicyFinding[]): PolicyFinding[] {
    const keyOf = ({ policy, level, urn, undecided }: PolicyFinding) => JSON.stringify([policy, level, urn, undecided]);
    const only = (phase: Graph["mode"]) => new Set(findings.filter(({ phases }) => phases.length === 1 && phases[0] === phase).map(keyOf));
    const [early, late] = [only("preview"), only("update")];
    return findings.flatMap((finding) => {
        const isTwice = finding.phases.length === 1 && early.has(keyOf(finding)) && late.has(keyOf(finding));
        return !isTwice ? [finding] : finding.phases[0] === "update" ? [{ ...finding, phases: ["preview", "update"] }] : [];
    });
}
