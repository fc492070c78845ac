import assert from "node:assert/strict";
import {
    CreateTrainingJobCommand,
    type CreateTrainingJobRequest,
    DeleteTrainingJobCommand,
    DescribeTrainingJobCommand,
    StopTrainingJobCommand,
} from "@aws-sdk/client-sagemaker";
import { ARN, CREATED, type LocalAccount, startSageMaker, steps, thrown, training } from "./shared/sageMaker";

const REQUEST: CreateTrainingJobRequest = {
    TrainingJobName: "Train-1",
    RoleArn: "arn:aws:iam::111122223333:role/ml-jobs",
    AlgorithmSpecification: { TrainingImage: "111122223333.dkr.ecr.us-east-1.amazonaws.com/train:1", TrainingInputMode: "File" },
    OutputDataConfig: { S3OutputPath: "s3://models/" },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 20 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    Tags: [{ Key: "owner", Value: "dana" }],
};

describe("a local training job", () => {
    let account: LocalAccount;
    beforeEach(async () => {
        account = await startSageMaker();
    });
    afterEach(() => account.close());
    const create = (more: Partial<CreateTrainingJobRequest> = {}) => account.client.send(new CreateTrainingJobCommand({ ...REQUEST, ...more }));
    const seen = () => steps(account, "TrainingJobStatus", "SecondaryStatus");

    it("goes through its secondary statuses and reports each in an event, the last one with everything that is known", async () => {
        assert.equal((await create()).TrainingJobArn, `${ARN}training-job/train-1`);
        await account.clock.run();
        assert.deepEqual(seen(), [
            [0, "InProgress", "Starting"],
            [60, "InProgress", "Downloading"],
            [90, "InProgress", "Training"],
            [690, "InProgress", "Uploading"],
            [720, "Completed", "Completed"],
        ]);
        const transition = (Status: string, from: number, to: number, StatusMessage: string) => {
            return { Status, StartTime: CREATED + from * 1000, EndTime: CREATED + to * 1000, StatusMessage };
        };
        assert.deepEqual(account.sent.at(-1), {
            version: "0",
            id: account.sent.at(-1)!.id,
            "detail-type": "SageMaker Training Job State Change",
            source: "aws.sagemaker",
            account: "111122223333",
            time: new Date(CREATED + 720_000).toISOString().replace(".000", ""),
            region: "us-east-1",
            resources: [`${ARN}training-job/train-1`],
            detail: {
                TrainingJobName: "Train-1",
                TrainingJobArn: `${ARN}training-job/train-1`,
                TrainingJobStatus: "Completed",
                SecondaryStatus: "Completed",
                SecondaryStatusTransitions: [
                    transition("Starting", 0, 60, "Preparing the instances for training"),
                    transition("Downloading", 60, 90, "Downloading input data"),
                    transition("Training", 90, 690, "Training is in progress"),
                    transition("Uploading", 690, 720, "Uploading the model"),
                    transition("Completed", 720, 720, "The training job is completed"),
                ],
                AlgorithmSpecification: REQUEST.AlgorithmSpecification,
                RoleArn: REQUEST.RoleArn,
                OutputDataConfig: { S3OutputPath: "s3://models/" },
                ModelArtifacts: { S3ModelArtifacts: "s3://models/Train-1/output/model.tar.gz" },
                ResourceConfig: REQUEST.ResourceConfig,
                StoppingCondition: { MaxRuntimeInSeconds: 3600 },
                CreationTime: CREATED,
                TrainingStartTime: CREATED + 90_000,
                TrainingEndTime: CREATED + 720_000,
                LastModifiedTime: CREATED + 720_000,
                Tags: { owner: "dana" },
            },
        });
    });

    it("fails where the plan says so, with the reason", async () => {
        account.sageMaker.plan("TrainingJob", "Train-1", {
            ends: "Failed",
            failureReason: "ClientError: no data",
            durations: { Starting: 5, Training: 7 },
        });
        await create();
        await account.clock.run();
        assert.deepEqual(seen().slice(-2), [
            [35, "InProgress", "Training"],
            [42, "Failed", "Failed"],
        ]);
        assert.equal(account.sent.at(-1)!.detail.FailureReason, "ClientError: no data");
        assert.equal(
            (await account.client.send(new DescribeTrainingJobCommand({ TrainingJobName: "Train-1" }))).FailureReason,
            "ClientError: no data",
        );
    });

    it("is Stopping at once and Stopped a while later when someone stops it, and can't be stopped again", async () => {
        const stop = new StopTrainingJobCommand({ TrainingJobName: "Train-1" });
        await create();
        account.clock.schedule(CREATED + 100_000, async () => {
            await account.client.send(stop);
            const { TrainingJobStatus, SecondaryStatus } = await account.client.send(new DescribeTrainingJobCommand({ TrainingJobName: "Train-1" }));
            assert.deepEqual([TrainingJobStatus, SecondaryStatus], ["Stopping", "Stopping"]);
        });
        await account.clock.run();
        assert.deepEqual(seen().slice(-2), [
            [100, "Stopping", "Stopping"],
            [160, "Stopped", "Stopped"],
        ]);
        const error = await thrown(account.client.send(stop));
        assert.deepEqual(
            [error.name, error.message],
            ["ValidationException", "The request was rejected because the training job is in status Stopped."],
        );
        const stopped = { kind: "TrainingJob", name: "Train-1", arn: `${ARN}training-job/train-1`, by: "LOCAL0001" };
        assert.deepEqual(account.sageMaker.stops(), [
            { ...stopped, outcome: "stopping", atMs: CREATED + 100_000 },
            { ...stopped, outcome: "refused", reason: error.message, atMs: CREATED + 160_000 },
        ]);
    });

    it("can be stopped when it is known from an event only", async () => {
        account.sageMaker.observe(training("InProgress", { SecondaryStatus: "Training", LastModifiedTime: CREATED }));
        await account.client.send(new StopTrainingJobCommand({ TrainingJobName: "Train-1" }));
        await account.clock.run();
        assert.deepEqual(seen(), [
            [0, "Stopping", "Stopping"],
            [60, "Stopped", "Stopped"],
        ]);
        assert.equal(account.sent.at(-1)!.detail.CreationTime, CREATED);
    });

    it("ends as Stopped when it runs longer than it may, and when spot instances keep it waiting too long", async () => {
        await create({ StoppingCondition: { MaxRuntimeInSeconds: 120 } });
        await account.clock.run();
        assert.deepEqual(seen().slice(-2), [
            [210, "Stopping", "Stopping"],
            [270, "Stopped", "MaxRuntimeExceeded"],
        ]);
        account.sent.length = 0;
        account.sageMaker.plan("TrainingJob", "Spot", { interruptions: 2, durations: { Interrupted: 3600 } });
        const startMs = account.clock.now();
        const limits = { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 3700 };
        await create({ TrainingJobName: "Spot", EnableManagedSpotTraining: true, StoppingCondition: limits });
        await account.clock.run();
        assert.deepEqual(
            steps(account, "SecondaryStatus").map(([at, ...rest]) => [Number(at) - (startMs - CREATED) / 1000, ...rest]),
            [
                [0, "Starting"],
                [60, "Downloading"],
                [90, "Training"],
                [290, "Interrupted"],
                [3700, "Stopping"],
                [3760, "MaxWaitTimeExceeded"],
            ],
        );
    });

    it("counts no waiting for spot instances as run time", async () => {
        account.sageMaker.plan("TrainingJob", "Train-1", { interruptions: 1 });
        await create({ EnableManagedSpotTraining: true, StoppingCondition: { MaxRuntimeInSeconds: 590, MaxWaitTimeInSeconds: 7200 } });
        await account.clock.run();
        assert.deepEqual(seen().slice(3), [
            [390, "InProgress", "Interrupted"],
            [510, "InProgress", "Starting"],
            [570, "InProgress", "Downloading"],
            [600, "InProgress", "Training"],
            [890, "Stopping", "Stopping"],
            [950, "Stopped", "MaxRuntimeExceeded"],
        ]);
    });

    it("gives its name away only when it is deleted, which it can be when it has ended", async () => {
        await create();
        const inUse = await thrown(create({ TrainingJobName: "TRAIN-1" }));
        assert.deepEqual(
            [inUse.name, inUse.message],
            [
                "ResourceInUse",
                `Job name must be unique within an AWS account and region, and a job with this name already exists (${ARN}training-job/train-1)`,
            ],
        );
        const remove = new DeleteTrainingJobCommand({ TrainingJobName: "Train-1" });
        assert.match((await thrown(account.client.send(remove))).message, /is in status InProgress/);
        await account.clock.run();
        await account.client.send(remove);
        await account.clock.run();
        assert.deepEqual(seen().at(-1), [720, "Deleting", "Completed"]);
        assert.match(
            (await thrown(account.client.send(new DescribeTrainingJobCommand({ TrainingJobName: "Train-1" })))).message,
            /^Requested resource not found\.$/,
        );
        await create();
        await account.clock.run();
        assert.deepEqual(seen().at(-1), [1470, "Completed", "Completed"]);
    });
});
