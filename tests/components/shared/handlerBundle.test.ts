import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

import { KINDS } from "../../../catalog";
import { bundledFiles, handlerModuleProblems } from "../../../components/shared/handlerBundle";
import { handlerFiles } from "../../../components/shared/handlerPackage";
import { withEnvironment } from "../../support/environment";

const MODULES = {
    "greeting.ts": `
        import { greet } from "greeting";
        import { where } from "./shared";
        import { SNSClient } from "#sdk";
        import type { Output } from "@pulumi/pulumi";
        let count = 0;
        export type Never = Output<string>;
        export const handler = async (event: { id: string }) => {
            count += 1;
            return { outcome: "ignored", reason: [greet(event.id), count, typeof SNSClient, where].join() };
        };`,
    "shared.ts": `export const where = import.meta.url.startsWith("file:");`,
    "thrower.ts": `export const handler = async (): Promise<never> => {\n    throw new Error("down");\n};`,
    "unknown.ts": `import axios from "axios/lib/all";\nexport const handler = () => axios;`,
    "nameless.ts": `export const run = async () => undefined;`,
    "program.ts": `import * as pulumi from "@pulumi/pulumi";\nexport const handler = async () => pulumi.getStack();`,
    "broken.ts": `export const handler = async () => {\n    return ];\n};`,
    "native.ts": `import addon from "./addon.node";\nexport const handler = async () => addon;`,
    "addon.node": "",
    "secret.ts": `const hook = "https://hooks.example.com/T000/B000";\nexport const handler = async () => hook;`,
    "node_modules/greeting/package.json": `{ "name": "greeting", "main": "index.js" }`,
    "node_modules/greeting/index.js": `exports.greet = (name) => "hello " + name;`,
};

