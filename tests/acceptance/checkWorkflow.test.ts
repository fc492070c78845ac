import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { PROJECT } from "../support/devStack";
import { EmptyFolder } from "../support/emptyFolder";

interface Step {
    readonly name?: string;
    readonly run?: string;
    readonly with?: { readonly script?: string };
}
const { jobs } = parse(readFileSync(path.join(PROJECT, ".github/workflows/check.yml"), "utf8")) as { jobs: Record<string, { steps: Step[] }> };
const step = (job: string, name: string) => jobs[job]!.steps.find((each) => each.name === name)!;

describe("the check of pull requests", () => {
    const folder = new EmptyFolder();
    const file = (name: string) => readFileSync(path.join(folder.path, name), "utf8");
    before(() => symlinkSync(path.join(PROJECT, "node_modules"), path.join(folder.path, "node_modules"), "junction"));
    after(() => folder.remove());

    /** Runs the script as a runner of GitHub does. */
    function check(program: string): number | null {
        folder.write({ summary: "", outputs: "" });
        const { status, stderr } = spawnSync("bash", ["-e", "-c", step("check", "Check the program with the policy pack").run!], {
            cwd: folder.path,
            encoding: "utf8",
            env: { ...process.env, NAME: "infra", PROGRAM: program, STACK: "dev", GITHUB_STEP_SUMMARY: "summary", GITHUB_OUTPUT: "outputs" },
        });
        assert.equal(stderr, "");
        return status;
    }

    it("writes a comment and SARIF with what was found, and says how the check ended", () => {
        assert.equal(check(path.join(PROJECT, "tests/local/cli/programs/silentAlarm")), 0);
        assert.equal(file("outputs"), "code=1\n");
        assert.match(
            file("comment.md"),
            /^<!-- sagemaker-job-status infra -->\n[^]*status-rule-has-alarm[^]*```mermaid\nflowchart [^]*```\n\n<\/details>\n$/,
        );
        assert.equal(file("summary"), file("comment.md"));
        assert.ok((JSON.parse(file("check.sarif")) as { runs: { results: unknown[] }[] }).runs[0]!.results.length > 0);
    });

    it("says so if nothing was found", () => {
        assert.equal(check(path.join(PROJECT, "examples/pipeline-failed")), 0);
        assert.equal(file("outputs"), "code=0\n");
        assert.deepEqual((JSON.parse(file("check.sarif")) as { runs: { results: unknown[] }[] }).runs[0]!.results, []);
    });

    /** Runs the script that writes the comment, on a pull request with comments. */
    async function report(comments: readonly object[]): Promise<object[]> {
        const done: object[] = [];
        const github = {
            paginate: async () => comments,
            rest: {
                issues: {
                    createComment: async ({ body }: { body: string }) => done.push({ created: body }),
                    updateComment: async ({ comment_id: id, body }: { comment_id: number; body: string }) => done.push({ updated: id, body }),
                },
            },
        };
        const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => (...args: unknown[]) => Promise<void>;
        const script = new AsyncFunction("github", "context", "require", "process", step("report", "Write the comment, or update it").with!.script!);
        await script(github, { repo: { owner: "acme", repo: "ml" }, issue: { number: 7 } }, () => ({ readFileSync: () => "found" }), {
            env: { NAME: "infra" },
        });
        return done;
    }

    it("updates its own comment, and no other: not one of a person, of another check, or that begins as the comment does", async () => {
        const own = { id: 1, user: { type: "Bot" }, body: "<!-- sagemaker-job-status infra -->\nold" };
        const others = [
            { id: 2, user: { type: "User" }, body: own.body },
            { id: 3, user: { type: "Bot" }, body: "<!-- sagemaker-job-status check -->\nold" },
            { id: 4, user: { type: "Bot" }, body: "found" },
            { id: 5, user: null, body: undefined },
        ];
        assert.deepEqual(await report([...others, own]), [{ updated: 1, body: "found" }]);
        assert.deepEqual(await report(others), [{ created: "found" }]);
    });
});
