import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

import type { ChannelRules, ChannelType } from "../../catalog";
import { builtFile } from "./builtFile";

const BUILT = path.join(__dirname, "..", "..", "functions", "bin");

/** What `npm run prepare` builds for channels, file name → path. */
export const CHANNEL_FILES = { "channels.js": path.join(BUILT, "channels.js"), "sdk.js": path.join(BUILT, "channelSdk.js") };

/** The other files of the package, file name → text. */
export function channelTexts(type: ChannelType, rules: ChannelRules = {}): Record<string, string> {
    return {
        "index.js": `exports.handler = require("./channels.js").handlerOf("${type}", ${JSON.stringify(rules)});\n`,
        "package.json": JSON.stringify({ imports: { "#sdk": "./sdk.js" } }),
    };
}

/** The package as an archive. */
export function channelArchive(type: ChannelType, rules: ChannelRules): pulumi.asset.AssetArchive {
    const texts = Object.entries(channelTexts(type, rules)).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
    const built = Object.entries(CHANNEL_FILES).map(([name, file]) => [name, builtFile(file)]);
    return new pulumi.asset.AssetArchive(Object.fromEntries([...texts, ...built]));
}
