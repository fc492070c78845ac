// npm links the commands of dependencies only: this makes `npx --no-install jobstatus` run the project's own, and never another package of that name.
const { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const folder = path.join(root, "node_modules", ".bin");
const target = path.join(root, "scripts", "jobstatus.js");
const link = path.join(folder, "jobstatus");

exports.linkCommand = () => {
    mkdirSync(folder, { recursive: true });
    rmSync(link, { force: true });
    chmodSync(target, 0o755);
    if (process.platform === "win32") {
        writeFileSync(`${link}.cmd`, `@node "${target}" %*\r\n`);
    } else {
        symlinkSync(path.relative(folder, target), link);
    }
};
