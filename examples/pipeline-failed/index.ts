import type { Handler } from "../../catalog";
import { JobStatusReaction, NotificationTopic } from "../../components";

/** Publishes one line for each failed execution. SageMaker may send an event twice: the ledger in front of the handler passes it on once. */
const reportPipeline: Handler<"PipelineExecution"> = {
    callbackFactory: () => {
        const { SNSClient, PublishCommand } = require("#sdk") as typeof import("../../functions/sdk");
        const sns = new SNSClient({});
        return async ({ detail }) => {
            const Message = `Pipeline execution ${detail.pipelineExecutionArn} is ${detail.currentPipelineExecutionStatus}`;
            await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Message }));
            return { outcome: "handled" };
        };
    },
    actions: [{ action: "sns:Publish", on: "TOPIC_ARN" }],
    environment: ["TOPIC_ARN"],
};

const { arn } = new NotificationTopic("pipelines", { email: "ml-platform@example.com" });

new JobStatusReaction("pipeline-failed", {
    kind: "PipelineExecution",
    statuses: ["Failed"],
    handler: reportPipeline,
    environment: { TOPIC_ARN: arn },
    alarmActions: [arn],
});
