import { depthAlarmWatchesVisibleMessages } from "../../policy/depthAlarmWatchesVisibleMessages";
import { alarm } from "./support/goodStacks";
import { ref } from "./support/stackData";
import { itJudges } from "./support/judges";

describe("depth-alarm-watches-visible-messages", () => {
    itJudges(depthAlarmWatchesVisibleMessages, [
        {
            reports: "an alarm on messages sent",
            change: [{ set: "undelivered-depth", to: { metricName: "NumberOfMessagesSent", statistic: "Sum" } }],
            on: "undelivered-depth",
            message:
                'This alarm on the queue "undelivered" misses messages that are moved into it. Set metricName to ApproximateNumberOfMessagesVisible.',
        },
        {
            allows: "an alarm on messages sent next to one on those that wait",
            change: [
                {
                    add: {
                        sent: alarm({
                            namespace: "AWS/SQS",
                            metricName: "NumberOfMessagesSent",
                            dimensions: { QueueName: ref("undelivered", "name") },
                        }),
                    },
                },
            ],
        },
        {
            allows: "an alarm on messages sent to another queue",
            change: [
                {
                    add: {
                        orders: { type: "aws:sqs/queue:Queue", props: {} },
                        sent: alarm({ namespace: "AWS/SQS", metricName: "NumberOfMessagesSent", dimensions: { QueueName: ref("orders", "name") } }),
                    },
                },
            ],
        },
        { allows: "an alarm on another metric", change: [{ set: "undelivered-depth", to: { metricName: "ApproximateAgeOfOldestMessage" } }] },
        { allows: "a queue without alarm", change: [{ remove: ["undelivered-depth"] }] },
    ]);
});
