const { readFileSync } = require("node:fs");
const { dirname } = require("node:path");
const { bundle } = require("./bundle");

/** Lambda hands a function its role's credentials in the environment: reading profiles, SSO, processes and metadata services is a third of the bundle. */
const smallClients = {
    name: "small-clients",
    setup(build) {
        build.onLoad({ filter: /[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, ({ path }) => ({
            contents: 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
            resolveDir: dirname(path),
        }));
        // No call of a function streams events, whose encoding is a thirteenth of the bundle.
        build.onLoad({ filter: /[\\/]event-streams[\\/]index\.js$/ }, () => ({
            contents: `
                export const resolveEventStreamSerdeConfig = (config) => config;
                export const eventStreamSerdeProvider = undefined;
                export class EventStreamSerde {
                    constructor() {
                        throw new Error("this bundle has no calls that stream events");
                    }
                }`,
        }));
        // A client imports its package.json for the version in the user agent header.
        build.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path }) => ({
            contents: JSON.stringify({ version: require(path).version }),
            loader: "json",
        }));
        // Schemas of REST services have computed keys, for which esbuild keeps those of every operation: marked as pure, the unused ones go.
        build.onLoad({ filter: /[\\/]client-lambda[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) => ({
            contents: readFileSync(path, "utf8").replace(/^export var ([\w$]+) = (\[[^]*?\]);$/gm, "export var $1 = /* @__PURE__ */ (() => $2)();"),
        }));
    },
};

const code = { target: "node22", external: ["#sdk"] };
const sdk = { target: "node22", minify: true, mainFields: ["module", "main"], plugins: [smallClients] };

/**
 * What functions' archives hold as it is: the SDK, the ledger that runs before a handler, the digest function; the reconciler and the channels, each
 * with an SDK with what it calls.
 */
module.exports = () =>
    Promise.all([
        bundle({ entry: "functions/sdk.ts", outfile: "functions/bin/sdk.js", script: __filename, options: sdk }),
        bundle({ entry: "functions/ledger.ts", outfile: "functions/bin/ledger.js", script: __filename, options: code }),
        bundle({ entry: "functions/digest.ts", outfile: "functions/bin/digest.js", script: __filename, options: code }),
        bundle({
            entry: "functions/reconciler/index.ts",
            outfile: "functions/bin/reconciler.js",
            script: __filename,
            options: { ...code, minify: true },
        }),
        bundle({ entry: "functions/reconciler/sdk.ts", outfile: "functions/bin/reconcilerSdk.js", script: __filename, options: sdk }),
        bundle({
            entry: "functions/channels/index.ts",
            outfile: "functions/bin/channels.js",
            script: __filename,
            options: { ...code, minify: true },
        }),
        bundle({ entry: "functions/channels/sdk.ts", outfile: "functions/bin/channelSdk.js", script: __filename, options: sdk }),
    ]);
