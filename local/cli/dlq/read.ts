import { type Connection, MOST_AT_ONCE, type QueueState, queueState, sqsClient } from "./aws";
import type { Letter } from "./letters";
import type { FailedEventQueue } from "./queues";
import { Reader } from "./reader";

/** What is in a queue. */
export interface QueueContent {
    readonly queue: FailedEventQueue;
    /** Undefined for a queue that does not exist. */
    readonly state: QueueState | undefined;
    /** Oldest first. */
    readonly letters: readonly Letter[];
    /** Whether there may be more. */
    readonly isPart: boolean;
}

/** How long messages are hidden from others while the queue is read, at most. They are given back at once afterwards. */
const HIDDEN_SECONDS = 120;

/**
 * Reads the messages of a queue and gives them back. SQS shows a message only to who receives it, so each is hidden for the time of reading.
 *
 * @param most Messages to read.
 * @param signal Ends the reading; what was received is given back.
 */
export async function readQueue(connection: Connection, queue: FailedEventQueue, most: number, signal: AbortSignal): Promise<QueueContent> {
    const client = sqsClient(connection, queue);
    const reader = new Reader(connection, client, queue, HIDDEN_SECONDS);
    const letters: Letter[] = [];
    try {
        const state = await queueState(client, queue, connection);
        // Each look counts as a receive: where receives are limited, looking would move messages away.
        if (state === undefined || state.mostReceives !== undefined) {
            return { queue, state, letters, isPart: state !== undefined };
        }
        while (letters.length < most && !signal.aborted) {
            const batch = await reader.next(Math.min(MOST_AT_ONCE, most - letters.length));
            if (batch === undefined) {
                break;
            }
            letters.push(...batch.letters);
        }
        return { queue, state, letters: letters.sort((one, other) => one.sentMs - other.sentMs), isPart: !reader.isExhausted };
    } finally {
        await reader.giveBackTheRest();
        client.destroy();
    }
}
