import type { PolicyResource } from "@pulumi/policy";

import { only } from "./directory";
import { type WatchedMetric, watchedMetrics } from "./metrics";
import { once } from "./once";
import { isForQualifier } from "./qualifiers";
import { ifKnown } from "./read";
import { isGiven, type Slot, slotAt } from "./slot";
import type { Handler, Stack } from "./stack";
import { TYPES } from "./types";

/** Where an invoke config says where events go on which the function failed. */
export const DESTINATION = "destinationConfig.onFailure.destination";

/** The invoke configs of a function, its versions and aliases. */
export const invokeConfigs = (stack: Stack, handler: PolicyResource) =>
    stack.attachedTo(handler, "invokeConfig", "function", "functionName").map(({ resource }) => resource);

/** Where a function puts events that it failed on. */
export interface FailureDestination {
    /** Undefined if nowhere. */
    readonly destination: Slot | undefined;
    /** False where only a target asks for it that may be no status target. */
    readonly sure: boolean;
}

/** Where a function puts events that it failed on, by the versions and aliases that targets call. */
export function failureDestinations(stack: Stack, { resource, targets }: Handler): FailureDestination[] {
    const configs = invokeConfigs(stack, resource);
    const found = new Map<PolicyResource | undefined, FailureDestination>();
    for (const target of targets) {
        const destination = [
            ...configs
                .filter((config) => isForQualifier(stack, target.at("arn"), config, slotAt(config, "functionName")) !== "no")
                .map((config) => slotAt(config, DESTINATION)),
            slotAt(resource, "deadLetterConfig.targetArn"),
        ].find(isGiven);
        found.set(destination?.resource, { destination, sure: target.sure || found.get(destination?.resource)?.sure === true });
    }
    return [...found.values()];
}

/**
 * The queues of the stack that keep events which went wrong: dead-letter queues of status targets and failure destinations of their functions.
 * Those that are so for sure have `true`.
 */
function keptQueues(stack: Stack): ReadonlyMap<PolicyResource, boolean> {
    const slots = [
        ...stack.targets().map(({ at, sure }) => ({ slot: at("deadLetterConfig.arn"), sure })),
        ...stack.handlers().flatMap((handler) => failureDestinations(stack, handler).map(({ destination, sure }) => ({ slot: destination, sure }))),
    ];
    const kept = new Map<PolicyResource, boolean>();
    for (const { slot, sure } of slots) {
        const queue = slot && only(stack.directory("queue").refer(slot));
        if (queue !== undefined) {
            kept.set(queue, sure || kept.get(queue) === true);
        }
    }
    return kept;
}

/** A metric of a kept queue, and the alarm that watches it. */
export interface QueueMetric {
    readonly alarm: PolicyResource;
    readonly queue: PolicyResource;
    /** False where the queue may keep something else. */
    readonly sure: boolean;
    readonly metric: WatchedMetric;
    /** Undefined where it is not known. */
    readonly metricName: unknown;
}

/** What alarms watch of the kept queues. */
export const queueMetrics = once((stack: Stack): readonly QueueMetric[] => {
    const kept = keptQueues(stack);
    return stack.graph.ofType(TYPES.metricAlarm, TYPES.nativeMetricAlarm).flatMap((alarm) =>
        watchedMetrics(alarm).flatMap((metric): QueueMetric[] => {
            const name = ifKnown(metric.dimensions)?.get("QueueName");
            if (ifKnown(metric.namespace) !== "AWS/SQS" || name === undefined) {
                return [];
            }
            const queue = only(stack.directory("queue").refer({ resource: alarm, property: metric.property, value: name }));
            const sure = queue && kept.get(queue);
            return queue === undefined || sure === undefined ? [] : [{ alarm, queue, sure, metric, metricName: ifKnown(metric.metricName) }];
        }),
    );
});
