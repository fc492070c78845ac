#!/usr/bin/env node
// The command of the project, also where nothing is built: without a target of its link, npx would ask the registry for a package of this name.
const { staleProducts } = require("./freshness");

const [stale] = staleProducts(["dist/jobstatus.js", ...(process.argv[2] === "console" ? ["dist/console.js"] : [])]);
if (stale === undefined) {
    // The SDK's version is pinned, so its notice about Node.js for later versions concerns no one who runs a command.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    require("../dist/jobstatus.js");
} else {
    process.stderr.write(`error: ${stale.product} is ${stale.reason}: run ${stale.remedy}\n`);
    process.exitCode = 2;
}
