const { mkdirSync, renameSync, writeFileSync } = require("node:fs");
const { join, relative } = require("node:path");
const { ROOT, stamp, staleProducts } = require("./freshness");

const OUTFILE = "functions/bin/closures.js";
// Not @pulumi/pulumi: a later one needs no new text, and an upgrade must change no package.
const PACKAGES = ["@swc/core", "ts-node", "typescript"].map((name) => `node_modules/${name}/package.json`);

/** The serialized closures of the project's own handlers, by name. Any other handler is serialized when the program runs. */
module.exports = async () => {
    if (staleProducts([OUTFILE]).length === 0) {
        return;
    }
    require("ts-node").register({ cwd: ROOT });
    const { codeText } = require("../components/shared/handlerCode");
    const { BUILT_CLOSURES } = require("../catalog");
    const { guard, notify, stop } = require("../functions");
    const { KINDS } = require("../catalog");

    const handlers = [guard({ instanceCount: 1 }), notify(KINDS.TrainingJob), stop(KINDS.TrainingJob)];
    const texts = {};
    for (const { callbackFactory } of handlers) {
        texts[BUILT_CLOSURES.get(callbackFactory)] = await codeText(callbackFactory, "callbackFactory");
    }
    const own = Object.keys(require.cache)
        .map((file) => relative(ROOT, file).replace(/\\/g, "/"))
        .filter((file) => /^(catalog|components|functions)\//.test(file) && !file.includes("/bin/"));
    const file = join(ROOT, OUTFILE);
    mkdirSync(join(ROOT, "functions", "bin"), { recursive: true });
    // Renamed into place, so that a program that starts meanwhile never reads half a file.
    writeFileSync(
        `${file}.${process.pid}`,
        `${stamp([...own, ...PACKAGES, "scripts/buildClosures.js", "scripts/transpiler.js", "tsconfig.json"])}\nmodule.exports = ${JSON.stringify(texts)};\n`,
    );
    renameSync(`${file}.${process.pid}`, file);
};
