import assert from "node:assert/strict";

import { movedToNow, needsReconciler } from "../../../../local/cli/run/reconcilable";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 20, 9);

const event = (detailType: string, resource: string, time: string, detail: object) => ({
    name: time,
    event: {
        "detail-type": `SageMaker ${detailType} State Change`,
        resources: [`arn:aws:sagemaker:us-east-1:111122223333:${resource}`],
        time,
        detail,
    },
});

describe("what a reconciler can find in a run", () => {
    it("are events of now: all of a resource are moved by its newest one, which comes last", () => {
        const ended = event("Training Job", "training-job/a", "2026-11-16T08:00:00Z", {
            CreationTime: Date.UTC(2026, 10, 16, 7),
            TrainingEndTime: "2026-11-16T07:59:00.500Z",
            MaxTime: 86_400_000,
            Name: "2026-11-16T07:59:00Z",
        });
        const started = event("Training Job", "TRAINING-JOB/a", "2026-11-16T07:10:00Z", { CreationTime: String(Date.UTC(2026, 10, 16, 7)) });
        const other = event("Other", "training-job/a", "2026-11-16T08:00:00Z", { CreationTime: 1 });
        const { events } = movedToNow(
            [ended, other, started].map((what, index) => ({ what, atMs: NOW + index * MINUTE })),
            [],
            NOW,
        );
        const details = (time: string, detail: object) => ({ time, detail });
        assert.deepEqual(
            events.map(({ atMs, what: { name, event: moved } }) => {
                const { time, detail } = moved as unknown as { time: string; detail: object };
                return [(atMs - NOW) / MINUTE, name, details(time, detail)];
            }),
            [
                [0, started.name, details("2026-11-20T08:12:00Z", { CreationTime: String(Date.UTC(2026, 10, 20, 8, 2)) })],
                [1, other.name, details("2026-11-16T08:00:00Z", { CreationTime: 1 })],
                [
                    2,
                    ended.name,
                    details("2026-11-20T09:02:00Z", {
                        CreationTime: Date.UTC(2026, 10, 20, 8, 2),
                        TrainingEndTime: "2026-11-20T09:01:00.500Z",
                        MaxTime: 86_400_000,
                        Name: "2026-11-16T07:59:00Z",
                    }),
                ],
            ],
        );
    });

    it("are resources that are there when their event comes, created shortly before it where a list has no filter on changes", () => {
        const algorithm = event("Algorithm", "algorithm/a", "2026-11-16T08:00:00Z", {});
        const record = (kind: "Algorithm" | "LabelingJob", name: string) => ({
            kind,
            record: {
                [`${kind}Arn`]: `arn:aws:sagemaker:us-east-1:111122223333:${kind === "Algorithm" ? "algorithm" : "labeling-job"}/${name}`,
                CreationTime: "2026-11-16T07:00:00Z",
            },
        });
        const given = [record("Algorithm", "A"), record("LabelingJob", "b")];
        const { resources } = movedToNow([{ what: algorithm, atMs: NOW + 5 * MINUTE }], given, NOW);
        assert.deepEqual(
            resources.map(({ atMs, what }) => [atMs - NOW, what.record.CreationTime]),
            [
                [5 * MINUTE, "2026-11-20T09:04:00Z"],
                [0, "2026-11-16T07:00:00Z"],
            ],
        );
    });

    it("is asked for by faults that leave events to a reconciler", () => {
        assert.deepEqual(
            (["loseEvents", "disableRule", "removeTargets", "throttle", "breakHandler"] as const).map((fault) => needsReconciler([{ fault }])),
            [true, true, true, false, false],
        );
    });
});
