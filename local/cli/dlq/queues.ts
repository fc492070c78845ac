import {
    deadLetterArnIn,
    FUNCTION_DEFAULTS,
    functionNamed,
    isGiven,
    numberIn,
    readFunction,
    readInvokeConfig,
    readQueue,
    readRule,
    readSubscription,
    type Slot,
    textIn,
} from "../../../models/graph";
import { dnsSuffixOf } from "../../../models/regions";
import type { Graph } from "../../engine";
import { stackOf } from "../../engine/graphResources";
import { targetsOf, unqualified } from "../shared/ruleTargets";

/** A function of the stack, as far as its failures need it. */
export interface StackFunction {
    /** Without a qualifier. */
    readonly arn: string;
    readonly name: string;
    readonly timeoutSeconds: number;
    readonly logGroup: string;
}

/** A queue that keeps events that failed. */
export interface FailedEventQueue {
    readonly name: string;
    readonly arn: string;
    readonly url: string;
    /** The functions whose events come here, by ARN. */
    readonly functions: ReadonlyMap<string, StackFunction>;
    /** Functions that write the event alone, without saying whose it was: those with a dead-letter queue of Lambda. ARNs. */
    readonly unnamed: readonly string[];
    /** Functions of subscriptions whose undelivered copies come here, as "TOPIC_ARN FUNCTION_ARN SUBSCRIPTION_ARN". */
    readonly subscribed: ReadonlySet<string>;
    /** Targets that change the event before the function gets it, as "RULE_ARN TARGET_ARN". */
    readonly changing: ReadonlySet<string>;
}

/** The queues that rules and functions of a stack put failed events into, by name: dead-letter queues of targets, on-failure destinations, dead-letter queues of functions. */
export function failedEventQueues(graph: Graph): FailedEventQueue[] {
    const stack = stackOf(graph);
    const functions = new Map(
        stack.ofGroup("function").flatMap((resource) => {
            const reading = readFunction(resource);
            const [arn, name] = [textIn(reading.arn), textIn(reading.name)];
            if (arn === undefined || name === undefined) {
                return [];
            }
            const timeoutSeconds = numberIn(reading.timeoutSeconds) ?? FUNCTION_DEFAULTS.timeoutSeconds;
            const logGroup = textIn(reading.logGroup) || `/aws/lambda/${name}`;
            return [[arn, { arn, name, timeoutSeconds, logGroup, deadLetterTarget: reading.deadLetterTarget }] as const];
        }),
    );
    const urls = new Map(stack.ofGroup("queue").map((queue) => [textIn(readQueue(queue).arn), textIn(readQueue(queue).url)]));
    const found = new Map<string, { functions: Map<string, StackFunction>; unnamed: string[]; subscribed: Set<string>; changing: Set<string> }>();
    const queueIn = (slot: Slot) => {
        const arn = textIn(slot) ?? "";
        if (!/^arn:[^:]+:sqs:/.test(arn)) {
            return undefined;
        }
        const queue = found.get(arn) ?? {
            functions: new Map<string, StackFunction>(),
            unnamed: [] as string[],
            subscribed: new Set<string>(),
            changing: new Set<string>(),
        };
        found.set(arn, queue);
        return queue;
    };

    for (const rule of stack.ofGroup("rule")) {
        const ruleArn = textIn(readRule(rule).arn);
        for (const { arn, deadLetterArn, input, inputPath, inputTransformer } of targetsOf(graph, rule)) {
            const queue = queueIn(deadLetterArn);
            const target = functions.get(unqualified(textIn(arn) ?? ""));
            if (queue !== undefined && target !== undefined) {
                queue.functions.set(target.arn, target);
                if ([input, inputPath, inputTransformer].some(isGiven)) {
                    queue.changing.add(`${ruleArn} ${textIn(arn)}`);
                }
            }
        }
    }
    for (const config of stack.ofGroup("invokeConfig").map(readInvokeConfig)) {
        const { name } = functionNamed(textIn(config.functionName) ?? "");
        const queue = queueIn(config.onFailure);
        const owner = [...functions.values()].find((each) => each.name === name);
        if (owner !== undefined) {
            queue?.functions.set(owner.arn, owner);
        }
    }
    for (const { arn, topic, endpoint, redrivePolicy } of stack.ofGroup("subscription").map(readSubscription)) {
        found.get(deadLetterArnIn(redrivePolicy) ?? "")?.subscribed.add(`${textIn(topic)} ${textIn(endpoint)} ${textIn(arn)}`);
    }
    for (const owner of functions.values()) {
        const queue = queueIn(owner.deadLetterTarget);
        queue?.functions.set(owner.arn, owner);
        queue?.unnamed.push(owner.arn);
    }
    return [...found]
        .map(([arn, queue]) => {
            const [, partition = "", , region = "", account, name = ""] = arn.split(":");
            return { name, arn, url: urls.get(arn) || `https://sqs.${region}.${dnsSuffixOf(partition)}/${account}/${name}`, ...queue };
        })
        .sort((one, other) => (one.name < other.name ? -1 : 1));
}
