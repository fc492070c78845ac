#!/usr/bin/env node
// The command line is TypeScript, run as Pulumi runs the program: transpiled only, so that there is no build product to go stale.
require("ts-node").register({ swc: true, cwd: require("node:path").resolve(__dirname, "../..") });
const { main } = require("./main");

main(process.argv.slice(2)).then((exitCode) => {
    process.exitCode = exitCode;
});
