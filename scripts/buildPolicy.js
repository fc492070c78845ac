const { bundle } = require("./bundle");

/** The policy pack as one file with catalogue and models inside, so that it can be published alone and starts without compiling TypeScript. */
const buildPolicy = () =>
    bundle({
        entry: "policy/index.ts",
        outfile: "policy/bin/index.js",
        script: __filename,
        options: { target: "node20", external: ["@pulumi/*"] },
    });

module.exports = buildPolicy;

if (require.main === module) {
    buildPolicy().catch((error) => {
        console.error(`scripts/buildPolicy.js: ${error.message}`);
        process.exitCode = 1;
    });
}
