const { bundle } = require("./bundle");

/** The page of `jobstatus console`: one script and one style, for browsers of the last two years. */
module.exports = () =>
    bundle({
        entry: "local/console/page/main.tsx",
        outfile: "dist/console.js",
        script: __filename,
        options: {
            target: "es2022",
            platform: "browser",
            format: "esm",
            minify: true,
            jsx: "automatic",
            jsxImportSource: "preact",
            define: { "process.env.NODE_ENV": '"production"' },
        },
    });
