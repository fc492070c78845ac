import assert from "node:assert/strict";

import { describeOnEngine, PulumiWorkspace, type Step } from "./support/pulumiCli";

const nameOf = (urn: string) => urn.split("::").at(-1)!;
/** What a command did, without the resources that stayed the same. */
const changes = (steps: readonly Step[]) =>
    steps
        .filter(({ op }) => op !== "same")
        .map(({ op, urn }) => `${op} ${nameOf(urn)}`)
        .sort();

const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const ENDPOINT_STATUSES = "Endpoint: [IN_SERVICE, FAILED, OUT_OF_SERVICE, UPDATE_ROLLBACK_FAILED, DELETED]";

describeOnEngine("the dev stack on the real Pulumi engine", () => {
    let workspace: PulumiWorkspace;

    before(async () => {
        workspace = new PulumiWorkspace();
        await workspace.init("dev");
    });
    after(() => workspace.close());

    it("previews with the policy pack and without a finding", async () => {
        const preview = await workspace.expectOk("preview", "--policy-pack", "policy");
        // What a preview leaves open is no finding: one line for each policy, and the update decides.
        const open = preview.policies.filter(({ level, message }) => level === "advisory" && message.includes("Undecided"));
        assert.deepEqual(
            preview.policies.filter((report) => !open.includes(report)),
            [],
        );
        assert.equal(new Set(open.map(({ policy }) => policy)).size, open.length);
        assert.match(preview.text, /(✅|⚠️) sagemaker-job-status@v/);
        assert.deepEqual(new Set(preview.steps.map(({ op }) => op)), new Set(["create"]));
        assert.deepEqual(workspace.accountNow().resources, {});
    });

    it("comes up with the policy pack, every target after all that its rule, function, queues and alarms need", async () => {
        const up = await workspace.expectOk("up", "--yes", "--skip-preview", "--policy-pack", "policy");
        assert.deepEqual(up.policies, []);
        const { log, resources } = workspace.accountNow();
        const targets = new Set(
            Object.values(await workspace.state("dev"))
                .filter(({ type }) => type === TARGET)
                .map(({ urn }) => nameOf(urn)),
        );
        assert.equal(Object.values(resources).filter(({ type }) => type === TARGET).length, targets.size);
        for (const target of targets) {
            const owner = target.replace(/-target$/, "");
            const made = log.filter((entry) => entry.startsWith(`create ${owner}-`) && ![...targets].some((other) => entry === `create ${other}`));
            assert.ok(
                made.every((entry) => log.indexOf(entry) < log.indexOf(`create ${target}`)),
                `${target} is created last of its reaction: ${log.join(", ")}`,
            );
        }
    });

    it("changes nothing when it comes up again", async () => {
        const again = await workspace.expectOk("up", "--yes", "--skip-preview");
        assert.deepEqual(changes(again.steps), []);
    });

    it("changes nothing but the rule, and the reconciler that has its pattern, when a status is added", async () => {
        workspace.edit("Pulumi.dev.yaml", (text) => text.replace(ENDPOINT_STATUSES, "Endpoint: [IN_SERVICE, FAILED]"));
        const preview = await workspace.expectOk("preview");
        workspace.edit("Pulumi.dev.yaml", (text) => text.replace("Endpoint: [IN_SERVICE, FAILED]", ENDPOINT_STATUSES));
        assert.deepEqual(changes(preview.steps), ["update endpoint-rule", "update reconciler-function"]);
        assert.deepEqual(
            preview.steps.filter(({ op }) => op === "update").map(({ diffs }) => diffs),
            [["description", "eventPattern"], ["code"]],
        );
    });

    it("keeps queue and messages when a component is renamed with an alias", async () => {
        workspace.edit("composition.ts", (text) =>
            text.replace(/new FailureQueue\(app, (\{[^}]*\}), opts\)/, 'new FailureQueue("failures", $1, { aliases: [{ name: app }] })'),
        );
        const preview = await workspace.expectOk("preview");
        const ops = new Set(preview.steps.map(({ op }) => op));
        assert.ok(!ops.has("delete") && !ops.has("replace") && !ops.has("create"), changes(preview.steps).join(", "));
        workspace.edit("composition.ts", (text) =>
            text.replace(/new FailureQueue\("failures", (\{[^}]*\}), [^)]*\)/, "new FailureQueue(app, $1, opts)"),
        );
    });

    it("finds with refresh what someone changed by hand, and corrects it", async () => {
        workspace.account.change(({ resources }) => {
            const [key, rule] = Object.entries(resources).find(
                ([, { type, outputs }]) => type.endsWith(":EventRule") && /^endpoint-rule/.test(String(outputs.name)),
            )!;
            resources[key] = { ...rule, inputs: { ...rule.inputs, state: "DISABLED" }, outputs: { ...rule.outputs, state: "DISABLED" } };
        });
        await workspace.expectOk("refresh", "--yes", "--skip-preview");
        const up = await workspace.expectOk("up", "--yes", "--skip-preview");
        assert.deepEqual(changes(up.steps), ["update endpoint-rule"]);
        const rule = Object.values(workspace.accountNow().resources).find(({ outputs }) => /^endpoint-rule/.test(String(outputs.name)))!;
        assert.notEqual(rule.outputs.state, "DISABLED");
    });

    it("goes down targets first, and leaves nothing", async () => {
        const before = workspace.accountNow().log.length;
        await workspace.expectOk("destroy", "--yes", "--skip-preview");
        const { log, resources } = workspace.accountNow();
        assert.deepEqual(Object.keys(resources), []);
        assert.deepEqual(await workspace.state("dev"), []);
        const deleted = log.slice(before);
        for (const target of deleted.filter((entry) => entry.endsWith("-target"))) {
            const owner = target.replace(/^delete |-target$/g, "");
            const first = deleted.findIndex(
                (entry) => entry.startsWith(`delete ${owner}-`) && !/-guard-/.test(entry.slice(`delete ${owner}`.length)),
            );
            assert.equal(deleted[first], target);
        }
    });
});
