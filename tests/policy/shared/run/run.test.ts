import * as assert from "node:assert/strict";
import { mock } from "node:test";

import { TYPES } from "../../../../models/graph";
import { configurationIsInOrder } from "../../../../policy/configurationIsInOrder";
import { handlerRuntimeIsSupported } from "../../../../policy/handlerRuntimeIsSupported";
import { type StatusPolicy, statusPolicy } from "../../../../policy/shared/run/run";
import { analyzeResources, graphOf, type Node, node, output, urn, type View } from "../../../support/policyGraph";
import { plain } from "../../support/goodStacks";
import { changed, nodesOf } from "../../support/stackData";

const policy = (name: string, judge: StatusPolicy["judge"]) =>
    statusPolicy({ name, description: "It holds.", severity: "low", remediationSteps: "Fix it.", judge });
const PATTERN = { eventPattern: JSON.stringify({ source: ["aws.sagemaker"] }) };
const rule = (name: string, props: Node["props"] = PATTERN) => node(TYPES.rule, name, props);
const names = policy("names", (stack, verdict) => {
    for (const { resource } of stack.statusRules()) {
        verdict.wrong(resource, `It is called ${String(resource.props.name)}.`);
    }
});
const look = (policies: Parameters<typeof analyzeResources>[0], nodes: readonly Node[], view: View = "update", config = {}) =>
    analyzeResources(policies, graphOf(nodes, view).resources, config);
const says = (found: Awaited<ReturnType<typeof look>>) => found.map(({ message }) => message);

describe("a look at a stack", () => {
    it("reports on the stack what is about no single resource: what is open, and a policy that fails, which is mandatory unless it says otherwise", async () => {
        const stack = node(TYPES.stack, "app-dev");
        const settings = node("app:index:Settings", "settings");
        const open = policy("open", (of, verdict) => of.statusRules().forEach(({ resource }) => verdict.undecided(resource)));
        const failing = policy("failing", (of) => of.statusRules().forEach(({ resource }) => String(resource.props.eventPattern)));
        const unsure = rule("unsure", { eventPattern: output(settings, "pattern") });
        assert.deepEqual(await look([open, failing], [stack, settings, unsure], "preview"), [
            {
                policy: "open",
                urn: urn(stack),
                level: "advisory",
                message: 'Undecided in preview: values of "unsure" are unknown until the update.',
            },
            {
                policy: "failing",
                urn: urn(stack),
                level: "mandatory",
                message:
                    "The policy failing could not decide: it read a value that is not known yet. Report this to the makers of the pack; until then its enforcementLevel can be set to disabled.",
            },
        ]);
    });

    it("names five resources that are open, and counts the others", async () => {
        const open = policy("open", (of, verdict) => of.statusRules().forEach(({ resource }) => verdict.undecided(resource)));
        const line = async (...rules: string[]) =>
            says(
                await look(
                    [open],
                    rules.map((name) => rule(name)),
                ),
            );
        const undecided = (names: string) =>
            `Undecided: the answer for ${names} depends on resources outside of this stack, or on details of AWS that the pack does not know.`;
        assert.deepEqual(await line("a", "b", "c", "d", "e"), [undecided('"a", "b", "c", "d", "e"')]);
        assert.deepEqual(await line("a", "b", "c", "d", "e", "f", "g"), [undecided('"a", "b", "c", "d", "e" and 2 more')]);
    });

    it("judges by each policy once, exemptions or not", async () => {
        let looks = 0;
        const counting = policy("counting", (stack, verdict) => {
            looks++;
            stack.statusRules().forEach(({ resource }) => verdict.wrong(resource, "It is there."));
        });
        const exemption = { policy: "counting", resource: "urn:pulumi:*", reason: "resting", owner: "ml@example.com", expires: "2999-12-31" };
        const found = await look([configurationIsInOrder([counting]), counting], [rule("a")], "update", {
            "configuration-is-in-order": { exemptions: [exemption] },
        });
        assert.deepEqual(says(found), ["Exempt from counting until 2999-12-31 (ml@example.com): resting. What it exempts: It is there."]);
        assert.equal(looks, 1);
        await look([configurationIsInOrder([counting, names])], [rule("a")], "update", {
            "configuration-is-in-order": { exemptions: [{ ...exemption, policy: "names" }] },
        });
        assert.equal(looks, 1, "a policy from which nothing is exempt is not asked before its turn");
    });

    const first = ["a", "b"].map((name) => rule(name, { ...PATTERN, name: `first-${name}` }));
    const [a, b, c] = ["a", "b", "c"].map((name) => rule(name, { ...PATTERN, name: `second-${name}` }));
    for (const [what, second] of [
        ["fewer", [a!]],
        ["more", [a!, b!, c!]],
        ["others", [a!, c!]],
    ] as const) {
        it(`does not mix two stacks that are looked at together, of which the second has ${what}`, async () => {
            const other = { ...names, name: "other-names", validateStack: policy("other-names", names.judge).validateStack };
            const found = await Promise.all([look([names], first), look([other], second)]);
            assert.deepEqual(
                found.map(says),
                [first, second].map((rules) => rules.map(({ props }) => `It is called ${String(props.name)}.`)),
            );
        });
    }

    it("looks again at the same stack when it has changed", async () => {
        const other = policy("other-names", names.judge);
        assert.deepEqual(says(await look([names], [rule("a", { ...PATTERN, name: "before" })])), ["It is called before."]);
        assert.deepEqual(says(await look([other], [rule("a", { ...PATTERN, name: "after" })])), ["It is called after."]);
    });

    describe("in the last minute of a day", () => {
        before(() => mock.timers.enable({ apis: ["Date"], now: Date.parse("2024-06-11T23:59:00Z") }));
        after(() => mock.timers.reset());

        it("still grants an exemption of that day, and takes a runtime for supported that is deprecated the day after", async () => {
            const runtime = changed(plain, [{ set: "notify", to: { runtime: "nodejs16.x" } }]);
            const judging = policy("names", names.judge);
            const exemption = { policy: "names", resource: "*::failed", reason: "resting", owner: "ml@example.com", expires: "2024-06-11" };
            const found = await look([configurationIsInOrder([judging]), judging, handlerRuntimeIsSupported], nodesOf(runtime), "update", {
                "configuration-is-in-order": { exemptions: [exemption] },
            });
            assert.deepEqual(
                found.map(({ policy: from, level }) => `${from} ${level}`),
                ["configuration-is-in-order advisory"],
            );
            mock.timers.tick(60_000);
            const after = await look([configurationIsInOrder([judging]), judging, handlerRuntimeIsSupported], nodesOf(runtime), "update", {
                "configuration-is-in-order": { exemptions: [exemption] },
            });
            assert.deepEqual(
                after.map(({ policy: from, level }) => `${from} ${level}`),
                ["configuration-is-in-order mandatory", "names mandatory", "handler-runtime-is-supported mandatory"],
            );
        });
    });
});
