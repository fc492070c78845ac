import { type Connection, giveBack, MOST_AT_ONCE, type QueueState, queueState, receive, sqsClient } from "./aws";
import type { Letter } from "./letters";
import type { FailedEventQueue } from "./queues";

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
    const found = new Map<string, Letter>();
    try {
        const state = await queueState(client, queue);
        // Each look counts as a receive: where receives are limited, looking would move messages away.
        if (state === undefined || state.mostReceives !== undefined) {
            return { queue, state, letters: [], isPart: state !== undefined };
        }
        let isPart = true;
        while (found.size < most && !signal.aborted) {
            const letters = await receive(client, queue, HIDDEN_SECONDS, Math.min(MOST_AT_ONCE, most - found.size));
            // A message that comes again was visible again: the whole queue has been read, or reading takes too long.
            const fresh = letters.filter(({ id }) => !found.has(id));
            letters.forEach((letter) => found.set(letter.id, letter));
            if (fresh.length === 0) {
                isPart = letters.length > 0;
                break;
            }
        }
        return { queue, state, letters: [...found.values()].sort((one, other) => one.sentMs - other.sentMs), isPart };
    } finally {
        await giveBack(
            client,
            queue,
            [...found.values()].map(({ receipt }) => receipt),
        );
        client.destroy();
    }
}
