import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import { type RunningPack, startPack } from "../../local/engine";
import { TYPES } from "../../models/graph";
import { policies } from "../../policy/policies";
import { devStack } from "../support/devStack";
import { analyzeResources, graphOf } from "../support/policyGraph";
import { brokenStack, oneForEachPolicy } from "../policy/brokenStacks";
import { nodesOf } from "../policy/support/stackData";

const buildPolicy = require("../../scripts/buildPolicy") as () => Promise<void>;
const { staleProducts } = require("../../scripts/freshness") as { staleProducts(): { product: string }[] };

const BUNDLE = "policy/bin/index.js";
const bundle = () => readFileSync(BUNDLE, "utf8");

describe("the bundled policy pack", () => {
    before(async () => {
        await buildPolicy();
    });

    it("holds all that it needs but Pulumi's own packages", () => {
        const required = [...bundle().matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
        assert.deepEqual([...new Set(required)], ["@pulumi/policy"]);
    });

    it("names no path of the machine that built it", () => {
        assert.ok(!bundle().includes(resolve(".")));
        assert.doesNotMatch(bundle(), /(["'`(\s])(\/(home|root|tmp|usr|Users|work)\/|[A-Z]:\\)/);
    });

    it("names its inputs in its first line, and is current right after it was built", () => {
        const [first = ""] = bundle().split("\n");
        assert.match(first, /^\/\/ .*"sha256":"[0-9a-f]{64}"/);
        for (const input of ["policy/index.ts", "policy/statusRuleHasAlarm.ts", "models/catalogueMatch/index.ts", "catalog/kinds/endpoint.ts"]) {
            assert.ok(first.includes(JSON.stringify(input)), `${input} is not an input`);
        }
        assert.ok(!staleProducts().some(({ product }) => product === BUNDLE));
    });

    it("comes out the same when it is built again", async () => {
        const before = bundle();
        await buildPolicy();
        assert.equal(bundle(), before);
    });

    it("needs the very versions that the project has", () => {
        const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as { main: string; dependencies: Record<string, string> };
        const [pack, project] = [read("policy/package.json"), read("package.json")];
        const names = ["@pulumi/policy", "@pulumi/pulumi"];
        assert.deepEqual(pack.dependencies, Object.fromEntries(names.map((name) => [name, project.dependencies[name]])));
        assert.ok(existsSync(resolve("policy", pack.main)));
    });

    describe("in its own process", () => {
        let pack: RunningPack;
        before(async () => {
            pack = await startPack({ pack: "policy" });
        });
        after(() => pack.close());

        it("says who it is and what it checks", async () => {
            const run = await pack.run(graphOf([], "update"));
            assert.equal(run.pack, "sagemaker-job-status");
            assert.deepEqual(
                run.policies.map(({ name, kind, level, severity }) => `${name} ${kind} ${level} ${severity}`),
                [
                    "configuration-is-in-order stack mandatory medium",
                    "dead-letter-queue-takes-events stack mandatory high",
                    "depth-alarm-watches-visible-messages stack mandatory high",
                    "function-may-read-its-secret stack mandatory high",
                    "handler-environment-holds-no-secrets stack advisory critical",
                    "handler-has-failure-destination stack mandatory high",
                    "handler-log-group-has-retention stack mandatory medium",
                    "handler-role-is-narrow stack mandatory critical",
                    "handler-runtime-is-supported stack mandatory medium",
                    "invoke-permission-names-rule stack mandatory critical",
                    "status-resources-have-distinct-names stack mandatory high",
                    "status-rule-alarm-fires stack mandatory high",
                    "status-rule-has-alarm stack mandatory high",
                    "status-rule-has-target stack mandatory high",
                    "status-rule-is-enabled stack mandatory high",
                    "status-rule-is-on-sagemaker-bus stack mandatory high",
                    "status-rule-keeps-limits stack mandatory medium",
                    "status-rule-pattern-matches stack mandatory high",
                    "status-target-has-dead-letter-queue stack mandatory high",
                    "status-target-is-accepted stack mandatory high",
                    "status-target-states-retry-policy stack mandatory medium",
                    "status-target-takes-events stack mandatory high",
                    "webhook-addresses-are-secret stack advisory critical",
                ],
            );
        });

        for (const view of ["update", "preview"] as const) {
            it(`reports of one broken stack for each policy what the policies report in this process (${view})`, async () => {
                for (const { base, change } of oneForEachPolicy((name) => name !== "dev")) {
                    const graph = graphOf(nodesOf(brokenStack(base, change)), view);
                    const here = await analyzeResources(policies, graph.resources);
                    const there = (await pack.run(graph)).diagnostics.map(({ policy, urn, level, message }) => ({ policy, urn, level, message }));
                    assert.deepEqual(there, here);
                }
            });
        }

        it("takes a configuration, and refuses a wrong one before it looks at anything", async () => {
            const name = "configuration-is-in-order";
            const stack = graphOf(nodesOf(brokenStack("plain", [{ set: "failed", to: { state: "DISABLED" } }])), "update");
            const exemption = {
                policy: "status-rule-is-enabled",
                resource: "urn:pulumi:dev::app::*::failed",
                reason: "resting",
                owner: "ml-platform@example.com",
                expires: "2999-12-31",
            };
            const configured = await startPack({ pack: "policy", config: { [name]: { exemptions: [exemption] } } });
            try {
                assert.deepEqual(
                    (await configured.run(stack)).diagnostics.map(({ policy, level }) => `${policy} ${level}`),
                    [`${name} advisory`],
                );
            } finally {
                await configured.close();
            }
            const advisory = await startPack({ pack: "policy", config: { "status-rule-is-enabled": "advisory" } });
            try {
                assert.deepEqual(
                    (await advisory.run(stack)).diagnostics.map(({ policy, level }) => `${policy} ${level}`),
                    ["status-rule-is-enabled advisory"],
                );
            } finally {
                await advisory.close();
            }
            for (const wrong of [
                { exemptions: [{ ...exemption, owner: undefined }] },
                { exemptions: [{ ...exemption, policy: "no-such" }] },
                { buses: "ml" },
            ]) {
                await assert.rejects(startPack({ pack: "policy", config: { [name]: wrong } }), (error: Error) =>
                    error.message.startsWith("Configuration of policy pack 'sagemaker-job-status': configuration-is-in-order"),
                );
            }
        });

        for (const mode of ["preview", "update"] as const) {
            it(`judges this project's own program, with unknown names in preview (${mode})`, async () => {
                const graph = await devStack(mode, { unknownNames: true });
                const [bare, silent] = graph.resources.filter(({ type }) => type === TYPES.rule).map((rule) => rule.urn);
                assert.ok(bare !== undefined && silent !== undefined);
                const undecided = (message: string) => mode === "preview" && message.startsWith("Undecided");
                assert.deepEqual(
                    (await pack.run(graph)).diagnostics.filter(({ message }) => !undecided(message)),
                    [],
                );

                const gone = graph.resources.filter(
                    ({ type, propertyDependencies }) =>
                        (type === TYPES.target && propertyDependencies.rule?.includes(bare)) ||
                        (type === TYPES.metricAlarm && propertyDependencies.dimensions?.includes(silent)),
                );
                assert.ok(gone.length >= 2);
                const { diagnostics } = await pack.run({ ...graph, resources: graph.resources.filter((resource) => !gone.includes(resource)) });
                assert.deepEqual(
                    diagnostics
                        .filter(({ message }) => !undecided(message))
                        .map((found) => ({ policy: found.policy, level: found.level, urn: found.urn })),
                    [
                        { policy: "status-rule-has-alarm", level: "mandatory", urn: silent },
                        { policy: "status-rule-has-target", level: "mandatory", urn: bare },
                    ],
                );
            });
        }
    });
});
