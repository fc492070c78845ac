import {
    all,
    type Answer,
    any,
    answer,
    type GraphResource,
    isFifo,
    isForQualifier,
    isGiven,
    isOf,
    policyHolder,
    readPermission,
    readQueue,
    readSubscription,
    readTopic,
    type Slot,
    slotAt,
    type Stack,
    sourcesOf,
    subscriptionFault,
    type SubscriptionReading,
    textIn,
} from "../../../models/graph";
import { SERVICE_CALLS } from "../../../models/policies";
import { type Access, allOf, anyOf, mayCall, no, UNKNOWN, YES } from "../access/access";
import { mayUseKey } from "../access/keys";
import { isListed, type Settings } from "../run/settings";
import { dropsAlarms } from "./subscribers";

/** Whether a subscription gets the messages of alarms that a topic of the stack publishes. */
export function receives(stack: Stack, settings: Settings, topic: GraphResource, subscription: GraphResource): Access {
    if (dropsAlarms(subscription)) {
        return no(`the filterPolicy of "${subscription.name}" drops the messages of CloudWatch`);
    }
    const reading = readSubscription(subscription);
    const fault = subscriptionFault(subscription, reading);
    return fault === undefined ? mayReach(stack, settings, topic, reading) : no(`of the subscription "${subscription.name}", ${fault}`);
}

/** The same for the subscription at an index of the list that a topic of aws-native has. */
export const receivesInline = (stack: Stack, settings: Settings, topic: GraphResource, index: number): Access =>
    mayReach(stack, settings, topic, {
        protocol: slotAt(topic, `subscription.${index}.protocol`),
        endpoint: slotAt(topic, `subscription.${index}.endpoint`),
    });

/** Whether SNS may deliver to a queue or a function. Addresses, numbers and web pages need no permission. */
function mayReach(
    stack: Stack,
    settings: Settings,
    topic: GraphResource,
    { protocol, endpoint }: Pick<SubscriptionReading, "protocol" | "endpoint">,
): Access {
    if (!protocol.value.known) {
        return UNKNOWN;
    }
    const kind = textIn(protocol);
    if (kind === "lambda") {
        const found = stack.functionIn(endpoint);
        // One of another stack has its permission there.
        return found.kind !== "here" ? YES : found.sure ? anyOf(found.to.map((handler) => mayInvoke(stack, topic, handler, endpoint)))! : UNKNOWN;
    }
    if (kind !== "sqs") {
        return YES;
    }
    if (isFifo(stack, endpoint)) {
        return no(`a standard topic can't send to a FIFO queue`);
    }
    const found = stack.directory("queue").refer(endpoint);
    if (found.kind === "here") {
        return found.sure ? anyOf(found.to.map((queue) => maySend(stack, settings, topic, queue)))! : UNKNOWN;
    }
    return found.kind === "elsewhere" && isListed(found.name, settings.externalQueues) ? YES : UNKNOWN;
}

/** Whether the policy and the key of a queue allow a topic to send to it. */
export function maySend(stack: Stack, settings: Settings, topic: GraphResource, queue: GraphResource): Access {
    const source = readTopic(topic).arn;
    const { slot } = policyHolder(stack, queue, "queue");
    const access = allOf([
        mayCall(SERVICE_CALLS.topicToQueue, { slot }, readQueue(queue).arn, { arn: source, resource: topic, alike: isOf("topic") }),
        mayUseKey(stack, settings, SERVICE_CALLS.topicToKey, queue, source),
    ]);
    return access.answer === "no" ? no(`SNS may not send to the queue "${queue.name}": ${access.reason}`) : access;
}

/** Whether a permission of a function allows a topic to call it. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function mayInvoke(stack: Stack, topic: GraphResource, handler: GraphResource, endpoint: Slot): Access {
    const answers = stack.attachedTo(handler, "permission", "function", "function", "functionName").map(({ resource, sure }): Answer => {
        const { action, principal, sourceArn, functionName } = readPermission(resource);
        return all([
            sure ? "yes" : "unknown",
            answer(action.value, (value) => /^lambda:(invokeFunction|\*)$/i.test(String(value))),
            answer(principal.value, (value) => value === "sns.amazonaws.com" || value === "*"),
            isFrom(sourceArn, topic),
            isForQualifier(stack, endpoint, resource, functionName),
        ]);
    });
    const allowed = any(answers);
    return allowed === "no"
        ? no(`SNS may not call the function "${handler.name}": no permission of it is for sns.amazonaws.com and the topic`)
        : allowed === "yes"
          ? YES
          : UNKNOWN;
}

/** Whether what stands as the source of a permission is a topic, or anything. */
function isFrom(sourceArn: Slot, topic: GraphResource): Answer {
    const topicArn = textIn(readTopic(topic).arn);
    const text = textIn(sourceArn);
    if (!isGiven(sourceArn)) {
        return "yes";
    }
    if (text !== undefined && topicArn !== undefined) {
        return isListed(topicArn, [text]) ? "yes" : "no";
    }
    const topics = sourcesOf(sourceArn).filter(isOf("topic"));
    return topics.length === 0 ? "unknown" : topics.includes(topic) ? "yes" : "no";
}
