import assert from "node:assert/strict";
import {
    CreateEndpointCommand,
    CreateNotebookInstanceCommand,
    CreateTrainingJobCommand,
    DeleteEndpointCommand,
    DeleteNotebookInstanceCommand,
    type SageMakerClient,
    StartNotebookInstanceCommand,
    StopNotebookInstanceCommand,
    StopProcessingJobCommand,
    StopTrainingJobCommand,
    UpdateEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { ARN, type LocalAccount, startSageMaker, thrown } from "./shared/sageMaker";

const LIVE = { EndpointName: "Live", EndpointConfigName: "v1" };
const NOTEBOOK = { NotebookInstanceName: "Notes" };
const NEW_NOTEBOOK = { ...NOTEBOOK, InstanceType: "ml.t3.medium", RoleArn: "arn:aws:iam::111122223333:role/notebooks" } as const;

describe("the local SageMaker refuses", () => {
    let account: LocalAccount;
    beforeEach(async () => {
        account = await startSageMaker();
        await account.client.send(new CreateEndpointCommand(LIVE));
        await account.client.send(new CreateNotebookInstanceCommand(NEW_NOTEBOOK));
    });
    afterEach(() => account.close());

    const notebook = (status: string, allowed: string, to: string) =>
        `Status (${status}) not in ([${allowed}]). Unable to transition to (${to}) for Notebook Instance (${ARN}notebook-instance/notes).`;
    const REFUSALS: readonly [string, (client: SageMakerClient) => Promise<unknown>, string][] = [
        [
            "an endpoint's name again",
            (c) => c.send(new CreateEndpointCommand(LIVE)),
            `Cannot create already existing endpoint "${ARN}endpoint/live".`,
        ],
        ["to update a busy endpoint", (c) => c.send(new UpdateEndpointCommand(LIVE)), `Cannot update in-progress endpoint "${ARN}endpoint/live".`],
        ["to delete a busy endpoint", (c) => c.send(new DeleteEndpointCommand(LIVE)), `Cannot update in-progress endpoint "${ARN}endpoint/live".`],
        [
            "a notebook's name again",
            (c) => c.send(new CreateNotebookInstanceCommand(NEW_NOTEBOOK)),
            `Cannot create a duplicate Notebook Instance (${ARN}notebook-instance/notes)`,
        ],
        ["to stop a notebook that starts", (c) => c.send(new StopNotebookInstanceCommand(NOTEBOOK)), notebook("Pending", "InService", "Stopping")],
        ["to start one that starts", (c) => c.send(new StartNotebookInstanceCommand(NOTEBOOK)), notebook("Pending", "Stopped, Failed", "Pending")],
        ["to delete one that starts", (c) => c.send(new DeleteNotebookInstanceCommand(NOTEBOOK)), notebook("Pending", "Stopped, Failed", "Deleting")],
        ["to stop a job that is not there", (c) => c.send(new StopTrainingJobCommand({ TrainingJobName: "x" })), "Requested resource not found."],
        [
            "to stop a processing job that is not there",
            (c) => c.send(new StopProcessingJobCommand({ ProcessingJobName: "x" })),
            "Could not find requested job with name: x",
        ],
        [
            "a request without what it must have",
            (c) => c.send(new CreateTrainingJobCommand({ TrainingJobName: "x", RoleArn: undefined, OutputDataConfig: undefined })),
            "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; " +
                "Value null at 'outputDataConfig' failed to satisfy constraint: Member must not be null",
        ],
    ];
    for (const [what, call, message] of REFUSALS) {
        it(what, async () => {
            const error = await thrown(call(account.client));
            assert.deepEqual([error.name, error.message], ["ValidationException", message]);
        });
    }

    it("what IAM does not allow, and asks for AddTags where tags are set", async () => {
        const asked: unknown[] = [];
        account.endpoint.authorize = ({ action, resourceArn }) => void asked.push([action, resourceArn]);
        const Tags = [{ Key: "owner", Value: "sam" }];
        await account.client.send(new CreateEndpointCommand({ ...LIVE, EndpointName: "Other", Tags }));
        await thrown(account.client.send(new StopTrainingJobCommand({ TrainingJobName: "Gone" })));
        assert.deepEqual(asked, [
            ["sagemaker:CreateEndpoint", `${ARN}endpoint/other`],
            ["sagemaker:AddTags", `${ARN}endpoint/other`],
            ["sagemaker:StopTrainingJob", `${ARN}training-job/gone`],
        ]);
    });
});
