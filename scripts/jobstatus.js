#!/usr/bin/env node
// The command of the project, also where nothing is built: without a target of its link, npx would ask the registry for a package of this name.
const { staleProducts } = require("./freshness");

const [stale] = staleProducts(["dist/jobstatus.js", ...(process.argv[2] === "console" ? ["dist/console.js"] : [])]);
if (stale === undefined) {
    require("../dist/jobstatus.js");
} else {
    process.stderr.write(`error: ${stale.product} is ${stale.reason}: run ${stale.remedy}\n`);
    process.exitCode = 2;
}
