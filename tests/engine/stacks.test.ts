import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { PROJECT } from "../support/devStack";
import { describeOnEngine, PulumiWorkspace } from "./support/pulumiCli";

const FUNCTION = "aws:lambda/function:Function";
const devConfig = () => (parse(readFileSync(path.join(PROJECT, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> }).config;

/** Whether a text is anywhere in the files of a folder. */
function isIn(folder: string, text: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((file) => path.join(folder, file))
        .filter((file) => lstatSync(file).isFile() && readFileSync(file).includes(text));
}

/** The hash of each function's package. */
async function packages(workspace: PulumiWorkspace): Promise<Record<string, unknown>> {
    const functions = (await workspace.state("dev")).filter(({ type }) => type === FUNCTION);
    return Object.fromEntries(functions.map(({ urn, inputs }) => [urn, (inputs!.code as { hash?: unknown }).hash]));
}

describeOnEngine("stacks on the real Pulumi engine", function () {
    this.timeout(600_000);
    let workspace: PulumiWorkspace;
    beforeEach(() => {
        workspace = new PulumiWorkspace();
    });
    afterEach(() => workspace.close());

    it("live side by side in one account, three of them", async () => {
        for (const stack of ["dev", "staging", "prod-eu"]) {
            await workspace.init(stack);
            workspace.configure(stack, devConfig());
            await workspace.expectOk("up", "--yes", "--skip-preview", "--stack", stack);
        }
        const names = (await Promise.all(["dev", "staging", "prod-eu"].map((stack) => workspace.state(stack)))).map(
            (state) => state.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length,
        );
        assert.equal(new Set(names).size, 1);
        assert.equal(Object.keys(workspace.accountNow().resources).length, names[0]! * 3);
    });

    it("keep a secret of the configuration encrypted, also in what is made of it", async () => {
        await workspace.init("dev");
        workspace.configure("dev", { ...devConfig(), "sagemaker-job-status:notifyEmail": undefined });
        await workspace.expectOk("config", "set", "--secret", "notifyEmail", "whistle-blower@example.com");
        await workspace.expectOk("up", "--yes", "--skip-preview");
        const folders = [path.join(workspace.folder, "state"), workspace.program];
        assert.deepEqual(
            folders.flatMap((folder) => isIn(folder, "whistle-blower@example.com")),
            [],
        );
        const subscription = Object.values(workspace.accountNow().resources).find(({ type }) => type.endsWith(":TopicSubscription"));
        assert.equal(subscription?.inputs.endpoint, "whistle-blower@example.com");
    });

    it("upload the same packages, byte for byte, with a later @pulumi/pulumi", async () => {
        await workspace.init("dev");
        await workspace.expectOk("up", "--yes", "--skip-preview");
        const before = await packages(workspace);
        assert.ok(Object.values(before).every((hash) => typeof hash === "string" && hash.length === 64));

        // The same packages on the disk, but for the SDK.
        const modules = path.join(workspace.program, "node_modules");
        unlinkSync(modules);
        execFileSync("cp", ["-al", path.join(PROJECT, "node_modules"), modules]);
        const sdk = path.join(modules, "@pulumi", "pulumi");
        rmSync(sdk, { recursive: true });
        mkdirSync(sdk);
        const [packed] = JSON.parse(
            execFileSync("npm", ["pack", "@pulumi/pulumi@3.252.0", "--json", "--silent"], { cwd: workspace.folder, encoding: "utf8" }),
        ) as [{ filename: string }];
        execFileSync("tar", ["xzf", path.join(workspace.folder, packed.filename), "--strip-components=1", "-C", sdk]);
        assert.equal((JSON.parse(readFileSync(path.join(sdk, "package.json"), "utf8")) as { version: string }).version, "3.252.0");

        const up = await workspace.expectOk("up", "--yes", "--skip-preview");
        assert.deepEqual(
            up.steps.filter(({ op }) => op !== "same").map(({ op, urn }) => `${op} ${urn}`),
            [],
        );
        assert.deepEqual(await packages(workspace), before);
    });
});
