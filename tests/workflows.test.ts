import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { PROJECT } from "./support/devStack";

const FOLDER = path.join(PROJECT, ".github", "workflows");

interface Step {
    run?: string;
    uses?: string;
    with?: Record<string, unknown>;
    env?: Record<string, string>;
}

interface Job {
    permissions?: Record<string, string>;
    "timeout-minutes"?: number;
    environment?: string;
    if?: string;
    steps?: Step[];
    /** A workflow whose jobs are run. */
    uses?: string;
    /** Secrets that the workflow gets, `inherit` for all. */
    secrets?: unknown;
    "runs-on"?: string;
}

interface Workflow {
    on: object;
    permissions: unknown;
    /** What all of its jobs would get. */
    env?: unknown;
    jobs: Record<string, Job>;
}

/** Permissions beyond reading the code that a job has a reason for. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
    // What check.yml has a job for.
    "pull-request.yml/check": ["pull-requests: write", "security-events: write"],
    "check.yml/report": ["pull-requests: write", "security-events: write"],
    "pull-request.yml/preview": ["id-token: write"],
    "deploy.yml/up": ["id-token: write"],
    "sweep.yml/check": ["security-events: write"],
    "release.yml/publish": ["id-token: write"],
    "release.yml/release": ["contents: write"],
    "site.yml/publish": ["id-token: write", "pages: write"],
};

/** The jobs with secrets, and the environment whose secrets they are. */
const ENVIRONMENTS: Readonly<Record<string, string>> = {
    "pull-request.yml/preview": "preview",
    "deploy.yml/up": "${{ matrix.environment }}",
    "sweep.yml/check": "sweep",
    "publish-policy.yml/publish": "policy",
    "release.yml/publish": "npm",
    "site.yml/publish": "github-pages",
};

/** Secrets that a job of a pull request may see: a token and a passphrase that only read. */
const OF_PULL_REQUESTS = ["PREVIEW_ACCESS_TOKEN", "PREVIEW_CONFIG_PASSPHRASE"];

const WORKFLOWS = readdirSync(FOLDER)
    .sort()
    .map((file) => {
        const text = readFileSync(path.join(FOLDER, file), "utf8");
        return { file, text, workflow: parse(text) as Workflow };
    });

const jobsOf = ({ file, workflow }: (typeof WORKFLOWS)[number]) =>
    Object.entries(workflow.jobs).map(([name, job]) => ({ id: `${file}/${name}`, job }));

/** What a job may do beyond reading the code, as "scope: level". */
const beyondReading = ({ permissions = {} }: Job) =>
    Object.entries(permissions)
        .map(([scope, level]) => `${scope}: ${level}`)
        .filter((permission) => permission !== "contents: read");

/** Names of the secrets that a job reads; what names none, such as `toJSON(secrets)`, in full. */
const secretsOf = (job: Job) =>
    [...new Set([...JSON.stringify(job).matchAll(/\$\{\{[^}]*?\bsecrets\b(?:\.(\w+))?[^}]*\}\}/g)].map(([all, name]) => name ?? all))].sort();

/** Whether a job runs code of the checked-out commit or of its dependencies. */
const runsCode = ({ steps = [] }: Job) =>
    steps.some(({ run = "", uses = "" }) => uses.startsWith("actions/checkout@") || /\b(npm|npx|node|pulumi)\b/.test(run));

