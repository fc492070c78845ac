import { metricFact } from "../models/alarms";
import type { GraphResource } from "../models/graph";
import { queueMetrics } from "./shared/alarms/queueMetrics";
import { statusPolicy } from "./shared/run/run";

const { metricName: VISIBLE } = metricFact("AWS/SQS", "ApproximateNumberOfMessagesVisible");
const { metricName: SENT } = metricFact("AWS/SQS", "NumberOfMessagesSent");

/** SQS counts as sent what a caller sends, and not what EventBridge or a redrive moves into a queue. */
export const depthAlarmWatchesVisibleMessages = statusPolicy({
    name: "depth-alarm-watches-visible-messages",
    description: "An alarm on a queue that keeps events which went wrong watches the messages that wait in it, not those that were sent.",
    severity: "high",
    remediationSteps: "Set metricName to ApproximateNumberOfMessagesVisible, with the statistic Maximum.",
    judge: (stack, verdict) => {
        const metrics = queueMetrics(stack);
        const onVisible = new Set<GraphResource>(metrics.filter(({ metricName }) => metricName === VISIBLE).map(({ queue }) => queue));
        const blind = metrics.filter(({ queue, metricName }) => metricName === SENT && !onVisible.has(queue));
        for (const { alarm, queue, sure } of blind) {
            if (sure) {
                verdict.wrong(
                    alarm,
                    `This alarm on the queue "${queue.name}" misses messages that are moved into it. Set metricName to ApproximateNumberOfMessagesVisible.`,
                );
            } else {
                verdict.undecided(alarm);
            }
        }
    },
});
