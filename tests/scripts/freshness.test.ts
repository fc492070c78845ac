import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { staleProducts, stamp } from "../../scripts/freshness";

const SDK = "functions/bin/sdk.js";
const PACK = "policy/bin/index.js";
const REMEDY = "npm run prepare";

describe("staleProducts", () => {
    let root: string;
    const write = (file: string, text: string) => {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
    };

    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "freshness-"));
        write("functions/sdk.ts", "export {};\n");
        write("policy/index.ts", "export {};\n");
        write("node_modules/@aws-sdk/client-sns/package.json", '{"version":"3.1.0"}');
        const line = stamp(["functions/sdk.ts", "node_modules/@aws-sdk/client-sns/dist-es/index.js"], root);
        write(SDK, `${line}\nmodule.exports = {};\n`);
        write(PACK, `${stamp(["policy/index.ts"], root)}\n`);
    });

    afterEach(() => rmSync(root, { recursive: true }));

    it("finds nothing when every product is made from what is there", () => {
        assert.deepEqual(staleProducts([SDK, PACK], root), []);
    });

    it("does not mind the line ends of a checkout", () => {
        write("functions/sdk.ts", "export {};\r\n");
        assert.deepEqual(staleProducts([SDK, PACK], root), []);
    });

    it("names a product that is missing", () => {
        rmSync(join(root, PACK));
        assert.deepEqual(staleProducts([SDK, PACK], root), [{ product: PACK, reason: "missing", remedy: REMEDY }]);
    });

    const changes: [what: string, change: () => void][] = [
        ["a source has changed", () => write("functions/sdk.ts", "export const a = 1;\n")],
        ["a source is gone", () => rmSync(join(root, "functions/sdk.ts"))],
        ["a package has another version", () => write("node_modules/@aws-sdk/client-sns/package.json", '{"version":"3.2.0"}')],
        ["a package is gone", () => rmSync(join(root, "node_modules"), { recursive: true })],
        ["it does not say what it was made from", () => write(SDK, "module.exports = {};\n")],
        ["what it says is broken", () => write(SDK, "// inputs: {\n")],
    ];
    for (const [what, change] of changes) {
        it(`names a product as stale when ${what}`, () => {
            change();
            assert.deepEqual(staleProducts([SDK, PACK], root), [{ product: SDK, reason: "stale", remedy: REMEDY }]);
        });
    }

    it("answers for the project from any working directory, without loading a bundler", () => {
        const script = `const before = Object.keys(require.cache).length;
            const { staleProducts } = require(${JSON.stringify(join(__dirname, "../../scripts/freshness.js"))});
            console.log(JSON.stringify([staleProducts(), Object.keys(require.cache).length - before]))`;
        const [stale, modules] = JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }));
        // The pack goes stale whenever a policy is being worked on.
        assert.deepEqual([stale.filter(({ product }: { product: string }) => product === SDK), modules], [[], 1]);
    });
});
