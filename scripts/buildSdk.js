const { dirname } = require("node:path");
const { bundle } = require("./bundle");

/** Lambda hands a function its role's credentials in the environment: reading profiles, SSO, processes and metadata services is a third of the bundle. */
const environmentCredentialsOnly = {
    name: "environment-credentials-only",
    setup(build) {
        build.onLoad({ filter: /[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, ({ path }) => ({
            contents: 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
            resolveDir: dirname(path),
        }));
        // A client imports its package.json for the version in the user agent header.
        build.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path }) => ({
            contents: JSON.stringify({ version: require(path).version }),
            loader: "json",
        }));
    },
};

/** What every function's archive holds as it is: the SDK, and the ledger that runs before the handler. */
module.exports = () =>
    Promise.all([
        bundle({
            entry: "functions/sdk.ts",
            outfile: "functions/bin/sdk.js",
            script: __filename,
            options: { target: "node22", minify: true, mainFields: ["module", "main"], plugins: [environmentCredentialsOnly] },
        }),
        bundle({
            entry: "functions/ledger.ts",
            outfile: "functions/bin/ledger.js",
            script: __filename,
            options: { target: "node22", external: ["#sdk"] },
        }),
    ]);
