import assert from "node:assert/strict";
import type { SQSClient } from "@aws-sdk/client-sqs";

import { type Connection, giveBack, queueState, receive } from "../../../../local/cli/dlq/aws";
import type { FailedEventQueue } from "../../../../local/cli/dlq/queues";
import { withEnvironment } from "../../../support/environment";

describe("a call of jobstatus dlq for which there are no credentials", () => {
    const queue = { name: "failed", url: "https://sqs.us-east-1.amazonaws.com/111122223333/failed" } as FailedEventQueue;
    const send = () => Promise.reject(Object.assign(new Error("none"), { name: "CredentialsProviderError" }));
    const client = { send } as unknown as SQSClient;
    const calls: Readonly<Record<string, (connection: Connection) => Promise<unknown>>> = {
        GetQueueAttributes: (connection) => queueState(client, queue, connection),
        ReceiveMessage: (connection) => receive(connection, client, queue, 1),
        ChangeMessageVisibility: (connection) => giveBack(connection, client, queue, ["receipt"]),
    };
    const of = (profile: string) =>
        `the AWS profile "${profile}" does not exist, or has no credentials ("aws configure list-profiles" lists all): none`;
    const noProfile = 'AWS credentials must be in the environment or in a profile, as for "aws" and "pulumi": none';
    for (const [name, call] of Object.entries(calls)) {
        for (const [title, AWS_PROFILE, profile, message] of [
            ["the profile of the option, and not that of the environment", "dev", "prod", of("prod")],
            ["the profile of the environment", "dev", undefined, of("dev")],
            ["no profile where that of the environment is empty", "", undefined, noProfile],
        ] as const) {
            it(`names ${title}: ${name}`, () =>
                withEnvironment({ AWS_PROFILE }, () => assert.rejects(call({ profile }), { name: "MisuseError", message })));
        }
    }
});
