import * as assert from "node:assert/strict";

import { KIND_NAMES, KINDS, type KindRow, PRICES } from "../../catalog";
import { notify } from "../../functions";
import type { Message } from "../../functions/message";
import { notifyJobStatus } from "../../functions/notify";
import type { Fields } from "../../functions/shared/fields";
import { newsOf, outcomeOf, SAMPLES } from "./shared/samples";

const sample = (file: string) => SAMPLES.find((candidate) => candidate.file === file)!;

/** The message for a sample with other fields in its detail or envelope. */
function messageOf(file: string, detail: Fields, envelope: Fields = {}): Promise<string> {
    const { row, event } = sample(file);
    return outcomeOf(row, { ...event, ...envelope, detail: { ...event.detail, ...detail } });
}

function line(message: string, label: string): string | undefined {
    return message.split("\n").find((candidate) => candidate.startsWith(`${label}: `));
}

describe("notify", () => {
    it("declares Describe only for kinds whose events lack the status or the reason", () => {
        const publish = { action: "sns:Publish", on: "TOPIC_ARN" };
        assert.deepEqual(Object.fromEntries(KIND_NAMES.map((kind) => [kind, notify(KINDS[kind]).actions])), {
            Algorithm: ["sagemaker:DescribeAlgorithm", publish],
            Endpoint: [publish],
            HyperParameterTuningJob: [publish],
            LabelingJob: ["sagemaker:DescribeLabelingJob", publish],
            ModelPackage: ["sagemaker:DescribeModelPackage", publish],
            NotebookInstance: [publish],
            ProcessingJob: [publish],
            TrainingJob: [publish],
            TransformJob: [publish],
        });
        assert.deepEqual(notify(KINDS.Endpoint).environment, ["TOPIC_ARN"]);
    });

    it("reads the logs of the kinds that have one, if it shall, and of no others", () => {
        const reading = KIND_NAMES.filter((kind) => notify(KINDS[kind], PRICES, 20).actions.includes("logs:GetLogEvents"));
        assert.deepEqual(reading, ["Endpoint", "LabelingJob", "NotebookInstance", "ProcessingJob", "TrainingJob", "TransformJob"]);
        const { actions, data } = notify(KINDS.ProcessingJob, PRICES, 20);
        assert.deepEqual(actions, ["logs:DescribeLogStreams", "logs:GetLogEvents", { action: "sns:Publish", on: "TOPIC_ARN" }]);
        assert.equal((data as { logLines?: number }).logLines, 20);
        for (const lines of [-1, 51, 1.5, "20" as unknown as number]) {
            assert.throws(() => notify(KINDS.TrainingJob, PRICES, lines), {
                message: /^logLines must be a whole number of lines from 0 to 50, got /,
            });
        }
    });

    it("reads the log of what failed alone, and ends its facts with it", async () => {
        for (const [file, read] of [
            ["TrainingJob.failed.json", 1],
            ["TrainingJob.stopped.json", 0],
            ["TrainingJob.completed.json", 0],
        ] as const) {
            const { row, event } = sample(file);
            let times = 0;
            const messages: Message[] = [];
            await notifyJobStatus(row, newsOf(row, event), {
                describe: async () => undefined,
                publish: async (message) => void messages.push(message),
                lastLines: async () => {
                    times += 1;
                    return { text: "last line\n    HF_TOKEN=hf_abcdefghijklmnop", note: "half of it" };
                },
            });
            const [message] = messages;
            assert.equal(times, read);
            assert.deepEqual(
                [message!.facts.at(-1)!.label === "Log", message!.facts.at(-1)!.value.includes("[masked]"), message!.notes.includes("half of it")],
                [read === 1, read === 1, read === 1],
            );
        }
    });

    it("takes the capitals of a name for its log and its links from SageMaker, where the event has nothing but an ARN", async () => {
        const { row, event } = sample("LabelingJob.failed.json");
        const linked = async (LabelingJobName: string) => {
            const names: string[] = [];
            const messages: Message[] = [];
            await notifyJobStatus(row, newsOf(row, event), {
                describe: async () => ({ LabelingJobName, LabelingJobStatus: "Failed", FailureReason: "because" }),
                publish: async (message) => void messages.push(message),
                lastLines: async ({ name }) => {
                    names.push(name);
                    return {};
                },
            });
            return { names, links: messages[0]!.links.map(({ url }) => url.split("/").at(-1)), named: messages[0]!.resource.name };
        };
        assert.deepEqual(await linked("Reviews-Sentiment-5"), {
            names: ["Reviews-Sentiment-5"],
            links: ["Reviews-Sentiment-5", "$252Faws$252Fsagemaker$252FLabelingJobs$3FlogStreamNameFilter$3DReviews-Sentiment-5"],
            // Programs find messages about one job by it, and others have the lower case.
            named: "reviews-sentiment-5",
        });
        assert.deepEqual((await linked("another-job")).names, ["reviews-sentiment-5"]);
    });

    it("asks SageMaker only about what the event does not say, by ARN where the call takes one", async () => {
        const asked: Record<string, unknown> = {};
        for (const { file, row, event } of SAMPLES) {
            await outcomeOf(row, event, async (input) => {
                asked[file] = input;
                return undefined;
            });
        }
        const arn = "arn:aws:sagemaker:us-east-1:111122223333:";
        assert.deepEqual(asked, {
            "Algorithm.completed.json": { AlgorithmName: `${arn}algorithm/gbm-forecast-3` },
            "Algorithm.failed.json": { AlgorithmName: `${arn}algorithm/gbm-forecast-4` },
            "LabelingJob.failed.json": { LabelingJobName: "reviews-sentiment-5" },
            "ModelPackage.failed.json": { ModelPackageName: `${arn}model-package/churn-models/14` },
        });
    });

    it("takes the reason from the event of a model package that has it, without asking", async () => {
        const ModelPackageStatusDetails = { ValidationStatuses: [{ Name: "batch", Status: "Failed", FailureReason: "no\ndata" }] };
        const { row, event } = sample("ModelPackage.failed.json");
        const message = await outcomeOf(row, { ...event, detail: { ...event.detail, ModelPackageStatusDetails } }, () => assert.fail("asked"));
        assert.ok(message.includes("\nReason: batch: no\n    data\n"));
    });

    it("says that the resource is gone when SageMaker does not find it", async () => {
        const gone = async () => undefined;
        const labeling = sample("LabelingJob.failed.json");
        const message = await outcomeOf(labeling.row, labeling.event, gone);
        assert.equal(line(message, "Reason"), "Reason: unknown: SageMaker no longer finds the labeling job under this name");
        assert.equal(line(message, "Console"), undefined);
        const algorithm = sample("Algorithm.completed.json");
        assert.match(
            await outcomeOf(algorithm.row, algorithm.event, gone),
            /^Subject: Algorithm gbm-forecast-3 no longer found\nAttributes: kind=Algorithm, status=NotFound, class=stopped\n/,
        );
    });

    for (const status of ["Pending", "InProgress", "Deleting"]) {
        it(`ignores the event of an algorithm that is ${status}`, async () => {
            const { row, event } = sample("Algorithm.completed.json");
            const outcome = await outcomeOf(row, event, async () => ({ AlgorithmStatus: status }));
            assert.equal(outcome, `ignored: the algorithm is ${status}, which is not final`);
        });
    }

    it("passes an error of SageMaker or SNS on, so that the event is retried", async () => {
        const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
        const { row, event } = sample("LabelingJob.failed.json");
        const publish = async () => {};
        await assert.rejects(notifyJobStatus(row, newsOf(row, event), { describe: () => Promise.reject(throttled), publish }), throttled);
        await assert.rejects(
            notifyJobStatus(row, newsOf(row, event), { describe: async () => undefined, publish: () => Promise.reject(throttled) }),
            throttled,
        );
    });

    it("reports a status that the catalogue does not have as unknown, as it came", async () => {
        const message = await messageOf("TransformJob.failed.json", { TransformJobStatus: "Hibernating\n!" });
        assert.match(message, /^Subject: Transform job churn-scores-1117 has the status Hibernating !\nAttributes: .*, class=unknown\n/);
        assert.equal(
            line(message, "What happened"),
            "What happened: This handler does not know this status. It knows InProgress, Stopping, Completed, Failed, Stopped",
        );
    });

    it("reports an endpoint in service whose update failed", async () => {
        const FailureReason = "The primary container for production variant main did not pass the ping health check.";
        const message = await messageOf("Endpoint.inService.json", { FailureReason });
        assert.equal(message.split("\n")[0], "Subject: Endpoint Fraud-Score update failed: health check failed");
        assert.equal(line(message, "What happened"), "What happened: Its last update failed. It still takes requests, with the old configuration");
        assert.equal(line(message, "Reason"), `Reason: ${FailureReason}`);
    });

    it("names the owner of the tags, in whatever form tags and key are, and keeps an address", async () => {
        for (const Tags of [
            { team: "a", Owner: "sam@example.com" },
            [
                { Key: "team", Value: "a" },
                { Key: "owner", Value: "sam@example.com" },
            ],
        ]) {
            assert.equal(line(await messageOf("TrainingJob.failed.json", { Tags }), "Owner"), "Owner: sam@example.com");
        }
        for (const Tags of [null, {}, [7, {}], { owner: " " }, { owner: 7 }, "owner=sam"]) {
            assert.equal(line(await messageOf("TrainingJob.failed.json", { Tags }), "Owner"), undefined);
        }
    });

    it("names the best training job of a tuning job, with its objective where the event has it", async () => {
        const best = { TrainingJobName: "churn-hpo-31-017" };
        const FinalHyperParameterTuningJobObjectiveMetric = { MetricName: "validation:auc", Value: 0.93 };
        for (const [BestTrainingJob, expected] of [
            [best, "Best training job: churn-hpo-31-017"],
            [{ ...best, FinalHyperParameterTuningJobObjectiveMetric }, "Best training job: churn-hpo-31-017 (validation:auc 0.93)"],
            [{ FinalHyperParameterTuningJobObjectiveMetric }, undefined],
            [null, undefined],
        ] as const) {
            assert.equal(line(await messageOf("HyperParameterTuningJob.completed.json", { BestTrainingJob }), "Best training job"), expected);
        }
    });

    it("names who changed a model package, and the alarms of an endpoint's deployment, where the event has them", async () => {
        const Arn = "arn:aws:sts::111122223333:assumed-role/approver/dana";
        const changedBy = async (LastModifiedBy: unknown) => line(await messageOf("ModelPackage.approved.json", { LastModifiedBy }), "Changed by");
        assert.deepEqual(
            [await changedBy({ UserProfileName: "dana", IamIdentity: { Arn } }), await changedBy({ IamIdentity: { Arn } }), await changedBy({})],
            ["Changed by: dana", `Changed by: ${Arn}`, undefined],
        );
        const LastDeploymentConfig = { AutoRollbackConfiguration: { Alarms: [{ AlarmName: "fraud-5xx" }, {}, 7, { AlarmName: "fraud-latency" }] } };
        const label = "Alarms of its deployment";
        assert.equal(line(await messageOf("Endpoint.failed.json", { LastDeploymentConfig }), label), `${label}: fraud-5xx, fraud-latency`);
    });

    it("estimates what a job cost, with the prices of its Region", async () => {
        const { event, row } = sample("TrainingJob.completed.json");
        const priced = notify(KINDS.TrainingJob, { region: "us-east-1", asOf: "2026-11", usdPerHour: { TrainingJob: { "ml.m5.2xlarge": 0.6 } } });
        const message = await outcomeOf(priced.data as KindRow, event);
        assert.equal(line(message, "Cost"), "Cost: about 0.95 USD, an estimate from its run time and on-demand prices in us-east-1 of 2026-11");
        assert.equal(line(await outcomeOf(row, event), "Cost"), undefined);
    });

    it("notes that SageMaker cut a reason", async () => {
        const note = "Note: SageMaker cuts a reason after 1,024 characters: the log has the rest";
        assert.equal(line(await messageOf("TrainingJob.failed.json", { FailureReason: "x".repeat(1000) }), "Note"), note);
        assert.equal(line(await messageOf("TrainingJob.failed.json", { FailureReason: "x".repeat(999) }), "Note"), undefined);
    });

    it("knows an endpoint's status in the spelling of the API as well", async () => {
        assert.match(
            await messageOf("Endpoint.inService.json", { EndpointStatus: "OutOfService" }),
            / out of service: cause unknown\nAttributes: .*, class=failed\n/,
        );
    });

    const origins: [origin: string, envelope: Fields, line: string | undefined][] = [
        ["SageMaker itself", { "replay-name": null, "jobstatus-origin": "" }, undefined],
        ["a replay", { "replay-name": "after-outage" }, "Origin: replayed from an archive (after-outage): it is not new"],
        ["a replay whose name can't be read", { "replay-name": 7 }, "Origin: replayed from an archive: it is not new"],
        ["a redrive", { "jobstatus-origin": "redrive" }, "Origin: sent again from a queue: it is not new"],
        [
            "a redrive of a replayed event",
            { "replay-name": "after-outage", "jobstatus-origin": "redrive" },
            "Origin: sent again from a queue: it is not new",
        ],
        ["the reconciler", { "jobstatus-origin": "reconciler" }, "Origin: rebuilt from SageMaker's lists, because no event had arrived"],
    ];
    for (const [origin, envelope, expected] of origins) {
        it(`says where an event comes from: ${origin}`, async () => {
            const message = await messageOf("TrainingJob.failed.json", {}, envelope);
            assert.equal(line(message, "Origin"), expected);
            assert.match(message, /^Subject: Training job churn-train-1117 failed: error in its own code\n/);
        });
    }

    it("marks a smoke test in the subject, in the title and in a line", async () => {
        const message = await messageOf("TrainingJob.failed.json", {}, { "jobstatus-origin": "smoke" });
        const [subject, , , title] = message.split("\n");
        assert.equal(subject, "Subject: Smoke test: Training job churn-train-1117 failed: error in its own code");
        assert.equal(title, "Smoke test: Training job churn-train-1117 failed: error in its own code");
        assert.equal(line(message, "Origin"), "Origin: this event is a smoke test: no job has changed");
    });

    it("reports a smoke test even of an algorithm whose status is not final", async () => {
        const { row, event } = sample("Algorithm.completed.json");
        const message = await outcomeOf(row, { ...event, "jobstatus-origin": "smoke" }, async () => ({ AlgorithmStatus: "Pending" }));
        assert.match(message, /^Subject: Smoke test: Algorithm gbm-forecast-3 pending\n/);
    });

    it("keeps the subject of a smoke test short enough, whatever the name and the status", async () => {
        const HyperParameterTuningJobName = "n".repeat(200);
        const HyperParameterTuningJobStatus = "s".repeat(200);
        const message = await messageOf(
            "HyperParameterTuningJob.failed.json",
            { HyperParameterTuningJobName, HyperParameterTuningJobStatus },
            { "jobstatus-origin": "smoke" },
        );
        assert.equal(
            message.split("\n")[0],
            `Subject: Smoke test: Hyperparameter tuning job ${"n".repeat(9)}... has the status ${"s".repeat(30)}...`,
        );
    });

    it("keeps the status in the subject when the name is too long for both", async () => {
        const message = await messageOf("ModelPackage.pendingApproval.json", { ModelPackageName: `${"m".repeat(63)}/12` });
        const [subject] = message.split("\n");
        assert.equal(subject, `Subject: Model package ${"m".repeat(46)}... completed (pending manual approval)`);
        assert.equal(subject.length, "Subject: ".length + 99);
    });

    it("says what a training job waits for when its spot instances were reclaimed", async () => {
        const message = await messageOf("TrainingJob.inProgress.json", { SecondaryStatus: "Interrupted" });
        assert.equal(line(message, "What happened"), "What happened: Spot instances were reclaimed; it waits for others");
    });

    it("leaves out an impossible time, and says so", async () => {
        const message = await messageOf("TransformJob.failed.json", { TransformEndTime: "2026-11-17T20:00:00Z" });
        assert.equal(line(message, "Ran"), undefined);
        assert.equal(line(message, "Started"), "Started: 2026-11-17 20:04:25 UTC");
        assert.equal(line(message, "Note"), "Note: TransformEndTime is left out: it is before TransformStartTime");
    });

    it("lists the groups of a cluster of several instance types", async () => {
        const InstanceGroups = [
            { InstanceGroupName: "a", InstanceType: "ml.p4d.24xlarge", InstanceCount: 2 },
            { InstanceGroupName: "b", InstanceType: "ml.c5.4xlarge", InstanceCount: 1 },
        ];
        const message = await messageOf("TrainingJob.failed.json", { ResourceConfig: { InstanceGroups, VolumeSizeInGB: 30 } });
        assert.equal(line(message, "Instances"), "Instances: 2 × ml.p4d.24xlarge + 1 × ml.c5.4xlarge");
    });

    describe("the last status message of a training job", () => {
        const CAPACITY = "Insufficient capacity error from EC2 while launching instances, retrying!";
        const at = (minute: number, Status: unknown, StatusMessage: unknown): Fields => ({
            Status,
            StartTime: 1794808000000 + minute * 60_000,
            StatusMessage,
        });
        const starting = at(0, "Starting", CAPACITY);
        const stopped = at(9, "Stopped", "Training job stopped");
        const cases: [what: string, detail: Fields, message: string | undefined][] = [
            ["is why it has stopped", { SecondaryStatusTransitions: [starting, stopped] }, `Starting: ${CAPACITY}`],
            [
                "is the latest of several",
                { SecondaryStatusTransitions: [starting, at(1, "Starting", "Launched instance was unhealthy, replacing it!"), stopped] },
                "Starting: Launched instance was unhealthy, replacing it!",
            ],
            [
                "is the latest in time, whatever the order",
                { SecondaryStatusTransitions: [stopped, at(2, "Training", "Unable to read s3://acme-ml/x"), starting] },
                "Training: Unable to read s3://acme-ml/x",
            ],
            ["has no status", { SecondaryStatusTransitions: [at(0, null, CAPACITY), stopped] }, CAPACITY],
            ["has several lines", { SecondaryStatusTransitions: [at(0, "Starting", "Quota\nReason: none"), stopped] }, "Starting: Quota"],
            [
                "is one of a retry",
                { SecondaryStatusTransitions: [at(3, "Pending", "Waiting for capacity in the training plan"), stopped] },
                "Pending: Waiting for capacity in the training plan",
            ],
            [
                "reports progress only",
                {
                    SecondaryStatusTransitions: [
                        at(0, "Starting", "Preparing the instances for training"),
                        at(1, "Downloading", "Downloading input data"),
                        at(2, "Training", "Training image download completed. Training in progress."),
                        at(3, "Uploading", "Uploading generated training model"),
                        stopped,
                    ],
                },
                undefined,
            ],
            [
                "says no more than the status",
                { SecondaryStatusTransitions: [at(1, "Failed", "Training job failed"), at(2, "Stopped", "The training job was stopped.")] },
                undefined,
            ],
            [
                "is of a job that has completed",
                { TrainingJobStatus: "Completed", SecondaryStatus: "Completed", SecondaryStatusTransitions: [starting] },
                undefined,
            ],
            [
                "is of a job that failed for a reason",
                {
                    TrainingJobStatus: "Failed",
                    SecondaryStatus: "Failed",
                    FailureReason: "CapacityError: no",
                    SecondaryStatusTransitions: [starting],
                },
                undefined,
            ],
            [
                "is of a job that failed without a reason",
                { TrainingJobStatus: "Failed", SecondaryStatus: "Failed", SecondaryStatusTransitions: [starting] },
                `Starting: ${CAPACITY}`,
            ],
            [
                "is of a job that waits",
                { TrainingJobStatus: "InProgress", SecondaryStatus: "Starting", SecondaryStatusTransitions: [starting] },
                `Starting: ${CAPACITY}`,
            ],
            [
                "is of a job that waited and runs now",
                {
                    TrainingJobStatus: "InProgress",
                    SecondaryStatus: "Training",
                    SecondaryStatusTransitions: [starting, at(9, "Training", "Training in progress")],
                },
                undefined,
            ],
            ["is not text", { SecondaryStatusTransitions: [at(0, "Starting", 7), "x", null] }, undefined],
            ["is not in a list", { SecondaryStatusTransitions: { 0: starting } }, undefined],
        ];
        for (const [what, detail, expected] of cases) {
            it(`is ${expected === undefined ? "left out" : "shown"} where it ${what}`, async () => {
                const message = await messageOf("TrainingJob.stopped.json", detail);
                assert.equal(line(message, "Last status message"), expected === undefined ? undefined : `Last status message: ${expected}`);
            });
        }

        it("gives the cause of a job that was stopped before it had started", async () => {
            const advice = async (detail: Fields) => {
                const message = await messageOf("TrainingJob.stopped.json", detail);
                return [line(message, "Why"), line(message, "What to do")];
            };
            const waited = { SecondaryStatusTransitions: [starting, stopped] };
            assert.deepEqual(await advice({ ...waited, TrainingStartTime: null }), [
                "Why: no capacity",
                "What to do: Start it again later, or with another instance type, zone or Region.",
            ]);
            assert.deepEqual(await advice(waited), [undefined, undefined]);
            const unclear = at(0, "Starting", "Something could not be prepared");
            assert.deepEqual(await advice({ SecondaryStatusTransitions: [unclear, stopped], TrainingStartTime: null }), [undefined, undefined]);
        });

        it("keeps the message from saying that a caller stopped a job that SageMaker may have given up", async () => {
            const meaning = async (detail: Fields) => line(await messageOf("TrainingJob.stopped.json", detail), "What happened");
            assert.equal(
                await meaning({ SecondaryStatusTransitions: [starting, stopped] }),
                "What happened: Stopped by a caller, or because of the last status message",
            );
            assert.equal(await meaning({ SecondaryStatusTransitions: [stopped] }), "What happened: Stopped by a caller");
            assert.equal(
                await meaning({ SecondaryStatus: "MaxWaitTimeExceeded", SecondaryStatusTransitions: [starting] }),
                "What happened: Reached its limit on waiting for spot instances",
            );
        });
    });

    it("says what a training job is billed for, where the event has it", async () => {
        const billed = async (BillableTimeInSeconds: unknown) =>
            line(await messageOf("TrainingJob.stopped.json", { BillableTimeInSeconds }), "Billed");
        assert.deepEqual(await Promise.all([0, 90, null, "none"].map(billed)), ["Billed: nothing", "Billed: 1 min 30 s", undefined, undefined]);
    });

    const counters: [counters: Fields, line: string | undefined][] = [
        [
            { TrainingJobStatusCounters: { Completed: 20, InProgress: 0, RetryableError: 1, NonRetryableError: 3, Stopped: 2 } },
            "Training jobs: 20 completed, 1 failed and may be retried, 3 failed for good, 2 stopped",
        ],
        [{ TrainingJobStatusCounters: { Completed: 0, InProgress: 0, RetryableError: 0, NonRetryableError: 0, Stopped: 0 } }, "Training jobs: none"],
        [{ TrainingJobStatusCounters: { InProgress: 4 } }, "Training jobs: 4 in progress"],
        [{ TrainingJobStatusCounters: {} }, undefined],
        [{ TrainingJobStatusCounters: { Completed: "20" } }, undefined],
        [{ TrainingJobStatusCounters: [1] }, undefined],
        [{ ObjectiveStatusCounters: { Succeeded: 18, Pending: 1, Failed: 5 } }, "Objectives: 18 succeeded, 1 pending, 5 failed"],
        [{ ObjectiveStatusCounters: null }, undefined],
    ];
    for (const [detail, expected] of counters) {
        it(`shows the counters of a tuning job: ${JSON.stringify(detail)}`, async () => {
            const message = await messageOf("HyperParameterTuningJob.failed.json", detail);
            assert.deepEqual(
                message.split("\n").filter((each) => /^(Training jobs|Objectives): /.test(each)),
                expected === undefined ? [] : [expected],
            );
        });
    }

    it("shows the instances of a variant without a name", async () => {
        const variants = async (...ProductionVariants: Fields[]) => line(await messageOf("Endpoint.failed.json", { ProductionVariants }), "Variants");
        assert.equal(
            await variants({ CurrentInstanceCount: 0, DesiredInstanceCount: 2 }, { VariantName: "main", DesiredInstanceCount: 1 }),
            "Variants: 0 → 2 instances, main × 1",
        );
        assert.equal(await variants({ CurrentInstanceCount: 1 }), "Variants: 1 instance");
        assert.equal(await variants({ CurrentWeight: 1 }), undefined);
    });

    it("reads the ARN of AWS's own sample of a tuning job, and notes that it is unusual", async () => {
        for (const type of ["tuningJob", "tuning-job", "TuningJob"]) {
            const HyperParameterTuningJobArn = `arn:aws:sagemaker:us-west-2:123456789012:${type}/x`;
            const message = await messageOf("HyperParameterTuningJob.failed.json", { HyperParameterTuningJobArn });
            assert.match(message, /^Subject: Hyperparameter tuning job churn-hpo-32 failed: child jobs failed\n/);
            assert.equal(
                line(message, "Note"),
                `Note: detail.HyperParameterTuningJobArn is unusual: ARNs of a hyperparameter tuning job have hyper-parameter-tuning-job/NAME, got "${HyperParameterTuningJobArn}"`,
            );
        }
        for (const type of ["training-job", "job", "ingjob-x", "endpoint"]) {
            const HyperParameterTuningJobArn = `arn:aws:sagemaker:us-west-2:123456789012:${type}/x`;
            assert.match(await messageOf("HyperParameterTuningJob.failed.json", { HyperParameterTuningJobArn }), /^throws: Job status event/);
        }
    });

    const refused: [behaviour: string, row: KindRow, event: unknown, error: string][] = [
        ["what is no event", KINDS.TrainingJob, "x", 'Job status event without id: the event must be an object, got "x"'],
        [
            "an event of another kind",
            KINDS.TransformJob,
            sample("TrainingJob.failed.json").event,
            'Job status event "5b9d98b7-fe61-47ca-a8a9-acc627a17d31": detail-type must be "SageMaker Transform Job State Change", got "SageMaker Training Job State Change"',
        ],
        [
            "an event without any identity",
            KINDS.TrainingJob,
            { source: "aws.sagemaker", "detail-type": KINDS.TrainingJob.detailType, detail: { TrainingJobStatus: "Failed" } },
            "Job status event without id: detail.TrainingJobName or detail.TrainingJobArn or resources[0] must be the name or the ARN of the training job, got nothing",
        ],
        [
            "an origin that it does not know",
            KINDS.TrainingJob,
            { ...sample("TrainingJob.failed.json").event, id: "1", "jobstatus-origin": "event" },
            'Job status event "1": jobstatus-origin must be one of replay, redrive, reconciler, smoke, got "event"',
        ],
        [
            "the ARN of another kind",
            KINDS.LabelingJob,
            { ...sample("LabelingJob.failed.json").event, id: "1", resources: ["arn:aws:sagemaker:us-east-1:111122223333:training-job/x"] },
            'Job status event "1": resources[0] must be an ARN of a SageMaker labeling job (labeling-job/NAME), got "arn:aws:sagemaker:us-east-1:111122223333:training-job/x"',
        ],
    ];
    for (const [behaviour, row, event, error] of refused) {
        it(`refuses ${behaviour}`, async () => {
            assert.equal(await outcomeOf(row, event), `throws: ${error}`);
        });
    }
});