describe("the GitHub workflows", () => {
    for (const each of WORKFLOWS) {
        const { file, text, workflow } = each;
        describe(file, () => {
            it("pins every action by digest and names its version", () => {
                for (const [, action] of text.matchAll(/uses: *(.+)$/gm)) {
                    assert.match(action!, /^([\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\.github\/workflows\/[\w-]+\.yml)$/);
                }
            });

            it("gives each job the permissions that it needs, and a time limit", () => {
                assert.deepEqual(workflow.permissions, {});
                for (const { id, job } of jobsOf(each)) {
                    assert.deepEqual(beyondReading(job).sort(), [...(REASONS[id] ?? [])].sort(), id);
                    assert.ok(job.uses !== undefined || (job["timeout-minutes"] ?? Infinity) <= 60, id);
                }
            });

            it("leaves no credentials behind, expands nothing of others inside a script, and runs no other jobstatus than its own", () => {
                for (const { job } of jobsOf(each)) {
                    for (const { run = "", uses = "", with: inputs } of job.steps ?? []) {
                        assert.doesNotMatch(`${run}${String(inputs?.script)}`, /\$\{\{/);
                        assert.doesNotMatch(run, /npx (?!--no-install )/);
                        assert.equal(uses.startsWith("actions/checkout@") && inputs?.["persist-credentials"] !== false, false);
                    }
                }
            });

            it("gives secrets to no workflow and to no job that does not name them, and checks out what has started it, on a machine of GitHub", () => {
                assert.equal(workflow.env, undefined);
                for (const { id, job } of jobsOf(each)) {
                    assert.equal(job.secrets, undefined, id);
                    assert.equal(job["runs-on"], job.uses === undefined ? "ubuntu-24.04" : undefined, id);
                    for (const { uses = "", with: inputs = {} } of job.steps ?? []) {
                        assert.ok(!uses.startsWith("actions/checkout@") || !["ref", "repository"].some((name) => name in inputs), id);
                    }
                }
            });

            it("reads secrets only in a job with an environment", () => {
                for (const { id, job } of jobsOf(each)) {
                    assert.equal(job.environment, ENVIRONMENTS[id], id);
                    assert.ok(job.environment !== undefined || secretsOf(job).length === 0, `${id} reads ${secretsOf(job).join(", ")}`);
                }
            });

            it("runs no install script of a dependency in a job with secrets or permissions", () => {
                for (const { id, job } of jobsOf(each).filter(({ job }) => job.environment !== undefined || beyondReading(job).length > 0)) {
                    for (const { run = "", uses = "", with: inputs } of job.steps ?? []) {
                        assert.doesNotMatch(run, /\bnpm (ci|i|install|rebuild|test|exec)\b(?! --ignore-scripts)/, id);
                        // Nor does it restore what another run has installed.
                        assert.ok(!uses.startsWith("actions/setup-node@") || inputs?.["package-manager-cache"] === false, id);
                        assert.equal(inputs?.cache, undefined, id);
                        assert.equal(uses.startsWith("actions/cache"), false, id);
                    }
                }
            });
        });
    }

    for (const each of WORKFLOWS.filter(({ workflow }) => "workflow_dispatch" in workflow.on)) {
        it(`${each.file} can be started by hand, and does so for main only`, () => {
            for (const { id, job } of jobsOf(each)) {
                assert.match(job.if ?? "", /^github\.ref == 'refs\/heads\/main'( &&|$)/, id);
            }
        });
    }

    const stepsOf = (name: string, job: string) => WORKFLOWS.find(({ file }) => file === name)!.workflow.jobs[job]!.steps!.map(({ run = "" }) => run);

    for (const file of ["publish-policy.yml", "release.yml"]) {
        it(`publish commits in main only: ${file}`, () => {
            const steps = stepsOf(file, "publish");
            const checked = steps.findIndex((run) => run.includes("git merge-base --is-ancestor HEAD origin/main"));
            assert.ok(checked >= 0 && checked < steps.findIndex((run) => run.includes("npm ci")));
        });
    }

    it("release the version of all packages only", () => {
        const [script] = stepsOf("release.yml", "publish").flatMap((run) =>
            run.startsWith("for package in") ? run.split("git merge-base")[0]! : [],
        );
        const { version } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as { version: string };
        const ends = (TAG: string) => spawnSync("bash", ["-e", "-c", script!], { cwd: PROJECT, env: { ...process.env, TAG } }).status;
        assert.deepEqual([ends(`v${version}`), ends("v99.0.0"), ends(version)], [0, 1, 1]);
    });

    const startedBy = (event: RegExp) => WORKFLOWS.filter(({ workflow }) => Object.keys(workflow.on).some((each) => event.test(each)));
    const called = startedBy(/^workflow_call$/);
    const ofPullRequests = [...startedBy(/^(pull_request|issue|workflow_run)/), ...called];

    it("are started by something else, or called by one that is", () => {
        const uses = WORKFLOWS.flatMap(jobsOf).flatMap(({ job }) => job.uses ?? []);
        assert.deepEqual(
            called.map(({ file, workflow }) => [`./.github/workflows/${file}`, Object.keys(workflow.on)]),
            uses.map((file) => [file, ["workflow_call"]]),
        );
    });

    it("run for pull requests in one workflow and what it calls, with the rights of the pull request", () => {
        assert.deepEqual(
            ofPullRequests.map(({ file, workflow }) => [file, Object.keys(workflow.on)]),
            [
                ["pull-request.yml", ["pull_request"]],
                ["check.yml", ["workflow_call"]],
            ],
        );
    });

    it("give code of a pull request neither a token that may write nor a secret of a deployment", () => {
        for (const { id, job } of ofPullRequests.flatMap(jobsOf).filter(({ job }) => runsCode(job))) {
            assert.deepEqual(
                beyondReading(job).filter((permission) => permission !== "id-token: write"),
                [],
                id,
            );
            assert.deepEqual(
                secretsOf(job).filter((name) => !OF_PULL_REQUESTS.includes(name)),
                [],
                id,
            );
        }
    });

    it("name no secret of a preview in a workflow that deploys", () => {
        for (const each of WORKFLOWS.filter((workflow) => !ofPullRequests.includes(workflow))) {
            for (const { id, job } of jobsOf(each)) {
                assert.deepEqual(
                    secretsOf(job).filter((name) => OF_PULL_REQUESTS.includes(name)),
                    [],
                    id,
                );
            }
        }
    });

    const page = readFileSync(path.join(PROJECT, "docs", "pull-requests.md"), "utf8");

    it("sign in to AWS by a trust policy for one repository, one environment and the branch main, without a wildcard", () => {
        const [policy] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => JSON.parse(text!) as object);
        const github = "token.actions.githubusercontent.com";
        assert.deepEqual(policy, {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${github}` },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            [`${github}:aud`]: "sts.amazonaws.com",
                            [`${github}:sub`]: "repo:OWNER/REPO:environment:prod-eu",
                            [`${github}:ref`]: "refs/heads/main",
                        },
                    },
                },
            ],
        });
    });

    it("have all their variables and secrets on the page about them", () => {
        const names = WORKFLOWS.flatMap(({ text }) => [...text.matchAll(/\b(?:secrets|vars)\.(\w+)/g)].map(([, name]) => name!));
        assert.deepEqual(
            [...new Set(names)].filter((name) => !page.includes(`\`${name}\``)),
            [],
        );
    });
});
