import { asked, type Connection, queueState, sqsClient } from "./aws";
import type { Letter } from "./letters";
import type { FailedEventQueue } from "./queues";
import { Reader } from "./reader";

/** As long as it takes to look at ten messages and to delete them, with all retries of the SDK. */
const HIDDEN_SECONDS = 120;

export interface PurgeOptions {
    /** Messages that are deleted, at most. */
    readonly limit: number;
    readonly isSelected: (letter: Letter) => boolean;
    /** Ends it after the messages that are being deleted. */
    readonly signal: AbortSignal;
    /** Called for each message that is deleted. */
    readonly report: (letter: Letter) => void;
}

/**
 * Deletes messages of a queue without handling them.
 *
 * @returns whether the queue exists
 * @throws MisuseError where AWS denies a call; what was received and not deleted is given back before.
 */
export async function purgeQueue(connection: Connection, queue: FailedEventQueue, options: PurgeOptions): Promise<boolean> {
    const { limit, isSelected, signal, report } = options;
    const client = sqsClient(connection, queue);
    const reader = new Reader(connection, client, queue, HIDDEN_SECONDS);
    let deleted = 0;
    try {
        if ((await queueState(client, queue, connection)) === undefined) {
            return false;
        }
        while (deleted < limit && !signal.aborted) {
            const batch = await reader.next();
            if (batch === undefined) {
                break;
            }
            for (const letter of batch.letters.filter(isSelected).slice(0, limit - deleted)) {
                await asked(connection, "sqs:DeleteMessage", `queue ${queue.name}`, () => reader.delete(letter));
                deleted++;
                report(letter);
            }
        }
        return true;
    } finally {
        await reader.giveBackTheRest();
        client.destroy();
    }
}
