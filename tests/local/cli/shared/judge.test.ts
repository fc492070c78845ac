import assert from "node:assert/strict";

import { judgeWith } from "../../../../local/cli/shared/judge";
import type { Graph, PackDiagnostic, RunningPack } from "../../../../local/engine";

const graph = (mode: Graph["mode"]) => ({ project: "p", stack: "dev", mode }) as Graph;
const says = (policy: string, message: string, more: Partial<PackDiagnostic> = {}) =>
    ({ policy, level: "mandatory", severity: "high", urn: "urn:a", resource: "a", message, undecided: false, ...more }) as PackDiagnostic;
const judged = async (preview: PackDiagnostic[], update: PackDiagnostic[]) => {
    const pack = { run: ({ mode }: Graph) => ({ pack: "p", version: "1", policies: [], diagnostics: mode === "preview" ? preview : update }) };
    const { findings } = await judgeWith(pack as unknown as RunningPack, [graph("preview"), graph("update")]);
    return findings.map(({ policy, message, phases }) => [policy, message, phases.join("+")]);
};

describe("the findings of a preview and an update", () => {
    it("are one where both say the same", async () => {
        assert.deepEqual(await judged([says("p", "x")], [says("p", "x")]), [["p", "x", "preview+update"]]);
    });

    it("are one where a policy reports the same resource in other words, which are those of the update", async () => {
        assert.deepEqual(await judged([says("p", "its action has no value"), says("q", "y")], [says("q", "y"), says("p", "its action is gone")]), [
            ["q", "y", "preview+update"],
            ["p", "its action is gone", "preview+update"],
        ]);
    });

    it("stay apart where policy, resource or level differ, and where only one phase finds something", async () => {
        assert.deepEqual(
            await judged(
                [says("p", "x"), says("r", "only then"), says("s", "z")],
                [says("q", "x"), says("p", "y", { urn: "urn:b" }), says("s", "w", { level: "advisory" as PackDiagnostic["level"] })],
            ),
            [
                ["p", "x", "preview"],
                ["r", "only then", "preview"],
                ["s", "z", "preview"],
                ["q", "x", "update"],
                ["p", "y", "update"],
                ["s", "w", "update"],
            ],
        );
    });
});
