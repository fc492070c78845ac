/**
 * What handlers use of the AWS SDK. `npm run prepare` bundles it to `bin/sdk.js`, which travels in every function's archive as `#sdk`:
 * the whole client would double the start-up time of a function and need a hundred times the space.
 */
export { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
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
    SageMakerClient,
    StopHyperParameterTuningJobCommand,
    StopLabelingJobCommand,
    StopNotebookInstanceCommand,
    StopProcessingJobCommand,
    StopTrainingJobCommand,
    StopTransformJobCommand,
} from "@aws-sdk/client-sagemaker";
export { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
