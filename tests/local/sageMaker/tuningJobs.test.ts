import assert from "node:assert/strict";
import {
    CreateHyperParameterTuningJobCommand,
    DescribeHyperParameterTuningJobCommand,
    ListTrainingJobsForHyperParameterTuningJobCommand,
    StopHyperParameterTuningJobCommand,
} from "@aws-sdk/client-sagemaker";
import { ARN, CREATED, type LocalAccount, startSageMaker, thrown } from "./shared/sageMaker";

const NAME = { HyperParameterTuningJobName: "Tune" };

describe("a local tuning job", () => {
    let account: LocalAccount;
    beforeEach(async () => {
        account = await startSageMaker();
    });
    afterEach(() => account.close());

    const create = (total: number, parallel: number) =>
        account.client.send(
            new CreateHyperParameterTuningJobCommand({
                ...NAME,
                HyperParameterTuningJobConfig: {
                    Strategy: "Random",
                    ResourceLimits: { MaxNumberOfTrainingJobs: total, MaxParallelTrainingJobs: parallel },
                },
                TrainingJobDefinition: {
                    StaticHyperParameters: { depth: "3" },
                    AlgorithmSpecification: { TrainingImage: "image:1", TrainingInputMode: "File" },
                    RoleArn: "arn:aws:iam::111122223333:role/ml-jobs",
                    OutputDataConfig: { S3OutputPath: "s3://models/" },
                    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
                },
            }),
        );
    /** [seconds, number of the training job (0: the tuning job), status] */
    const seen = () =>
        account.sent
            .filter(({ detail }) => !["Downloading", "Training", "Uploading"].includes(String(detail.SecondaryStatus)))
            .map(({ time, detail }) => [
                (Date.parse(time) - CREATED) / 1000,
                detail.TuningJobArn === undefined ? 0 : Number(/^Tune-(\d{3})-[0-9a-f]{8}$/.exec(String(detail.TrainingJobName))![1]),
                detail.TrainingJobStatus ?? detail.HyperParameterTuningJobStatus,
            ]);
    const counters = async () => (await account.client.send(new DescribeHyperParameterTuningJobCommand(NAME))).TrainingJobStatusCounters;

    it("launches training jobs as its limits allow, and is Completed with the last of them", async () => {
        account.sageMaker.plan("HyperParameterTuningJob", "Tune", { failingChildren: 1 });
        await create(3, 2);
        await account.clock.run();
        assert.deepEqual(seen(), [
            [0, 0, "InProgress"],
            [0, 1, "InProgress"],
            [0, 2, "InProgress"],
            [690, 1, "Failed"],
            [690, 3, "InProgress"],
            [720, 2, "Completed"],
            [1410, 3, "Completed"],
            [1410, 0, "Completed"],
        ]);
        const child = account.sent.find(({ detail }) => "TuningJobArn" in detail)!.detail;
        assert.deepEqual([child.TuningJobArn, child.HyperParameters], [`${ARN}hyper-parameter-tuning-job/tune`, { depth: "3" }]);
        assert.deepEqual(await counters(), { Completed: 2, InProgress: 0, RetryableError: 0, NonRetryableError: 1, Stopped: 0 });
        const list = new ListTrainingJobsForHyperParameterTuningJobCommand({ ...NAME, StatusEquals: "Completed" });
        assert.deepEqual(
            (await account.client.send(list)).TrainingJobSummaries!.map(({ TrainingJobName: name }) => name!.slice(0, 8)),
            ["Tune-002", "Tune-003"],
        );
    });

    it("stops the training jobs that run, launches no more, and is Stopped when they are", async () => {
        await create(5, 2);
        account.clock.schedule(CREATED + 800_000, () => account.client.send(new StopHyperParameterTuningJobCommand(NAME)).then(() => undefined));
        await account.clock.run();
        assert.deepEqual(seen().slice(7), [
            [800, 0, "Stopping"],
            [800, 3, "Stopping"],
            [800, 4, "Stopping"],
            [860, 3, "Stopped"],
            [860, 4, "Stopped"],
            [860, 0, "Stopped"],
        ]);
        assert.deepEqual(await counters(), { Completed: 2, InProgress: 0, RetryableError: 0, NonRetryableError: 0, Stopped: 2 });
        assert.equal((await thrown(account.client.send(new StopHyperParameterTuningJobCommand(NAME)))).name, "ValidationException");
    });

    it("names its training jobs after the seed", async () => {
        const namesWith = async (seed: number) => {
            const other = await startSageMaker(seed);
            other.sageMaker.perform(
                { operation: "CreateHyperParameterTuningJob", kind: "HyperParameterTuningJob", act: "create" },
                { ...NAME, HyperParameterTuningJobConfig: { ResourceLimits: { MaxNumberOfTrainingJobs: 1 } } },
                "test",
            );
            await other.close();
            return other.sent[1]!.detail.TrainingJobName;
        };
        assert.equal(await namesWith(7), await namesWith(7));
        assert.notEqual(await namesWith(7), await namesWith(8));
    });
});
