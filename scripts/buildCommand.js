const { readFileSync } = require("node:fs");
const { dirname, join, relative } = require("node:path");
const { bundle } = require("./bundle");
const { ROOT } = require("./freshness");

const OUTFILE = "dist/jobstatus.js";

/** Processes of the local AWS and the engine start from files next to the source that names them: `__dirname` stays the folder of that source. */
const foldersOfSources = {
    name: "folders-of-sources",
    setup(build) {
        build.onLoad({ filter: /[\\/](local|components|functions)[\\/].*\.ts$/ }, ({ path }) => {
            const folder = relative(join(ROOT, dirname(OUTFILE)), dirname(path)).replace(/\\/g, "/");
            const contents = readFileSync(path, "utf8").replace(/\b__dirname\b/g, `require("node:path").join(__dirname, ${JSON.stringify(folder)})`);
            return { contents, loader: "ts" };
        });
    },
};

/** The command line as one file, in which a command loads the engine and the local AWS only when it runs a program. */
module.exports = () =>
    bundle({
        entry: "local/cli/jobstatus.ts",
        outfile: OUTFILE,
        script: __filename,
        options: { target: "node20", packages: "external", plugins: [foldersOfSources] },
    });
