import {
    type GraphResource,
    isFifo,
    isGiven,
    isOf,
    only,
    otherRegion,
    policyHolder,
    regionOf,
    serviceIn,
    type Slot,
    slotAt,
    slotsIn,
    type Stack,
    textIn,
} from "../../../models/graph";
import { defaultTopicPolicy, SERVICE_CALLS } from "../../../models/policies";
import { type Access, allOf, anyOf, mayCall, no, UNKNOWN, YES } from "../access/access";
import { mayUseKey } from "../access/keys";
import { isListed, type Settings } from "../run/settings";
import { receives, receivesInline } from "./receivers";
import { dropsAlarms } from "./subscribers";

const isAlarm = (resource: GraphResource) => isOf("metricAlarm")(resource) || isOf("compositeAlarm")(resource);

/** Whether someone is notified when an alarm goes off: by one of its actions, or by a composite alarm above it. */
export function notifies(stack: Stack, settings: Settings, alarm: GraphResource): Access {
    const notifications = stack.notifications();
    const notified = notifications
        .alarmsThatAct(alarm)
        .flatMap((through) => slotsIn(through, "alarmActions").map((action) => reaches(stack, settings, through, action)));
    return anyOf(notified) ?? no("it has no action that is switched on");
}

/** Whether an action of an alarm notifies someone. */
function reaches(stack: Stack, settings: Settings, alarm: GraphResource, action: Slot): Access {
    const topic = stack.directory("topic").refer(action);
    const region = otherRegion(action, only(topic), alarm);
    if (region !== undefined) {
        return no(`its action is in ${region}, and CloudWatch takes none outside of the alarm's Region ${regionOf(alarm)}`);
    }
    if (isFifo(stack, action)) {
        return no(`its action is a FIFO topic, to which CloudWatch can't publish`);
    }
    if (topic.kind === "here") {
        const topics = topic.to.map((resource) => topicReaches(stack, settings, alarm, resource));
        return topic.sure ? anyOf(topics)! : topics.every(({ answer }) => answer === "yes") ? YES : UNKNOWN;
    }
    const called = stack.functionIn(action);
    if (called.kind === "here") {
        return YES;
    }
    if (topic.kind === "unknown") {
        return topic.linked ? UNKNOWN : no("its action has neither a value nor a source in the stack");
    }
    if (topic.kind === "none") {
        return no("its action is empty");
    }
    const arn = topic.name;
    if (serviceIn(arn) === "sns") {
        return isListed(arn, settings.externalTopics)
            ? YES
            : no(`the topic ${arn} is neither in this stack nor among the externalTopics of the pack's configuration`);
    }
    return REACHING.includes(serviceIn(arn)) ? YES : no(`its action ${arn} notifies no one`);
}

/** Functions and incident managers of other stacks do something; EC2 and Auto Scaling actions notify no one. */
const REACHING: readonly (string | undefined)[] = ["lambda", "ssm", "ssm-incidents", "swf", "aiops"];

/** Whether a topic of the stack allows CloudWatch to publish and has a subscriber. */
function topicReaches(stack: Stack, settings: Settings, alarm: GraphResource, topic: GraphResource): Access {
    const { externalTopics } = settings;
    const inline = slotsIn(topic, "subscription").filter(isGiven);
    const subscriptions = stack.attachedTo(topic, "subscription", "topic", "topic", "topicArn");
    const topicArn = slotAt(topic, "arn", "topicArn");
    const channels = stack.attachedTo(topic, "chatChannel", "topic", "snsTopicArns");
    if (inline.length === 0 && channels.length === 0 && subscriptions.every(({ resource }) => dropsAlarms(resource))) {
        const arn = textIn(topicArn);
        if (arn === undefined && externalTopics.length > 0) {
            // It may be one of those.
            return UNKNOWN;
        }
        if (arn === undefined || !isListed(arn, externalTopics)) {
            return no(
                subscriptions.length === 0
                    ? `the topic "${topic.name}" has no subscriber`
                    : `the filterPolicy of every subscription of the topic "${topic.name}" drops the messages of CloudWatch`,
            );
        }
    }
    const received = anyOf([
        ...channels.map(() => YES),
        ...inline.map((_, index) => receivesInline(stack, settings, topic, index)),
        ...subscriptions.map(({ resource }) => receives(stack, settings, topic, resource)),
    ]);
    const isVouchedFor = isListed(textIn(topicArn) ?? "", externalTopics);
    if (received?.answer === "no" && !isVouchedFor) {
        return no(`no subscriber of the topic "${topic.name}" gets its messages: ${received.reason}`);
    }
    const { slot } = policyHolder(stack, topic, "topic");
    const source = slotAt(alarm, "arn");
    const publish = mayCall(SERVICE_CALLS.cloudWatchToTopic, { slot, fallback: defaultTopicPolicy }, topicArn, {
        arn: source,
        resource: alarm,
        alike: isAlarm,
    });
    const key = mayUseKey(stack, settings, SERVICE_CALLS.cloudWatchToKey, topic, source);
    const failed = [publish, key].find(({ answer }) => answer === "no");
    if (failed !== undefined) {
        return no(`CloudWatch may not publish to the topic "${topic.name}": ${failed.reason}`);
    }
    return allOf([publish, key, isVouchedFor ? YES : (received ?? YES)]);
}
