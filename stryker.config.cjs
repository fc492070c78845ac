// Mutates the policies and what reads resources for them, and runs their tests: npm run mutation. CONTRIBUTING.md describes the report and what survives on purpose.

// The runner asks mocha for files without their extension, which is .cjs as of mocha 12. The processes that Stryker starts load this file too.
require.extensions[".cjs"] = require.extensions[".js"];
process.env.NODE_OPTIONS = `--require ${JSON.stringify(__filename)}`;

module.exports = {
    mutate: ["models/graph/**/*.ts", "policy/**/*.ts", "!policy/index.ts"],
    testRunner: "mocha",
    mochaOptions: {
        require: ["./tests/support/register.js", "./tests/support/forgetful.js"],
        spec: ["tests/models/graph/**/*.test.ts", "tests/policy/**/*.test.ts"],
        grep: "/^(?!.* made of this project's program )/",
    },
    coverageAnalysis: "perTest",
    // A mutant in a constant of a file needs a new process and every test: twenty seconds and more each.
    ignoreStatic: true,
    concurrency: 1,
    // A busy machine is slower than at the first run, and what takes too long counts as killed.
    timeoutFactor: 5,
    reporters: ["clear-text", "html", "json"],
    clearTextReporter: { logTests: false },
    htmlReporter: { fileName: ".stryker/report.html" },
    jsonReporter: { fileName: ".stryker/report.json" },
    tempDirName: ".stryker/sandboxes",
    cleanTempDir: "always",
};
