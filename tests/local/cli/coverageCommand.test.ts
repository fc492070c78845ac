import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { jobstatus } from "../../support/commandLine";

const ofTraining = (detail: object) => ({ source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"], detail });

const PATTERNS = {
    "training-ends": ofTraining({ TrainingJobStatus: ["Failed", "Stopped"] }),
    "prod-failures": ofTraining({ TrainingJobStatus: ["Failed"], TrainingJobName: [{ prefix: "prod-" }] }),
    "time-outs": ofTraining({ SecondaryStatus: ["MaxRuntimeExceeded"] }),
    "endpoint-up": { source: ["aws.sagemaker"], "detail-type": ["SageMaker Endpoint State Change"], detail: { EndpointStatus: ["InService"] } },
};

interface Heard {
    kind: string;
    status: string | null;
    secondary: string | null;
    heardBy: { rule: string }[] | string[];
}

describe("jobstatus coverage", function () {
    this.timeout(60_000);
    let folder: string;
    const cover = async (patterns: object, ...args: string[]) => {
        const file = path.join(folder, "patterns.json");
        writeFileSync(file, JSON.stringify(patterns));
        return jobstatus(["coverage", "--pattern", file, ...args]);
    };
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "coverage-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    it("says as JSON which rules hear each status, told apart by the secondary status", async () => {
        const { exitCode, stdout } = await cover(PATTERNS, "--format", "json");
        const { rows, unreachable } = JSON.parse(stdout) as { rows: Heard[]; unreachable: { rule: string | { name: string } }[] };
        const hears = (row: Heard) => PATTERN_NAMES.filter((name) => JSON.stringify(row.heardBy).includes(`"${name}"`));
        assert.deepEqual(
            rows.filter((row) => row.heardBy.length > 0).map((row) => [row.kind, row.status, row.secondary, hears(row)]),
            [
                ["TrainingJob", "Failed", "Failed", ["training-ends", "prod-failures"]],
                ["TrainingJob", "Failed", null, ["training-ends", "prod-failures"]],
                ["TrainingJob", "Stopped", "Stopped", ["training-ends"]],
                ["TrainingJob", "Stopped", "MaxRuntimeExceeded", ["training-ends", "time-outs"]],
                ["TrainingJob", "Stopped", "MaxWaitTimeExceeded", ["training-ends"]],
                ["TrainingJob", "Stopped", null, ["training-ends"]],
            ],
        );
        assert.equal(unreachable.length, 1);
        assert.match(JSON.stringify(unreachable), /"endpoint-up".*IN_SERVICE/);
        assert.equal(exitCode, 1);
    });

    it("draws a diagram with an edge from each heard status to its rules", async () => {
        const { stdout } = await cover(PATTERNS, "--format", "mermaid");
        const lines = stdout.split("\n").map((line) => line.trim());
        assert.equal(lines[0], "flowchart LR");
        assert.ok(lines.includes('r3(["endpoint-up"]):::unreachable'));
        assert.deepEqual(
            lines.filter((line) => line.includes(">")),
            ["s8 --> r0", "s8 -.-> r1", "s9 --> r0", "s10 --> r0", "s10 --> r2"],
        );
    });

    it("writes a table and markdown with the sum, and ends well when every rule can be reached", async () => {
        const { "endpoint-up": _endpointUp, ...reachable } = PATTERNS;
        const table = await cover(reachable);
        assert.equal(table.exitCode, 0);
        assert.match(table.stdout, /│ {3}Failed +│ +│ training-ends/);
        assert.match(table.stdout, /\n2 of 52 statuses are heard, 50 are not; 0 rules can't be reached\.\n$/);
        assert.ok(table.stdout.split("\n").every((line) => line.length <= 100));
        const markdown = await cover(reachable, "--format", "markdown");
        assert.match(markdown.stdout, /^## Coverage of SageMaker's status changes\n/);
        assert.match(markdown.stdout, /\n\| Endpoint \| IN_SERVICE \| {2}\| \*\*nobody\*\* \|\n/);
    });

    it("refuses a format that it does not have", async () => {
        const { exitCode, stderr } = await cover(PATTERNS, "--format", "xml");
        assert.equal(exitCode, 2);
        assert.match(stderr, /argument 'xml' is invalid\. Allowed choices are table, markdown, mermaid, json\./);
    });
});

const PATTERN_NAMES = Object.keys(PATTERNS);
