// `npm ci` runs this (script "prepare"): makes what the program needs and the repository does not hold.

async function build() {
    require("./linkCommand").linkCommand();
    await require("./buildSdk")();
    await require("./buildPolicy")();
}

build().catch((error) => {
    console.error(`npm run prepare: ${error.message}`);
    process.exitCode = 1;
});
