import assert from "node:assert/strict";

import { LocalAws, type LocalAwsResults } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import { type Graph, resourcesOfType, runProgram } from "../../local/engine";
import { PROJECT, sampleEvent } from "../support/devStack";

const START = Date.UTC(2026, 10, 23, 9, 0, 10);
const CREATE = { operation: "CreateTrainingJob", kind: "TrainingJob", act: "create" } as const;

/** A job of eight instances for at most an hour. */
const REQUEST = {
    TrainingJobName: "Churn-Train-1123",
    RoleArn: "arn:aws:iam::111122223333:role/ml-jobs",
    AlgorithmSpecification: { TrainingImage: "111122223333.dkr.ecr.us-east-1.amazonaws.com/train:1", TrainingInputMode: "File" },
    OutputDataConfig: { S3OutputPath: "s3://models/" },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 8, VolumeSizeInGB: 20 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
};

/** The dev stack with these limits, and a rule that matches every status of training jobs. */
async function stackWith(guard: object): Promise<Graph> {
    const config = { reconcile: "0", guard: JSON.stringify(guard), reactions: JSON.stringify({ TrainingJob: ["Stopping", "Completed", "Stopped"] }) };
    return (await runProgram({ program: PROJECT, stack: "dev", mode: "update", config })).graph;
}

async function play(graph: Graph, script: (aws: LocalAws) => void): Promise<LocalAwsResults> {
    const clock = new VirtualClock(START);
    const aws = await LocalAws.create({ graph, clock });
    try {
        script(aws);
        await clock.run();
        return aws.results();
    } finally {
        await aws.close();
    }
}

/** The statuses of SageMaker's events on the bus, each once. */
function statusesOf({ events }: LocalAwsResults): unknown[] {
    const sent = events.map(({ event }) => event as { source: string; detail: { TrainingJobStatus: string } });
    return [...new Set(sent.filter(({ source }) => source === "aws.sagemaker").map(({ detail }) => detail.TrainingJobStatus))];
}

const subjectsOf = ({ notifications }: LocalAwsResults) => notifications.map(({ subject }) => subject);

describe("the guard, with a local SageMaker", () => {
    let stopping: Graph;
    let guardFunction: string;
    before(async () => {
        stopping = await stackWith({ instanceCount: 4, action: "stop" });
        guardFunction = String(
            resourcesOfType(stopping, "aws:lambda/function:Function").find(({ name }) => name === "training-job-guard-function")!.outputs.name,
        );
    });

    it("stops a job that is too large once, and reports its end once, although its events match the same rules", async () => {
        const result = await play(stopping, (aws) => aws.sageMaker.perform(CREATE, REQUEST, "dana"));
        assert.deepEqual(
            result.stops.map(({ name, by, outcome }) => ({ name, by, outcome })),
            [{ name: "Churn-Train-1123", by: guardFunction, outcome: "stopping" }],
        );
        assert.deepEqual(statusesOf(result), ["InProgress", "Stopping", "Stopped"]);
        assert.deepEqual(
            result.notifications.map(({ subject }) => subject),
            [
                "Training job Churn-Train-1123 outside limits, being stopped",
                "Training job Churn-Train-1123 stopping",
                "Training job Churn-Train-1123 stopped by a person or a program",
            ],
        );
        assert.deepEqual([result.lost, result.deadLetters, result.findings], [0, [], []]);
    });

    it("does not stop a job within the limits", async () => {
        const ResourceConfig = { ...REQUEST.ResourceConfig, InstanceCount: 4 };
        const result = await play(stopping, (aws) => aws.sageMaker.perform(CREATE, { ...REQUEST, ResourceConfig }, "dana"));
        assert.deepEqual([result.stops, statusesOf(result)], [[], ["InProgress", "Completed"]]);
        assert.deepEqual(subjectsOf(result), ["Training job Churn-Train-1123 completed"]);
        assert.deepEqual([result.lost, result.deadLetters, result.findings], [0, [], []]);
    });

    it("stops nothing for the replay of an event, and says so", async () => {
        const { detail, ...envelope } = sampleEvent("TrainingJob.inProgress") as { detail: object };
        const replay = { ...envelope, "replay-name": "after-outage", detail: { ...detail, ResourceConfig: REQUEST.ResourceConfig } };
        const result = await play(stopping, (aws) => void aws.putEvent(replay));
        assert.deepEqual([result.stops, subjectsOf(result)], [[], ["Training job churn-train-1116 outside limits, not stopped"]]);
        assert.deepEqual([result.lost, result.deadLetters, result.findings], [0, [], []]);
    });

    it("only reports where it may not stop, and its role has no permission to", async () => {
        const reporting = await stackWith({ instanceCount: 4 });
        const result = await play(reporting, (aws) => aws.sageMaker.perform(CREATE, REQUEST, "dana"));
        assert.deepEqual([result.stops, statusesOf(result)], [[], ["InProgress", "Completed"]]);
        assert.deepEqual(subjectsOf(result), [
            "Training job Churn-Train-1123 outside limits, not stopped",
            "Training job Churn-Train-1123 completed",
        ]);
        assert.deepEqual([result.lost, result.deadLetters, result.findings], [0, [], []]);
        const policies = (graph: Graph) =>
            resourcesOfType(graph, "aws:iam/rolePolicy:RolePolicy")
                .map(({ outputs }) => String(outputs.policy))
                .join();
        assert.deepEqual(
            [policies(stopping), policies(reporting)].map((text) => text.includes("sagemaker:StopTrainingJob")),
            [true, false],
        );
    });
});
