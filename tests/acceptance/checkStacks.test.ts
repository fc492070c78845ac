import assert from "node:assert/strict";
import * as path from "node:path";

import { byResource, checkReport, pagesOf } from "../../local/cli/check/report";
import { graphOfState } from "../../local/cli/shared/exportedState";
import { judgeWith } from "../../local/cli/shared/judge";
import { type Graph, type RunningPack, startPack } from "../../local/engine";
import { brokenStack, oneForEachPolicy } from "../policy/brokenStacks";
import { GOOD_STACKS } from "../policy/support/goodStacks";
import { changedGraph, nodesOf } from "../policy/support/stackData";
import { devStack, PROJECT } from "../support/devStack";
import { graphOf } from "../support/policyGraph";
import { stateOf } from "../local/cli/shared/commandLine";

describe("what jobstatus check makes of good and broken stacks", () => {
    let pack: RunningPack;
    let dev: readonly Graph[];
    before(async () => {
        pack = await startPack({ pack: path.join(PROJECT, "policy") });
        dev = await Promise.all([devStack("preview"), devStack("update")]);
    });
    after(() => pack.close());

    /** `policy on resource` of all that people get to read, once each, and what is undecided. */
    async function reported(graphs: readonly Graph[]) {
        const report = checkReport(graphs.at(-1)!, await judgeWith(pack, graphs), { state: null, linkOf: pagesOf({}) });
        const found = byResource(report).flatMap(({ name, findings }) => findings.map(({ policy }) => `${policy} on ${name}`));
        return { found: [...new Set(found)].sort(), undecided: report.summary.undecided };
    }

    for (const [name, stack] of Object.entries(GOOD_STACKS)) {
        it(`has nothing to say of the stack "${name}"`, async () => {
            const nodes = nodesOf(stack);
            assert.deepEqual(await reported([graphOf(nodes, "preview"), graphOf(nodes, "update")]), { found: [], undecided: 0 });
        });
    }

    // The whole table is judged in process: tests/policy/stacks.test.ts; tests/local/cli/check/stacks.test.ts for states.
    for (const { name, base, change, expected, inPreview = expected } of [...oneForEachPolicy(), ...oneForEachPolicy((base) => base === "dev")]) {
        const wrong = (all: typeof expected) => all.map(([policy, resource]) => `${policy} on ${resource}`);
        it(`finds exactly what is wrong with ${name} in "${base}", in its state as well, and leaves nothing open`, async () => {
            const graphs =
                base === "dev"
                    ? dev.map((graph) => changedGraph(graph, change))
                    : (["preview", "update"] as const).map((view) => graphOf(nodesOf(brokenStack(base, change)), view));
            const both = [...new Set([...wrong(expected), ...wrong(inPreview)])].sort();
            assert.deepEqual(await reported(graphs), { found: both, undecided: 0 });

            const state = graphOfState(stateOf(graphs[1]!));
            assert.deepEqual(await reported([state!]), { found: [...new Set(wrong(expected))].sort(), undecided: 0 });
        });
    }
});
