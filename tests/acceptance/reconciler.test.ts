import assert from "node:assert/strict";

import { LocalAws, type LocalAwsResults } from "../../local/aws";
import type { Fault } from "../../local/aws/faults";
import { VirtualClock } from "../../local/clock";
import { type Graph, resourcesOfType } from "../../local/engine";
import { devStack } from "../support/devStack";
import { loseChanges, loseStuckJob } from "../support/lostChanges";

const START = Date.UTC(2026, 10, 23, 9);
const MINUTE = 60_000;
const TICK = 15 * MINUTE;

describe("the reconciler of the dev stack", () => {
    let graph: Graph;
    before(async () => {
        graph = await devStack("update");
    });

    /** Runs the stack with what `happens`, until `ticks` ticks are over. */
    async function run(happens: (aws: LocalAws, clock: VirtualClock) => void, ticks: number, faults: Fault[] = []) {
        const clock = new VirtualClock(START);
        const aws = await LocalAws.create({ graph, clock, faults });
        try {
            happens(aws, clock);
            await clock.run(START + ticks * TICK + MINUTE);
            return aws.results();
        } finally {
            await aws.close();
        }
    }
    /** What the ticks returned. */
    const ticksOf = ({ invocations }: LocalAwsResults) =>
        invocations.filter(({ function: name }) => name.startsWith("reconciler-")).map(({ payload, error }) => payload ?? error) as {
            compared: number;
            missed: Record<string, number>;
            findings: number;
        }[];
    const jobMessages = ({ notifications }: LocalAwsResults) => notifications.filter(({ from }) => !from.startsWith("reconciler-"));
    const went = ({ alarms }: LocalAwsResults, name: string) =>
        alarms.find((alarm) => alarm.name.startsWith(name))!.history.filter(({ to }) => to === "ALARM").length;

    it("finds an event of every kind that never came, within two ticks, and its reaction reports it once", async () => {
        const result = await run((aws, clock) => {
            clock.schedule(START + 5 * MINUTE, () => {
                loseChanges(aws, clock.now());
            });
        }, 4);
        assert.deepEqual(result.findings, []);
        assert.deepEqual(
            jobMessages(result)
                .map(({ attributes, message }) => `${attributes!.kind} ${attributes!.status} ${message.includes("rebuilt from SageMaker's lists")}`)
                .sort(),
            [
                "Algorithm Failed true",
                "Endpoint OUT_OF_SERVICE true",
                "HyperParameterTuningJob Failed true",
                "LabelingJob Stopped true",
                "ModelPackage Completed true",
                "NotebookInstance Failed true",
                "ProcessingJob Failed true",
                "TrainingJob Failed true",
                "TransformJob Failed true",
            ],
        );
        const missed = ticksOf(result).map((tick) => Object.values(tick.missed).reduce((sum, count) => sum + count, 0));
        // Kinds whose lists have no time of change are compared when two ticks have seen the same.
        assert.deepEqual(missed, [7, 2, 0, 0]);
        assert.equal(went(result, "reconciler-missed-events"), 2);
    });

    it("reports a job that does not end once, and invokes the guard, which only reports it", async () => {
        const result = await run((aws, clock) => clock.schedule(START + 5 * MINUTE, () => loseStuckJob(aws, clock.now())), 4);
        const subjects = result.notifications.map(({ subject }) => subject);
        assert.deepEqual(subjects, ["SageMaker job status: 1 problem found", "Training job hangs outside limits, not stopped"]);
        assert.match(result.notifications[0]!.message, /training-job\/hangs is still InProgress, 2 d 23 h after its longest run time ended/);
        assert.deepEqual([result.stops, ticksOf(result).map(({ findings }) => findings)], [[], [1, 1, 1, 1]]);
    });

    it("finds what SageMaker loses of the lives of resources, and nothing that came", async () => {
        const play = (losses: number) =>
            run((aws) => {
                aws.sageMaker.deliver({ losses });
                const create = (name: string, ends: string | undefined) => {
                    aws.sageMaker.plan("TrainingJob", name, { ends });
                    aws.sageMaker.perform({ operation: "CreateTrainingJob", kind: "TrainingJob", act: "create" }, { TrainingJobName: name }, "test");
                };
                create("ends-well", undefined);
                create("fails", "Failed");
            }, 8);
        const came = await play(0);
        const lost = await play(1);
        const subjects = (result: LocalAwsResults) => jobMessages(result).map(({ subject }) => subject);
        assert.equal(subjects(came).length, 2);
        assert.deepEqual(subjects(lost).sort(), subjects(came).sort());
        const found = (result: LocalAwsResults) => ticksOf(result).reduce((sum, { missed }) => sum + (missed.TrainingJob ?? 0), 0);
        assert.equal(found(came), 0);
        assert.ok(found(lost) >= 2);
        assert.deepEqual([came.findings, lost.findings, lost.lost], [[], [], 0]);
    });

    it("is seen by its silence when it is dead, and not before", async () => {
        const name = String(resourcesOfType(graph, "aws:lambda/function:Function").find((each) => each.name === "reconciler-function")!.outputs.name);
        const result = await run(() => {}, 8, [{ fault: "throttle", resource: name, fromMs: START + 2 * TICK, toMs: START + 100 * TICK }]);
        const { history } = result.alarms.find((alarm) => alarm.name.startsWith("reconciler-heartbeat"))!;
        const silent = history.filter(({ to, atMs }) => to === "ALARM" && atMs > START);
        assert.equal(silent.length, 1);
        const after = (silent[0]!.atMs - START) / TICK;
        assert.ok(after > 3 && after < 5, `${after} ticks`);
        assert.equal(silent[0]!.notified.length, 1);
    });
});
