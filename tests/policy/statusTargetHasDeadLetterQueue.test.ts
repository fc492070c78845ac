import { statusTargetHasDeadLetterQueue } from "../../policy/statusTargetHasDeadLetterQueue";
import { ref } from "./support/stackData";
import { itJudges } from "./support/judges";

const MESSAGE = "This target has no dead-letter queue. Set deadLetterConfig.arn to the ARN of a standard SQS queue.";

describe("status-target-has-dead-letter-queue", () => {
    itJudges(statusTargetHasDeadLetterQueue, [
        {
            reports: "a target without one",
            change: [{ set: "failed-target", to: { deadLetterConfig: undefined } }],
            on: "failed-target",
            message: MESSAGE,
        },
        {
            reports: "a target with an empty one",
            of: "onEvent",
            change: [{ set: "on-failed-target", to: { deadLetterConfig: { arn: "" } } }],
            on: "on-failed-target",
            message: MESSAGE,
        },
        ...[null, { arn: null }, {}].map((deadLetterConfig) => ({
            reports: `a target with ${JSON.stringify(deadLetterConfig)}`,
            change: [{ set: "failed-target", to: { deadLetterConfig } }],
            on: "failed-target",
            message: MESSAGE,
        })),
        {
            reports: "the target of a native rule",
            of: "native",
            change: [{ set: "failed", to: { targets: [{ id: "a", arn: ref("notify") }] } }],
            on: "failed",
            message: MESSAGE,
        },
        { allows: "the dead-letter queue itself to have none", change: [{ set: "undelivered", to: { redrivePolicy: undefined } }] },
    ]);
});
