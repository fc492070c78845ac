// `node scripts/setVersion.js VERSION`: gives the project the version of a release, and the section "Unreleased" of CHANGELOG.md to it.
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { ROOT } = require("./freshness");

/** The packages that have the version: their folders, "" for the project's. */
const PACKAGES = ["", "local", "plugin", "policy"];

/** Lock files, and the packages of the project that each of them names. */
const LOCKS = { "package-lock.json": ["", "local"], "policy/package-lock.json": [""] };

/**
 * @param {string} version "0.2.0"
 * @param {{ root?: string, day?: string }} options `root`: folder of the project; `day`: of the release, "2026-12-01", by default today in UTC
 * @throws Error in one line, before anything is written
 */
exports.setVersion = (version, { root = ROOT, day = new Date().toISOString().slice(0, 10) } = {}) => {
    const read = (file) => readFileSync(join(root, file), "utf8");
    const changed = {};
    const json = (file, change) => {
        const value = JSON.parse(read(file));
        change(value);
        changed[file] = `${JSON.stringify(value, null, 4)}\n`;
    };
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
        throw new Error(`the version must be such as 0.2.0, got ${JSON.stringify(version)}`);
    }
    const { version: old } = JSON.parse(read("package.json"));
    const changelog = read("CHANGELOG.md");
    changed["CHANGELOG.md"] = changelog.replace(/^## Unreleased$/m, `## ${version} - ${day}`);
    if (changed["CHANGELOG.md"] === changelog) {
        throw new Error('CHANGELOG.md has no section "## Unreleased"');
    }
    for (const folder of PACKAGES) {
        json(join(folder, "package.json"), (manifest) => (manifest.version = version));
    }
    for (const [file, folders] of Object.entries(LOCKS)) {
        json(file, (lock) => [lock, ...folders.map((folder) => lock.packages[folder])].forEach((entry) => (entry.version = version)));
    }
    json("tests/engine/plugin.schema.json", (schema) => (schema.version = version));
    // Pages name tarballs, tags and the pack with the version.
    const named = new RegExp(`(sagemaker-job-status(?:-cli)?[- ]|@v)${old.replaceAll(".", "\\.")}(?![\\w-])`, "g");
    for (const page of ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].filter((file) => file.endsWith(".md"))) {
        changed[page] = read(page).replace(named, `$1${version}`);
    }
    for (const [file, text] of Object.entries(changed)) {
        writeFileSync(join(root, file), text);
    }
};

if (require.main === module) {
    try {
        exports.setVersion(process.argv[2] ?? "");
    } catch (error) {
        console.error(error.message);
        process.exitCode = 2;
    }
}
