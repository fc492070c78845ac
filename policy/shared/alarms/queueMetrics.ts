import { METRICS_OF } from "../../../models/alarms";
import {
    failureDestinations,
    type GraphResource,
    ifKnown,
    isOf,
    once,
    only,
    sourcesOf,
    type Stack,
    type WatchedMetric,
    watchedMetrics,
} from "../../../models/graph";

/**
 * The queues of the stack that keep events which went wrong: dead-letter queues of status targets and failure destinations of their functions.
 * Those that are so for sure have `true`.
 */
function keptQueues(stack: Stack): ReadonlyMap<GraphResource, boolean> {
    const slots = [
        ...stack.targets().map(({ deadLetterArn, sure }) => ({ slot: deadLetterArn, sure })),
        ...stack.handlers().flatMap((handler) => failureDestinations(stack, handler).map(({ destination, sure }) => ({ slot: destination, sure }))),
    ];
    const kept = new Map<GraphResource, boolean>();
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
    readonly alarm: GraphResource;
    readonly queue: GraphResource;
    /** False where the queue may keep something else. */
    readonly sure: boolean;
    readonly metric: WatchedMetric;
    /** Undefined where it is not known. */
    readonly metricName: unknown;
}

/** What alarms watch of the kept queues. */
export const queueMetrics = once((stack: Stack): readonly QueueMetric[] => {
    const kept = keptQueues(stack);
    return stack.ofGroup("metricAlarm").flatMap((alarm) =>
        watchedMetrics(alarm).flatMap((metric): QueueMetric[] => {
            const name = ifKnown(metric.dimensions)?.get(METRICS_OF.queue.dimension);
            if (ifKnown(metric.namespace) !== METRICS_OF.queue.namespace || name === undefined) {
                return [];
            }
            const queue = only(stack.directory("queue").refer({ resource: alarm, property: metric.property, value: name }));
            const sure = queue && kept.get(queue);
            return queue === undefined || sure === undefined ? [] : [{ alarm, queue, sure, metric, metricName: ifKnown(metric.metricName) }];
        }),
    );
});

/** Whether an alarm watches a queue that is not in the stack, or may watch it. */
export const isWatched = (stack: Stack, queueArn: string): boolean =>
    stack.ofGroup("metricAlarm").some((alarm) =>
        watchedMetrics(alarm).some(({ dimensions, property }) => {
            const name = ifKnown(dimensions)?.get(METRICS_OF.queue.dimension);
            // What is not known yet and comes from a queue of the stack is that queue's name.
            const may = name?.known === false && !sourcesOf({ resource: alarm, property }).some(isOf("queue"));
            return may || (name?.known === true && name.value === queueArn.split(":").at(-1));
        }),
    );
