import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";

import { PROJECT } from "../support/devStack";
import { pythonTools, ran, sdkGenerator } from "./support/languages";
import { describeOnEngine, PulumiWorkspace, YAML_HOST } from "./support/pulumiCli";

const PLUGIN = path.join(PROJECT, "plugin");
const EXPECTED = path.join(__dirname, "plugin.schema.json");
const PAGE = readFileSync(path.join(PROJECT, "docs", "any-language.md"), "utf8");

/** The example of the page in a language. */
const example = (language: string): string => PAGE.split(`\`\`\`${language}\n`)[1]!.split("```")[0]!;

/** The YAML program of the page with the package of this folder, and other resources if they are given. */
function yamlProgram(resources?: object): string {
    const program = parse(example("yaml")) as Record<string, unknown>;
    return stringify({ ...program, packages: { "sagemaker-job-status": PLUGIN }, ...(resources === undefined ? {} : { resources, outputs: {} }) });
}

/** A stack of a program in YAML. */
async function withYaml(program: string, work: (workspace: PulumiWorkspace) => Promise<void>): Promise<void> {
    const workspace = new PulumiWorkspace(path.join(__dirname, "programs", "stackData"));
    try {
        writeFileSync(path.join(workspace.program, "Pulumi.yaml"), program);
        await workspace.init("dev");
        await workspace.expectOk("config", "set", "aws:region", "us-east-1");
        await work(workspace);
    } finally {
        workspace.close();
    }
}

