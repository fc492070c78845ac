import * as assert from "node:assert/strict";

import { type Graph, runProgram } from "../../local/engine";
import { policies } from "../../policy/policies";
import { analyzeResources, graphOf, type View, type Violation } from "../support/policyGraph";
import { PROJECT } from "../support/devStack";
import { BROKEN_STACKS, brokenStack } from "./brokenStacks";
import { GOOD_STACKS } from "./support/goodStacks";
import { changedGraph, nodesOf } from "./support/stackData";

const isUndecided = ({ message }: Violation) => message.startsWith("Undecided: ");
const nameOf = (urn: string) => urn.split("::").at(-1)!;
const sorted = (findings: readonly (readonly [string, string])[]) => findings.map((finding) => finding.join(" on ")).sort();

describe("the policies on good stacks", () => {
    for (const [name, stack] of Object.entries(GOOD_STACKS)) {
        for (const view of ["preview", "update", "literals"] as const) {
            it(`say nothing of the stack "${name}" (${view})`, async () => {
                const found = await analyzeResources(policies, graphOf(nodesOf(stack), view).resources);
                assert.deepEqual(view === "preview" ? found.filter((one) => !isUndecided(one)) : found, []);
            });
        }
    }
});

describe("the policies on broken stacks", () => {
    const dev = new Map<View, Graph>();
    before(async function () {
        this.timeout(120_000);
        for (const mode of ["preview", "update"] as const) {
            dev.set(mode, (await runProgram({ program: PROJECT, stack: "dev", mode, unknownNames: true })).graph);
        }
    });

    it("hold at least sixty", () => {
        assert.ok(BROKEN_STACKS.flatMap(({ of }) => of).length >= 60);
    });

    for (const { name, of, change, expected, inPreview = expected } of BROKEN_STACKS) {
        for (const base of of) {
            for (const view of ["preview", "update"] as const) {
                it(`find exactly what is wrong with ${name} in "${base}" (${view})`, async () => {
                    const graph = base === "dev" ? changedGraph(dev.get(view)!, change) : graphOf(nodesOf(brokenStack(base, change)), view);
                    const found = await analyzeResources(policies, graph.resources);
                    const wrong = found.filter((one) => !isUndecided(one)).map(({ policy, urn }) => [policy, nameOf(urn)] as const);
                    assert.deepEqual([...new Set(sorted(wrong))], sorted(view === "preview" && base !== "literals" ? inPreview : expected));
                    if (view === "update") {
                        assert.deepEqual(found.filter(isUndecided), []);
                    }
                });
            }
        }
    }
});
