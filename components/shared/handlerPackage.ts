import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

import type { Handler } from "../../catalog";

/** The slim SDK file, which `npm run prepare` builds. */
export const SDK_FILE = path.join(__dirname, "..", "..", "functions", "bin", "sdk.js");

/** What a function's package is made of. */
type Packaged = Pick<Handler, "callbackFactory" | "data">;

/** A closure takes Pulumi a quarter of a second: each factory is serialized once, however many functions run it. */
const serialized = new WeakMap<Handler["callbackFactory"], Promise<string>>();

/**
 * The files that travel to Lambda beside `sdk.js`. Nothing walks node_modules.
 *
 * @returns Promise of file name → text; rejected if the factory has captured a secret, or something that can't be serialized.
 */
export async function handlerFiles({ callbackFactory, data }: Packaged): Promise<Record<string, string>> {
    const text = serialized.get(callbackFactory) ?? serialize(callbackFactory);
    serialized.set(callbackFactory, text);
    return {
        "__index.js": `${await text}\nexports.handler = exports.callbackFactory(${data === undefined ? "" : 'require("./data.json")'});\n`,
        // `require("#sdk")` finds the SDK file beside the handler, as it does in the project.
        "package.json": JSON.stringify({ imports: { "#sdk": "./sdk.js" } }),
        ...(data === undefined ? {} : { "data.json": JSON.stringify(data) }),
    };
}

async function serialize(callbackFactory: Handler["callbackFactory"]): Promise<string> {
    return (await pulumi.runtime.serializeFunction(callbackFactory, { exportName: "callbackFactory" })).text;
}

/** The package as an archive. */
export async function handlerArchive(handler: Packaged): Promise<pulumi.asset.AssetArchive> {
    const files = Object.entries(await handlerFiles(handler)).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
    // Relative to the program, so that the path is the same on every machine.
    const sdk = new pulumi.asset.FileAsset(path.relative(process.cwd(), SDK_FILE));
    return new pulumi.asset.AssetArchive({ ...Object.fromEntries(files), "sdk.js": sdk });
}

/** What is wrong with a handler's data, if anything. An Output would travel as a warning text, and a secret in plain text. */
export function handlerDataProblems(data: unknown): string[] {
    if (data === undefined || (isPlain(data) && typeof data === "object" && data !== null)) {
        return [];
    }
    return ["handler.data must be plain JSON without Outputs: values of other resources travel by environment"];
}

function isPlain(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return value === null || value === undefined || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
    }
    const plain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
    return plain && Object.values(value).every(isPlain);
}
