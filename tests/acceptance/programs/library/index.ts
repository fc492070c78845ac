// Everything that the library exports, as a program of this repository and, with the name of the package, as one in an empty folder.
import {
    DeadLetterQueue,
    FailureQueue,
    guard,
    type Handler,
    JobStatusReaction,
    JobStatusRule,
    KINDS,
    Ledger,
    MessageDigest,
    NotificationTopic,
    notify,
    Reconciler,
    ReconcilerSchedule,
    stop,
} from "../../../../library";

const { arn } = new NotificationTopic("ml", { email: "ml-platform@example.com" });
const alarmActions = [arn];
const schedule = new ReconcilerSchedule("reconciler");
const rules = [KINDS.Endpoint, KINDS.TrainingJob].map(({ kind }) => new JobStatusRule(kind, { kind }));
const stoppedRule = new JobStatusRule("stopped", {
    kind: "TransformJob",
    statuses: ["InProgress"],
    where: { TransformJobName: [{ prefix: "test-" }] },
});
const deadLetterQueue = new DeadLetterQueue("ml", { rules: [...rules, stoppedRule, schedule], alarmActions });
const failureQueue = new FailureQueue("ml", { alarmActions });
const ledger = new Ledger("ml", { alarmActions });
const digest = new MessageDigest("ml", { topicArn: arn, ledger, alarmActions });
const common = { environment: { TOPIC_ARN: arn }, alarmActions, deadLetterQueue, failureQueue, ledger };

const reactions = rules.map((rule) => new JobStatusReaction(rule.name, { rule, handler: notify, digest, ...common }));
new Reconciler("reconciler", {
    schedule,
    reactions: reactions as JobStatusReaction[],
    topicArns: [arn],
    alarmActions,
    deadLetterQueue,
    failureQueue,
    ledger,
});
new JobStatusReaction("stopped", { rule: stoppedRule, handler: stop, ...common });
new JobStatusReaction("guard", {
    kind: "TrainingJob",
    statuses: ["InProgress"],
    handler: guard({ instanceCount: 2 }),
    environment: { TOPIC_ARN: arn },
    alarmActions,
});

// Its closure is serialized when the program runs.
const { logApproval } = require("./logApproval.js") as { logApproval: Handler<"ModelPackage"> };
new JobStatusReaction("approved", { kind: "ModelPackage", where: { ModelApprovalStatus: ["Approved"] }, handler: logApproval, alarmActions });
