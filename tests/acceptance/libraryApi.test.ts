import assert from "node:assert/strict";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Extractor, ExtractorConfig, type ExtractorMessage } from "@microsoft/api-extractor";

import { PROJECT } from "../support/devStack";
import { EmptyFolder } from "../support/emptyFolder";

const { buildLibrary } = require("../../scripts/buildLibrary") as { buildLibrary(folder: string): void };

const EXPECTED = path.join(__dirname, "api");
/** What programs import, and the file that declares it. What "./components" and "./handlers" export is in the first. */
const ENTRIES = { library: "library", catalog: "catalog/index", eventPattern: "models/eventPattern/index" };
/** A change that no test of behaviour sees can break programs: read it, and write it down in CHANGELOG.md. */
const HOW = "UPDATE=1 npx mocha tests/acceptance/libraryApi.test.ts writes it";

/** The types of constants are their data. What is deeper than their names is left out: docs/kinds.md has it. */
const withoutData = (report: string) =>
    report.replace(/^(export const \w+: .*[{[]\n)((?: .*\n)+)(?=[}\]])/gm, (_, head: string, body: string) => {
        const names = body.split("\n").filter((line) => /^ {4}\S/.test(line));
        return head + names.map((line) => `${line}\n`).join("");
    });

describe("the interface of the library", () => {
    const folder = new EmptyFolder();
    before(() => {
        buildLibrary(folder.path);
        symlinkSync(path.join(PROJECT, "node_modules"), path.join(folder.path, "node_modules"), "junction");
    });
    after(() => folder.remove());

    /** The report of an entry, as it is in the folder after this. */
    function report(name: keyof typeof ENTRIES): string {
        const problems: ExtractorMessage[] = [];
        Extractor.invoke(
            ExtractorConfig.prepare({
                configObjectFullPath: undefined,
                packageJsonFullPath: path.join(folder.path, "package.json"),
                configObject: {
                    newlineKind: "lf",
                    projectFolder: folder.path,
                    mainEntryPointFilePath: path.join(folder.path, `${ENTRIES[name]}.d.ts`),
                    compiler: {
                        overrideTsconfig: {
                            compilerOptions: { module: "node16", moduleResolution: "node16", types: ["node"] },
                            files: [`${ENTRIES[name]}.d.ts`],
                        },
                    },
                    apiReport: { enabled: true, reportFileName: `${name}.api.md`, reportFolder: folder.path, reportTempFolder: folder.path },
                    docModel: { enabled: false },
                    dtsRollup: { enabled: false },
                    tsdocMetadata: { enabled: false },
                },
            }),
            {
                localBuild: true,
                messageCallback: (message) => {
                    message.handled = true;
                    if (message.category === "Compiler" || message.logLevel === "error") {
                        problems.push(message);
                    }
                },
            },
        );
        assert.deepEqual(
            problems.map(({ text }) => text),
            [],
        );
        return withoutData(readFileSync(path.join(folder.path, `${name}.api.md`), "utf8"));
    }

    for (const name of ["library", "catalog", "eventPattern"] as const) {
        it(`is what was reviewed: ${name}.api.md (${HOW})`, () => {
            const found = report(name);
            const expected = path.join(EXPECTED, `${name}.api.md`);
            if (process.env.UPDATE !== undefined) {
                writeFileSync(expected, found);
            }
            assert.equal(found, readFileSync(expected, "utf8"));
        });
    }
});
