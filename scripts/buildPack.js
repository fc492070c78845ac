const { cpSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { ROOT } = require("./freshness");

/** Writes the policy pack to a folder, ready for `npm pack`. */
exports.buildPack = (folder) => {
    const text = readFileSync(join(ROOT, "policy", "package.json"), "utf8");
    // In the repository it cannot be published by mistake.
    const { private: _, ...manifest } = JSON.parse(text);
    for (const file of [...manifest.files, "LICENSE"]) {
        cpSync(join(ROOT, "policy", file), join(folder, file));
    }
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 4)}\n`);
};
