import { existsSync, statSync } from "node:fs";
import * as path from "node:path";
import type * as Esbuild from "esbuild";

import type { HandlerModule } from "../../catalog";
import { show } from "./arguments";

type Entry = Pick<HandlerModule, "entry" | "sourceMap">;

/** The module as one file of the package, and its source map where it is asked for. */
const OUTFILE = "handler.js";

const bundled = new Map<string, Promise<Record<string, string>>>();

/**
 * Bundles a handler's module with all that it imports; functions of one module share the bundle. Names of the machine's folders are not in it.
 *
 * @returns Promise of file name → text; rejected with a line for each problem, which names the module and the line.
 */
export function bundledFiles({ entry, sourceMap = false }: Entry): Promise<Record<string, string>> {
    const key = JSON.stringify([path.resolve(entry), sourceMap]);
    const files = bundled.get(key) ?? bundle(entry, sourceMap);
    bundled.set(key, files);
    return files;
}

/** Problems of the path of a handler's module. */
export function handlerModuleProblems({ entry, sourceMap = false }: Entry): string[] {
    const isFile = typeof entry === "string" && existsSync(entry) && statSync(entry).isFile();
    return [
        ...(isFile
            ? []
            : [`handler.entry must be the path of a module, relative to the program's folder, such as "./handlers/slack.ts", got ${show(entry)}`]),
        ...(typeof sourceMap === "boolean" ? [] : [`handler.sourceMap must be true or false, got ${show(sourceMap)}`]),
    ];
}

async function bundle(entry: string, sourceMap: boolean): Promise<Record<string, string>> {
    const module = `./${path.relative(process.cwd(), entry).replace(/\\/g, "/")}`;
    const { outputFiles } = await esbuild()
        .build({
            absWorkingDir: process.cwd(),
            stdin: { contents: `export { handler } from ${JSON.stringify(module)};`, resolveDir: process.cwd() },
            outfile: OUTFILE,
            bundle: true,
            write: false,
            platform: "node",
            target: "node22",
            format: "cjs",
            // So that comments with folders of package managers are not in it: the bundle is the same wherever the same versions are installed.
            minify: true,
            keepNames: true,
            legalComments: "none",
            logLevel: "silent",
            ...(sourceMap ? { sourcemap: "linked" as const } : {}),
            external: ["#sdk"],
            // Modules of either system find their folder.
            define: { "import.meta.url": "__moduleUrl", "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
            banner: { js: 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
            plugins: [withoutPulumi],
        })
        .catch((failure: Esbuild.BuildFailure) => {
            throw new Error((failure.errors ?? []).map(problemOf).join("\n") || failure.message);
        });
    return Object.fromEntries(outputFiles.map((file) => [path.basename(file.path), file.text]));
}

/** Resources and Outputs are of the program: in Lambda there is no engine, and what an Output holds may be a secret. */
const withoutPulumi: Esbuild.Plugin = {
    name: "without-pulumi",
    setup: (build) =>
        build.onResolve({ filter: /^@pulumi\// }, (asked) => ({
            errors: [
                {
                    text: `${asked.path} is for programs and not for Lambda: import types alone from it, and give values of resources to environment`,
                    location: { file: path.relative(process.cwd(), asked.importer) },
                },
            ],
        })),
};

function problemOf({ text, location }: Esbuild.Message): string {
    const [, missing] = /^Could not resolve "((?:@[^/"]+\/)?[\w-][^/"]*)[^"]*"/.exec(text) ?? [];
    const at = location === null || location.file === "<stdin>" ? "" : `${location.file}${location.line > 0 ? `:${location.line}` : ""}: `;
    return `${at}${text}${missing === undefined ? "" : `: install ${missing} where the program is`}`;
}

/** It is loaded only where a handler is a module: programs without one do not need it. */
function esbuild(): typeof Esbuild {
    try {
        return require("esbuild") as typeof Esbuild;
    } catch {
        throw new Error("handler.entry needs the package esbuild: run npm install --save-dev esbuild");
    }
}
