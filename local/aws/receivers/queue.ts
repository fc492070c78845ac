import { dimensionsOfQueue, metricFact, type MetricName, type Sample } from "../../../models/alarms";
import type { Context } from "../context";
import type { QueueMessage } from "../occurrences";
import { uuidFrom } from "../random";
import type { QueueResource } from "../resources";
import { admit } from "./admission";
import type { Call, Receiver, Refusal } from "./receiver";

const MINUTE_MS = 60_000;

/** How long an idle queue still has metrics [SQS Developer Guide, monitoring with CloudWatch: "up to six hours"]. */
const ACTIVE_MS = 6 * 60 * MINUTE_MS;

/** How often alarms look at the age of a message while it is kept. */
const LOOKS = 20;

/** The last millisecond of each minute. */
function endsOfMinutes(fromMs: number, toMs: number): number[] {
    const first = Math.ceil((fromMs + 1) / MINUTE_MS) * MINUTE_MS - 1;
    return Array.from({ length: Math.max(0, Math.ceil((toMs - first) / MINUTE_MS)) }, (_, index) => first + index * MINUTE_MS);
}

/** How many messages a queue has from an instant on, without and with those that someone has received. */
interface Depth {
    readonly atMs: number;
    readonly visible: number;
    readonly all: number;
}

const isService = ({ caller }: Call) => caller !== "allowed" && "service" in caller;

/** One queue. */
export class Queue implements Receiver {
    readonly kind = "queue";
    readonly arn: string;
    /** What is in it, oldest first, and the number of the fact that it is about. */
    private readonly messages = new Map<string, { message: QueueMessage; of: number | undefined; stay: { toMs: number } }>();
    /** Every change of the number of messages, in order of time. */
    private readonly depths: Depth[] = [];
    /** Until when a message that someone has received is hidden from others, by its id. */
    private readonly hidden = new Map<string, number>();
    /** How often each message was received, by its id. */
    private readonly receives = new Map<string, number>();
    private readonly changed: () => void;
    /** From when to when each message was there, epoch milliseconds. */
    private readonly stays: { fromMs: number; toMs: number }[] = [];
    private readonly aged: () => void;
    private isAgeing = false;

    constructor(
        readonly resource: QueueResource,
        private readonly context: Context,
    ) {
        this.arn = resource.arn;
        const metric = (name: MetricName<"AWS/SQS">) => ({ ...metricFact("AWS/SQS", name), dimensions: dimensionsOfQueue(resource.name) });
        const visible = context.metrics.measure(metric("ApproximateNumberOfMessagesVisible"), (fromMs, toMs) =>
            this.measure(fromMs, toMs, (depth) => depth.visible),
        );
        const hidden = context.metrics.measure(metric("ApproximateNumberOfMessagesNotVisible"), (fromMs, toMs) =>
            this.measure(fromMs, toMs, (depth) => depth.all - depth.visible),
        );
        this.changed = () => {
            visible();
            hidden();
        };
        this.aged = context.metrics.measure(metric("ApproximateAgeOfOldestMessage"), (fromMs, toMs) => this.measureAge(fromMs, toMs));
    }

    accept(call: Call): Refusal | undefined {
        if (this.context.faults.strike("deleteQueue", this.arn, call.event) !== undefined) {
            return { code: "missing", message: `There is no ${this.arn}` };
        }
        const refusal = admit(this.context, this, this.resource, call);
        if (refusal !== undefined) {
            return refusal;
        }
        const { fifo, contentBasedDeduplication } = this.resource;
        if (call.standardOnly === true && fifo) {
            return { code: "fifo", message: `${this.arn} is a FIFO queue` };
        }
        if (fifo && isService(call) && !contentBasedDeduplication) {
            return { code: "fifo", message: `${this.arn} is a FIFO queue without contentBasedDeduplication` };
        }
        this.keep(call);
        return undefined;
    }

    /** The delivery whose failure a message stands for, as the number of its fact; undefined if there is none, or no such message. */
    subjectOf(id: string): number | undefined {
        const found = this.messages.get(id);
        return found?.message.deadLetter === undefined ? undefined : found.of;
    }

    /**
     * Deletes a message, as a redrive does.
     *
     * @param event The id of the event that a function works on which deletes it. @returns False if it is not there (any more).
     */
    remove(id: string, event?: string): boolean {
        const found = this.messages.get(id);
        if (found === undefined || !this.isThere(found.message)) {
            return false;
        }
        this.messages.delete(id);
        this.hidden.delete(id);
        found.stay.toMs = this.context.clock.now();
        this.context.log.add({ what: "removed", resource: this.arn, message: id, ...(event !== undefined && { event }) });
        this.setDepth();
        return true;
    }

    /** Some messages that no one else has, oldest first. They are hidden from others for a while. */
    receive(most: number, hiddenSeconds: number): QueueMessage[] {
        const { clock } = this.context;
        const received: QueueMessage[] = [];
        for (const { message } of this.messages.values()) {
            if (received.length === most) {
                break;
            }
            if (!this.hidden.has(message.id) && this.isThere(message)) {
                received.push(message);
            }
        }
        received.forEach(({ id }) => this.receives.set(id, this.timesReceived(id) + 1));
        this.hide(
            received.map(({ id }) => id),
            clock.now() + 1000 * hiddenSeconds,
        );
        return received;
    }

