// `npm ci` runs this (script "prepare"): makes what the program needs and the repository does not hold.

async function build() {
    const parts = ["./buildSdk", "./buildPolicy", "./buildCommand", "./buildClosures", "./buildConsole"];
    await Promise.all(parts.map((part) => require(part)()));
    require("./linkCommand").linkCommand();
}

build().catch((error) => {
    console.error(`npm run prepare: ${error.message}`);
    process.exitCode = 1;
});
