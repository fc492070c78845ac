// Loaded into the node process of every program and pack, before anything else.
const path = require("node:path");
const util = require("node:util");

// The Pulumi SDK prints an uncaught error with util.inspect(error, { colors: true }). On Node 20 and 22 that can take half a minute of CPU:
// to grey out library frames, Node searches the stack again and again when a source map shortens a path to "/node_modules/@pulumi/….ts".
// Without colours it does not search. The engine strips colours anyway.
const inspect = util.inspect;
const plain = (options) => (options !== null && typeof options === "object" && options.colors ? { ...options, colors: false } : options);
util.inspect = Object.assign((value, ...rest) => inspect(value, ...(value instanceof Error ? rest.map(plain) : rest)), inspect);

const script = process.argv[1] ?? "";
if (script.includes("run-policy-pack")) {
    // A policy pack serves until it is ended. Its standard input closes when the process that started it is gone, however that ended.
    process.stdin
        .on("end", () => process.exit())
        .on("error", () => process.exit())
        .resume()
        .unref();
} else {
    // The SDK reports every step of every resource to the engine's log, one call after the other: a fifth of a run, and no one reads it.
    try {
        require(path.resolve(script, "../../../log")).debug = () => Promise.resolve();
    } catch (error) {
        // An SDK that keeps its log elsewhere is only slower.
        if (error.code !== "MODULE_NOT_FOUND") {
            throw error;
        }
    }
}
