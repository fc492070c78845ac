import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { templateFiles } from "../local/cli/init/programFiles";
import { PROJECT } from "./support/devStack";

const FOLDER = path.join(PROJECT, "template");

describe("the template for pulumi new", () => {
    it("is the program that jobstatus init writes, with the versions of this project", () => {
        const { version, dependencies, devDependencies } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as Record<
            string,
            object
        > & {
            version: string;
        };
        const expected = templateFiles({
            ...{ ...dependencies, ...devDependencies },
            ...{ "sagemaker-job-status": version, "sagemaker-job-status-cli": version },
        });
        if (process.env.UPDATE !== undefined) {
            mkdirSync(FOLDER, { recursive: true });
            for (const [file, text] of Object.entries(expected)) {
                writeFileSync(path.join(FOLDER, file), text);
            }
        }
        const found = Object.fromEntries(readdirSync(FOLDER).map((file) => [file, readFileSync(path.join(FOLDER, file), "utf8")]));
        assert.deepEqual(found, expected);
    });
});
