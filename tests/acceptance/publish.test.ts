import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { type Graph, type PackRun, type RunningPack, runProgram, startPack } from "../../local/engine";
import { devStack, PROJECT } from "../support/devStack";

const buildPolicy = require("../../scripts/buildPolicy") as () => Promise<void>;

const PACK = path.join(PROJECT, "policy");
const SILENT = path.join(PROJECT, "tests/local/cli/programs/silentAlarm");

interface LockFile {
    packages: Record<string, { version?: string; resolved?: string; integrity?: string; dependencies?: Record<string, string>; engines?: object }>;
}

const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;

describe("the lock file of the policy pack", () => {
    const { packages } = readJson(path.join(PACK, "package-lock.json")) as unknown as LockFile;

    it("is that of its package.json", () => {
        const { name, version, license, dependencies, engines } = readJson(path.join(PACK, "package.json"));
        assert.deepEqual(packages[""], { name, version, license, dependencies, engines });
    });

    it("pins every package by its content, and by no address that only one network has", () => {
        const installed = Object.entries(packages).filter(([folder]) => folder !== "");
        assert.ok(installed.length > 50);
        for (const [folder, { version, resolved, integrity }] of installed) {
            assert.match(version ?? "", /^\d+\.\d+\.\d+/, folder);
            assert.match(integrity ?? "", /^sha512-/, folder);
            assert.equal(resolved, undefined, folder);
        }
    });
});

describe("the policy pack as an organization gets it", function () {
    // Packages come from the registry where the cache of npm does not have them.
    this.timeout(900_000);
    let folder: string;
    let published: string;
    let pack: RunningPack;
    let own: RunningPack;

    before(async () => {
        await buildPolicy();
        folder = mkdtempSync(path.join(tmpdir(), "published-"));
        published = path.join(folder, "package");
        // As Pulumi does it: the package of npm is unpacked into an empty folder, and its dependencies are installed there.
        execFileSync("npm", ["pack", "--silent", "--pack-destination", folder, PACK], { cwd: folder, stdio: "pipe" });
        const [tarball] = readdirSync(folder);
        execFileSync("tar", ["-xzf", tarball!], { cwd: folder });
        const quick = ["--prefer-offline", "--no-audit", "--no-fund", "--no-progress", "--ignore-scripts"];
        execFileSync("npm", ["install", ...quick], { cwd: published, stdio: "pipe" });
        [pack, own] = await Promise.all([startPack({ pack: published }), startPack({ pack: PACK })]);
    });
    after(async () => {
        await Promise.all([pack, own].map((each) => each?.close()));
        rmSync(folder, { recursive: true, force: true });
    });

    it("has what publishing needs, and nothing else", () => {
        const files = readdirSync(published, { recursive: true, encoding: "utf8" }).filter(
            (file) => !/^(node_modules|package-lock\.json)/.test(file),
        );
        assert.deepEqual(files.sort(), ["LICENSE", "PulumiPolicy.yaml", "README.md", "bin", path.join("bin", "index.js"), "package.json"]);
        const [license, ofProject] = [published, PROJECT].map((where) => readFileSync(path.join(where, "LICENSE"), "utf8"));
        assert.equal(license, ofProject);
    });

    it("runs on its own packages", () => {
        assert.deepEqual(
            ["@pulumi/policy", "@pulumi/pulumi"].map((name) => existsSync(path.join(published, "node_modules", name, "package.json"))),
            [true, true],
        );
    });

    const said = ({ pack: name, version, policies, diagnostics, notApplicable }: PackRun) => ({
        name,
        version,
        policies,
        diagnostics,
        notApplicable,
    });
    const plain = (mode: Graph["mode"]) => runProgram({ program: SILENT, stack: "dev", mode }).then(({ graph }) => graph);

    for (const mode of ["preview", "update"] as const) {
        it(`has nothing against the dev stack (${mode})`, async () => {
            const run = await pack.run(await devStack(mode));
            assert.deepEqual(
                run.diagnostics.filter(({ undecided, message }) => !undecided && !(mode === "preview" && message.startsWith("Undecided"))),
                [],
            );
            assert.deepEqual(said(run), said(await own.run(await devStack(mode))));
            assert.deepEqual(run.output, []);
        });

        it(`finds the mistakes of plain resources (${mode})`, async () => {
            const graph = await plain(mode);
            const run = await pack.run(graph);
            const found = run.diagnostics.map(({ policy, resource, level }) => `${level} ${policy} on ${resource}`);
            for (const policy of ["status-rule-has-alarm", "status-rule-has-target"]) {
                assert.ok(found.includes(`mandatory ${policy} on endpoints`), found.join("\n"));
            }
            assert.deepEqual(said(run), said(await own.run(graph)));
        });
    }
});