    /** How often a message was received. */
    timesReceived(id: string): number {
        return this.receives.get(id) ?? 0;
    }

    /** How many messages someone has received and not deleted. */
    inFlight(): number {
        return this.hidden.size;
    }

    /** Changes for how long a message that someone has received is hidden, from now on. False if no one has it. */
    changeVisibility(id: string, seconds: number): boolean {
        if (!this.hidden.has(id)) {
            return false;
        }
        this.hidden.delete(id);
        this.hide([id], this.context.clock.now() + 1000 * seconds);
        this.setDepth();
        return true;
    }

    private hide(ids: readonly string[], untilMs: number): void {
        const { clock } = this.context;
        if (ids.length === 0 || untilMs <= clock.now()) {
            return;
        }
        ids.forEach((id) => this.hidden.set(id, untilMs));
        const show = () => {
            ids.filter((id) => this.hidden.get(id) === untilMs).forEach((id) => this.hidden.delete(id));
            this.setDepth();
        };
        clock.schedule(untilMs, show, { background: true });
        this.setDepth();
    }

    /** Deletes all messages if a fault deletes the queue. */
    purge(): void {
        for (const { id, deadLetter } of this.visible()) {
            if (this.context.faults.strike("deleteQueue", this.arn, deadLetter?.event) !== undefined) {
                this.remove(id);
            }
        }
    }

    /** The messages that are in the queue now, oldest first. */
    visible(): QueueMessage[] {
        return [...this.messages.values()].map(({ message }) => message).filter((message) => this.isThere(message));
    }

    /** The timer that forgets a message may come later in the instant. */
    private isThere({ expiresMs }: QueueMessage): boolean {
        return expiresMs > this.context.clock.now();
    }

    /** Keeps a message until it is removed or too old. */
    private keep({ text, attributes = {}, deadLetter, event, of, id }: Call): void {
        const { clock, faults, log, metrics, random } = this.context;
        const { name } = this.resource;
        const sentMs = clock.now();
        const retentionSeconds = faults.strike("expireMessages", this.arn, event)?.seconds ?? this.resource.retentionSeconds;
        const expiresMs = sentMs + 1000 * retentionSeconds;
        const message: QueueMessage = {
            id: id ?? uuidFrom(random),
            body: text,
            attributes,
            sentMs,
            expiresMs,
            ...(deadLetter === undefined ? {} : { deadLetter }),
        };
        const stay = { fromMs: sentMs, toMs: expiresMs };
        this.stays.push(stay);
        this.messages.set(message.id, { message, of, stay });
        this.age();
        log.add({ what: "queued", resource: this.arn, queue: name, message, event, of });
        metrics.publish("AWS/SQS", "NumberOfMessagesSent", dimensionsOfQueue(name), 1);
        this.setDepth();
        const expire = () => {
            if (this.messages.delete(message.id)) {
                this.hidden.delete(message.id);
                this.setDepth();
            }
        };
        clock.schedule(expiresMs, expire, { background: true });
    }

    /** Has alarms look at the age of the oldest message from time to time, as long as there is one: it grows without an event. */
    private age(): void {
        const { clock } = this.context;
        if (this.isAgeing || this.messages.size === 0) {
            return;
        }
        this.isAgeing = true;
        const again = () => {
            this.isAgeing = false;
            this.aged();
            this.age();
        };
        // Soon for a young one: an alarm may be about minutes.
        const { sentMs } = this.messages.values().next().value!.message;
        const waitMs = Math.min(Math.max(MINUTE_MS, clock.now() - sentMs), (1000 * this.resource.retentionSeconds) / LOOKS);
        clock.schedule(clock.now() + waitMs, again, { background: true });
    }

    private measureAge(fromMs: number, toMs: number): Sample[] {
        const near = this.stays.filter((stay) => stay.fromMs < toMs && stay.toMs > fromMs);
        return endsOfMinutes(fromMs, toMs).flatMap((time) => {
            const oldest = near.reduce((first, stay) => (stay.fromMs <= time && time < stay.toMs ? Math.min(first, stay.fromMs) : first), Infinity);
            return oldest === Infinity ? [] : [{ time, value: Math.floor((time - oldest) / 1000) }];
        });
    }

    private setDepth(): void {
        const { clock } = this.context;
        const atMs = clock.now();
        const all = this.messages.size;
        this.depths.push({ atMs, visible: all - this.hidden.size, all });
        this.changed();
        if (all === 0) {
            // From then on there is no data, which is a change for an alarm.
            clock.schedule(atMs + ACTIVE_MS, this.changed, { background: true });
        }
    }

    /** One sample a minute, taken at the end of the minute, while the queue is active. */
    private measure(fromMs: number, toMs: number, valueOf: (depth: Depth) => number): Sample[] {
        const samples: Sample[] = [];
        for (const time of endsOfMinutes(fromMs, toMs)) {
            const last = this.lastChange(time);
            if (last !== undefined && (last.all > 0 || time - last.atMs <= ACTIVE_MS)) {
                samples.push({ time, value: valueOf(last) });
            }
        }
        return samples;
    }

    private lastChange(timeMs: number): Depth | undefined {
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
