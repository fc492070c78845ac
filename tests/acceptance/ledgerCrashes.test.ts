import assert from "node:assert/strict";

import { LocalAws } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import { type Graph, resourcesOfType, runProgram } from "../../local/engine";
import { devStack, PROJECT, sampleEvent, withoutReconciler } from "../support/devStack";
import { ofAnotherJob, type StatusEvent } from "../support/jobs";

const START = Date.UTC(2026, 10, 23, 9);
const FUNCTION = "aws:lambda/function:Function";

/** For each reaction of the dev stack an event with which its handler makes every call that it has. */
const EVENTS: Readonly<Record<string, string>> = {
    algorithm: "Algorithm.completed",
    endpoint: "Endpoint.failed",
    "hyper-parameter-tuning-job": "HyperParameterTuningJob.failed",
    "labeling-job": "LabelingJob.failed",
    "model-package": "ModelPackage.failed",
    "notebook-instance": "NotebookInstance.failed",
    "processing-job": "ProcessingJob.failed",
    "training-job": "TrainingJob.failed",
    "training-job-guard": "TrainingJob.inProgress",
    "transform-job": "TransformJob.failed",
};

describe("a crash after any single step of a handler", () => {
    let graph: Graph;
    before(async () => {
        // The guard that stops has all steps.
        const config = { reconcile: "0", guard: JSON.stringify({ instanceCount: 1, ownerTag: "cost-owner", action: "stop" }) };
        graph = (await runProgram({ program: PROJECT, stack: "dev", mode: "update", config })).graph;
    });

    const functionOf = (reaction: string) =>
        String(resourcesOfType(graph, FUNCTION).find(({ name }) => name === `${reaction}-function`)!.outputs.name);

    it("has an event for each reaction", () => {
        const reactions = resourcesOfType(graph, "sagemaker-job-status:reactions:JobStatusReaction").map(({ name }) => name);
        assert.deepEqual(reactions.sort(), Object.keys(EVENTS));
    });

    for (const [reaction, sample] of Object.entries(EVENTS)) {
        it(`loses no event that ${reaction} matches`, async () => {
            const clock = new VirtualClock(START);
            const aws = await LocalAws.create({ graph, clock });
            try {
                const event = sampleEvent(sample) as StatusEvent;
                const name = functionOf(reaction);
                const mine = () => aws.results().invocations.filter((invocation) => invocation.function === name);
                aws.putEvent(ofAnotherJob(event, "whole", "whole"));
                await clock.run();
                const { calls } = mine()[0]!;
                const publish = calls.indexOf("sns:Publish") + 1;
                assert.ok(calls.length >= 4 && publish > 0, calls.join(", "));

                for (const afterCall of [...calls.keys(), calls.length, "last"] as const) {
                    const id = `after-${afterCall}`;
                    aws.inject({ fault: "crash", resource: name, afterCall });
                    aws.putEvent(ofAnotherJob(event, id, id));
                    await clock.run();
                    const { deliveries, notifications } = aws.results();
                    const invocations = mine().filter((invocation) => invocation.event === id);
                    assert.deepEqual(
                        invocations.map(({ ok }) => ok),
                        [false, true],
                        id,
                    );
                    // What was sent before the crash, and not yet recorded as done, is sent again: rather repeat than lose.
                    const done = afterCall === "last" || afterCall === calls.length;
                    const sent = notifications.filter((message) => message.event === id && message.from === name);
                    assert.equal(sent.length, !done && afterCall >= publish ? 2 : 1, id);
                    assert.deepEqual(
                        deliveries.filter((delivery) => delivery.event === id && delivery.target === name).map(({ outcome }) => outcome),
                        [done ? "duplicate" : "handled"],
                        id,
                    );
                }
                const { lost, deadLetters, findings, stops } = aws.results();
                assert.deepEqual([lost, deadLetters, findings], [0, [], []]);
                if (reaction === "training-job-guard") {
                    const stopped = new Set(stops.filter(({ by, outcome }) => by === name && outcome === "stopping").map((stop) => stop.name));
                    assert.equal(stopped.size, calls.length + 3);
                }
            } finally {
                await aws.close();
            }
        });
    }
});

describe("a ledger that DynamoDB does not serve for a while", () => {
    for (const code of ["throttled", "unavailable"] as const) {
        it(`delays what the guard does, and drops nothing (${code})`, async () => {
            const stack = withoutReconciler(await devStack("update"));
            const clock = new VirtualClock(START);
            const aws = await LocalAws.create({ graph: stack, clock });
            try {
                const table = String(resourcesOfType(stack, "aws:dynamodb/table:Table")[0]!.outputs.name);
                aws.inject({ fault: "table", resource: table, fromMs: START, toMs: START + 90_000, code });
                // The job is over, so the guard reports it and stops nothing.
                aws.putEvent(sampleEvent("TrainingJob.inProgress"));
                await clock.run();
                const { deliveries, invocations, notifications, lost, deadLetters } = aws.results();
                assert.deepEqual(
                    invocations.filter(({ function: name }) => name.startsWith("training-job-guard-")).map(({ ok }) => ok),
                    [false, false, true],
                );
                assert.deepEqual([deliveries.map(({ outcome }) => outcome), notifications.length, lost, deadLetters], [["handled"], 1, 0, []]);
            } finally {
                await aws.close();
            }
        });
    }
});
