import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
    type Graph,
    type PackDiagnostic,
    type PackRun,
    type PolicyConfig,
    runPack,
    runProgram,
    type StackConfig,
    startPack,
} from "../../local/engine";
import { folderWithSdk, pack, program } from "../local/engine/support";

const findings = (run: PackRun) =>
    run.diagnostics.map(({ level, policy, message, resource, undecided }) => [level, policy, message, resource, undecided] as const);
const ROUTE = "urn:pulumi:dev::messaging::shop:messaging:Route";

describe("a policy pack", () => {
    let preview: Graph;
    let update: Graph;
    before(async () => {
        preview = (await runProgram({ program: program("messaging"), stack: "dev", mode: "preview" })).graph;
        update = (await runProgram({ program: program("messaging"), stack: "dev", mode: "update" })).graph;
    });
    const without = (graph: Graph, type: string): Graph => ({ ...graph, resources: graph.resources.filter((resource) => resource.type !== type) });
    const run = (graph: Graph, config?: PolicyConfig) => runPack({ pack: pack("rules"), graph, config });

    it("reports a violation with everything that is known about it", async () => {
        const { diagnostics, pack: name, version } = await run(update);
        const expected: PackDiagnostic[] = [
            {
                policy: "queue-retention",
                pack: "rules",
                version: "1.2.3",
                level: "mandatory",
                severity: "high",
                description: "Queues keep messages long enough.",
                message: "Keeps messages for 345600 of 604800 seconds.",
                urn: `${ROUTE}$aws:sqs/queue:Queue::orders-dead`,
                resource: "orders-dead",
                undecided: false,
            },
        ];
        assert.deepEqual({ name, version, diagnostics }, { name: "rules", version: "1.2.3", diagnostics: expected });
    });

    it("sees inputs with the provider's defaults, edges in place of unknown values, and says what it could not decide", async () => {
        const broken = without(preview, "aws:cloudwatch/eventTarget:EventTarget");
        assert.deepEqual(findings(await run(broken)), [
            ["mandatory", "queue-retention", "Keeps messages for 345600 of 604800 seconds.", "orders-dead", false],
            ["advisory", "rule-has-target", "This rule has no target.", "orders-rule", false],
            [
                "advisory",
                "queue-url-is-https",
                "can't run policy 'queue-url-is-https' from policy pack 'rules@v1.2.3' during preview: string value at .url can't be known during preview",
                "messaging-dev",
                true,
            ],
        ]);
    });

    it("describes its policies, with the levels that they ended up with", async () => {
        const started = await startPack({ pack: pack("rules"), config: { all: "mandatory", "stack-has-alarm": "disabled" } });
        try {
            assert.deepEqual(
                started.policies().map(({ name, level, kind }) => ({ name, level, kind })),
                [
                    { name: "queue-retention", level: "mandatory", kind: "resource" },
                    { name: "rule-has-target", level: "mandatory", kind: "stack" },
                    { name: "queue-url-is-https", level: "mandatory", kind: "stack" },
                    { name: "stack-has-alarm", level: "disabled", kind: "stack" },
                ],
            );
            assert.deepEqual(started.policies()[0], {
                name: "queue-retention",
                displayName: "Queue retention",
                description: "Queues keep messages long enough.",
                kind: "resource",
                level: "mandatory",
                severity: "high",
                remediationSteps: "Set messageRetentionSeconds.",
                url: "https://example.com/queue-retention",
                tags: ["sqs"],
                configSchema: {
                    days: { type: "integer", minimum: 1, maximum: 14, default: 7 },
                    except: { type: "array", items: { type: "string" } },
                },
            });
        } finally {
            await started.close();
        }
    });

    it("says which resources a policy does not apply to", async () => {
        const { notApplicable } = await run(update);
        assert.deepEqual(
            notApplicable.map(({ policy, reason, urn }) => [policy, reason, urn?.split("::").at(-1)]).sort(),
            ["messaging-dev", "orders", "orders-handler", "orders-role", "orders-rule", "orders-target"].map((name) => [
                "queue-retention",
                "not a queue",
                name,
            ]),
        );
    });

    it("takes levels and properties from its configuration", async () => {
        const disabled = await run(update, { "queue-retention": "disabled", "stack-has-alarm": "advisory" });
        assert.deepEqual(findings(disabled), [["advisory", "stack-has-alarm", "There is no alarm.", "messaging-dev", false]]);
        const shorter = await run(update, { "queue-retention": { enforcementLevel: "advisory", days: 5 } });
        assert.deepEqual(findings(shorter), [["advisory", "queue-retention", "Keeps messages for 345600 of 432000 seconds.", "orders-dead", false]]);
        assert.deepEqual(findings(await run(update, { "queue-retention": { except: ["orders-dead"] } })), []);
    });

    it("refuses a wrong configuration, every mistake on a separate line", async () => {
        const config = {
            "queue-retention": { days: 15, except: "none" },
            "queue-retentoin": "disabled",
            "a\nerror: b": "disabled",
            all: "fatal",
        } as unknown as PolicyConfig;
        await assert.rejects(run(update, config), {
            name: "ProgramError",
            message: [
                "queue-retentoin: the pack has no such policy, it has queue-retention, rule-has-target, queue-url-is-https, stack-has-alarm",
                "a error: b: the pack has no such policy, it has queue-retention, rule-has-target, queue-url-is-https, stack-has-alarm",
                'all: enforcementLevel must be advisory, mandatory, remediate or disabled, got "fatal"',
                "queue-retention.days: must be at most 14, got 15",
                'queue-retention.except: must be of type array, got "none"',
            ]
                .map((mistake) => `Configuration of policy pack 'rules': ${mistake}`)
                .join("\n"),
        });
    });

    it("stays for several graphs, asked at once or one after the other", async () => {
        const started = await startPack({ pack: pack("rules") });
        try {
            const runs = await Promise.all([started.run(preview), started.run(update), started.run(without(update, "aws:sqs/queue:Queue"))]);
            assert.deepEqual(
                runs.map((one) => findings(one).map(([, policy]) => policy)),
                [["queue-retention", "queue-url-is-https"], ["queue-retention"], []],
            );
        } finally {
            await started.close();
        }
        await assert.rejects(started.run(update));
    });

    it("asks about single resources only where a policy looks at them", async () => {
        const { analyze } = AnalyzerClient.prototype;
        let asked = 0;
        AnalyzerClient.prototype.analyze = function (this: AnalyzerClient, ...args: unknown[]) {
            asked += 1;
            return (analyze as (...args: unknown[]) => ReturnType<typeof analyze>).apply(this, args);
        } as typeof analyze;
        try {
            await run(update);
            assert.equal(asked, update.resources.length);
            asked = 0;
            await run(update, { "queue-retention": "disabled" });
            assert.equal(asked, 0);
        } finally {
            AnalyzerClient.prototype.analyze = analyze;
        }
    });

    it("turns a policy that throws into a mandatory finding, and still runs the others", async () => {
        const started = await startPack({ pack: pack("failing") });
        try {
            const first = await started.run(update);
            const thrown = "The policy itself failed:";
            const place = (policy: string) => first.diagnostics.find((one) => one.policy === policy)?.message ?? "";
            assert.match(
                place("reads-deep"),
                /^The policy itself failed: TypeError: Cannot read properties of undefined \(reading 'deeper'\) at .*index\.js:\d+:\d+\)?$/,
            );
            assert.match(place("rejects"), new RegExp(`^${thrown} Error: cannot reach the registry at .*index\\.js:\\d+:\\d+\\)?$`));
            assert.deepEqual(
                findings(first).map(([level, policy, , , undecided]) => [level, policy, undecided]),
                [
                    ["mandatory", "reads-deep", true],
                    ["mandatory", "healthy-resource", false],
                    ["mandatory", "rejects", true],
                    ["mandatory", "healthy-stack", false],
                ],
            );
            assert.deepEqual([first.version, first.diagnostics.at(-1)?.message], ["9.9.9", "7 resources."]);
            // The policy is switched off for one run only.
            assert.deepEqual(findings(await started.run(update)), findings(first));
        } finally {
            await started.close();
        }
    });

    it("does not print a secret that a policy reports", async () => {
        const rule = `new (require("@pulumi/policy").PolicyPack)("reporter", { policies: [{ name: "reports", description: "Reports.",
            validateResource: ({ props, type }, report) => type === "aws:s3/bucket:Bucket" && report(props.tags.token + " " + props.tags.plain) }] });`;
        const { graph } = await runProgram({ program: program("features"), stack: "dev", mode: "preview" });
        assert.deepEqual(findings(await runMade({ "index.js": rule }, graph)), [["advisory", "reports", "[secret] visible", "Reports", false]]);
    });

    it("reads its stack, its configuration and tags, and nothing that leads to an account", async () => {
        const rule = `const pulumi = require("@pulumi/pulumi");
            new (require("@pulumi/policy").PolicyPack)("reporter", { policies: [{ name: "reports", description: "Reports.", validateStack: ({ stackTags }, report) => console.log("deciding") ?? report(JSON.stringify([
                pulumi.getProject(), pulumi.getStack(), pulumi.runtime.isDryRun(), new pulumi.Config("messaging").get("owner"), stackTags.get("team"),
                process.env.AWS_PROFILE, process.env.AWS_CONFIG_FILE])) }] });`;
        process.env.AWS_PROFILE = "production";
        try {
            const stackConfig: StackConfig = { "messaging:owner": { text: "ml", structured: false, secret: false } };
            const judged = await runMade({ "index.js": rule }, update, { stackConfig, stackTags: { team: "blue" } });
            assert.deepEqual(judged.output, ["deciding"]);
            assert.deepEqual(JSON.parse(judged.diagnostics[0]?.message ?? ""), ["messaging", "dev", false, "ml", "blue", null, "/dev/null"]);
        } finally {
            delete process.env.AWS_PROFILE;
        }
    });

    const VALID = { "PulumiPolicy.yaml": "runtime: nodejs\n", "package.json": '{ "name": "made", "version": "1.0.0" }' };
    const runMade = async (files: Record<string, string>, graph: Graph, options = {}): Promise<PackRun> => {
        const { folder, remove } = folderWithSdk({ ...VALID, ...files });
        try {
            return await runPack({ pack: folder, graph, timeLimitSeconds: 60, ...options });
        } finally {
            remove();
        }
    };
    const refusals: [string, Record<string, string>, (folder: string) => string | RegExp, object?][] = [
        [
            "throws",
            { "index.js": 'throw new Error("no rules");' },
            () => /^Policy pack .* ended before it served its policies \(exit code \d+\)[\s\S]*no rules/,
        ],
        ["ends without serving", { "index.js": "" }, (folder) => `Policy pack ${folder} ended before it served its policies (exit code 0)`],
        [
            "prints before it serves",
            { "index.js": 'console.log("hello");' },
            (folder) => `Policy pack ${folder} must print its port first, got "hello": nothing may print before new PolicyPack(…)`,
        ],
        [
            "does not serve in time",
            { "index.js": "setInterval(() => {}, 1000);" },
            (folder) => `Policy pack ${folder} did not start within 5 seconds`,
            { timeLimitSeconds: 5 },
        ],
        [
            "is in another language",
            { "PulumiPolicy.yaml": "runtime: python\n" },
            (folder) => `${path.join(folder, "PulumiPolicy.yaml")}: runtime must be nodejs, got python`,
        ],
        [
            "uses a reserved name",
            {
                "index.js":
                    'new (require("@pulumi/policy").PolicyPack)("p", { policies: [{ name: "all", description: "", validateStack: () => {} }] });',
            },
            (folder) =>
                `Policy pack ${folder} ended before it served its policies (exit code 1)\nInvalid policy name "all". "all" is a reserved name.`,
        ],
    ];
    for (const [how, files, message, options] of refusals) {
        it(`that ${how} is refused`, async () => {
            const { folder, remove } = folderWithSdk({ ...VALID, ...files });
            try {
                await assert.rejects(runPack({ pack: folder, graph: update, timeLimitSeconds: 60, ...options }), {
                    name: "ProgramError",
                    message: message(folder),
                });
            } finally {
                remove();
            }
        });
    }

    it("ends with the process that started it, even if that is killed", async () => {
        const rule = 'new (require("@pulumi/policy").PolicyPack)("p", { policies: [] }); setTimeout(() => console.log(process.pid), 200);';
        const { folder, remove } = folderWithSdk({ ...VALID, "index.js": rule });
        try {
            const script = `require("./local/engine").startPack({ pack: ${JSON.stringify(folder)} }).then((pack) => setInterval(() => pack.run({ resources: [] }).then(({ output }) => {
                if (output.length > 0) { console.log(output[0]); process.kill(process.pid, "SIGKILL"); } }), 300));`;
            const root = path.resolve(__dirname, "../..");
            const starter = spawnSync(process.execPath, ["--require", "./tests/support/register.js", "--eval", script], {
                cwd: root,
                encoding: "utf8",
            });
            const pid = Number(starter.stdout);
            assert.deepEqual([starter.signal, pid > 0], ["SIGKILL", true], starter.stderr);
            const alive = () => {
                try {
                    return process.kill(pid, 0);
                } catch {
                    return false;
                }
            };
            for (let waited = 0; waited < 20_000 && alive(); waited += 100) {
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            assert.equal(alive(), false);
        } finally {
            remove();
        }
    });

    it("that does not exist is refused", async () => {
        await assert.rejects(
            run({ ...update, resources: [] }).then(() => runPack({ pack: pack("nowhere"), graph: update })),
            {
                name: "ProgramError",
                message: `${path.join(pack("nowhere"), "PulumiPolicy.yaml")} cannot be read: no such file`,
            },
        );
    });
});
