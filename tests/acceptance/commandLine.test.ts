import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { PROJECT } from "../support/devStack";
import { EmptyFolder } from "../support/emptyFolder";

const { buildCli } = require("../../scripts/buildCli") as { buildCli(folder: string): void };
const { buildLibrary } = require("../../scripts/buildLibrary") as { buildLibrary(folder: string): void };
const { pack } = require("../../scripts/pack") as { pack(destination: string, options: { builders: ((folder: string) => void)[] }): string[] };

const { version, dependencies } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
    version: string;
    dependencies: Record<string, string>;
};
const versionsOf = (...names: string[]) => names.map((name) => `${name}@${dependencies[name]}`);
const SAMPLE = path.join(PROJECT, "tests/events/TrainingJob.failed.json");

/** A program of plain resources, as an ECMAScript module: a rule that can match nothing, since endpoints are IN_SERVICE. */
const PLAIN = `
import * as aws from "@pulumi/aws";
new aws.cloudwatch.EventRule("endpoints", {
    eventPattern: JSON.stringify({ source: ["aws.sagemaker"], "detail-type": ["SageMaker Endpoint State Change"], detail: { EndpointStatus: ["InService"] } }),
});
`;

const WITH_LIBRARY = `
import { JobStatusReaction, NotificationTopic, notify } from "sagemaker-job-status";
const { arn } = new NotificationTopic("ml", { email: "ml-platform@example.com" });
new JobStatusReaction("training-failed", {
    kind: "TrainingJob",
    statuses: ["Failed"],
    handler: notify,
    environment: { TOPIC_ARN: arn },
    alarmActions: [arn],
});
`;

describe("the command line as a package", () => {
    // Packages come from the registry where the package managers' caches do not have them.
    const tools = new EmptyFolder();
    let tarballs: string[];

    before(() => {
        tarballs = pack(tools.path, { builders: [buildCli, buildLibrary] });
    });
    after(() => tools.remove());

    /** Runs the installed command, as `npx jobstatus` does. */
    function jobstatus(root: EmptyFolder, folder: string, ...args: string[]) {
        const bin = path.join(root.path, "node_modules", ".bin", "jobstatus");
        const { status, stdout, stderr } = spawnSync(bin, args, { cwd: path.join(root.path, folder), encoding: "utf8" });
        return { status, stdout, stderr };
    }

    /** Makes `infra/` below the root a program. */
    function write(root: EmptyFolder, files: Readonly<Record<string, string>>): void {
        mkdirSync(path.join(root.path, "infra"));
        const common = { "Pulumi.yaml": "name: infra\nruntime: nodejs\n", "Pulumi.dev.yaml": "config:\n    aws:region: us-east-1\n" };
        for (const [name, text] of Object.entries({ ...common, ...files })) {
            writeFileSync(path.join(root.path, "infra", name), text);
        }
    }

    describe("at the root of a monorepo, with an ECMAScript module as program", () => {
        const root = new EmptyFolder();
        before(async () => {
            root.write({ "package.json": JSON.stringify({ private: true, workspaces: ["infra"] }) });
            write(root, { "package.json": JSON.stringify({ name: "infra", private: true, type: "module", main: "index.js" }), "index.js": PLAIN });
            await root.install("npm", [tarballs[0]!, ...versionsOf("@pulumi/pulumi", "@pulumi/aws")]);
        });
        after(() => root.remove());

        it("answers without a program", () => {
            assert.deepEqual(jobstatus(root, ".", "--version"), { status: 0, stdout: `${version}\n`, stderr: "" });
            assert.match(jobstatus(root, ".", "kinds", "Endpoint").stdout, /IN_SERVICE/);
        });

        it("refuses to run where there is no program", () => {
            assert.deepEqual(jobstatus(root, ".", "check"), {
                status: 2,
                stdout: "",
                stderr: "error: --program must be the folder of a Pulumi program: there is no Pulumi.yaml in this one, nor above it\n",
            });
        });

        it("finds with the pack inside what is wrong with a rule", () => {
            const { status, stdout, stderr } = jobstatus(root, ".", "check", "--program", "infra", "--format", "json");
            assert.equal(status, 1, stderr);
            assert.match(stdout, /"status-rule-pattern-matches"/);
            assert.match(stdout, /IN_SERVICE/);
        });

        it("explains why a rule does not match, and what no rule matches", () => {
            const why = jobstatus(root, "infra", "why", SAMPLE);
            assert.equal(why.status, 1, why.stderr);
            assert.match(why.stdout, /endpoints/);
            const coverage = jobstatus(root, "infra", "coverage", "--format", "json");
            assert.match(coverage.stdout, /"Endpoint"/, coverage.stderr);
        });
    });

    it("runs a program in TypeScript that pnpm has installed, with the pack and the sample events inside", async () => {
        const root = new EmptyFolder();
        try {
            await tools.install("npm", ["pnpm@10.34.9"]);
            root.write({ "package.json": JSON.stringify({ private: true }) });
            write(root, { "index.ts": WITH_LIBRARY });
            await root.install("pnpm", [...tarballs, ...versionsOf("@pulumi/pulumi", "@pulumi/aws", "typescript")], tools);
            const { status, stdout, stderr } = jobstatus(root, "infra", "run", "--json", "-");
            assert.equal(status, 0, stderr);
            const { kinds, lost, policies } = JSON.parse(stdout) as { kinds: { events: { outcome: string }[] }[]; lost: number; policies: object };
            assert.deepEqual(
                [lost, kinds.flatMap(({ events }) => events.map(({ outcome }) => outcome)).filter((outcome) => outcome !== "unmatched")],
                [0, ["handled"]],
            );
            assert.deepEqual({ ...policies, undecided: undefined }, { mandatory: 0, advisory: 0, undecided: undefined });
        } finally {
            root.remove();
        }
    });

    const slack = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf";
    for (const options of [[], ["--guard", "--region", "eu-west-1", "--name", "other", "--slack", slack]]) {
        it(`writes a new program that passes its test and the pack: init ${options.join(" ")}`, async () => {
            const root = new EmptyFolder();
            try {
                const args = ["scripts/jobstatus.js", "init", root.path, "--email", "ml@example.com", "--name", "jobs", "--packages", tools.path];
                execFileSync(process.execPath, [...args, ...options], { cwd: PROJECT });
                await root.install("npm", []);
                await root.run("npm", ["test"]);
                assert.equal(jobstatus(root, ".", "check").status, 0);
                // A second one overwrites nothing.
                const again = jobstatus(root, ".", "init", "--email", "ml@example.com");
                assert.deepEqual(again, { status: 2, stdout: "", stderr: "error: DIR must be an empty folder, and . has Pulumi.dev.yaml\n" });
            } finally {
                root.remove();
            }
        });
    }
});
