import type { SQSClient } from "@aws-sdk/client-sqs";

import { type Connection, giveBack, MOST_AT_ONCE, receive } from "./aws";
import type { Letter } from "./letters";
import type { FailedEventQueue } from "./queues";

/** Messages that were received together. */
export interface Batch {
    readonly letters: readonly Letter[];
    /** When they are visible to others again at the earliest, epoch milliseconds. */
    readonly untilMs: number;
}

/** Receives each message of a queue once, and hides it from others until it is deleted or given back. */
export class Reader {
    /** Whether the queue had nothing more to give. */
    isExhausted = false;
    /** Receipts of the messages that are hidden and not deleted, by id. */
    private readonly held = new Map<string, string>();
    private readonly seen = new Set<string>();

    /** @param hiddenSeconds For how long a message is hidden. */
    constructor(
        private readonly connection: Connection,
        private readonly client: SQSClient,
        private readonly queue: FailedEventQueue,
        private readonly hiddenSeconds: number,
    ) {}

    /** Messages that were not received before; undefined if there are none. */
    async next(most = MOST_AT_ONCE): Promise<Batch | undefined> {
        // What is held becomes visible in the middle of a long run, and may come again before what is new.
        for (let withoutNews = 0; withoutNews <= Math.ceil(this.held.size / MOST_AT_ONCE); withoutNews++) {
            const untilMs = Date.now() + 1000 * this.hiddenSeconds;
            const letters = await receive(this.connection, this.client, this.queue, this.hiddenSeconds, most);
            if (letters.length === 0) {
                this.isExhausted = true;
                return undefined;
            }
            const fresh = letters.filter(({ id }) => !this.seen.has(id));
            letters.forEach(({ id, receipt }) => this.held.set(id, receipt));
            fresh.forEach(({ id }) => this.seen.add(id));
            if (fresh.length > 0) {
                return { letters: fresh, untilMs };
            }
        }
        return undefined;
    }

    /** Deletes a message that it has received. @throws the error of SQS */
    async delete({ id, receipt }: Letter): Promise<void> {
        const { DeleteMessageCommand } = require("@aws-sdk/client-sqs") as typeof import("@aws-sdk/client-sqs");
        await this.client.send(new DeleteMessageCommand({ QueueUrl: this.queue.url, ReceiptHandle: receipt }));
        this.held.delete(id);
    }

    /** Makes what is not deleted visible to others at once. */
    async giveBackTheRest(): Promise<void> {
        await giveBack(this.connection, this.client, this.queue, [...this.held.values()]);
    }
}
