import type { LocalAws } from "../aws";
import type { VirtualClock } from "../clock";

const HOUR_MS = 3_600_000;

/**
 * A person on call. When an alarm has notified someone, the person looks at the next full hour into the queues that alarms were about, and gives each event
 * to its function once more, as `redrive` does. An event that fails again stays in the queue, and so does all that is in a queue of which no one was
 * notified: it is lost, although a look would have found it.
 */
export class PersonOnCall {
    private read = 0;
    private readonly tried = new Set<string>();

    constructor(private readonly aws: LocalAws) {}

    /** Comes every hour until an instant. */
    start(clock: VirtualClock, untilMs: number): void {
        for (let atMs = clock.now() + HOUR_MS; atMs <= untilMs; atMs += HOUR_MS) {
            clock.schedule(atMs, () => this.look(), { background: true });
        }
    }

    private look(): void {
        if (!this.wasNotified()) {
            return;
        }
        const { deadLetters, deliveries } = this.aws.results();
        const noticed = new Set(deliveries.flatMap(({ outcome, deadLetterQueue }) => (outcome === "dead-lettered" ? [deadLetterQueue] : [])));
        for (const { queue, id, event } of deadLetters) {
            const key = JSON.stringify([queue, event]);
            if (noticed.has(queue) && !this.tried.has(key)) {
                this.tried.add(key);
                this.aws.redrive(queue, id, (payload) => ({ ...(payload as object), "jobstatus-origin": "redrive" }));
            }
        }
    }

    /** Whether an alarm's message has reached someone since the last time. */
    private wasNotified(): boolean {
        const facts = this.aws.facts();
        const fresh = facts.slice(this.read);
        this.read = facts.length;
        return fresh.some((fact) => {
            const message = fact.what === "received" ? facts[fact.of] : undefined;
            return message?.what === "published" && message.message.kind === "alarm";
        });
    }
}
