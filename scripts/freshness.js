// Says whether what `npm run prepare` builds is there and up to date. The program and the command line ask at every start, so this must stay quick: no esbuild here.
const { createHash } = require("node:crypto");
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const ROOT = join(__dirname, "..");
const REMEDY = "npm run prepare";
const MARK = "// inputs: ";

/** What the program needs. The command line asks for its own. */
const PROGRAM_PRODUCTS = ["sdk", "ledger", "digest", "reconciler", "reconcilerSdk", "channels", "channelSdk", "closures"]
    .map((name) => `functions/bin/${name}.js`)
    .concat("policy/bin/index.js");

/** sha256 over the text of the files and the versions of the packages; paths are relative to the project. Throws when one is missing. */
function digest({ files, packages }, root) {
    const hash = createHash("sha256");
    for (const file of files) {
        // Line ends differ between checkouts of the same commit.
        hash.update(`${file}\0${readFileSync(join(root, file), "utf8").replace(/\r\n/g, "\n")}\0`);
    }
    for (const folder of packages) {
        hash.update(`${folder}\0${JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).version}\0`);
    }
    return hash.digest("hex");
}

/**
 * The first line of a build product: a comment that names what it was made from.
 *
 * @param {string[]} inputs paths relative to the project: sources, and files of packages
 */
function stamp(inputs, root = ROOT) {
    const packages = inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
    const made = {
        files: [...new Set(inputs.filter((_, index) => packages[index] === undefined))].sort(),
        packages: [...new Set(packages.filter((folder) => folder !== undefined))].sort(),
    };
    return `${MARK}${JSON.stringify({ sha256: digest(made, root), ...made })}`;
}

function isCurrent(text, root) {
    const line = text.slice(0, text.indexOf("\n"));
    if (!line.startsWith(MARK)) {
        return false;
    }
    try {
        const { sha256, ...made } = JSON.parse(line.slice(MARK.length));
        return sha256 === digest(made, root);
    } catch {
        return false; // An input is gone, or the line is not ours.
    }
}

/**
 * The build products that are missing or older than their inputs, with the command that makes them.
 *
 * @returns {{ product: string, reason: "missing" | "stale", remedy: string }[]}
 */
function staleProducts(products = PROGRAM_PRODUCTS, root = ROOT) {
    const stale = [];
    for (const product of products) {
        const path = join(root, product);
        if (!existsSync(path)) {
            stale.push({ product, reason: "missing", remedy: REMEDY });
        } else if (!isCurrent(readFileSync(path, "utf8"), root)) {
            stale.push({ product, reason: "stale", remedy: REMEDY });
        }
    }
    return stale;
}

module.exports = { PROGRAM_PRODUCTS, ROOT, stamp, staleProducts };
