import assert from "node:assert/strict";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { CheckReport } from "../../local/cli/check/report";
import { jobstatus } from "../support/commandLine";
import { devStack, PROJECT } from "../support/devStack";
import { inProcess, stateOf, withFolder } from "../local/cli/shared/commandLine";

const SILENT = path.join(PROJECT, "tests/local/cli/programs/silentAlarm");

const json = ({ out }: { out: string }) => JSON.parse(out) as CheckReport;
const findings = ({ findings: found }: CheckReport) => found.map(({ policy, resource, level, phases }) => [policy, resource, level, ...phases]);

describe("jobstatus check", () => {
    it("finds nothing in the dev stack, neither in preview nor in the update, and leaves nothing open", async () => {
        const { exitCode, stdout, stderr } = await jobstatus(["check", "--format", "json"]);
        const report = JSON.parse(stdout) as CheckReport;
        const { resources } = await devStack("update");
        assert.deepEqual([exitCode, stderr], [0, ""]);
        assert.deepEqual(
            {
                ...report,
                summary: { ...report.summary, undecidedInPreview: 0 },
                policies: [],
                findings: report.findings.filter(({ undecided }) => !undecided),
            },
            {
                program: "sagemaker-job-status",
                stack: "dev",
                region: "us-east-1",
                state: null,
                resources: resources.length,
                pack: { name: "sagemaker-job-status", version: report.pack.version },
                summary: { mandatory: 0, advisory: 0, undecided: 0, undecidedInPreview: 0 },
                policies: [],
                findings: [],
            },
        );
        assert.match(report.pack.version, /^\d+\.\d+\.\d+$/);
        for (const { name, description, remediationSteps, severity, link } of report.policies) {
            assert.ok(![description, remediationSteps, severity].includes(""), name);
            assert.match(readFileSync(path.join(PROJECT, link), "utf8"), new RegExp(`^# ${name}\n`));
        }
    });

    describe("on a program with mistakes", () => {
        it("reports once what preview and update find, and fails", async () => {
            const ending = await inProcess(["check", "--program", SILENT, "--format", "json"]);
            assert.deepEqual([ending.code, ending.err], [1, ""]);
            assert.deepEqual(findings(json(ending)), [
                ["status-rule-has-alarm", "endpoints", "mandatory", "preview", "update"],
                ["status-rule-has-target", "endpoints", "mandatory", "preview", "update"],
                ["status-rule-pattern-matches", "endpoints", "mandatory", "preview", "update"],
            ]);
        });

        it("shows what is mandatory before what is advice, and fails", async () => {
            const ending = await withFolder((write) =>
                inProcess(["check", "--program", SILENT, "--policy-config", write("levels.json", { "status-rule-has-alarm": "advisory" })]),
            );
            assert.equal(ending.code, 1);
            assert.deepEqual(
                [...ending.out.matchAll(/^ {2}(mandatory|advisory) {2}(\S+)/gm)].map(([, level, policy]) => `${level} ${policy}`),
                ["mandatory status-rule-has-target", "mandatory status-rule-pattern-matches", "advisory status-rule-has-alarm"],
            );
            assert.match(ending.out, /\n\d+ policies: 2 mandatory findings, 1 advisory, 0 undecided\n/);
        });

        it("shows advice and does not fail for it", async () => {
            const ending = await withFolder((write) =>
                inProcess(["check", "--program", SILENT, "--policy-config", write("levels.json", { all: "advisory" })]),
            );
            assert.equal(ending.code, 0);
            assert.match(ending.out, /\n {2}advisory {2}status-rule-has-target {2}severity high\n/);
            assert.match(ending.out, /\n\d+ policies: 0 mandatory findings, 3 advisory, 0 undecided\n$/);
        });
    });

    describe("--state", () => {
        it("finds nothing in the state of the dev stack", async () => {
            const state = stateOf(await devStack("update"));
            const ending = await withFolder((write) => inProcess(["check", "--state", write("state.json", state), "--format", "json"]));
            assert.deepEqual([ending.code, ending.err], [0, ""]);
            assert.deepEqual(json(ending).findings, []);
        });

        it("finds what was made without the pack, in every format", async () => {
            const { resources, ...graph } = await devStack("update");
            const state = stateOf({ ...graph, resources: resources.filter(({ name }) => name !== "training-job-target") });
            await withFolder(async (write) => {
                const file = write("state.json", state);
                const [text, markdown, sarif] = [
                    await inProcess(["check", "--state", file]),
                    await inProcess(["check", "--state", file, "--format", "markdown"]),
                    await inProcess(["check", "--state", file, "--format", "sarif"]),
                ];
                assert.deepEqual([text.code, markdown.code, sarif.code], [1, 1, 1]);
                assert.match(text.out, new RegExp(`^sagemaker-job-status, stack dev, us-east-1: ${resources.length - 1} resources, as in .*\n`));
                assert.match(text.out, /\ntraining-job-rule {2}aws:cloudwatch\/eventRule:EventRule\n {2}mandatory {2}status-rule-has-target/);
                assert.match(markdown.out, /^## ❌ SageMaker job status: 1 mandatory finding, 0 advisory, 0 undecided\n/);
                const { runs } = JSON.parse(sarif.out) as { runs: { results: { ruleId: string; message: { text: string } }[] }[] };
                assert.deepEqual(
                    runs[0]!.results.map(({ ruleId, message }) => [ruleId, message.text.split(":")[0]]),
                    [["status-rule-has-target", "training-job-rule"]],
                );
            });
        });

        it("has nothing to say of a stack that was never deployed", async () => {
            const ending = await withFolder((write) => inProcess(["check", "--state", write("state.json", { version: 3, deployment: {} })]));
            assert.deepEqual([ending.code, ending.err], [0, ""]);
            assert.match(ending.out, /^an empty state: 0 resources, as in .*\n\n\d+ policies: no findings\n$/s);
        });
    });

    describe("on a program that does not run", () => {
        it("says why on standard error, and in the comment of a pull request", async () => {
            await withFolder(async (write, folder) => {
                write("Pulumi.yaml", "name: broken\nruntime: nodejs\n");
                const why = `The Pulumi SDK '@pulumi/pulumi' is not installed for ${folder}: run npm install there first\n`;
                const args = ["check", "--program", folder];
                assert.deepEqual(await inProcess(args), { code: 2, out: "", err: `error: ${why}` });
                assert.deepEqual(await inProcess([...args, "--format", "markdown"]), {
                    code: 2,
                    out: `## ❌ SageMaker job status: not checked\n\n    ${why}`,
                    err: `error: ${why}`,
                });
            });
        });

        it("names the line of a syntax error, of a missing module and of a wrong Region, without a stack trace", async () => {
            await withFolder(async (write, folder) => {
                write("Pulumi.yaml", "name: broken\nruntime: nodejs\nmain: index.js\n");
                symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"), "junction");
                const rows = [
                    ["f({ };", `Program '${folder}' cannot be loaded: index.js:1: missing ) after argument list`],
                    ['\nrequire("./handlers");', `Program '${folder}' cannot be loaded: index.js:2: there is no module './handlers'`],
                ] as const;
                for (const [code, why] of rows) {
                    writeFileSync(path.join(folder, "index.js"), code);
                    for (const command of ["run", "check"]) {
                        assert.deepEqual(await inProcess([command, "--program", folder]), { code: 2, out: "", err: `error: ${why}\n` });
                    }
                }
                assert.deepEqual(await inProcess(["check", "--program", folder, "--config", "aws:region=us-east1"]), {
                    code: 2,
                    out: "",
                    err: 'error: Configuration aws:region must be a Region such as us-east-1, got "us-east1" (did you mean us-east-1?)\n',
                });
            });
        });

        it("notes the Regions that it assumes", async () => {
            await withFolder(async (write, folder) => {
                write("Pulumi.yaml", "name: open\nruntime: nodejs\nmain: index.js\n");
                symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"), "junction");
                const none = "note: No Region is configured, so us-east-1 is assumed here. Set one: pulumi config set aws:region REGION\n";
                const explicit =
                    'note: The provider "far" has no region, and an explicit provider does not take that of the stack, so eu-west-1 is assumed here. Give it one.\n';
                const queue = `new (require("@pulumi/aws/sqs/queue").Queue)("jobs", {}, OPTIONS);`;
                const provider = (args: string) => `const provider = new (require("@pulumi/aws/provider").Provider)("far", ${args}); `;
                const inEurope = ["--config", "aws:region=eu-west-1"];
                for (const [source, options, notes] of [
                    [queue.replace("OPTIONS", "{}"), [], none],
                    [queue.replace("OPTIONS", "{}"), inEurope, ""],
                    [provider("{}") + queue.replace("OPTIONS", "{ provider }"), inEurope, explicit],
                    [provider(`{ region: "eu-west-2" }`) + queue.replace("OPTIONS", "{ provider }"), [], ""],
                    [provider(`{ profile: "ml" }`) + queue.replace("OPTIONS", "{ provider }"), inEurope, ""],
                    ["", [], ""],
                ] as const) {
                    writeFileSync(path.join(folder, "index.js"), source);
                    const { code, err } = await inProcess(["check", "--program", folder, ...options]);
                    assert.deepEqual([code, err], [0, notes], source);
                }
            });
        });

        it("names the resource or the provider that asks for a wrong Region", async () => {
            await withFolder(async (write, folder) => {
                write("Pulumi.yaml", "name: broken\nruntime: nodejs\nmain: index.js\n");
                symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"), "junction");
                const rows = [
                    ["run", 'sqs/queue").Queue', "aws:sqs/queue:Queue"],
                    ["check", 'provider").Provider', "pulumi:providers:aws"],
                    ["check", 'getRegion").getRegionOutput', "aws:index/getRegion:getRegion"],
                ] as const;
                for (const [command, made, type] of rows) {
                    const call = type.includes("/get") ? `(require("@pulumi/aws/${made})(` : `new (require("@pulumi/aws/${made})("far", `;
                    writeFileSync(path.join(folder, "index.js"), `${call}{ region: "us-east1" });`);
                    assert.deepEqual(await inProcess([command, "--program", folder]), {
                        code: 2,
                        out: "",
                        err: `error: ${type}${type.includes("/get") ? "" : " (far)"}: region must be a Region such as us-east-1, got "us-east1" (did you mean us-east-1?)\n`,
                    });
                }
            });
        });
    });
});

describe("bad input of jobstatus check", () => {
    const STATE = { version: 3, deployment: { resources: [] } };
    for (const [config, message] of [
        [
            { "status-rule-has-target": "fatal" },
            'status-rule-has-target: enforcementLevel must be advisory, mandatory, remediate or disabled, got "fatal"',
        ],
        [
            { "status-rule-has-target": { colour: "red", enforcementLevel: 1 } },
            "status-rule-has-target: enforcementLevel must be advisory, mandatory, remediate or disabled, got 1",
        ],
    ] as const) {
        it(`refuses a configuration that the pack does not take, in one line: ${JSON.stringify(config)}`, async () => {
            await withFolder(async (write) => {
                const file = write("levels.json", config);
                const { code, out, err } = await inProcess(["check", "--state", write("state.json", STATE), "--policy-config", file]);
                assert.deepEqual([code, out, err], [2, "", `error: Configuration of policy pack 'sagemaker-job-status': ${message}\n`]);
            });
        });
    }

    it("names every policy where one is configured that there is not", async () => {
        await withFolder(async (write) => {
            const file = write("levels.json", { "rule-has-target": "advisory" });
            const { code, err } = await inProcess(["check", "--state", write("state.json", STATE), "--policy-config", file]);
            assert.equal(code, 2);
            assert.match(
                err,
                /^error: Configuration of policy pack .*: rule-has-target: the pack has no such policy, it has .*status-rule-has-target.*\n$/,
            );
        });
    });
});
