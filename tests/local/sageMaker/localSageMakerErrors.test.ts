import assert from "node:assert/strict";
import {
    DescribeAlgorithmCommand,
    DescribeEndpointCommand,
    DescribeHyperParameterTuningJobCommand,
    DescribeLabelingJobCommand,
    DescribeModelPackageCommand,
    DescribeNotebookInstanceCommand,
    DescribeProcessingJobCommand,
    DescribeTrainingJobCommand,
    DescribeTransformJobCommand,
    ResourceNotFound,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { type AuthorizedCall, apiError, type LocalEndpoint } from "../../../local/endpoint/localEndpoint";
import type { LocalSageMaker } from "../../../local/sageMaker/localSageMaker";
import { ARN, CREATED, event, startSageMaker, thrown, training } from "./shared/sageMaker";

describe("LocalSageMaker refuses", () => {
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

    const gone: [kind: string, call: () => Promise<unknown>, name: string, message: string][] = [
        [
            "Algorithm",
            () => client.send(new DescribeAlgorithmCommand({ AlgorithmName: "x" })),
            "ValidationException",
            `Algorithm ${ARN}algorithm/x does not exist.`,
        ],
        [
            "Endpoint",
            () => client.send(new DescribeEndpointCommand({ EndpointName: "x" })),
            "ValidationException",
            `Could not find endpoint "${ARN}endpoint/x".`,
        ],
        [
            "HyperParameterTuningJob",
            () => client.send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: "x" })),
            "ResourceNotFound",
            "Amazon SageMaker can't find a tuning job with name: x",
        ],
        [
            "LabelingJob",
            () => client.send(new DescribeLabelingJobCommand({ LabelingJobName: "x" })),
            "ValidationException",
            "Could not find labeling job x",
        ],
        [
            "ModelPackage",
            () => client.send(new DescribeModelPackageCommand({ ModelPackageName: "x/2" })),
            "ValidationException",
            `ModelPackage ${ARN}model-package/x/2 does not exist.`,
        ],
        [
            "NotebookInstance",
            () => client.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName: "x" })),
            "ValidationException",
            "RecordNotFound",
        ],
        [
            "ProcessingJob",
            () => client.send(new DescribeProcessingJobCommand({ ProcessingJobName: "x" })),
            "ValidationException",
            "Could not find requested job with name: x",
        ],
        [
            "TrainingJob",
            () => client.send(new DescribeTrainingJobCommand({ TrainingJobName: "x" })),
            "ValidationException",
            "Requested resource not found.",
        ],
        [
            "TransformJob",
            () => client.send(new DescribeTransformJobCommand({ TransformJobName: "x" })),
            "ValidationException",
            "Could not find requested job with name: x",
        ],
    ];
    for (const [kind, call, name, message] of gone) {
        it(`throws what SageMaker throws for a missing ${kind}`, async () => {
            const error = await thrown(call());
            assert.deepEqual([error.name, error.message], [name, message]);
            assert.equal(error instanceof ResourceNotFound, name === "ResourceNotFound");
        });
    }

    it("throws the same for what an event said is deleted", async () => {
        const observe = (status: string, modified: number): void =>
            sageMaker.observe(
                event("SageMaker Notebook Instance State Change", "notebook-instance/lab", {
                    NotebookInstanceName: "Lab",
                    NotebookInstanceArn: `${ARN}notebook-instance/lab`,
                    NotebookInstanceStatus: status,
                    CreationTime: CREATED,
                    LastModifiedTime: modified,
                }),
            );
        const describe = () => client.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName: "Lab" }));
        observe("Deleting", CREATED + 1);
        assert.equal((await describe()).NotebookInstanceStatus, "Deleting");
        observe("Deleted", CREATED + 2);
        observe("Deleting", CREATED + 2);
        assert.equal((await thrown(describe())).message, "RecordNotFound");
    });

    it("refuses names as SageMaker does", async () => {
        const message = async (name: string | undefined): Promise<string> =>
            (await thrown(client.send(new DescribeTrainingJobCommand({ TrainingJobName: name })))).message;
        const detected = "1 validation error detected: Value";
        assert.equal(await message(undefined), `${detected} null at 'trainingJobName' failed to satisfy constraint: Member must not be null`);
        const pattern = "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}";
        for (const name of ["", "a b", "-a", "a".repeat(64), `${ARN}training-job/a`, "demand/4"]) {
            assert.equal(await message(name), `${detected} '${name}' at 'trainingJobName' failed to satisfy constraint: ${pattern}`);
        }
    });

    it("asks for the action on the ARN in the caller's account before it answers or denies that a resource exists", async () => {
        const asked: AuthorizedCall[] = [];
        endpoint.authorize = (call) => {
            asked.push(call);
            throw apiError("AccessDeniedException", `LOCAL0001 may not ${call.action}`);
        };
        sageMaker.observe({
            ...training("Failed"),
            detail: {
                TrainingJobName: "Train-1",
                TrainingJobArn: "arn:aws:sagemaker:eu-west-1:999988887777:training-job/train-1",
                TrainingJobStatus: "Failed",
            },
        });
        for (const name of ["Train-1", "Other"]) {
            const error = await thrown(describeTraining(name));
            assert.deepEqual([error.name, error.message], ["AccessDeniedException", "LOCAL0001 may not sagemaker:DescribeTrainingJob"]);
        }
        assert.deepEqual(
            asked.map(({ action, resourceArn, accessKeyId }) => [action, resourceArn, accessKeyId]),
            [
                ["sagemaker:DescribeTrainingJob", `${ARN}training-job/train-1`, "LOCAL0001"],
                ["sagemaker:DescribeTrainingJob", `${ARN}training-job/other`, "LOCAL0001"],
            ],
        );
    });

    it("refuses a record without name and ARN", () => {
        assert.throws(() => sageMaker.put("TrainingJob", { TrainingJobStatus: "Failed" }), {
            message: 'LocalSageMaker.put: the training job must have TrainingJobName or TrainingJobArn, got {"TrainingJobStatus":"Failed"}',
        });
    });
});