describeOnEngine("the component package", function () {
    this.timeout(600_000);
    let schema = "";
    before(async () => {
        const workspace = new PulumiWorkspace(path.join(__dirname, "programs", "stackData"));
        const { text } = await workspace.expectOk("package", "get-schema", PLUGIN);
        workspace.close();
        schema = `${JSON.stringify(JSON.parse(text.slice(text.indexOf("\n{") + 1, text.lastIndexOf("\n}") + 2)), undefined, 4)}\n`;
    });

    it("has the schema that was reviewed: a change of it can break programs in other languages", () => {
        if (process.env.UPDATE !== undefined) {
            writeFileSync(EXPECTED, schema);
        }
        assert.deepEqual(JSON.parse(schema), JSON.parse(readFileSync(EXPECTED, "utf8")));
    });

    it("has the version of the project", () => {
        const { version } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as { version: string };
        assert.equal((JSON.parse(schema) as { version: string }).version, version);
    });

    if (YAML_HOST !== undefined) {
        it("makes what the YAML program of the page asks for, and the policy pack has nothing against it", async () => {
            await withYaml(yamlProgram(), async (workspace) => {
                const { policies, text } = await workspace.expectOk("up", "--yes", "--skip-preview", "--policy-pack", path.join(PROJECT, "policy"));
                assert.deepEqual(policies, []);
                assert.match(text, /✅ sagemaker-job-status@/);
                const state = await workspace.state("dev");
                const patterns = state.flatMap(({ type, urn, inputs }) =>
                    type === "aws:cloudwatch/eventRule:EventRule" && typeof inputs?.eventPattern === "string"
                        ? [[urn.split("::").at(-1)!, JSON.parse(inputs.eventPattern) as { detail?: object }] as const]
                        : [],
                );
                assert.deepEqual(Object.fromEntries(patterns.map(([name, { detail }]) => [name, detail])), {
                    "approvals-rule": { ModelApprovalStatus: ["Approved"] },
                    "jobs-algorithm-rule": undefined,
                    "jobs-training-job-guard-rule": { TrainingJobStatus: ["InProgress"] },
                    "jobs-training-job-rule": { TrainingJobStatus: ["Failed", "Stopped"] },
                    "long-jobs-training-job-guard-rule": { TrainingJobStatus: ["InProgress"] },
                });
                const outputs = state.find(({ type }) => type === "pulumi:pulumi:Stack")!.outputs as {
                    topic: string;
                    functions: object;
                    chatTopics: { q: string };
                };
                assert.match(outputs.topic, /^arn:aws:sns:us-east-1:111122223333:jobs-topic-\w+$/);
                assert.deepEqual(Object.keys(outputs.functions), ["Algorithm", "TrainingJob"]);
                const made = Object.fromEntries(
                    state.filter(({ type }) => type === "aws:lambda/function:Function").map(({ urn, inputs }) => [urn.split("::").at(-1)!, inputs]),
                ) as Record<string, { environment: object; code: { assets: Record<string, { text: string }> } }>;
                const channels = ["jobs-fraud-team", "jobs-q", "long-jobs-q"].map((name) => {
                    const { environment, code } = made[`${name}-function`]!;
                    return [code.assets["index.js"]!.text.split("handlerOf").at(-1)!, environment];
                });
                assert.deepEqual(channels, [
                    [
                        '("slack", {"only":{"tag":["team=fraud"]}});\n',
                        { variables: { CHANNEL_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/fraud-AbCdEf" } },
                    ],
                    // The channel before it is the last one for its messages.
                    ['("q", {"except":[{"tag":["team=fraud"]}]});\n', { variables: { CHANNEL_TOPIC_ARN: outputs.chatTopics.q } }],
                    ['("q", {});\n', { variables: { CHANNEL_TOPIC_ARN: outputs.chatTopics.q } }],
                ]);
                const { prices, logLines } = JSON.parse(made["jobs-training-job-function"]!.code.assets["data.json"]!.text) as Record<
                    string,
                    unknown
                >;
                assert.deepEqual([prices, logLines], [{ region: "us-east-1", asOf: "2026-11", usdPerHour: { "ml.m5.xlarge": 1.11 } }, 20]);
                await workspace.expectOk("preview", "--expect-no-changes");
            });
        });

        it("refuses wrong arguments of a YAML program in a line each, before anything is registered", async () => {
            const jobs = { reactions: { Endpoint: ["Failed"] }, guard: { instanceCount: 0 }, reconcile: 3, topicArn: "topic", logLines: 51 };
            const channels = [{ type: "slak" }, { type: "slack", secret: "https://hooks.example.com/T0" }];
            const topicArn = "arn:aws:sns:us-east-1:111122223333:jobs";
            const approvals = { kind: "ModelPackge", handler: "notify", topicArn, alarmActions: [topicArn], limits: { instanceCount: 1 } };
            const stops = {
                ...{ kind: "TrainingJob", handler: "stop", topicArn, alarmActions: [topicArn], logLines: 5 },
                prices: { region: "us-east-1", asOf: "2026", usdPerHour: {} },
            };
            const resources = {
                jobs: { type: "sagemaker-job-status:JobStatusNotifications", properties: { ...jobs, channels } },
                approvals: { type: "sagemaker-job-status:JobStatusReaction", properties: approvals },
                stops: { type: "sagemaker-job-status:JobStatusReaction", properties: stops },
            };
            await withYaml(yamlProgram(resources), async (workspace) => {
                const { exitCode, diagnostics, steps } = await workspace.pulumi("preview");
                assert.notEqual(exitCode, 0);
                const lines = diagnostics.flatMap(({ severity, message }) => (severity === "error" ? message.trim().split("\n") : []));
                assert.deepEqual(lines.map((line) => line.replace(/^.* has a problem: /, "")).sort(), [
                    'JobStatusNotifications "jobs": channels 1: secret must be the ARN of a secret of Secrets Manager or of a parameter of Systems Manager, not the secret itself',
                    'JobStatusNotifications "jobs": channels 1: type must be one of pagerduty, q, slack, teams, webhook, got "slak"',
                    'JobStatusNotifications "jobs": channels 2: secret must be the ARN of a secret of Secrets Manager or of a parameter of Systems Manager, not the secret itself',
                    'JobStatusNotifications "jobs": guard: instanceCount must be a whole number of instances, at least 1, got 0',
                    'JobStatusNotifications "jobs": logLines must be a whole number of lines from 0 to 50, got 51',
                    'JobStatusNotifications "jobs": reactions Endpoint: statuses must be among CREATING, UPDATING, SYSTEM_UPDATING, ROLLING_BACK, IN_SERVICE, OUT_OF_SERVICE, DELETING, DELETED, FAILED, UPDATE_ROLLBACK_FAILED, got "Failed" (did you mean FAILED?)',
                    'JobStatusNotifications "jobs": reconcile must be 0, for none, or a whole number of minutes from 5 to 1440, got 3',
                    'JobStatusNotifications "jobs": topicArn must be the ARN of a standard SNS topic, arn:PARTITION:sns:REGION:ACCOUNT:NAME, got "topic"',
                    'JobStatusReaction "approvals": limits belong to the handler guard, got notify',
                    'JobStatusReaction "stops": logLines belongs to the handler notify, got stop',
                    'JobStatusReaction "stops": prices belongs to the handler notify, got stop',
                    'JobStatusReaction "stops": prices: asOf must be the month of the prices such as "2026-11", got "2026"',
                ]);
                assert.deepEqual(
                    steps.filter(({ urn }) => !urn.split("::")[2]!.startsWith("pulumi:")),
                    [],
                );
            });
        });
    }

    const generator = sdkGenerator();
    if (generator !== undefined) {
        describe("in other languages", () => {
            let workspace: PulumiWorkspace;
            let sdks = "";
            before(() => {
                workspace = new PulumiWorkspace(path.join(__dirname, "programs", "stackData"));
                sdks = path.join(workspace.folder, "sdks");
                // As `pulumi package add` has it from a repository of this owner.
                const ofOwner = JSON.stringify({ ...(JSON.parse(schema) as object), namespace: "acme" });
                const { code, text } = ran(generator, [workspace.write("schema.json", ofOwner), sdks]);
                assert.equal(code, 0, text);
            });
            after(() => workspace.close());

            it("has an SDK for Go, with which the program of the page compiles and asks for what it says, its channels in their order", () => {
                const folder = path.join(sdks, "go", "sagemakerjobstatus");
                const program = path.join(folder, "program");
                const goMod = readFileSync(path.join(__dirname, "support", "sdkGenerator", "go.mod"), "utf8");
                const sdk = /github\.com\/pulumi\/pulumi\/sdk\/v3 v[\d.]+/.exec(goMod)![0];
                const name = "github.com/acme/pulumi-sagemaker-job-status/sdk/go/sagemaker-job-status";
                writeFileSync(path.join(folder, "go.mod"), `module ${name}\n\ngo 1.25\n\nrequire ${sdk}\n`);
                cpSync(path.join(__dirname, "support", "goProgram"), program, { recursive: true });
                writeFileSync(path.join(program, "main.go"), example("go"));
                const { code, text } = ran("go", ["test", "-mod=mod", "-v", "./..."], { cwd: folder });
                assert.equal(code, 0, text);
                const [, inputs] = /^sagemaker-job-status:index:JobStatusNotifications (.*)$/m.exec(text)!;
                assert.deepEqual(JSON.parse(inputs!), {
                    notifyEmail: "ml-platform@example.com",
                    reactions: { TrainingJob: ["Failed", "Stopped"] },
                    logLines: 20,
                    prices: { region: "us-east-1", asOf: "2026-11", usdPerHour: { TrainingJob: { "ml.m5.xlarge": 1.11 } } },
                    channels: [
                        {
                            ...{ type: "slack", name: "fraud-team", only: { tag: ["team=fraud"] }, last: true },
                            secret: "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/fraud-AbCdEf",
                            mute: [{ tag: "env=dev", until: "2026-12-24" }],
                        },
                        { type: "q" },
                    ],
                });
            });

            const python = pythonTools();
            if (python !== undefined) {
                it("has an SDK for Python, with which the program of the page passes a strict type check, and a wrong one does not", () => {
                    const folder = path.join(workspace.folder, "python");
                    mkdirSync(folder);
                    const check = (program: string) => {
                        writeFileSync(path.join(folder, "program.py"), program);
                        const env = { ...process.env, MYPYPATH: path.join(sdks, "python") };
                        return ran(path.join(python, "mypy"), ["--strict", "--follow-imports=silent", "program.py"], { cwd: folder, env });
                    };
                    assert.equal(check(example("python")).text, "Success: no issues found in 1 source file\n");
                    const { code, text } = check(example("python").replace("job_status.BuiltInHandler.NOTIFY", "5"));
                    assert.equal(code, 1);
                    assert.match(text, /^program\.py:\d+: error: No overload variant of "JobStatusReaction" matches argument types .*"int"/);
                });
            }
        });
    }
});
