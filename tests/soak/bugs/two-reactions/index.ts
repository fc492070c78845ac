import { JobStatusReaction, Ledger, NotificationTopic } from "../../../../components";
import { notify } from "../../../../functions";

const { arn } = new NotificationTopic("jobs", { email: "ml-platform@example.com" });
const ledger = new Ledger("jobs", { alarmActions: [arn] });

for (const name of ["first-team", "second-team"]) {
    new JobStatusReaction(name, {
        kind: "TrainingJob",
        statuses: ["Completed", "Failed", "Stopped"],
        handler: notify,
        environment: { TOPIC_ARN: arn },
        alarmActions: [arn],
        ledger,
    });
}
