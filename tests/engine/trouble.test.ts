import assert from "node:assert/strict";

import { describeOnEngine, PulumiWorkspace } from "./support/pulumiCli";

const nameOf = (urn: string) => urn.split("::").at(-1)!;
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

describeOnEngine("the real Pulumi engine when something goes wrong", () => {
    let workspace: PulumiWorkspace;
    beforeEach(async () => {
        workspace = new PulumiWorkspace();
        await workspace.init("dev");
    });
    afterEach(() => workspace.close());

    it("completes in a second run what a failing create has left undone, and no target was there too early", async () => {
        workspace.account.change(({ faults }) => {
            faults.push({ urn: "training-job-role-policy", operation: "create", message: "ServiceUnavailable: try again later" });
            faults.push({ urn: "endpoint-rule", operation: "create", message: "ThrottlingException: Rate exceeded" });
        });
        const failed = await workspace.pulumi("up", "--yes", "--skip-preview");
        assert.notEqual(failed.exitCode, 0);
        assert.match(failed.text, /ServiceUnavailable: try again later|ThrottlingException: Rate exceeded/);
        const half = Object.values(workspace.accountNow().resources);
        const halfTargets = half.filter(({ type }) => type === TARGET).map(({ inputs }) => String(inputs.rule));
        assert.ok(
            halfTargets.every((rule) => !/^(training-job|endpoint)-rule/.test(rule)),
            halfTargets.join(", "),
        );

        workspace.account.change((account) => (account.faults = []));
        const again = await workspace.expectOk("up", "--yes", "--skip-preview");
        assert.ok(again.steps.some(({ op, urn }) => op === "create" && nameOf(urn) === "training-job-target"));
        assert.deepEqual(
            again.steps.filter(({ op }) => !["create", "same"].includes(op)).map(({ op, urn }) => `${op} ${nameOf(urn)}`),
            [],
        );
        const state = await workspace.state("dev");
        assert.equal(
            Object.keys(workspace.accountNow().resources).length,
            state.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length,
        );
    });

    it("reports settings of wrong types in the words of the program, together with all other mistakes", async () => {
        const settings = ["reconcile: 7.5", "protect: [true]", "tags: owner", "messagesPerMinute: true"];
        workspace.edit("Pulumi.dev.yaml", (text) =>
            text.replace(/^config:\n( +)/m, (start, indent: string) =>
                [start.trimEnd(), ...settings.map((setting) => `${indent}sagemaker-job-status:${setting}`), indent].join("\n"),
            ),
        );
        const preview = await workspace.pulumi("preview");
        assert.notEqual(preview.exitCode, 0);
        const errors = preview.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
        assert.match(errors.join("\n"), /^Configuration sagemaker-job-status:messagesPerMinute must be .*, got "true"$/m);
        assert.match(errors.join("\n"), /^Configuration sagemaker-job-status:reconcile must be .*, got 7\.5$/m);
        assert.match(errors.join("\n"), /^Configuration sagemaker-job-status:protect must be true or false, got "\[true\]"$/m);
        assert.match(errors.join("\n"), /^Configuration sagemaker-job-status:tags must be .*, got "owner"$/m);
    });

    it("refuses a misspelt property, a missing one, a wrong type and a value out of range before anything is made", async () => {
        workspace.edit("components/jobStatusReaction.ts", (text) =>
            text
                .replace("deadLetterConfig: { arn: this.deadLetterQueue.arn }", "deadLetterConfig: { anr: this.deadLetterQueue.arn }")
                .replace("maximumRetryAttempts: deliveryRetries", "maximumRetryAttempts: 186"),
        );
        const preview = await workspace.pulumi("preview");
        assert.notEqual(preview.exitCode, 0);
        const errors = preview.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
        assert.ok(
            errors.some((message) => /deadLetterConfig\.anr/.test(message)),
            errors.join("\n"),
        );
        assert.ok(
            errors.some((message) => /retryPolicy\.maximumRetryAttempts.*must be from 0 to 185, got 186/s.test(message)),
            errors.join("\n"),
        );
        assert.deepEqual(workspace.accountNow().log, []);
    });
});
