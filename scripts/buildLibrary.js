const { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const ts = require("typescript");
const { PROGRAM_PRODUCTS, ROOT } = require("./freshness");

/** What programs may import of the package, and the source that it is. */
const ENTRIES = {
    ".": "library",
    "./components": "components/index",
    "./handlers": "functions/index",
    "./catalog": "catalog/index",
    "./event-pattern": "models/eventPattern/index",
};

/** A program brings its own copies: resources of two copies of the SDK do not know each other. The oldest of each is tested. */
const PEERS = { "@pulumi/aws": "^7.2.0", "@pulumi/pulumi": "^3.142.0" };
exports.PEERS = PEERS;
/** Bundles handlers that are modules; programs without one do not need it. */
const BUNDLER = { esbuild: ">=0.25.0 <1" };
const OPTIONAL = { esbuild: { optional: true } };

/**
 * Writes the library to a folder, ready for `npm pack`: the program's own sources, compiled to CommonJS with declaration files, and what
 * `npm run prepare` builds for the functions' archives, which therefore are those of the repository, byte for byte.
 *
 * @param {string} folder an empty folder
 * @throws Error with what the compiler reports
 */
exports.buildLibrary = (folder) => {
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
    const settings = {
        compilerOptions: {
            ...config.compilerOptions,
            noEmit: false,
            outDir: folder,
            declaration: true,
            stripInternal: true,
            removeComments: false,
            types: ["node"],
        },
        files: Object.values(ENTRIES).map((entry) => `${entry}.ts`),
    };
    const { options, fileNames } = ts.parseJsonConfigFileContent(settings, ts.sys, ROOT);
    const program = ts.createProgram(fileNames, options);
    const problems = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
    if (problems.length > 0) {
        throw new Error(
            ts.formatDiagnostics(problems, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => ROOT, getNewLine: () => "\n" }),
        );
    }
    // Only types refer to it: functions have it as bin/sdk.js.
    for (const extension of ["js", "d.ts"]) {
        rmSync(join(folder, "functions", `sdk.${extension}`));
    }
    mkdirSync(join(folder, "functions", "bin"));
    for (const product of PROGRAM_PRODUCTS.filter((each) => each.startsWith("functions/"))) {
        cpSync(join(ROOT, product), join(folder, product));
    }
    const { name, version, description, license, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const exported = Object.entries(ENTRIES).map(([as, entry]) => [as, { types: `./${entry}.d.ts`, default: `./${entry}.js` }]);
    const manifest = {
        ...{ name, version, description, license, type: "commonjs" },
        ...{ main: "./library.js", types: "./library.d.ts", exports: { ...Object.fromEntries(exported), "./package.json": "./package.json" } },
        ...{ engines, peerDependencies: { ...PEERS, ...BUNDLER }, peerDependenciesMeta: OPTIONAL },
    };
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 4)}\n`);
    cpSync(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
    cpSync(join(ROOT, "docs", "library.md"), join(folder, "README.md"));
};
