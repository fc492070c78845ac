import assert from "node:assert/strict";

import { graphOfState } from "../../../../local/cli/shared/exportedState";
import type { Graph } from "../../../../local/engine";
import { GraphRequests } from "../../../../local/engine/packRequests";
import { BROKEN_STACKS, brokenStack } from "../../../policy/brokenStacks";
import { GOOD_STACKS } from "../../../policy/support/goodStacks";
import { changedGraph, nodesOf } from "../../../policy/support/stackData";
import { devStack } from "../../../support/devStack";
import { graphOf } from "../../../support/policyGraph";
import { stateOf } from "../shared/commandLine";

/** All that a policy sees of a graph, but the version of a provider, which a state does not have and no policy reads. */
const shown = ({ resources, ...graph }: Graph) => {
    const ofAnyVersion = resources.map((resource) => ({ ...resource, options: { ...resource.options, version: "" } }));
    return new GraphRequests({ ...graph, resources: ofAnyVersion }).analyzeStack().toObject();
};

/** The policies find in a state what they find in the update (tests/policy/stacks.test.ts), because they see the same. */
describe("the exported state of a stack", () => {
    const showsTheSame = (graph: Graph) => assert.deepEqual(shown(graphOfState(stateOf(graph))!), shown(graph));

    for (const [name, stack] of Object.entries(GOOD_STACKS)) {
        it(`shows policies what the update of "${name}" shows`, () => showsTheSame(graphOf(nodesOf(stack), "update")));
    }

    for (const { name, of, change } of BROKEN_STACKS) {
        for (const base of of) {
            it(`shows policies what the update of "${base}" with ${name} shows`, async () =>
                showsTheSame(
                    base === "dev" ? changedGraph(await devStack("update"), change) : graphOf(nodesOf(brokenStack(base, change)), "update"),
                ));
        }
    }
});
