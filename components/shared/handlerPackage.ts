import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

import { BUILT_CLOSURES, type Handler, type HandlerModule } from "../../catalog";
import type { LedgerConfig } from "../../functions/ledger";
import { builtFile } from "./builtFile";
import { bundledFiles } from "./handlerBundle";
import { codeText } from "./handlerCode";
import { secretConfigProblem } from "./secretConfig";

const BUILT = path.join(__dirname, "..", "..", "functions", "bin");

/** What `npm run prepare` builds for every archive, file name → path: the slim SDK file, and the ledger that runs before the handler. */
export const BUILT_FILES = { "ledger.js": path.join(BUILT, "ledger.js"), "sdk.js": path.join(BUILT, "sdk.js") };

/** What a function's package is made of. */
type Packaged = Pick<Handler, "callbackFactory" | "data" | "entry"> | Pick<HandlerModule, "entry" | "sourceMap">;

type Code = Handler["callbackFactory"];

/** `require("#sdk")` finds the SDK file in the handler's folder, as it does in the project. */
const PACKAGE_JSON = JSON.stringify({ imports: { "#sdk": "./sdk.js" } });

/** A closure takes Pulumi a fifth of a second: each is serialized once, however many functions run it, and the project's own by npm ci. */
const serialized = new WeakMap<Code, Promise<string>>();

/**
 * The files that travel to Lambda in addition to BUILT_FILES. Nothing walks node_modules.
 *
 * @param ledger What the ledger before the handler must know.
 * @returns Promise of file name → text; rejected if the code has a secret, or something that can't be packaged.
 */
export async function handlerFiles(handler: Packaged, ledger: LedgerConfig): Promise<Record<string, string>> {
    const code = await (handler.entry === undefined ? closureFiles(handler) : moduleFiles(handler));
    const problem = secretConfigProblem(Object.values(code).join("\n"));
    if (problem !== undefined) {
        throw new Error(problem);
    }
    return { ...code, "package.json": PACKAGE_JSON, "ledger.json": JSON.stringify(ledger) };
}

/** The line that puts the ledger in front of a handler. */
const withLedger = (handler: string) => `exports.handler = require("./ledger.js").withLedger(require("./ledger.json"), ${handler});\n`;

async function closureFiles({ callbackFactory, data }: Pick<Handler, "callbackFactory" | "data">): Promise<Record<string, string>> {
    const handler = `exports.callbackFactory(${data === undefined ? "" : 'require("./data.json")'})`;
    return {
        "__index.js": `${await textOf(callbackFactory)}\n${withLedger(handler)}`,
        ...(data === undefined ? {} : { "data.json": JSON.stringify(data) }),
    };
}

async function moduleFiles(module: Pick<HandlerModule, "entry" | "sourceMap">): Promise<Record<string, string>> {
    const mapped = module.sourceMap ? "process.setSourceMapsEnabled(true);\n" : "";
    return { ...(await bundledFiles(module)), "__index.js": `${mapped}${withLedger('require("./handler.js").handler')}` };
}

function textOf(code: Code): Promise<string> {
    const text = serialized.get(code) ?? builtText(code) ?? codeText(code, "callbackFactory");
    serialized.set(code, text);
    return text;
}

function builtText(code: Code): Promise<string> | undefined {
    const name = BUILT_CLOSURES.get(code);
    return name === undefined ? undefined : Promise.resolve((require(path.join(BUILT, "closures.js")) as Record<string, string>)[name]!);
}

/** The package as an archive. */
export async function handlerArchive(handler: Packaged, ledger: LedgerConfig): Promise<pulumi.asset.AssetArchive> {
    const files = Object.entries(await handlerFiles(handler, ledger)).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
    const built = Object.entries(BUILT_FILES).map(([name, file]) => [name, builtFile(file)]);
    return new pulumi.asset.AssetArchive(Object.fromEntries([...files, ...built]));
}

/** The package of the function that sends digests: nothing in it depends on the program. */
export function digestArchive(): pulumi.asset.AssetArchive {
    const file = (name: string) => builtFile(path.join(BUILT, name));
    return new pulumi.asset.AssetArchive({
        "__index.js": new pulumi.asset.StringAsset('exports.handler = require("./digest.js").digestHandler();\n'),
        "package.json": new pulumi.asset.StringAsset(PACKAGE_JSON),
        "digest.js": file("digest.js"),
        "sdk.js": file("sdk.js"),
    });
}

/** Problems of a handler's data. An Output would become a warning text, and a secret plain text. */
export function handlerDataProblems(data: unknown): string[] {
    if (data === undefined || (isPlain(data) && typeof data === "object" && data !== null)) {
        return [];
    }
    return ["handler.data must be plain JSON without Outputs: pass values of other resources in environment"];
}

function isPlain(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return value === null || value === undefined || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
    }
    const plain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
    return plain && Object.values(value).every(isPlain);
}
