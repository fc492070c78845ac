import { DynamoDBClient as DynamoDB, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { SageMakerClient as SageMaker, type SageMakerClientConfig } from "@aws-sdk/client-sagemaker";
import { SNSClient as SNS, type SNSClientConfig } from "@aws-sdk/client-sns";

/*
 * What handlers use of the AWS SDK. `npm run prepare` bundles it to `bin/sdk.js`, which travels in every function's archive as `#sdk`:
 * the whole client would double the start-up time of a function and need a hundred times the space.
 */
export { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
export {
    DescribeAlgorithmCommand,
    DescribeEndpointCommand,
    DescribeHyperParameterTuningJobCommand,
    DescribeLabelingJobCommand,
    DescribeModelPackageCommand,
    DescribeNotebookInstanceCommand,
    DescribeProcessingJobCommand,
    DescribeTrainingJobCommand,
    DescribeTransformJobCommand,
    ListTagsCommand,
    StopHyperParameterTuningJobCommand,
    StopLabelingJobCommand,
    StopNotebookInstanceCommand,
    StopProcessingJobCommand,
    StopTrainingJobCommand,
    StopTransformJobCommand,
} from "@aws-sdk/client-sagemaker";
export { PublishCommand } from "@aws-sdk/client-sns";

/** Each attempt of a call: a connection within 2 s and the start of an answer within 5 s. Otherwise a silent endpoint would hold an attempt forever. */
const ATTEMPT = { requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true } };

/** A call with all its attempts and its whole answer. */
const LONGEST_CALL_MS = 15_000;

/** When calls must have ended, on the clock of performance.now(): nothing sets that one. */
let deadline = Infinity;

/**
 * Ends all calls a tenth of the remaining time (at most two seconds) before Lambda ends the invocation: an error then still escapes the handler, and the
 * ledger can release its claim.
 */
export function limitCalls(remainingMs: number): void {
    deadline = performance.now() + remainingMs - Math.min(2000, remainingMs / 10);
}

export class DynamoDBClient extends DynamoDB {
    constructor(config: DynamoDBClientConfig = {}) {
        super({ ...ATTEMPT, ...config });
        this.send = limited("DynamoDB", this.send.bind(this)) as typeof this.send;
    }
}

export class SageMakerClient extends SageMaker {
    constructor(config: SageMakerClientConfig = {}) {
        super({ ...ATTEMPT, ...config });
        this.send = limited("SageMaker", this.send.bind(this)) as typeof this.send;
    }
}

export class SNSClient extends SNS {
    constructor(config: SNSClientConfig = {}) {
        super({ ...ATTEMPT, ...config });
        this.send = limited("SNS", this.send.bind(this)) as typeof this.send;
    }
}

interface SendOptions {
    readonly abortSignal?: AbortSignal;
}

/** Ends a call at the time limit. An aborted call fails with one of many errors, so the error of the limit comes first. */
function limited(service: string, send: unknown): unknown {
    return async (command: never, options: SendOptions = {}) => {
        const limitMs = Math.max(0, Math.min(LONGEST_CALL_MS, Math.floor(deadline - performance.now())));
        const abort = new AbortController();
        let timer: NodeJS.Timeout | undefined;
        const expired = new Promise<never>((_resolve, reject) => {
            timer = setTimeout(() => {
                reject(Object.assign(new Error(`${service} gave no complete answer within ${limitMs} ms`), { name: "TimeoutError" }));
                abort.abort();
            }, limitMs);
        });
        const abortSignal = options.abortSignal === undefined ? abort.signal : AbortSignal.any([abort.signal, options.abortSignal]);
        try {
            return await Promise.race([
                expired,
                (send as (command: never, options: SendOptions) => Promise<unknown>)(command, { ...options, abortSignal }),
            ]);
        } finally {
            clearTimeout(timer);
        }
    };
}
