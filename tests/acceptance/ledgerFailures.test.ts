import assert from "node:assert/strict";

import { LocalAws, type LocalAwsResults } from "../../local/aws";
import { type Fault, grantsOf, removeResources, withoutGrant } from "../../local/aws/faults";
import { VirtualClock } from "../../local/clock";
import { type Graph, resourcesOfType } from "../../local/engine";
import { devStack, sampleEvent, withoutReconciler } from "../support/devStack";

const START = Date.UTC(2026, 10, 23, 9);
const TABLE = "aws:dynamodb/table:Table";

/** A failed job, which is only reported, and one that the guard checks. */
async function play(graph: Graph, faults: readonly Fault[] = []): Promise<LocalAwsResults> {
    const clock = new VirtualClock(START);
    const aws = await LocalAws.create({ graph, clock, faults });
    try {
        aws.putEvent(sampleEvent("TrainingJob.failed"));
        aws.putEvent(sampleEvent("TrainingJob.inProgress"));
        await clock.run();
        return aws.results();
    } finally {
        await aws.close();
    }
}

describe("a ledger's table that fails", () => {
    let graph: Graph;
    let table: string;
    before(async () => {
        graph = withoutReconciler(await devStack("update"));
        table = String(resourcesOfType(graph, TABLE)[0]!.outputs.name);
    });

    const forever = { fromMs: START, toMs: START + 86_400_000 };
    const failures: [string, () => Promise<LocalAwsResults>][] = [
        ["is throttled", () => play(graph, [{ fault: "table", resource: table, code: "throttled", ...forever }])],
        ["does not answer", () => play(graph, [{ fault: "table", resource: table, code: "unreachable", ...forever }])],
        [
            "is denied",
            () =>
                play(
                    grantsOf(graph)
                        .filter(({ action }) => action.startsWith("dynamodb:"))
                        .reduce(withoutGrant, graph),
                ),
        ],
        ["is gone", () => play(removeResources(graph, { type: TABLE }))],
    ];
    for (const [what, run] of failures) {
        it(`${what}: people are informed, an alarm says so, and what acts leaves its event in the failure queue`, async () => {
            const { deliveries, notifications, alarms, lost } = await run();
            const outcomes = deliveries.map(({ rule, outcome }) => `${rule.replace(/-rule.*/, "")} ${outcome}`);
            assert.deepEqual(outcomes.sort(), ["training-job handled", "training-job-guard dead-lettered"]);
            assert.deepEqual(
                notifications.map(({ subject }) => subject),
                ["Training job churn-train-1117 failed: error in its own code"],
            );
            const notified = alarms.filter(({ notified: by }) => by.length > 0).map(({ name }) => name.replace(/-[0-9a-f]{7}$/, ""));
            assert.deepEqual(
                notified.filter((name) => /ledger|failure-depth/.test(name)),
                ["job-status-failure-depth", "job-status-ledger-failures"],
            );
            assert.equal(lost, 0);
        });
    }
});
