import { deadLetterArnIn, type GraphResource, isEmpty, only, readSubscription, slotsIn, type Stack } from "../../../models/graph";
import type { Settings } from "../run/settings";
import { maySend } from "./receivers";

/** A subscription whose dead-letter queue gets nothing, and why. */
export interface LostCopies {
    readonly subscription: GraphResource;
    readonly reason: string;
}

/** The subscriptions of an alarm's topics whose dead-letter queue SNS may not write to. Source: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
export function lostCopies(stack: Stack, settings: Settings, alarm: GraphResource): LostCopies[] {
    const actions = stack
        .notifications()
        .alarmsThatAct(alarm)
        .flatMap((through) => slotsIn(through, "alarmActions"));
    const topics = new Set(actions.flatMap((action) => only(stack.directory("topic").refer(action)) ?? []));
    return [...topics].flatMap((topic) =>
        stack.attachedTo(topic, "subscription", "topic", "topic", "topicArn").flatMap(({ resource: subscription }) => {
            const { redrivePolicy } = readSubscription(subscription);
            const arn = deadLetterArnIn(redrivePolicy);
            const slot = arn === undefined ? redrivePolicy : { ...redrivePolicy, value: { known: true as const, value: arn } };
            const queue = isEmpty(redrivePolicy) ? undefined : only(stack.directory("queue").refer(slot));
            const access = queue && maySend(stack, settings, topic, queue);
            return access?.answer === "no" ? [{ subscription, reason: access.reason }] : [];
        }),
    );
}
