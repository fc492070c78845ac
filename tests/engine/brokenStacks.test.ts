import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as path from "node:path";

import { brokenStack, oneForEachPolicy } from "../policy/brokenStacks";
import { GOOD_STACKS } from "../policy/support/goodStacks";
import type { StackData } from "../policy/support/stackData";
import { PROJECT } from "../support/devStack";
import { type CommandResult, describeOnEngine, PulumiWorkspace } from "./support/pulumiCli";

const PROGRAM = path.join(__dirname, "programs", "stackData");
const PACK = path.join(PROJECT, "policy");
/** The AWS provider of these tests has no types of aws-native, and the real engine no change of a registered graph. */
const HERE = Object.keys(GOOD_STACKS).filter((name) => name !== "native");

const nameOf = (urn: string) => urn.split("::").at(-1)!;
const findings = ({ policies }: CommandResult) =>
    policies.filter(({ level }) => level === "mandatory").map(({ policy, urn }) => `${policy} on ${nameOf(urn)}`);

describeOnEngine("the policy pack on the real engine", () => {
    let workspace: PulumiWorkspace;
    const preview = (stack: StackData, ...options: string[]): Promise<CommandResult> => {
        writeFileSync(path.join(workspace.program, "stack.json"), JSON.stringify(stack));
        return workspace.pulumi("preview", "--policy-pack", PACK, ...options);
    };
    before(async () => {
        workspace = new PulumiWorkspace(PROGRAM);
        writeFileSync(path.join(workspace.program, "stack.json"), "{}");
        await workspace.init("dev");
    });
    after(() => workspace.close());

    for (const name of HERE) {
        it(`passes the good stack "${name}" in preview`, async () => {
            const { exitCode, text, policies } = await preview(GOOD_STACKS[name]!);
            assert.equal(exitCode, 0, text);
            assert.deepEqual(
                policies.filter(({ message }) => !message.includes("Undecided")),
                [],
            );
        });
    }

    // Each policy once: the whole table is judged in process (tests/policy/stacks.test.ts).
    for (const { name, base, change, expected, inPreview = expected } of oneForEachPolicy((each) => HERE.includes(each))) {
        it(`finds in preview, and refuses where it is mandatory, ${name} in "${base}"`, async () => {
            const result = await preview(brokenStack(base, change));
            // Of two resources with one name the finding is about the later one, and the engine registers them in either order.
            const shown = (policy: string, resource: string) =>
                policy === "status-resources-have-distinct-names" ? policy : `${policy} on ${resource}`;
            const wanted = inPreview.map(([policy, resource]) => shown(policy, resource));
            const found = result.policies
                .filter(({ message }) => !message.includes("Undecided"))
                .map(({ policy, urn }) => shown(policy, nameOf(urn)));
            assert.deepEqual([...new Set(found)].sort(), wanted.sort(), result.text);
            assert.equal(result.exitCode !== 0, findings(result).length > 0);
        });
    }

    it("takes its configuration from a file, and grants an exemption", async () => {
        const stack = brokenStack("plain", [{ remove: ["failed-target"] }]);
        const urn = "urn:pulumi:dev::stack-data::aws:cloudwatch/eventRule:EventRule::failed";
        const exemption = { policy: "status-rule-has-target", resource: urn, reason: "Not yet in use", owner: "ml-platform", expires: "2099-12-31" };
        const file = workspace.write("config.json", JSON.stringify({ "configuration-is-in-order": { exemptions: [exemption] } }));
        const exempt = await preview(stack, "--policy-pack-config", file);
        assert.deepEqual([exempt.exitCode, findings(exempt)], [0, []], exempt.text);
        const disabled = workspace.write("disabled.json", JSON.stringify({ "status-rule-has-target": "advisory" }));
        const advisory = await preview(stack, "--policy-pack-config", disabled);
        assert.equal(advisory.exitCode, 0, advisory.text);
        assert.deepEqual(
            advisory.policies.filter(({ message }) => !message.includes("Undecided")).map(({ policy, urn: on }) => [policy, nameOf(on)]),
            [["status-rule-has-target", "failed"]],
        );
    });
});
