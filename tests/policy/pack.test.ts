import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import { type RunningPack, runProgram, startPack } from "../../local/engine";
import { policies } from "../../policy/policies";
import { TYPES } from "../../policy/shared/types";
import { analyzeResources, graphOf, type Node, node, output, urn, type View } from "../support/policyGraph";

const buildPolicy = require("../../scripts/buildPolicy") as () => Promise<void>;
const { staleProducts } = require("../../scripts/freshness") as { staleProducts(): { product: string }[] };

const BUNDLE = "policy/bin/index.js";
const PATTERN = JSON.stringify({ source: ["aws.sagemaker"], detail: { EndpointStatus: ["InService"] } });
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

        const reports = async (nodes: readonly Node[], view: View) =>
            (await pack.run(graphOf(nodes, view))).diagnostics.map((found) => ({ urn: found.urn, level: found.level, message: found.message }));

        it("says who it is and what it checks", async () => {
            const run = await pack.run(graphOf([], "update"));
            assert.equal(run.pack, "sagemaker-job-status");
            assert.deepEqual(
                run.policies.map(({ name, kind, level, severity }) => ({ name, kind, level, severity })),
                [
                    { name: "status-rule-has-alarm", kind: "stack", level: "mandatory", severity: "high" },
                    { name: "status-rule-has-target", kind: "stack", level: "mandatory", severity: "high" },
                ],
            );
        });

        for (const view of ["update", "preview", "literals"] as const) {
            it(`reports what the policies report in this process (${view})`, async () => {
                const [bare, open] = [
                    node(TYPES.rule, "bare", { eventPattern: PATTERN }),
                    node(TYPES.rule, "open", { eventPattern: output(node("app:index:Settings", "settings"), "pattern").apply(() => PATTERN) }),
                ];
                const target = node(TYPES.target, "target", { rule: output(bare, "name"), arn: "arn:aws:sqs:us-east-1:111122223333:q" });
                const alarm = node(TYPES.metricAlarm, "alarm", {
                    namespace: "AWS/Events",
                    metricName: "FailedInvocations",
                    dimensions: { RuleName: output(bare, "name") },
                });
                const nodes = [bare, open, target, alarm];
                const found = await reports(nodes, view);
                assert.deepEqual(found, await analyzeResources(policies, graphOf(nodes, view).resources));
                assert.deepEqual(
                    found.map(({ urn: on, level }) => `${on} ${level}`),
                    [
                        `${urn(bare)} mandatory`,
                        `${urn(open)} ${view === "preview" ? "advisory" : "mandatory"}`,
                        `${urn(open)} ${view === "preview" ? "advisory" : "mandatory"}`,
                    ],
                );
            });
        }

        for (const mode of ["preview", "update"] as const) {
            it(`judges this project's own program, with unknown names in preview (${mode})`, async function () {
                this.timeout(120_000);
                const { graph } = await runProgram({ program: ".", stack: "dev", mode, unknownNames: true });
                const [bare, silent] = graph.resources.filter(({ type }) => type === TYPES.rule).map((rule) => rule.urn);
                assert.ok(bare !== undefined && silent !== undefined);
                assert.deepEqual((await pack.run(graph)).diagnostics, []);

                const gone = graph.resources.filter(
                    ({ type, propertyDependencies }) =>
                        (type === TYPES.target && propertyDependencies.rule?.includes(bare)) ||
                        (type === TYPES.metricAlarm && propertyDependencies.dimensions?.includes(silent)),
                );
                assert.ok(gone.length >= 2);
                const { diagnostics } = await pack.run({ ...graph, resources: graph.resources.filter((resource) => !gone.includes(resource)) });
                assert.deepEqual(
                    diagnostics.map((found) => ({ policy: found.policy, level: found.level, urn: found.urn })),
                    [
                        { policy: "status-rule-has-alarm", level: "mandatory", urn: silent },
                        { policy: "status-rule-has-target", level: "mandatory", urn: bare },
                    ],
                );
            });
        }
    });
});
