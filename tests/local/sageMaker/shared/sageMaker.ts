import assert from "node:assert/strict";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { LocalEndpoint } from "../../../../local/endpoint/localEndpoint";
import { LocalSageMaker } from "../../../../local/sageMaker/localSageMaker";

export const ARN = "arn:aws:sagemaker:us-east-1:111122223333:";
export const CREATED = 1795165200000;

/** An event as SageMaker sends it. */
export function event(detailType: string, resource: string, detail: object, time = "2026-11-20T09:15:30Z"): object {
    const envelope = { version: "0", id: "1", source: "aws.sagemaker", account: "111122223333", region: "us-east-1" };
    return { ...envelope, "detail-type": detailType, time, resources: [`${ARN}${resource}`], detail };
}

export function training(status: string, more: object = {}): object {
    return event("SageMaker Training Job State Change", "training-job/train-1", {
        TrainingJobName: "Train-1",
        TrainingJobArn: `${ARN}training-job/train-1`,
        TrainingJobStatus: status,
        CreationTime: CREATED,
        ...more,
    });
}

/** A SageMaker on an endpoint, and a client of it. */
export async function startSageMaker(): Promise<{
    endpoint: LocalEndpoint;
    sageMaker: LocalSageMaker;
    client: SageMakerClient;
    close(): Promise<void>;
}> {
    const endpoint = await LocalEndpoint.start({ now: () => CREATED });
    const sageMaker = new LocalSageMaker(endpoint, { account: "111122223333", region: "us-east-1", partition: "aws" });
    const credentials = { accessKeyId: "LOCAL0001", secretAccessKey: "local" };
    const client = new SageMakerClient({ endpoint: endpoint.url, region: "us-east-1", credentials, maxAttempts: 1 });
    const close = (): Promise<void> => {
        client.destroy();
        return endpoint.close();
    };
    return { endpoint, sageMaker, client, close };
}

/** What the call throws. */
export async function thrown(call: Promise<unknown>): Promise<Error> {
    try {
        await call;
    } catch (error) {
        return error as Error;
    }
    return assert.fail("accepted");
}
