// Plays sample events of SageMaker through the program on this machine. No AWS account is needed.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { test } = require("node:test");

test("a failed training job is reported, and the policy pack finds nothing", () => {
    const command = [require.resolve("sagemaker-job-status-cli/bin.js"), "run", "--json", "-"];
    const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 2 ** 26 });
    assert.notEqual(stdout, "", stderr);
    const { kinds, policies, lost } = JSON.parse(stdout);
    const outcomes = kinds.filter(({ kind }) => kind === "TrainingJob").flatMap(({ events }) => events.map(({ outcome }) => outcome));
    assert.ok(outcomes.includes("handled"), outcomes.join());
    assert.deepEqual([policies.mandatory, policies.advisory, lost], [0, 0, 0]);
});
