import * as pulumi from "@pulumi/pulumi";
import { DeadLetterQueue, FailureQueue, JobStatusReaction, JobStatusRule, Ledger, NotificationTopic, notify } from "sagemaker-job-status";

const email = new pulumi.Config().require("email");
const topic = new NotificationTopic("jobs", { email });
// A topic that no message about a job uses: too many of those can't stop the alarms.
const alarmTopic = new NotificationTopic("alarms", { email });
const alarmActions = [alarmTopic.arn];

// The rules come first, so that one dead-letter queue, and its alarms, can serve them all.
const failedRules = (["TrainingJob", "ProcessingJob", "TransformJob"] as const).map(
    (kind) => new JobStatusRule(`${kind}-failed`, { kind, statuses: ["Failed", "Stopped"] }),
);
const common = {
    environment: { TOPIC_ARN: topic.arn },
    alarmActions,
    deadLetterQueue: new DeadLetterQueue("jobs", { rules: failedRules, alarmActions }),
    failureQueue: new FailureQueue("jobs", { alarmActions }),
    ledger: new Ledger("jobs", { alarmActions }),
};
for (const rule of failedRules) {
    new JobStatusReaction(rule.name, { rule, handler: notify, ...common });
}
