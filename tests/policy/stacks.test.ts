import * as assert from "node:assert/strict";

import type { Graph } from "../../local/engine";
import { policies } from "../../policy/policies";
import { analyzeResources, graphOf, type View, type Violation } from "../support/policyGraph";
import { devStack } from "../support/devStack";
import { BROKEN_STACKS, brokenStack, oneForEachPolicy } from "./brokenStacks";
import { GOOD_STACKS, LITERALS } from "./support/goodStacks";
import { changedGraph, nodesOf } from "./support/stackData";

const isUndecided = ({ message }: Violation) => message.startsWith("Undecided");
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
    it("hold at least sixty", () => {
        assert.ok(BROKEN_STACKS.flatMap(({ of }) => of).length >= 60);
    });

    it("hold one for every policy that looks at resources", () => {
        const found = new Set(oneForEachPolicy().flatMap(({ inPreview, expected }) => (inPreview ?? expected).map(([policy]) => policy)));
        assert.deepEqual(
            policies.map(({ name }) => name).filter((name) => !found.has(name)),
            ["configuration-is-in-order"],
        );
    });

    for (const { base, broken, title } of cases(({ base }) => base !== "dev")) {
        for (const view of ["preview", "update"] as const) {
            it(`${title} (${view})`, () => findsExactly(graphOf(nodesOf(brokenStack(base, broken.change)), view), { ...broken, base, view }));
        }
    }

    // A separate suite: the mutation run leaves it out (stryker.config.cjs).
    describe("made of this project's program", () => {
        const dev = new Map<View, Graph>();
        before(async () => {
            for (const mode of ["preview", "update"] as const) {
                dev.set(mode, await devStack(mode, { unknownNames: true }));
            }
        });

        for (const { base, broken, title } of cases(({ base }) => base === "dev")) {
            for (const view of ["preview", "update"] as const) {
                it(`${title} (${view})`, () => findsExactly(changedGraph(dev.get(view)!, broken.change), { ...broken, base, view }));
            }
        }
    });
});

/** The broken stacks one by one. */
function cases(wanted: (one: { base: string }) => boolean) {
    return BROKEN_STACKS.flatMap((broken) =>
        broken.of.map((base) => ({ base, broken, title: `find exactly the fault of ${broken.name} in "${base}"` })),
    ).filter(wanted);
}

interface Expected extends Pick<(typeof BROKEN_STACKS)[number], "expected" | "inPreview"> {
    readonly base: string;
    readonly view: View;
}

async function findsExactly({ resources }: Graph, { expected, inPreview = expected, base, view }: Expected) {
    const found = await analyzeResources(policies, resources);
    const wrong = found.filter((one) => !isUndecided(one)).map(({ policy, urn }) => [policy, nameOf(urn)] as const);
    assert.deepEqual([...new Set(sorted(wrong))], sorted(view === "preview" && LITERALS[base] === undefined ? inPreview : expected));
    if (view === "update") {
        assert.deepEqual(found.filter(isUndecided), []);
    }
}
