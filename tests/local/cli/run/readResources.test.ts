import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { readResources } from "../../../../local/cli/run/readResources";
import { PROJECT } from "../../../support/devStack";

describe("readResources", () => {
    let folder: string;
    let file: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "resources-"));
        file = path.join(folder, "resources.json");
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("reads the list that comes with the sample events", () => {
        assert.deepEqual(
            readResources(path.join(PROJECT, "tests", "resources.json")).map(({ kind, record }) => [kind, record[`${kind}Status`]]),
            [
                ["Algorithm", "Failed"],
                ["LabelingJob", "Failed"],
                ["ModelPackage", "Failed"],
            ],
        );
    });

    it("answers nothing without a file", () => assert.deepEqual(readResources(undefined), []));

    const refusals: [string, string | undefined, RegExp][] = [
        ["a file that is not there", undefined, /^--resources .*: no such file$/],
        ["broken JSON", "[", /^--resources .*: is not JSON: [^\n]+$/],
        ["something that is no list", "{}", /^--resources .*: must be a list of { kind, record, log }$/],
        ["null in the list", "[null]", /entry 1: kind must be one of Algorithm, .*TransformJob, got undefined$/],
        [
            "a misspelt kind",
            '[{"kind": "trainingJob", "record": {}}]',
            /entry 1: kind must be one of .*, got "trainingJob" \(did you mean TrainingJob\?\)$/,
        ],
        ["an unknown kind", '[{"kind": "Model", "record": {}}]', /entry 1: kind must be one of .*, got "Model"$/],
        [
            "a record without name and ARN",
            '[{"kind": "Algorithm", "record": {}}]',
            /entry 1: record must be an object with AlgorithmName or AlgorithmArn, got {}$/,
        ],
        [
            "a log that is no list of lines",
            '[{"kind": "TrainingJob", "record": {"TrainingJobName": "churn"}, "log": "x"}]',
            /entry 1: log must be a list of lines, got "x"$/,
        ],
        [
            "a record that is no object",
            '[{"kind": "LabelingJob", "record": 1}]',
            /entry 1: record must be an object with LabelingJobName or LabelingJobArn, got 1$/,
        ],
    ];
    for (const [what, text, message] of refusals) {
        it(`refuses ${what} in one line`, () => {
            if (text !== undefined) {
                writeFileSync(file, text);
            }
            assert.throws(() => readResources(file), { name: "MisuseError", message });
        });
    }
});
