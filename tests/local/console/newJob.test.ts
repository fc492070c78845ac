import assert from "node:assert/strict";

import { asNewJob } from "../../../local/console/newJob";
import { sampleEvent, sampleEventNames } from "../../support/devStack";

const NOW = Date.UTC(2026, 10, 20, 6);

describe("an event as that of a new job", () => {
    it("has another name wherever the name stands, another id, and times up to that of the clock", () => {
        const event = {
            id: "1",
            time: "2026-11-17T00:00:00Z",
            source: "aws.sagemaker",
            "detail-type": "SageMaker Training Job State Change",
            resources: ["arn:aws:sagemaker:us-east-1:111122223333:training-job/churn"],
            detail: {
                TrainingJobName: "churn",
                TrainingJobArn: "arn:aws:sagemaker:us-east-1:111122223333:training-job/churn",
                ModelArtifacts: { S3ModelArtifacts: "s3://models/churn/output" },
                Tags: { churn: 5 },
                CreationTime: Date.UTC(2026, 10, 16, 23),
                SecondaryStatusTransitions: [{ Status: "Starting", StartTime: String(Date.UTC(2026, 10, 16, 23)) }],
            },
        };
        const record = { TrainingJobName: "churn", FailureReason: "none", LastModifiedTime: "2026-11-16T23:59:00Z" };
        const other = { kind: "Algorithm", record: { AlgorithmName: "forecast" } } as const;
        const made = asNewJob(event, [{ kind: "TrainingJob", record }, other], { number: 7, nowMs: NOW });
        assert.deepEqual(made, {
            event: {
                ...event,
                id: (made.event as { id: string }).id,
                time: "2026-11-20T06:00:00Z",
                resources: ["arn:aws:sagemaker:us-east-1:111122223333:training-job/churn-7"],
                detail: {
                    TrainingJobName: "churn-7",
                    TrainingJobArn: "arn:aws:sagemaker:us-east-1:111122223333:training-job/churn-7",
                    ModelArtifacts: { S3ModelArtifacts: "s3://models/churn-7/output" },
                    Tags: { churn: 5 },
                    CreationTime: NOW,
                    SecondaryStatusTransitions: [{ Status: "Starting", StartTime: String(NOW) }],
                },
            },
            resources: [
                {
                    kind: "TrainingJob",
                    record: { TrainingJobName: "churn-7", FailureReason: "none", LastModifiedTime: "2026-11-20T06:59:00.000Z" },
                },
            ],
        });
        assert.match((made.event as { id: string }).id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });

    it("differs from number to number, and every sample has a name that changes", () => {
        for (const name of sampleEventNames()) {
            const [one, two] = [1, 2].map((number) => {
                return asNewJob(sampleEvent(name), [], { number, nowMs: NOW }).event as { id: string; resources: string[] };
            });
            assert.notEqual(one!.id, two!.id, name);
            assert.notDeepEqual(one!.resources, two!.resources, name);
        }
    });

    it("leaves an event without a name as it is, but for id and time", () => {
        const { event, resources } = asNewJob({ detail: 5 }, [], { number: 1, nowMs: NOW });
        assert.deepEqual(Object.keys(event), ["detail", "id", "time"]);
        assert.deepEqual(resources, []);
    });
});
