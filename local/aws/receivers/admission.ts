import { SERVICE_CALLS, type ServiceCall } from "../../../models/policies";
import type { Context } from "../context";
import type { FaultName } from "../faults";
import type { Guarded } from "../resources";
import type { Call, Receiver, ReceiverKind, Refusal } from "./receiver";

const ALARM_TO_FUNCTION: ServiceCall = {
    service: "lambda.alarms.cloudwatch.amazonaws.com",
    actions: ["lambda:InvokeFunction"],
    sends: ["aws:SourceArn", "aws:SourceAccount"],
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html",
};

/** The action that a role needs, and the calls that services make. */
const CALLS: Readonly<Record<ReceiverKind, { action: string; events?: ServiceCall; cloudwatch?: ServiceCall; sns?: ServiceCall }>> = {
    function: {
        action: "lambda:InvokeFunction",
        events: SERVICE_CALLS.eventBridgeToFunction,
        cloudwatch: ALARM_TO_FUNCTION,
        sns: SERVICE_CALLS.topicToFunction,
    },
    queue: { action: "sqs:SendMessage", events: SERVICE_CALLS.eventBridgeToQueue, sns: SERVICE_CALLS.topicToQueue },
    topic: { action: "sns:Publish", events: SERVICE_CALLS.eventBridgeToTopic, cloudwatch: SERVICE_CALLS.cloudWatchToTopic },
    bus: { action: "events:PutEvents" },
};

/** The faults that take the policy away. */
const CLOSED: Readonly<Partial<Record<ReceiverKind, FaultName>>> = {
    function: "removePermissions",
    queue: "dropQueuePolicy",
    topic: "dropTopicPolicy",
};

/** Asks IAM whether a receiver may be called. Of functions and buses a role needs its own policies alone. */
export function admit(
    { access, faults }: Context,
    { kind, arn }: Receiver & { readonly kind: ReceiverKind },
    resource: Guarded,
    { caller, event }: Call,
): Refusal | undefined {
    const calls = CALLS[kind];
    const refused = (message: string): Refusal => ({ code: "denied", message });
    if (caller === "allowed") {
        return undefined;
    }
    if ("role" in caller) {
        const target = kind === "queue" || kind === "topic" ? resource : { arn, policy: undefined };
        const answer = access.role(caller.name, caller.role, calls.action, target);
        return answer.allowed ? undefined : refused(answer.reason);
    }
    const fault = CLOSED[kind];
    if (fault !== undefined && faults.strike(fault, arn, event) !== undefined) {
        return refused(`There is no resource policy that allows ${caller.service}.amazonaws.com to call ${arn} (fault "${fault}").`);
    }
    const call = calls[caller.service];
    const answer =
        call === undefined ? { allowed: false, reason: `${caller.service} cannot call a ${kind}.` } : access.service(call, resource, caller.arn);
    return answer.allowed ? undefined : refused(answer.reason);
}
