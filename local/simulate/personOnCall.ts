import { METRICS_OF } from "../../models/alarms";
import { type LocalAws, OPERATOR } from "../aws";
import { failedEventQueues } from "../cli/dlq/queues";
import { redriveQueue } from "../cli/dlq/redrive";
import { MisuseError } from "../cli/shared/errors";
import type { VirtualClock } from "../clock";
import type { Graph } from "../engine";

const HOUR_MS = 3_600_000;

/** A rate with which no one waits: time stands still meanwhile. */
const NO_WAIT = 1_000_000;

/**
 * A person on call. When an alarm has notified someone, the person runs `jobstatus dlq redrive` at the next full hour for the queues that alarms were about,
 * and each hour after that while messages stay. What is in a queue of which no one was notified stays there: it is lost, although a look would have found it.
 */
export class PersonOnCall {
    private read = 0;
    /** Whether messages stayed the last time. */
    private isUnfinished = false;

    constructor(
        private readonly aws: LocalAws,
        private readonly graph: Graph,
    ) {}

    /** Comes every hour until an instant. */
    start(clock: VirtualClock, untilMs: number): void {
        for (let atMs = clock.now() + HOUR_MS; atMs <= untilMs; atMs += HOUR_MS) {
            clock.schedule(atMs, () => this.look(), { background: true });
        }
    }

    private async look(): Promise<void> {
        if (!this.wasNotified() && !this.isUnfinished) {
            return;
        }
        this.isUnfinished = false;
        const noticed = this.noticedQueues();
        const connection = { local: { endpoint: this.aws.endpoint.url, credentials: { accessKeyId: OPERATOR, secretAccessKey: "local" } } };
        for (const queue of failedEventQueues(this.graph).filter(({ name }) => noticed.has(name))) {
            try {
                await redriveQueue(connection, queue, {
                    rate: NO_WAIT,
                    // One after the other: the same seed gives the same day.
                    atOnce: 1,
                    limit: Infinity,
                    isSelected: () => true,
                    signal: new AbortController().signal,
                    report: ({ outcome }) => {
                        this.isUnfinished ||= outcome === "kept";
                    },
                    wait: () => Promise.resolve(),
                });
            } catch (error) {
                // The command says that a queue can't be read. The next hour may be better.
                if (!(error instanceof MisuseError)) {
                    throw error;
                }
            }
        }
    }

    /** Names of the queues with what alarms have notified someone of: alarms on the queue, or on the rule or the function of a delivery. */
    private noticedQueues(): ReadonlySet<string | undefined> {
        const { alarms, deliveries } = this.aws.results();
        const notified = new Set(alarms.filter(({ history }) => history.some(({ notified: who }) => who.length > 0)).map(({ name }) => name));
        const ofAlarms = this.aws.inventory().alarms.flatMap(({ alarm, behind }) => (notified.has(alarm.name) ? behind : []));
        return new Set([
            ...deliveries.flatMap(({ outcome, deadLetterQueue }) => (outcome === "dead-lettered" ? [deadLetterQueue] : [])),
            ...ofAlarms.map(({ metric }) => metric?.dimensions?.[METRICS_OF.queue.dimension]),
        ]);
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
