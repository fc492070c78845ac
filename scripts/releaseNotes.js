// `node scripts/releaseNotes.js VERSION`: what CHANGELOG.md says about a version. Ends with 2 where it says nothing.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { ROOT } = require("./freshness");

/**
 * @param {string} changelog text of CHANGELOG.md
 * @param {string} version "0.2.0"
 * @returns {string | undefined} the text below the version's headline; undefined where there is none, or no text
 */
exports.releaseNotes = (changelog, version) => {
    const sections = changelog.split(/^## /m).slice(1);
    const section = sections.find((each) => /^\[?([^\s\]]+)/.exec(each)?.[1] === version);
    return section?.slice(section.indexOf("\n")).trim() || undefined;
};

if (require.main === module) {
    const [version = ""] = process.argv.slice(2);
    const notes = exports.releaseNotes(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8"), version);
    if (notes === undefined) {
        console.error(`CHANGELOG.md has no section "## ${version}" with a text`);
        process.exitCode = 2;
    } else {
        console.log(notes);
    }
}
