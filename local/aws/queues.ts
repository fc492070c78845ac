import type { Sample } from "../../models/alarms";
import type { VirtualClock } from "../clock";
import type { Metrics } from "./metrics";
import type { QueueResource } from "./resources";

/** The event behind a message that stands for a failure. */
export interface DeadLetter {
    /** Id of the event. */
    event: string;
    /** One sentence for people. */
    reason: string;
}

/** A message in a queue. */
export interface QueueMessage {
    id: string;
    body: string;
    attributes: Record<string, string>;
    /** What it is about, if it stands for something that failed. */
    deadLetter?: DeadLetter;
    /** When it arrived, epoch milliseconds. */
    sentMs: number;
    /** When the queue forgets it, epoch milliseconds. */
    expiresMs: number;
    /** When somebody deleted it; undefined while it is there. */
    removedMs?: number;
}

const MINUTE_MS = 60_000;

/** How long an idle queue still has metrics [SQS Developer Guide, monitoring with CloudWatch: "up to six hours"]. */
const ACTIVE_MS = 6 * 60 * MINUTE_MS;

/** One standard queue. Nobody receives from it but commands such as a redrive: there is no visibility time-out. */
export class Queue {
    private readonly sent: QueueMessage[] = [];
    /** Every change of the number of visible messages, in order of time. */
    private readonly depths: { atMs: number; depth: number }[] = [];
    private readonly changed: () => void;

    constructor(
        readonly resource: QueueResource,
        private readonly clock: VirtualClock,
        private readonly metrics: Metrics,
        private readonly nextId: () => string,
    ) {
        this.changed = metrics.measure(
            { namespace: "AWS/SQS", metricName: "ApproximateNumberOfMessagesVisible", dimensions: { QueueName: resource.name } },
            (fromMs, toMs) => this.measure(fromMs, toMs),
        );
    }

    /** Keeps a message until it is removed or too old. */
    send(body: string, attributes: Record<string, string> = {}, deadLetter?: DeadLetter): QueueMessage {
        const sentMs = this.clock.now();
        const expiresMs = sentMs + 1000 * this.resource.retentionSeconds;
        const message: QueueMessage = { id: this.nextId(), body, attributes, sentMs, expiresMs, ...(deadLetter === undefined ? {} : { deadLetter }) };
        this.sent.push(message);
        this.metrics.publish("AWS/SQS", "NumberOfMessagesSent", { QueueName: this.resource.name }, 1);
        this.setDepth();
        const expire = () => {
            if (message.removedMs === undefined) {
                this.setDepth();
            }
        };
        this.clock.schedule(message.expiresMs, expire, { background: true });
        return message;
    }

    /** Deletes a message, as a redrive does. False if it is not there (any more). */
    remove(id: string): boolean {
        const message = this.visible().find((candidate) => candidate.id === id);
        if (message === undefined) {
            return false;
        }
        message.removedMs = this.clock.now();
        this.setDepth();
        return true;
    }

    /** The messages that are in the queue now, oldest first. */
    visible(): QueueMessage[] {
        const now = this.clock.now();
        return this.sent.filter((message) => message.removedMs === undefined && message.expiresMs > now);
    }

    private setDepth(): void {
        const atMs = this.clock.now();
        const depth = this.visible().length;
        this.depths.push({ atMs, depth });
        this.changed();
        if (depth === 0) {
            // From then on there is no data, which is a change for an alarm.
            this.clock.schedule(atMs + ACTIVE_MS, this.changed, { background: true });
        }
    }

    /** One sample a minute, taken at the end of the minute, while the queue is active. */
    private measure(fromMs: number, toMs: number): Sample[] {
        const samples: Sample[] = [];
        for (let time = Math.ceil((fromMs + 1) / MINUTE_MS) * MINUTE_MS - 1; time < toMs; time += MINUTE_MS) {
            const last = this.lastChange(time);
            if (last !== undefined && (last.depth > 0 || time - last.atMs <= ACTIVE_MS)) {
                samples.push({ time, value: last.depth });
            }
        }
        return samples;
    }

    private lastChange(timeMs: number): { atMs: number; depth: number } | undefined {
        let low = 0;
        let high = this.depths.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.depths[middle]!.atMs <= timeMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return this.depths[low - 1];
    }
}
