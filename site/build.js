// Builds dist/site: the project's pages, and a reference of what the library exports.
import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import path from "node:path";

const HERE = import.meta.dirname;
const PAGES = path.join(HERE, "bin");
const run = (name, ...args) => execFileSync(process.execPath, [path.join(HERE, "node_modules", name), ...args], { cwd: HERE, stdio: "inherit" });

rmSync(PAGES, { recursive: true, force: true });
for (const page of ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs"]) {
    cpSync(path.join(HERE, "..", page), path.join(PAGES, page), { recursive: true });
}
run("typedoc/bin/typedoc", "--logLevel", "Warn");
run("vitepress/bin/vitepress.js", "build", ".");
