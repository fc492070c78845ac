// `npm run pack`: leaves a tarball of each package in dist/packages/.
const { execFileSync } = require("node:child_process");
const { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { basename, join, relative } = require("node:path");
const { buildLibrary } = require("./buildLibrary");
const { ROOT } = require("./freshness");

function buildPack(folder) {
    cpSync(join(ROOT, "policy"), folder, { recursive: true, filter: (file) => basename(file) !== "node_modules" });
    // In the repository it must not be published by mistake.
    const { private: _, ...manifest } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 4)}\n`);
}

/**
 * Packs packages. Their parts that `npm run prepare` builds must be up to date.
 *
 * @param {string} destination folder for the tarballs, absolute
 * @returns {string[]} the tarballs, absolute
 */
exports.pack = (destination, builders = [buildLibrary, buildPack]) => {
    mkdirSync(destination, { recursive: true });
    return builders.map((build) => {
        const folder = mkdtempSync(join(tmpdir(), "jobstatus-pack-"));
        try {
            build(folder);
            const [{ filename }] = JSON.parse(
                execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", destination], { cwd: folder, encoding: "utf8" }),
            );
            return join(destination, filename);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
};

if (require.main === module) {
    const destination = join(ROOT, "dist", "packages");
    rmSync(destination, { recursive: true, force: true });
    for (const file of exports.pack(destination)) {
        console.log(`${relative(ROOT, file)}  ${Math.ceil(statSync(file).size / 1024)} KB`);
    }
}
