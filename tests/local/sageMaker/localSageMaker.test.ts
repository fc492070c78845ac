import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
    DescribeAlgorithmCommand,
    DescribeEndpointCommand,
    DescribeLabelingJobCommand,
    DescribeModelPackageCommand,
    DescribeProcessingJobCommand,
    DescribeTrainingJobCommand,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { buildSync } from "esbuild";
import { KIND_NAMES, KINDS } from "../../../catalog";
import type { LocalEndpoint } from "../../../local/endpoint/localEndpoint";
import type { LocalSageMaker } from "../../../local/sageMaker/localSageMaker";
import { definition, FunctionBench, textArchive } from "../lambda/shared/functions";
import { ARN, CREATED, event, startSageMaker, thrown, training } from "./shared/sageMaker";

describe("LocalSageMaker", () => {
    let endpoint: LocalEndpoint;
    let sageMaker: LocalSageMaker;
    let client: SageMakerClient;
    let close: () => Promise<void>;
    beforeEach(async () => {
        ({ endpoint, sageMaker, client, close } = await startSageMaker());
    });
    afterEach(() => close());

    const describeTraining = async (name = "Train-1"): Promise<object> => {
        const { $metadata, ...output } = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
        return output;
    };

    it("answers in the API's form: times as dates, known fields only, nulls and tags left out", async () => {
        sageMaker.observe(
            training("Completed", {
                SecondaryStatus: "Completed",
                FailureReason: null,
                HyperParameters: { epochs: "3" },
                ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 20, Unknown: 1 },
                SecondaryStatusTransitions: [{ Status: "Training", StartTime: CREATED + 60_000, EndTime: null, StatusMessage: "on" }],
                InputDataConfig: [{ ChannelName: "train", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/" } } }],
                TrainingStartTime: String(CREATED + 60_000),
                TrainingEndTime: "2026-11-20T09:28:50.123456789Z",
                LastModifiedTime: CREATED + 930_500,
                Tags: { team: "forecasting" },
                NotInTheApi: "x",
            }),
        );
        assert.deepEqual(await describeTraining(), {
            TrainingJobName: "Train-1",
            TrainingJobArn: `${ARN}training-job/train-1`,
            TrainingJobStatus: "Completed",
            SecondaryStatus: "Completed",
            HyperParameters: { epochs: "3" },
            ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 20 },
            SecondaryStatusTransitions: [{ Status: "Training", StartTime: new Date(CREATED + 60_000), StatusMessage: "on" }],
            InputDataConfig: [{ ChannelName: "train", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/" } } }],
            CreationTime: new Date(CREATED),
            TrainingStartTime: new Date(CREATED + 60_000),
            TrainingEndTime: new Date("2026-11-20T09:28:50.123Z"),
            LastModifiedTime: new Date(CREATED + 930_500),
        });
    });

    it("spells an endpoint's status as the API does", async () => {
        const status = async (eventStatus: string): Promise<unknown> => {
            const fields = { EndpointName: "Live", EndpointArn: `${ARN}endpoint/live`, EndpointStatus: eventStatus };
            sageMaker.observe(
                event("SageMaker Endpoint State Change", "endpoint/live", { ...fields, CreationTime: CREATED, LastModifiedTime: CREATED + 1 }),
            );
            return (await client.send(new DescribeEndpointCommand({ EndpointName: "Live" }))).EndpointStatus;
        };
        for (const [eventStatus, apiStatus] of [
            ["IN_SERVICE", "InService"],
            ["UPDATE_ROLLBACK_FAILED", "UpdateRollbackFailed"],
            ["InService", "InService"],
            ["BRAND_NEW", "BRAND_NEW"],
        ] as const) {
            assert.equal(await status(eventStatus), apiStatus);
        }
    });

    it("spells the members of processing enums as the API does", async () => {
        const s3Input = {
            S3Uri: "s3://in/",
            S3DataType: "MANIFEST_FILE",
            S3InputMode: "PIPE",
            S3DataDistributionType: "FULLYREPLICATED",
            S3CompressionType: "GZIP",
        };
        sageMaker.observe(
            event("SageMaker Processing Job State Change", "processing-job/clean", {
                ProcessingJobName: "clean",
                ProcessingJobArn: `${ARN}processing-job/clean`,
                ProcessingJobStatus: "InProgress",
                ProcessingInputs: [{ InputName: "raw", S3Input: s3Input }],
                ProcessingOutputConfig: { Outputs: [{ OutputName: "o", S3Output: { S3Uri: "s3://out/", S3UploadMode: "CONTINUOUS" } }] },
                CreationTime: CREATED,
                LastModifiedTime: CREATED,
            }),
        );
        const { $metadata, ...output } = await client.send(new DescribeProcessingJobCommand({ ProcessingJobName: "clean" }));
        assert.deepEqual(output, {
            ProcessingJobName: "clean",
            ProcessingJobArn: `${ARN}processing-job/clean`,
            ProcessingJobStatus: "InProgress",
            ProcessingInputs: [
                {
                    InputName: "raw",
                    S3Input: {
                        S3Uri: "s3://in/",
                        S3DataType: "ManifestFile",
                        S3InputMode: "Pipe",
                        S3DataDistributionType: "FullyReplicated",
                        S3CompressionType: "Gzip",
                    },
                },
            ],
            ProcessingOutputConfig: { Outputs: [{ OutputName: "o", S3Output: { S3Uri: "s3://out/", S3UploadMode: "Continuous" } }] },
            CreationTime: new Date(CREATED),
            LastModifiedTime: new Date(CREATED),
        });
    });

    it("knows a labeling job by the event's resources, and keeps what put said of it", async () => {
        const describe = async (): Promise<object> => {
            const { $metadata, ...output } = await client.send(new DescribeLabelingJobCommand({ LabelingJobName: "shelves" }));
            return output;
        };
        const detailType = "SageMaker Ground Truth Labeling Job State Change";
        sageMaker.observe(event(detailType, "labeling-job/shelves", { LabelingJobStatus: "Failed" }));
        const bare = {
            LabelingJobName: "shelves",
            LabelingJobArn: `${ARN}labeling-job/shelves`,
            LabelingJobStatus: "Failed",
            CreationTime: new Date("2026-11-20T09:15:30Z"),
            LastModifiedTime: new Date("2026-11-20T09:15:30Z"),
        };
        assert.deepEqual(await describe(), bare);
        sageMaker.put("LabelingJob", {
            LabelingJobName: "shelves",
            LabelingJobStatus: "InProgress",
            FailureReason: "no workers",
            Tags: { team: "vision" },
        });
        sageMaker.observe(event(detailType, "labeling-job/shelves", { LabelingJobStatus: "Stopped" }, "2026-11-20T10:00:00Z"));
        const at = new Date("2026-11-20T10:00:00Z");
        assert.deepEqual(await describe(), {
            ...bare,
            LabelingJobStatus: "Stopped",
            CreationTime: at,
            LastModifiedTime: at,
            FailureReason: "no workers",
            Tags: [{ Key: "team", Value: "vision" }],
        });
    });

    it("takes an algorithm for completed unless put says otherwise", async () => {
        const seen = event("SageMaker Algorithm State Change", "algorithm/xgb", { AlgorithmName: "xgb", AlgorithmArn: `${ARN}algorithm/xgb` });
        const describe = async (name: string): Promise<unknown[]> => {
            const output = await client.send(new DescribeAlgorithmCommand({ AlgorithmName: name }));
            return [output.AlgorithmStatus, output.AlgorithmStatusDetails, output.CreationTime];
        };
        sageMaker.observe(seen);
        assert.deepEqual(await describe("xgb"), ["Completed", undefined, new Date("2026-11-20T09:15:30Z")]);
        const details = { ImageScanStatuses: [{ Name: "scan", Status: "Failed", FailureReason: "too old" }] };
        sageMaker.put("Algorithm", { AlgorithmName: "xgb", AlgorithmStatus: "Failed", AlgorithmStatusDetails: details, CreationTime: CREATED });
        sageMaker.observe(seen);
        assert.deepEqual(await describe(`${ARN}algorithm/xgb`), ["Failed", details, new Date(CREATED)]);
    });

    it("finds a model package by ARN, by GROUP/VERSION and by name", async () => {
        const observe = (path: string, more: object): void =>
            sageMaker.observe(
                event("SageMaker Model Package State Change", `model-package/${path}`, {
                    ModelPackageArn: `${ARN}model-package/${path}`,
                    ModelPackageStatus: "Completed",
                    UpdatedModelPackageFields: ["ModelApprovalStatus"],
                    CreationTime: "2026-11-20T09:00:00Z",
                    ...more,
                }),
            );
        observe("demand/4", { ModelPackageGroupName: "demand", ModelPackageVersion: 4, ModelApprovalStatus: "Approved" });
        observe("single", { ModelPackageName: "single" });
        const describe = async (name: string): Promise<object> => {
            const { $metadata, ...output } = await client.send(new DescribeModelPackageCommand({ ModelPackageName: name }));
            return output;
        };
        const versioned = {
            ModelPackageName: "demand/4",
            ModelPackageGroupName: "demand",
            ModelPackageVersion: 4,
            ModelPackageArn: `${ARN}model-package/demand/4`,
            ModelPackageStatus: "Completed",
            ModelApprovalStatus: "Approved",
            CreationTime: new Date("2026-11-20T09:00:00Z"),
            LastModifiedTime: new Date("2026-11-20T09:00:00Z"),
        };
        assert.deepEqual(await describe(`${ARN}model-package/demand/4`), versioned);
        assert.deepEqual(await describe("demand/4"), versioned);
        assert.equal(((await describe("single")) as { ModelPackageArn: string }).ModelPackageArn, `${ARN}model-package/single`);
    });

    it("keeps the reasons of a model package that put gave while its events repeat the status, and drops them with the status", async () => {
        const arn = `${ARN}model-package/demand/5`;
        const details = { ValidationStatuses: [{ Name: "smoke-test", Status: "Failed", FailureReason: "ping 500" }], ImageScanStatuses: [] };
        const fields = { ModelPackageArn: arn, ModelPackageStatus: "Failed", CreationTime: CREATED };
        sageMaker.put("ModelPackage", { ...fields, ModelPackageStatusDetails: details });
        const reasons = async (ModelPackageStatus: string, minute: number): Promise<unknown> => {
            const detail = { ...fields, ModelPackageStatus, LastModifiedTime: CREATED + minute * 60_000 };
            sageMaker.observe(event("SageMaker Model Package State Change", "model-package/demand/5", detail));
            return (await client.send(new DescribeModelPackageCommand({ ModelPackageName: arn }))).ModelPackageStatusDetails;
        };
        assert.deepEqual(await reasons("Failed", 1), details);
        assert.deepEqual(await reasons("Failed", 2), details);
        assert.equal(await reasons("Completed", 3), undefined);
    });

    it("compares names without case", async () => {
        sageMaker.observe(training("Completed"));
        assert.deepEqual(await describeTraining("TRAIN-1"), await describeTraining("train-1"));
    });

    describe("keeps the newest state", () => {
        const state = async (): Promise<unknown[]> => {
            const output = (await describeTraining()) as { TrainingJobStatus: string; FailureReason?: string };
            return [output.TrainingJobStatus, output.FailureReason];
        };
        for (const [what, events, expected] of [
            [
                "when an older event comes late",
                [training("Completed", { LastModifiedTime: CREATED + 2 }), training("InProgress", { LastModifiedTime: CREATED + 1 })],
                ["Completed", undefined],
            ],
            [
                "when both say the same time: what was reached stays",
                [training("Failed", { LastModifiedTime: CREATED, FailureReason: "x" }), training("InProgress", { LastModifiedTime: CREATED })],
                ["Failed", "x"],
            ],
            [
                "when an event says no more what one before said",
                [
                    training("Failed", { LastModifiedTime: CREATED + 1, FailureReason: "x" }),
                    training("Completed", { LastModifiedTime: CREATED + 2, FailureReason: null }),
                ],
                ["Completed", undefined],
            ],
            [
                "when the name is used again",
                [
                    training("Completed", { LastModifiedTime: CREATED + 9 }),
                    training("InProgress", { CreationTime: CREATED + 5, LastModifiedTime: CREATED + 5 }),
                    training("Completed", { LastModifiedTime: CREATED + 10 }),
                ],
                ["InProgress", undefined],
            ],
        ] as const) {
            it(what, async () => {
                for (const seen of events) {
                    sageMaker.observe(seen);
                }
                assert.deepEqual(await state(), expected);
            });
        }
    });

    it("has nothing to say after other events", () => {
        for (const other of [undefined, null, 1, {}, { "detail-type": "x" }, event("SageMaker Model State Change", "model/m", {})]) {
            sageMaker.observe(other);
        }
        sageMaker.observe({ "detail-type": "SageMaker Training Job State Change", detail: { TrainingJobStatus: "Failed" }, resources: [] });
    });

    it("answers a function in its own process, through the SDK of its archive", async () => {
        const bench = new FunctionBench();
        const { outputFiles } = buildSync({
            stdin: { contents: 'export { SageMakerClient, DescribeTrainingJobCommand } from "@aws-sdk/client-sagemaker"', resolveDir: __dirname },
            bundle: true,
            platform: "node",
            format: "cjs",
            minify: true,
            mainFields: ["module", "main"],
            write: false,
        });
        const index = `
            const { SageMakerClient, DescribeTrainingJobCommand } = require("./sdk.js");
            const client = new SageMakerClient({});
            exports.handler = async ({ name }) => {
                const { TrainingJobStatus, CreationTime } = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
                return { TrainingJobStatus, ageMs: Date.now() - CreationTime.getTime() };
            }`;
        const code = textArchive({ "__index.js": index, "sdk.js": outputFiles[0]!.text });
        const callers: string[] = [];
        endpoint.authorize = ({ accessKeyId }) => void callers.push(accessKeyId);
        sageMaker.observe(training("Stopped"));
        try {
            const copy = await bench.make(definition("", { code }), { endpointUrl: endpoint.url, accessKeyId: "ORDERS" });
            const found = await copy.invoke({ name: "train-1" }, { requestId: "1", now: CREATED + 1234 });
            assert.deepEqual([found.payload, found.error], [{ TrainingJobStatus: "Stopped", ageMs: 1234 }, undefined]);
            const missing = await copy.invoke({ name: "other" }, { requestId: "2", now: CREATED });
            assert.deepEqual([missing.error?.errorType, missing.error?.errorMessage], ["ValidationException", "Requested resource not found."]);
            assert.deepEqual(callers, ["ORDERS", "ORDERS"]);
        } finally {
            await bench.closeAll();
        }
    });

    const samples = join(__dirname, "../../../../shared/sagemaker/events");
    if (existsSync(samples)) {
        it("answers for every sample event of the nine kinds in a status of the API's enum", async () => {
            let answered = 0;
            for (const file of readdirSync(samples)) {
                const sample = JSON.parse(readFileSync(join(samples, file), "utf8"));
                const kind = KIND_NAMES.find((name) => KINDS[name].detailType === sample["detail-type"]);
                if (kind === undefined) {
                    continue;
                }
                const { statuses, statusField, describe } = KINDS[kind];
                sageMaker.observe(sample);
                const name = sample.resources[0].split(":")[5].replace(/^[^/]*\//, "");
                const Command = require("@aws-sdk/client-sagemaker")[describe.command];
                const call = client.send(new Command({ [describe.input]: name })) as unknown as Promise<Record<string, unknown>>;
                if (statuses.some(({ value, api }) => value === sample.detail[statusField] && api === null)) {
                    assert.equal((await thrown(call)).name, describe.notFound?.name);
                } else {
                    const status = (await call)[statusField];
                    assert.ok(
                        statuses.some(({ api }) => api === status),
                        `${file}: ${status}`,
                    );
                }
                answered++;
            }
            assert.ok(answered >= 9, `${answered} events`);
        });
    } else {
        console.log("local SageMaker: not tried with the events of ../shared/sagemaker/events, which is not here");
    }
});
