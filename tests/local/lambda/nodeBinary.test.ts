import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodeOf } from "../../../local/lambda/nodeBinary";
import { withEnvironment } from "../../support/environment";
import { definition, FunctionBench } from "./shared/functions";

/** No runtime of Lambda, so that no machine has it. */
const RUNTIME = "nodejs9.x";

describe("the Node.js of a function", () => {
    const bench = new FunctionBench();
    const folder = mkdtempSync(join(tmpdir(), "node-"));
    const [program, home] = [join(folder, "program"), join(folder, "home")];
    const managers = { HOME: home, NVM_DIR: "", FNM_DIR: "", MISE_DATA_DIR: "", VOLTA_HOME: "" };
    after(async () => {
        rmSync(folder, { recursive: true });
        await bench.closeAll();
    });
    mkdirSync(program);

    /** This Node.js under another version. Its functions see where it lies. */
    const install = (path: string, version: string): string => {
        mkdirSync(dirname(path), { recursive: true });
        const answer = JSON.stringify({ version, flags: [] });
        writeFileSync(
            path,
            `#!/bin/sh\nif [ "$1" = "-p" ]; then echo '${answer}'; exit; fi\nRAN_ON='${path}'; export RAN_ON\nexec '${process.execPath}' "$@"\n`,
        );
        chmodSync(path, 0o755);
        return path;
    };
    const found = (more: object = {}) => withEnvironment({ ...managers, ...more }, () => nodeOf(RUNTIME, program));
    const here = { path: process.execPath, version: process.versions.node, flags: process.allowedNodeEnvironmentFlags };

    it("is this one where its runtime has the same major version, whatever else is installed", () => {
        const major = process.versions.node.split(".")[0];
        install(join(home, `.nvm/versions/node/v${major}.999.0/bin/node`), `${major}.999.0`);
        assert.deepEqual(
            withEnvironment(managers, () => nodeOf(`nodejs${major}.x`, program)),
            here,
        );
    });

    it("is this one where no other has the major version, or where what has its name does not start", () => {
        const empty = install(join(home, ".nvm/versions/node/v9.9.9/bin/node"), "9.9.9");
        writeFileSync(empty, "");
        assert.deepEqual(found(), here);
    });

    it("is the newest that a version manager has installed", () => {
        install(join(home, ".nvm/versions/node/v9.4.0/bin/node"), "9.4.0");
        install(join(home, ".nvm/versions/node/v90.0.0/bin/node"), "90.0.0");
        const newest = install(join(home, ".nvm/versions/node/v9.10.0/bin/node"), "9.10.0");
        assert.deepEqual(found(), { path: newest, version: "9.10.0", flags: new Set() });
    });

    for (const [variable, way] of [
        ["NVM_DIR", "versions/node/v9.5.0/bin/node"],
        ["FNM_DIR", "node-versions/v9.5.0/installation/bin/node"],
        ["MISE_DATA_DIR", "installs/node/9.5.0/bin/node"],
        ["VOLTA_HOME", "tools/image/node/9.5.0/bin/node"],
    ] as const) {
        it(`is found in the folder that ${variable} names`, () => {
            const path = install(join(folder, variable, way), "9.5.0");
            assert.deepEqual(found({ HOME: folder, [variable]: join(folder, variable) }), { path, version: "9.5.0", flags: new Set() });
        });
    }

    it("is before all others the package of npm in the folder of the program or above it, and runs the handler", async () => {
        const path = install(join(folder, `node_modules/node-${process.platform}-${process.arch}/bin/node`), "9.11.2");
        assert.equal(found().path, path);
        const copy = await bench.make(definition("exports.handler = async () => process.env.RAN_ON", { runtime: RUNTIME, program }));
        const { payload } = await copy.invoke({}, { requestId: "r", now: 0 });
        assert.deepEqual([payload, copy.package.runtime, copy.package.node], [path, RUNTIME, "9.11.2"]);
    });
});
