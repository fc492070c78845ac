// `npm ci` runs this (script "prepare"): makes what the program needs and the repository does not hold.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

async function build() {
    require("./linkCommand").linkCommand();
    await require("./buildSdk")();
    if (existsSync(join(__dirname, "buildPolicy.js"))) {
        await require("./buildPolicy")();
    }
    require("./linkCommand").linkCommand();
}

build().catch((error) => {
    console.error(`npm run prepare: ${error.message}`);
    process.exitCode = 1;
});
