import { DynamoDBClient as DynamoDB, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { SageMakerClient as SageMaker, type SageMakerClientConfig } from "@aws-sdk/client-sagemaker";
import { SNSClient as SNS, type SNSClientConfig } from "@aws-sdk/client-sns";
import { SQSClient as SQS, type SQSClientConfig } from "@aws-sdk/client-sqs";

import { ATTEMPT, limited } from "./shared/timeLimits";

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
export { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
export { limitCalls } from "./shared/timeLimits";

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
