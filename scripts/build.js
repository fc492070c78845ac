// `npm ci` runs this (script "prepare"): makes what the program needs and the repository does not hold.

async function build() {
    await Promise.all([require("./buildSdk")(), require("./buildPolicy")(), require("./buildCommand")(), require("./buildClosures")()]);
    require("./linkCommand").linkCommand();
}

build().catch((error) => {
    console.error(`npm run prepare: ${error.message}`);
    process.exitCode = 1;
});
