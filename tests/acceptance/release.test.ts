import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "yaml";

import { PROJECT } from "../support/devStack";
import { EmptyFolder } from "../support/emptyFolder";
import { NpmRegistry } from "./support/npmRegistry";

const { setVersion } = require("../../scripts/setVersion") as { setVersion(version: string, options: { root: string; day: string }): void };
const { releaseNotes } = require("../../scripts/releaseNotes") as { releaseNotes(changelog: string, version: string): string | undefined };

/** One that no package has on npm's own registry. */
const VERSION = "99.0.0";
const NAMES = ["sagemaker-job-status", "sagemaker-job-status-cli", "sagemaker-job-status-policy"];
const REPOSITORY = "https://github.com/acme/sagemaker-job-status";

/** The steps of the job that publishes, by name or by what they run. */
const STEPS = (
    parse(readFileSync(path.join(PROJECT, ".github", "workflows", "release.yml"), "utf8")) as {
        jobs: { publish: { steps: { name?: string; run?: string }[] } };
    }
).jobs.publish.steps.flatMap(({ name, run }) => (run === undefined ? [] : [[name ?? run, run] as const]));

const git = (folder: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], { cwd: folder, encoding: "utf8" });

describe("a release", function () {
    this.timeout(900_000);
    const folder = mkdtempSync(path.join(tmpdir(), "release-"));
    const upstream = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
    const registry = new NpmRegistry(upstream, "token-of-a-test");

    /** Runs a step of the workflow as GitHub does: with bash, which ends at the first command that fails. */
    async function step(name: string, more: Record<string, string> = {}): Promise<{ code: number; text: string }> {
        const [, script] = STEPS.find(([each]) => each.startsWith(name))!;
        // Whatever the machine has set, nothing may reach another registry.
        const inherited = Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name));
        const npm = { npm_config_userconfig: path.join(folder, "npmrc"), npm_config_registry: `http://${registry.host}/` };
        const env = { ...Object.fromEntries(inherited), ...npm, TAG: `v${VERSION}`, REPOSITORY, RUNNER_TEMP: folder, ...more };
        return new Promise((done) => {
            const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], { cwd: path.join(folder, "project"), env });
            let text = "";
            child.stdout.on("data", (chunk) => (text += String(chunk)));
            child.stderr.on("data", (chunk) => (text += String(chunk)));
            child.on("close", (code) => done({ code: code ?? -1, text }));
        });
    }

    before(async () => {
        await registry.open();
        writeFileSync(path.join(folder, "npmrc"), `//${registry.host}/:_authToken=token-of-a-test\nfetch-retries=0\n`);
        // What a checkout of the working tree has: no file that Git ignores.
        const project = path.join(folder, "project");
        const files = git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
        for (const file of files.filter((each) => each !== "" && existsSync(path.join(PROJECT, each)))) {
            cpSync(path.join(PROJECT, file), path.join(project, file), { recursive: true });
        }
        setVersion(VERSION, { root: project, day: "2026-12-01" });
        git(project, "init", "--quiet");
        git(project, "add", "--all");
        git(project, "commit", "--quiet", "--message", "Release");
        git(project, "update-ref", "refs/remotes/origin/main", "HEAD");
        symlinkSync(path.join(PROJECT, "node_modules"), path.join(project, "node_modules"));
    });
    after(() => {
        registry.close();
        rmSync(folder, { recursive: true, force: true });
    });

    it("has the steps that this test runs, and the installation of what they need", () => {
        assert.deepEqual(
            STEPS.map(([name]) => name),
            [
                "The tag must be the version of all packages, of a commit that is in main, and CHANGELOG.md must have it",
                "npm ci --ignore-scripts",
                "node scripts/build.js",
                "Pack",
                "Publish",
            ],
        );
    });

    it("is refused for another tag, and for a commit that is not in main", async () => {
        assert.equal((await step("The tag", { TAG: "v0.0.1" })).code, 1);
        const project = path.join(folder, "project");
        git(project, "commit", "--quiet", "--allow-empty", "--message", "Not reviewed");
        assert.equal((await step("The tag")).code, 1);
        git(project, "reset", "--quiet", "--soft", "HEAD~");
        assert.deepEqual(await step("The tag"), { code: 0, text: "" });
        const notes = readFileSync(path.join(project, "notes.md"), "utf8");
        assert.equal(notes.trim(), releaseNotes(readFileSync(path.join(project, "CHANGELOG.md"), "utf8"), VERSION));
    });

    it("publishes all packages, and the rest of them when it is repeated after an error of the registry", async () => {
        for (const name of ["node scripts/build.js", "Pack"]) {
            const { code, text } = await step(name);
            assert.equal(code, 0, text);
        }
        registry.failing.add(NAMES[1]!);
        assert.equal((await step("Publish")).code, 1);
        const { code, text } = await step("Publish");
        assert.equal(code, 0, text);
        assert.deepEqual(
            registry.attempts,
            [`${NAMES[0]} 201`, `${NAMES[1]} 503`, `${NAMES[1]} 201`, `${NAMES[2]} 201`].map((each) => each.replace(" ", `@${VERSION} `)),
        );
        const published = NAMES.map((name) => registry.packages.get(name)!.publication);
        for (const { name, access, versions, "dist-tags": tags } of published) {
            const { license, engines, repository, private: hidden } = versions[VERSION] as unknown as Record<string, unknown>;
            assert.deepEqual(
                [access, tags, license, engines, hidden],
                ["public", { latest: VERSION }, "Apache-2.0", { node: ">=20.12" }, undefined],
                name,
            );
            // npm refuses provenance of a package that names another repository than the one that it was built in.
            assert.deepEqual(repository, { type: "git", url: `git+${REPOSITORY}.git` }, name);
        }
    });

    it("can be installed by name, with a command and a library that run", async () => {
        const user = new EmptyFolder();
        try {
            user.write({ "package.json": "{}" });
            await user.install("npm", [...NAMES.slice(0, 2), `--registry=http://${registry.host}/`]);
            assert.equal((await user.run("npx", ["--no-install", "jobstatus", "--version"])).trim(), VERSION);
            const names = await user.run("node", [
                "-p",
                `Object.keys(require("${NAMES[0]}")).filter((each) => /^JobStatus/.test(each)).sort().join()`,
            ]);
            assert.equal(names.trim(), "JobStatusReaction,JobStatusRule");
        } finally {
            user.remove();
        }
    });
});
