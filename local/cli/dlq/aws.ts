import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { Message, QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";

import { wordsOfAwsError } from "../shared/awsErrors";
import { MisuseError } from "../shared/errors";
import { type Letter, readLetter } from "./letters";
import type { FailedEventQueue } from "./queues";

/** How the account is reached. */
export interface Connection {
    /** Name of a profile. @default that of the environment */
    readonly profile?: string | undefined;
    /** Another endpoint than AWS, and who calls it. @default that of the environment */
    readonly local?:
        { readonly endpoint: string; readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } } | undefined;
}

const regionOf = (arn: string): string => arn.split(":")[3] ?? "";
const common = ({ profile, local }: Connection, arn: string) => ({
    region: regionOf(arn),
    // The SDK would warn of keys in the environment, which a profile that was asked for is not about.
    ...(profile === undefined ? {} : { profile, logger: QUIET }),
    ...local,
});
const quiet = () => {};
const QUIET = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** A client of the queue's Region. The SDK would call the host in the queue's URL, whatever endpoint there is. */
export function sqsClient(connection: Connection, { arn }: FailedEventQueue): SQSClient {
    const { SQSClient } = require("@aws-sdk/client-sqs") as typeof import("@aws-sdk/client-sqs");
    return new SQSClient({ ...common(connection, arn), useQueueUrlAsEndpoint: false });
}

export function logsClient(connection: Connection, arn: string): CloudWatchLogsClient {
    const { CloudWatchLogsClient } = require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
    return new CloudWatchLogsClient(common(connection, arn));
}

/** A client that sends each invocation once: a second one after an answer that was lost would run the function again. */
export function lambdaClient(connection: Connection, arn: string, waitSeconds: number): LambdaClient {
    const { LambdaClient } = require("@aws-sdk/client-lambda") as typeof import("@aws-sdk/client-lambda");
    const requestHandler = { connectionTimeout: 5000, requestTimeout: 1000 * waitSeconds, throwOnRequestTimeout: true };
    return new LambdaClient({ ...common(connection, arn), maxAttempts: 1, requestHandler });
}

/** Whether AWS denied a call. */
export const isDenied = (error: unknown): boolean => /AccessDenied|AuthorizationError|NotAuthorized/.test((error as Error).name);

/** What is needed where a call was denied, and who needs it: the action that AWS names, else that of the call. */
function denialOf(error: unknown, action: string): string {
    const [, user, named = action] = /User: (\S+) is not authorized to perform: ([\w-]+:\w+)/.exec((error as Error).message) ?? [];
    return `${named.toLowerCase() === action.toLowerCase() ? action : named}${user === undefined ? "" : ` to ${user}`}`;
}

/** Makes a call without which the command can't go on. @throws MisuseError that names the action that is missing, or says what else went wrong. */
export async function asked<T>(connection: Connection, action: string, what: string, call: () => Promise<T>): Promise<T> {
    try {
        return await call();
    } catch (error) {
        throw failed(connection, action, what, error);
    }
}

/** The error for a call that failed. */
export function failed({ profile }: Connection, action: string, what: string, error: unknown): MisuseError {
    return isDenied(error)
        ? new MisuseError(
              `AWS denied ${denialOf(error, action)} on ${what}: allow it (docs/commands.md lists what dlq needs) and run the command again`,
          )
        : new MisuseError(`${action} on ${what} failed: ${wordsOfAwsError(error, profile)}`);
}

/** What a queue says of itself. */
export interface QueueState {
    readonly waiting: number;
    /** Received by someone and not deleted. */
    readonly inFlight: number;
    readonly retentionSeconds: number;
    /** How often a message may be received before SQS moves it to another queue; undefined for no limit. */
    readonly mostReceives: number | undefined;
}

/** Undefined for a queue that does not exist. This is the first call to AWS, so it says whether there are credentials. */
export async function queueState(
    client: SQSClient,
    { url: QueueUrl, name }: FailedEventQueue,
    connection: Connection,
): Promise<QueueState | undefined> {
    const { GetQueueAttributesCommand } = require("@aws-sdk/client-sqs") as typeof import("@aws-sdk/client-sqs");
    const AttributeNames: QueueAttributeName[] = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "MessageRetentionPeriod",
        "RedrivePolicy",
    ];
    try {
        const { Attributes: given = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
        const policy = JSON.parse(given.RedrivePolicy ?? "{}") as { maxReceiveCount?: unknown };
        return {
            waiting: Number(given.ApproximateNumberOfMessages),
            inFlight: Number(given.ApproximateNumberOfMessagesNotVisible),
            retentionSeconds: Number(given.MessageRetentionPeriod),
            mostReceives: policy.maxReceiveCount === undefined ? undefined : Number(policy.maxReceiveCount),
        };
    } catch (error) {
        if (/QueueDoesNotExist|NonExistentQueue/.test((error as Error).name)) {
            return undefined;
        }
        throw failed(connection, "sqs:GetQueueAttributes", `queue ${name}`, error);
    }
}

/** SQS gives and takes so many messages in one call. */
export const MOST_AT_ONCE = 10;

/** Receives some messages, and hides them from others. With a wait of a second SQS asks all its servers, so that none is missed. */
export async function receive(
    connection: Connection,
    client: SQSClient,
    queue: FailedEventQueue,
    hiddenSeconds: number,
    most = MOST_AT_ONCE,
): Promise<Letter[]> {
    const { ReceiveMessageCommand } = require("@aws-sdk/client-sqs") as typeof import("@aws-sdk/client-sqs");
    const { Messages = [] } = await asked(connection, "sqs:ReceiveMessage", `queue ${queue.name}`, () =>
        client.send(
            new ReceiveMessageCommand({
                QueueUrl: queue.url,
                MaxNumberOfMessages: most,
                VisibilityTimeout: hiddenSeconds,
                WaitTimeSeconds: 1,
                MessageAttributeNames: ["All"],
                MessageSystemAttributeNames: ["SentTimestamp"],
            }),
        ),
    );
    return Messages.map((message: Message) => readLetter(queue, message));
}

/** Gives messages back at once. One that can't be given back becomes visible when its time is over: nothing depends on this. */
export async function giveBack(
    connection: Connection,
    client: SQSClient,
    { url: QueueUrl, name }: FailedEventQueue,
    receipts: readonly string[],
): Promise<void> {
    const { ChangeMessageVisibilityBatchCommand } = require("@aws-sdk/client-sqs") as typeof import("@aws-sdk/client-sqs");
    for (let from = 0; from < receipts.length; from += MOST_AT_ONCE) {
        const Entries = receipts
            .slice(from, from + MOST_AT_ONCE)
            .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
        await asked(connection, "sqs:ChangeMessageVisibility", `queue ${name}`, () =>
            client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
        );
    }
}
