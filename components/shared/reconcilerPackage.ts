import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

import type { KindRow } from "../../catalog";
import type { ReconcilerData } from "../../functions/reconciler/types";
import { builtFile } from "./builtFile";

const BUILT = path.join(__dirname, "..", "..", "functions", "bin");

/** What `npm run prepare` builds for the reconciler, file name → path. */
export const RECONCILER_FILES = { "reconciler.js": path.join(BUILT, "reconciler.js"), "sdk.js": path.join(BUILT, "reconcilerSdk.js") };

/** The other files of the package, file name → text. */
export function reconcilerTexts(data: ReconcilerData): Record<string, string> {
    return {
        "index.js": 'exports.handler = require("./reconciler.js").handlerOf(require("./reconciler.json"));\n',
        "package.json": JSON.stringify({ imports: { "#sdk": "./sdk.js" } }),
        "reconciler.json": JSON.stringify({
            ...data,
            rows: Object.fromEntries(Object.entries(data.rows).map(([kind, row]) => [kind, withoutTexts(row)])),
        }),
    };
}

/** A row without what only people read. */
function withoutTexts(row: KindRow): KindRow {
    const secondary = row.secondary && { ...row.secondary, meanings: {} };
    return { ...row, secondary, statuses: row.statuses.map((status) => ({ ...status, meaning: "" })), sources: [], consolePath: "", logs: null };
}

/** The package as an archive. */
export function reconcilerArchive(data: ReconcilerData): pulumi.asset.AssetArchive {
    const texts = Object.entries(reconcilerTexts(data)).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
    const built = Object.entries(RECONCILER_FILES).map(([name, file]) => [name, builtFile(file)]);
    return new pulumi.asset.AssetArchive(Object.fromEntries([...texts, ...built]));
}
