import assert from "node:assert/strict";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { seededRandom } from "../../../../local/aws/random";
import { VirtualClock } from "../../../../local/clock";
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

/** An event that SageMaker sent. */
export interface StatusEvent {
    "detail-type": string;
    time: string;
    resources: string[];
    detail: Record<string, unknown>;
    [field: string]: unknown;
}

/** A SageMaker on an endpoint, and a client of it. */
export interface LocalAccount {
    endpoint: LocalEndpoint;
    sageMaker: LocalSageMaker;
    clock: VirtualClock;
    /** What SageMaker sent, in order. */
    sent: StatusEvent[];
    client: SageMakerClient;
    close(): Promise<void>;
}

export async function startSageMaker(seed = 1): Promise<LocalAccount> {
    const clock = new VirtualClock(CREATED);
    const endpoint = await LocalEndpoint.start({ now: () => clock.now() });
    const place = { account: "111122223333", region: "us-east-1", partition: "aws" };
    const sent: StatusEvent[] = [];
    const emit = (sentEvent: object): void => void sent.push(sentEvent as StatusEvent);
    const sageMaker = new LocalSageMaker(endpoint, { place, clock, random: seededRandom(seed), callerName: (id) => id, emit });
    const credentials = { accessKeyId: "LOCAL0001", secretAccessKey: "local" };
    const client = new SageMakerClient({ endpoint: endpoint.url, region: "us-east-1", credentials, maxAttempts: 1 });
    const close = (): Promise<void> => {
        client.destroy();
        return endpoint.close();
    };
    return { endpoint, sageMaker, clock, sent, client, close };
}

/** When each event was sent, in seconds after CREATED, and what it says in some fields of its detail. */
export function steps({ sent }: Pick<LocalAccount, "sent">, ...fields: string[]): unknown[][] {
    return sent.map(({ time, detail }) => [(Date.parse(time) - CREATED) / 1000, ...fields.map((field) => detail[field])]);
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
