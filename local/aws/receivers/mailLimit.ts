import { dimensionsOfTopic } from "../../../models/alarms";
import type { Context } from "../context";
import type { SubscriptionResource, TopicResource } from "../resources";

/**
 * Messages within a second above which SNS suspends an e-mail subscription: https://docs.aws.amazon.com/general/latest/gr/sns.html. AWS does not say
 * how it counts what a suspended subscription does not get; here it counts as a failed notification.
 */
const MOST_A_SECOND = 10;

/** The e-mail subscriptions of a topic, of which each is suspended when it gets too much at once. In a run, no one resumes it. */
export class MailLimit {
    /** When each subscription got its last messages, in epoch milliseconds; none of one that is suspended. */
    private readonly recent = new Map<SubscriptionResource, number[] | undefined>();

    constructor(
        private readonly context: Pick<Context, "clock" | "findings" | "metrics">,
        private readonly topic: TopicResource,
    ) {}

    /** Whether a subscription gets the next message, which counts. */
    admits(subscription: SubscriptionResource): boolean {
        const { protocol, endpoint, urn } = subscription;
        if (!/^email(-json)?$/.test(protocol)) {
            return true;
        }
        const { clock, findings, metrics } = this.context;
        const now = clock.now();
        const before = this.recent.has(subscription) ? this.recent.get(subscription) : [];
        const recent = before?.filter((atMs) => atMs > now - 1000);
        const isAdmitted = recent !== undefined && recent.length < MOST_A_SECOND;
        this.recent.set(subscription, isAdmitted ? [...recent, now] : undefined);
        if (recent !== undefined && !isAdmitted) {
            findings.add(
                "undelivered",
                urn,
                `The subscription of ${protocol} ${endpoint} gets more than ${MOST_A_SECOND} messages within a second: SNS suspends it, and it gets nothing more`,
            );
        }
        if (isAdmitted) {
            metrics.publish("AWS/SNS", "NumberOfNotificationsDelivered", dimensionsOfTopic(this.topic.name), 1);
        } else {
            this.countFailure();
        }
        return isAdmitted;
    }

    /** Counts a message that a suspended subscription does not get. */
    countFailure(): void {
        this.context.metrics.publish("AWS/SNS", "NumberOfNotificationsFailed", dimensionsOfTopic(this.topic.name), 1);
    }
}
