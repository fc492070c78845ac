import {
    deadLetterArnIn,
    failureDestinations,
    type GraphResource,
    invokeConfigs,
    isFifo,
    isFifoName,
    isGiven,
    only,
    readInvokeConfig,
    readSubscription,
    serviceIn,
    type Slot,
    type Stack,
    textIn,
} from "../models/graph";
import { allowItIn, functionMay } from "./shared/access/functionRole";
import { isWatched } from "./shared/alarms/queueMetrics";
import { statusPolicy } from "./shared/run/run";
import { isListed, type Settings } from "./shared/run/settings";
import type { Verdict } from "./shared/run/verdict";

/** An event on which the function throws after every retry is gone, unless it has a place to go to: the target's dead-letter queue never sees it. */
export const handlerHasFailureDestination = statusPolicy({
    name: "handler-has-failure-destination",
    description: "A function that a SageMaker job-status rule calls keeps the events that it fails on in a destination to which its role may write.",
    severity: "high",
    remediationSteps:
        "Add a FunctionEventInvokeConfig with destinationConfig.onFailure.destination, and allow the function's role to write there (sqs:SendMessage for a queue).",
    judge: (stack, verdict, { settings }) => {
        for (const handler of stack.handlers()) {
            for (const { destination, sure } of failureDestinations(stack, handler)) {
                if (sure) {
                    judgeDestination({ stack, verdict, settings }, handler.resource, destination);
                } else {
                    verdict.undecided(handler.resource);
                }
            }
        }
        adviseOnQueuesElsewhere({ stack, verdict, settings });
    },
});

interface Judging {
    readonly stack: Stack;
    readonly verdict: Verdict;
    readonly settings: Settings;
}

function judgeDestination({ stack, verdict, settings }: Judging, handler: GraphResource, destination: Slot | undefined): void {
    if (destination === undefined) {
        verdict.wrong(
            handler,
            invokeConfigs(stack, handler).some((config) => isGiven(readInvokeConfig(config).onFailure))
                ? "This function drops the events that it fails on: its failure destination is of another version or alias than the rule calls. Set the qualifier of its FunctionEventInvokeConfig to that of the target, or remove it where the target has none."
                : "This function drops the events that it fails on. Add a FunctionEventInvokeConfig with destinationConfig.onFailure.destination.",
        );
    } else if (isFifo(stack, destination)) {
        verdict.wrong(handler, "The failure destination of this function is FIFO, to which Lambda cannot write. Use a standard queue or topic.");
    } else if (only(stack.functionIn(destination)) === handler) {
        verdict.wrong(handler, "The failure destination of this function is the function itself. Use a queue.");
    } else {
        const { answer, reason } = functionMay({ stack, settings }, handler, actionFor(stack, destination), destination);
        if (answer === "unknown") {
            verdict.undecided(handler);
        } else if (answer === "no") {
            verdict.wrong(handler, `The role of this function may not write to its failure destination: ${reason}. ${allowItIn(stack, handler)}`);
        }
    }
}

const ACTIONS: Readonly<Record<string, string>> = {
    sqs: "sqs:SendMessage",
    sns: "sns:Publish",
    lambda: "lambda:InvokeFunction",
    events: "events:PutEvents",
    s3: "s3:PutObject",
};

/** What the role must be allowed to do. Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function actionFor(stack: Stack, destination: Slot): string | undefined {
    const text = textIn(destination);
    if (text !== undefined) {
        return ACTIONS[String(serviceIn(text))];
    }
    const isA = (kind: "queue" | "topic") => only(stack.directory(kind).refer(destination)) !== undefined;
    return isA("queue") ? ACTIONS.sqs : isA("topic") ? ACTIONS.sns : undefined;
}

/** Of a failure queue of another stack nothing is judged, so its owner has to know what it needs: once, on the first of the functions that share it. */
function adviseOnQueuesElsewhere({ stack, verdict, settings }: Judging): void {
    const queues = new Map<string, GraphResource>();
    for (const handler of stack.handlers()) {
        for (const { destination, sure } of failureDestinations(stack, handler)) {
            const arn = sure && destination !== undefined ? queueElsewhere(stack, destination) : undefined;
            if (arn !== undefined && !queues.has(arn) && !isListed(arn, settings.externalQueues)) {
                queues.set(arn, handler.resource);
            }
        }
    }
    for (const [arn, handler] of queues) {
        const topics = topicsThatCopyTo(stack, arn).map((name) => `"${name}"`);
        const needs = [
            "a policy and a key that allow the roles of the functions to send",
            ...(topics.length === 0 ? [] : [`a policy that allows sns.amazonaws.com to send for ${topics.join(", ")}`]),
            "14 days of retention",
            ...(isWatched(stack, arn) ? [] : ["an alarm on its visible messages"]),
        ];
        verdict.note(
            handler,
            `The failure queue ${arn} is not in this stack, so the pack does not see whether it keeps what functions fail on. Ask its owner for ${needs.slice(0, -1).join(", ")} and ${needs.at(-1)!}, and list it as externalQueues in the pack's configuration.`,
        );
    }
}

/** The ARN of a queue that is not in the stack; undefined for any other destination. */
function queueElsewhere(stack: Stack, destination: Slot): string | undefined {
    const arn = textIn(destination);
    const isQueue = arn !== undefined && serviceIn(arn) === "sqs" && !isFifoName(arn);
    return isQueue && only(stack.directory("queue").refer(destination)) === undefined ? arn : undefined;
}

/** The topics with a subscription that puts what it can't deliver into a queue. */
function topicsThatCopyTo(stack: Stack, queueArn: string): string[] {
    const names = stack.ofGroup("subscription").flatMap((subscription) => {
        const { redrivePolicy, topic } = readSubscription(subscription);
        return deadLetterArnIn(redrivePolicy) === queueArn
            ? [only(stack.directory("topic").refer(topic))?.name ?? textIn(topic) ?? subscription.name]
            : [];
    });
    return [...new Set(names)];
}
