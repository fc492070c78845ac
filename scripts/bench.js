// `npm run bench` lists the benchmarks; `npm run bench -- NAME [ARGUMENTS]` runs one.
const { readdirSync, readFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const folder = path.join(root, "bench");
const [name, ...args] = process.argv.slice(2);
// Files that say in their first line what they measure are benchmarks; the others belong to one.
const names = readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && readFileSync(path.join(folder, file), "utf8").startsWith("/** "))
    .map((file) => file.slice(0, -3));

if (name === undefined || !names.includes(name)) {
    console.error(
        `${name === undefined ? "" : `unknown benchmark ${JSON.stringify(name)}; `}npm run bench -- NAME, where NAME is one of ${names.join(", ")}`,
    );
    process.exitCode = 2;
} else {
    const file = path.join(folder, `${name}.ts`);
    const { status } = spawnSync(process.execPath, ["-r", path.join(root, "tests", "support", "register.js"), file, ...args], {
        cwd: root,
        stdio: "inherit",
    });
    process.exitCode = status ?? 1;
}
