import { EventBridgeClient as EventBridge } from "@aws-sdk/client-eventbridge";
import { LambdaClient as Lambda } from "@aws-sdk/client-lambda";
import { SQSClient as SQS } from "@aws-sdk/client-sqs";

import { ATTEMPT, limited } from "../shared/timeLimits";

/*
 * What the reconciler uses of the AWS SDK. `npm run prepare` bundles it into `bin/reconciler.js`, where it is what `require("#sdk")` finds.
 */
export { BatchGetItemCommand, BatchWriteItemCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
export { DescribeRuleCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
export { InvokeCommand } from "@aws-sdk/client-lambda";
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
    ListAlgorithmsCommand,
    ListEndpointsCommand,
    ListHyperParameterTuningJobsCommand,
    ListLabelingJobsCommand,
    ListModelPackagesCommand,
    ListNotebookInstancesCommand,
    ListProcessingJobsCommand,
    ListTagsCommand,
    ListTrainingJobsCommand,
    ListTransformJobsCommand,
} from "@aws-sdk/client-sagemaker";
export { ListSubscriptionsByTopicCommand, PublishCommand } from "@aws-sdk/client-sns";
export { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
export { DynamoDBClient, limitCalls, SageMakerClient, SNSClient } from "../sdk";

export class EventBridgeClient extends EventBridge {
    constructor() {
        super(ATTEMPT);
        this.send = limited("EventBridge", this.send.bind(this)) as typeof this.send;
    }
}

export class LambdaClient extends Lambda {
    constructor() {
        super(ATTEMPT);
        this.send = limited("Lambda", this.send.bind(this)) as typeof this.send;
    }
}

export class SQSClient extends SQS {
    constructor() {
        super(ATTEMPT);
        this.send = limited("SQS", this.send.bind(this)) as typeof this.send;
    }
}
