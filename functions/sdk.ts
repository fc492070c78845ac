import { CloudWatchLogsClient as CloudWatchLogs, type CloudWatchLogsClientConfig } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient as DynamoDB, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { SageMakerClient as SageMaker, type SageMakerClientConfig } from "@aws-sdk/client-sagemaker";
import { SNSClient as SNS, type SNSClientConfig } from "@aws-sdk/client-sns";
import { SQSClient as SQS, type SQSClientConfig } from "@aws-sdk/client-sqs";

import { ATTEMPT, limited } from "./shared/timeLimits";

/*
 * What handlers use of the AWS SDK. `npm run prepare` bundles it to `bin/sdk.js`, which travels in every function's archive as `#sdk`:
 * the whole client would double the start-up time of a function and need a hundred times the space.
 */
export { DescribeLogStreamsCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
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
export { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
export { limitCalls } from "./shared/timeLimits";

/** A message waits for the log that is added to it: each call has two tries and 2.5 seconds. */
export class CloudWatchLogsClient extends CloudWatchLogs {
    constructor(config: CloudWatchLogsClientConfig = {}) {
        super({ maxAttempts: 2, requestHandler: { ...ATTEMPT.requestHandler, connectionTimeout: 1000, requestTimeout: 2000 }, ...config });
        this.send = limited("CloudWatch Logs", this.send.bind(this), 2500) as typeof this.send;
    }
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

export class SQSClient extends SQS {
    constructor(config: SQSClientConfig = {}) {
        super({ ...ATTEMPT, ...config });
        this.send = limited("SQS", this.send.bind(this)) as typeof this.send;
    }
}