describe("a handler's module", () => {
    const here = process.cwd();
    const folders: string[] = [];

    function newProgram(): string {
        const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "handler-module-")));
        folders.push(folder);
        mkdirSync(path.join(folder, "node_modules", "greeting"), { recursive: true });
        for (const [name, text] of Object.entries(MODULES)) {
            writeFileSync(path.join(folder, name), text);
        }
        return folder;
    }

    beforeEach(() => process.chdir(newProgram()));
    afterEach(() => process.chdir(here));
    after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

    it("is bundled with its packages to one file that needs the slim SDK file alone, and keeps its state between events", async () => {
        const files = await bundledFiles({ entry: "./greeting.ts" });
        assert.deepEqual(Object.keys(files), ["handler.js"]);
        assert.deepEqual([...files["handler.js"]!.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name).sort(), ["#sdk", "node:url"]);
        const folder = mkdtempSync(path.join(tmpdir(), "bundle-"));
        folders.push(folder);
        writeFileSync(path.join(folder, "package.json"), `{ "imports": { "#sdk": "./sdk.js" } }`);
        writeFileSync(path.join(folder, "sdk.js"), "exports.SNSClient = class {};");
        writeFileSync(path.join(folder, "handler.js"), files["handler.js"]!);
        const { handler } = require(path.join(folder, "handler.js")) as { handler(event: object): Promise<object> };
        const results = [await handler({ id: "a" }), await handler({ id: "b" })];
        assert.deepEqual(results, [
            { outcome: "ignored", reason: "hello a,1,function,true" },
            { outcome: "ignored", reason: "hello b,2,function,true" },
        ]);
    });

    it("gives the same bytes in another folder", async () => {
        const first = await bundledFiles({ entry: "./greeting.ts", sourceMap: true });
        process.chdir(newProgram());
        assert.deepEqual(await bundledFiles({ entry: "./greeting.ts", sourceMap: true }), first);
        assert.deepEqual(await bundledFiles({ entry: path.resolve("greeting.ts"), sourceMap: true }), first);
    });

    const ledger = { row: KINDS.TrainingJob, identity: KINDS.TrainingJob.identity };

    it("is packaged behind the same ledger as a callback", async () => {
        const files = await handlerFiles({ entry: "./greeting.ts" }, ledger);
        assert.deepEqual(Object.keys(files).sort(), ["__index.js", "handler.js", "ledger.json", "package.json"]);
        assert.equal(
            files["__index.js"],
            'exports.handler = require("./ledger.js").withLedger(require("./ledger.json"), require("./handler.js").handler);\n',
        );
    });

    it("has a source map where it is asked for, with which errors name lines of the source", async () => {
        const files = await handlerFiles({ entry: "./thrower.ts", sourceMap: true }, ledger);
        assert.match(files["__index.js"]!, /^process\.setSourceMapsEnabled\(true\);\n/);
        assert.match(files["handler.js"]!, /\/\/# sourceMappingURL=handler\.js\.map\n$/);
        const folder = mkdtempSync(path.join(tmpdir(), "bundle-"));
        folders.push(folder);
        Object.entries(files).forEach(([name, text]) => writeFileSync(path.join(folder, name), text));
        const script = 'process.setSourceMapsEnabled(true); require("./handler.js").handler().catch(({ stack }) => console.log(stack));';
        const stack = execFileSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });
        assert.match(stack, /^Error: down\n {4}at (Object\.)?handler \(.*thrower\.ts:2:11\)\n/);
    });

    for (const [what, entry, message] of [
        ["a package that is not installed", "unknown.ts", 'unknown.ts:1: Could not resolve "axios/lib/all": install axios where the program is'],
        ["no handler", "nameless.ts", 'No matching export in "nameless.ts" for import "handler"'],
        [
            "Pulumi's SDK",
            "program.ts",
            "program.ts: @pulumi/pulumi is for programs and not for Lambda: import types alone from it, and give values of resources to environment",
        ],
        ["a mistake of syntax", "broken.ts", 'broken.ts:2: Unexpected "]"'],
        ["a native addon", "native.ts", 'native.ts:1: No loader is configured for ".node" files: addon.node'],
    ] as const) {
        it(`is refused with ${what}`, async () => {
            await assert.rejects(bundledFiles({ entry: `./${entry}` }), { message });
        });
    }

    it("is refused with a secret of the configuration, as a callback is", async () => {
        const before = pulumi.runtime.allConfig();
        const hook = "https://hooks.example.com/T000/B000";
        const callbackFactory = () => async () => {
            await Promise.resolve(hook);
            return undefined;
        };
        const secretKeys = { PULUMI_CONFIG_SECRET_KEYS: '["app:slack"]' };
        try {
            for (const value of [hook, JSON.stringify({ urls: [hook] })]) {
                pulumi.runtime.setAllConfig({ "app:slack": value, "app:plain": hook });
                for (const handler of [{ entry: "./secret.ts" }, { callbackFactory }]) {
                    await withEnvironment(secretKeys, () =>
                        assert.rejects(handlerFiles(handler, ledger), {
                            message:
                                "it has the secret app:slack of the configuration in its code, as plain text: " +
                                "give it to environment, where it stays a secret, and read it from process.env",
                        }),
                    );
                    // What is no secret may be in the code, and so may a secret that is as short as a word.
                    await withEnvironment({ PULUMI_CONFIG_SECRET_KEYS: "[]" }, () => handlerFiles(handler, ledger));
                }
            }
            pulumi.runtime.setAllConfig({ "app:slack": "handler" });
            await withEnvironment(secretKeys, () => handlerFiles({ entry: "./secret.ts" }, ledger));
        } finally {
            pulumi.runtime.setAllConfig(before);
        }
    });

    for (const entry of ["./no-such.ts", "./node_modules", "", 7, null]) {
        it(`is refused where there is none: ${JSON.stringify(entry)}`, () => {
            assert.deepEqual(handlerModuleProblems({ entry: entry as string }), [
                `handler.entry must be the path of a module, relative to the program's folder, such as "./handlers/slack.ts", got ${JSON.stringify(entry)}`,
            ]);
        });
    }

    it("is refused with a source map that is neither true nor false", () => {
        assert.deepEqual(handlerModuleProblems({ entry: "./greeting.ts", sourceMap: "inline" as unknown as boolean }), [
            'handler.sourceMap must be true or false, got "inline"',
        ]);
    });
});
