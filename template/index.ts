import * as pulumi from "@pulumi/pulumi";
import {
    DeadLetterQueue,
    FailureQueue,
    JobStatusReaction,
    JobStatusRule,
    Ledger,
    NotificationTopic,
    notify,
    Reconciler,
    ReconcilerSchedule,
} from "sagemaker-job-status";

const email = new pulumi.Config().require("email");
const topic = new NotificationTopic("jobs", { email });
// A topic that no message about a job uses: too many of those can't stop the alarms.
const alarmTopic = new NotificationTopic("alarms", { email });
const alarmActions = [alarmTopic.arn];

// The rules come first, so that one dead-letter queue, and its alarms, can serve them all.
const failedRules = (["TrainingJob", "ProcessingJob", "TransformJob"] as const).map(
    (kind) => new JobStatusRule(`${kind}-failed`, { kind, statuses: ["Failed", "Stopped"] }),
);
const schedule = new ReconcilerSchedule("reconciler", { everyMinutes: 15 });
const shared = {
    alarmActions,
    deadLetterQueue: new DeadLetterQueue("jobs", { rules: [...failedRules, schedule], alarmActions }),
    failureQueue: new FailureQueue("jobs", { alarmActions }),
    ledger: new Ledger("jobs", { alarmActions }),
};
const environment = { TOPIC_ARN: topic.arn };
const reactions: JobStatusReaction[] = failedRules.map((rule) => new JobStatusReaction(rule.name, { rule, handler: notify, environment, ...shared }));
// SageMaker sends events as a best effort: this finds those that never came, and reports what keeps them from coming.
new Reconciler("reconciler", { schedule, reactions, topicArns: [topic.arn], ...shared });
