const { mkdirSync, renameSync, writeFileSync } = require("node:fs");
const { basename, dirname, join, relative } = require("node:path");
const esbuild = require("esbuild");
const { ROOT, stamp } = require("./freshness");

/**
 * Bundles one entry point to one CommonJS file for Node.js, whose first line names its inputs (see freshness.js).
 *
 * @param {{ entry: string, outfile: string, script: string, options?: import("esbuild").BuildOptions }} product `entry` and `outfile` are
 *     relative to the project; `script` is the path of the calling script, which is an input because it holds the options.
 */
async function bundle({ entry, outfile, script, options }) {
    const { metafile, outputFiles } = await esbuild.build({
        absWorkingDir: ROOT,
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: "node",
        format: "cjs",
        legalComments: "none",
        logLevel: "warning",
        metafile: true,
        write: false,
        ...options,
    });
    const path = join(ROOT, outfile);
    // The scripts hold the options, and the version of esbuild decides the output as well.
    const own = [script, __filename, require.resolve("esbuild/package.json")].map((file) => relative(ROOT, file).replace(/\\/g, "/"));
    mkdirSync(dirname(path), { recursive: true });
    for (const file of outputFiles) {
        const made = join(dirname(path), basename(file.path));
        // Renamed into place, so that a program that starts meanwhile never reads half a file.
        const part = `${made}.${process.pid}`;
        // A style has no comments of this form. It is made together with its script, whose inputs it has.
        writeFileSync(part, made.endsWith(".css") ? file.text : `${stamp([...Object.keys(metafile.inputs), ...own])}\n${file.text}`);
        renameSync(part, made);
    }
}

module.exports = { bundle };
