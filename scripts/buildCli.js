const { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { isBuiltin } = require("node:module");
const { ROOT } = require("./freshness");
const { buildPack } = require("./buildPack");

const NAME = "sagemaker-job-status-cli";

const scriptsIn = (folder) =>
    readdirSync(join(ROOT, folder))
        .filter((file) => file.endsWith(".js"))
        .map((file) => `${folder}/${file}`);

/** What commands read, at the paths that they have in the repository: the bundles, what child processes start from, the policies' pages, the samples. */
const FILES = [
    ...["dist/jobstatus.js", "dist/console.js", "dist/console.css"],
    // All that is JavaScript there: what is bundled is TypeScript.
    ...["local/engine", "local/lambda"].flatMap((folder) => scriptsIn(folder)),
    ...["docs/policies", "tests/events", "tests/events-further", "tests/resources.json", "LICENSE"],
];

/** The program's own copy of the SDK runs the program; the pack and the engine take the one that npm finds for the command. */
const PEERS = { "@pulumi/pulumi": "^3.142.0" };

const readJson = (file) => JSON.parse(readFileSync(join(ROOT, file), "utf8"));

/** Writes the command line with the policy pack inside to a folder, ready for `npm pack`. */
exports.buildCli = (folder) => {
    for (const file of FILES) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        cpSync(join(ROOT, file), join(folder, file), { recursive: true });
    }
    buildPack(join(folder, "policy"));
    cpSync(join(ROOT, "docs", "command-line.md"), join(folder, "README.md"));
    writeFileSync(join(folder, "bin.js"), '#!/usr/bin/env node\nrequire("./dist/jobstatus.js");\n', { mode: 0o755 });
    const { version, license, engines, dependencies: ofProgram, devDependencies: ofTests } = readJson("package.json");
    const { description, dependencies: own, peerDependencies: shared } = readJson("local/package.json");
    const versions = { ...shared, ...own, ...ofProgram };
    const imported = [...readFileSync(join(ROOT, "dist/jobstatus.js"), "utf8").matchAll(/\brequire\("((?:@[^/"]+\/)?[\w-][^/"]*)[^"]*"\)/g)];
    const names = [...new Set([...imported.map(([, name]) => name), ...Object.keys(readJson("policy/package.json").dependencies)])];
    const needed = names.filter((name) => !isBuiltin(name) && !name.startsWith("node:") && !(name in PEERS)).sort();
    // What a program that `jobstatus init` writes runs with.
    const programVersions = Object.fromEntries(
        ["@pulumi/aws", "@pulumi/pulumi", "@types/node", "typescript"].map((each) => [each, { ...ofTests, ...ofProgram }[each]]),
    );
    const manifest = {
        ...{ name: NAME, version, description, license, type: "commonjs", bin: { jobstatus: "./bin.js" } },
        ...{ engines, dependencies: Object.fromEntries(needed.map((name) => [name, versions[name]])), peerDependencies: PEERS, programVersions },
    };
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 4)}\n`);
};
