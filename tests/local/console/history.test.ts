import assert from "node:assert/strict";

import { coverageCells } from "../../../local/console/history";
import { programOf } from "../../../local/console/program";
import { World } from "../../../local/console/world";
import { graphOf, route, routeAlarms } from "../aws/support/graphBuilder";
import { START } from "../aws/support/play";

/** The end of a training job as SageMaker sends it. */
const ended = (id: string, detail: object = {}) => ({
    version: "0",
    id,
    source: "aws.sagemaker",
    "detail-type": "SageMaker Training Job State Change",
    account: "111122223333",
    time: "2026-01-01T12:00:10Z",
    region: "eu-west-1",
    resources: ["arn:aws:sagemaker:eu-west-1:111122223333:training-job/churn"],
    detail: {
        TrainingJobName: "churn",
        TrainingJobStatus: "Failed",
        SecondaryStatus: "Failed",
        FailureReason: "AlgorithmError: ExecuteUserScriptError: ExitCode 1",
        TrainingStartTime: START - 7_200_000,
        TrainingEndTime: START,
        ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 3 },
        ...detail,
    },
});

/** What a program makes of events: a rule on training jobs whose handler is given as JavaScript. */
async function historyOf(handler: string, events: readonly object[], region = "eu-west-1") {
    const rule = { eventPattern: JSON.stringify({ source: ["aws.sagemaker"], detail: { TrainingJobStatus: ["Failed"] } }) };
    const graph = { ...graphOf(route({ source: `exports.handler = ${handler};`, rule }), routeAlarms()), region };
    const world = await World.open(programOf(graph, "not judged"), { seed: 1, startMs: START, onProgress: () => {} });
    try {
        events.forEach((event) => world.aws.putEvent(event));
        await world.clock.run();
        world.read();
        return world.history;
    } finally {
        await world.close();
    }
}

const row = {
    n: 0,
    atMs: START,
    kind: "TrainingJob",
    job: "churn",
    status: "Failed",
    class: "failed",
    outcome: "handled",
    cause: "algorithm-error",
    found: false,
    runs: 1,
    messages: 0,
    runMs: 7_200_000,
    instances: { type: "ml.m5.xlarge", count: 3 },
    usd: 1.542,
};

/** The rows, numbered from 0. */
const numbered = (rows: readonly { readonly n: number }[]) => rows.map((each, n) => ({ ...each, n }));

describe("the history", () => {
    it("has each event with what became of it, its cause, run time and cost", async () => {
        const history = await historyOf("async () => ({ outcome: 'ignored' })", [
            ended("a"),
            ended("b", { TrainingJobStatus: "Stopped", SecondaryStatus: "MaxRuntimeExceeded", EnableManagedSpotTraining: true }),
            ended("c", { TrainingJobStatus: "InProgress", SecondaryStatus: "Training", FailureReason: undefined }),
        ]);
        assert.deepEqual(numbered(history.after(0).rows), [
            { ...row, outcome: "ignored" },
            { ...row, n: 1, status: "Stopped", class: "stopped", outcome: "unmatched", cause: "timeout-limit", runs: 0, usd: null },
            {
                ...row,
                n: 2,
                status: "InProgress",
                class: "transitional",
                outcome: "unmatched",
                cause: null,
                runs: 0,
                runMs: null,
                usd: null,
            },
        ]);
    });

    it("counts runs of handlers that fail, has the dead letter, and no estimate for a Region without prices", async () => {
        const history = await historyOf("async () => { throw new Error('broken'); }", [ended("a")], "us-east-1");
        assert.deepEqual(numbered(history.after(0).rows), [{ ...row, outcome: "dead-lettered", runs: 3, usd: null }]);
    });

    it("gives what has changed after a version, and nothing twice", async () => {
        const history = await historyOf("async () => {}", [ended("a"), ended("b")]);
        const { version, rows } = history.after(0);
        assert.equal(rows.length, 2);
        assert.deepEqual(history.after(version), { version, rows: [] });
        assert.deepEqual(
            history.eventsOf("churn"),
            rows.map(({ n }) => n),
        );
        assert.deepEqual(history.eventsOf("nothing"), []);
    });

    it("has the statuses of all kinds, each with the rules that match, none for a gap", () => {
        const rule = { eventPattern: JSON.stringify({ source: ["aws.sagemaker"], detail: { TrainingJobStatus: ["Failed"] } }) };
        const cells = coverageCells(programOf(graphOf(route({ rule })), "not judged").rules);
        assert.deepEqual(
            cells.filter(({ kind }) => kind === "TrainingJob").map(({ status, class: of, rules }) => [status, of, rules.length]),
            [
                ["InProgress", "transitional", 0],
                ["Stopping", "transitional", 0],
                ["Completed", "succeeded", 0],
                ["Failed", "failed", 1],
                ["Stopped", "stopped", 0],
                ["Deleting", "transitional", 0],
            ],
        );
    });
});
