// `npm run pack`: leaves a tarball of each package in dist/packages/.
const { execFileSync } = require("node:child_process");
const { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, relative } = require("node:path");
const { buildCli } = require("./buildCli");
const { buildLibrary } = require("./buildLibrary");
const { buildPack } = require("./buildPack");
const { ROOT } = require("./freshness");

/**
 * Packs packages. Their parts that `npm run prepare` builds must be up to date.
 *
 * @param {string} destination folder for the tarballs, absolute
 * @param {{ builders?: ((folder: string) => void)[], repository?: string }} options `repository`: address that the packages name, which the npm
 *     registry compares with where they were built
 * @returns {string[]} the tarballs, absolute
 */
exports.pack = (destination, { builders = [buildLibrary, buildCli, buildPack], repository } = {}) => {
    mkdirSync(destination, { recursive: true });
    return builders.map((build) => {
        const folder = mkdtempSync(join(tmpdir(), "jobstatus-pack-"));
        try {
            build(folder);
            if (repository !== undefined) {
                const file = join(folder, "package.json");
                const manifest = { ...JSON.parse(readFileSync(file, "utf8")), repository: { type: "git", url: `git+${repository}.git` } };
                writeFileSync(file, `${JSON.stringify(manifest, null, 4)}\n`);
            }
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
    for (const file of exports.pack(destination, { repository: process.env.REPOSITORY })) {
        console.log(`${relative(ROOT, file)}  ${Math.ceil(statSync(file).size / 1024)} KB`);
    }
}
