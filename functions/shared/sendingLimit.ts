/** What the ledger's table knows of the messages to one topic: when they were sent, and whether some wait for a digest. */
export interface Sending {
    /** Minute of the last message, counted from 1970. */
    readonly minute: number;
    /** Messages of that minute. */
    readonly count: number;
    /** Messages of the minute before it. */
    readonly before: number;
    /** When a message was last put into the digest queue, epoch milliseconds; 0 if none waits. */
    readonly queuedAt: number;
    /** Until when a digest function works on the queue, epoch milliseconds; 0 if none does. */
    readonly lockedUntil: number;
}

export const NOTHING_SENT: Sending = { minute: 0, count: 0, before: 0, queuedAt: 0, lockedUntil: 0 };

/**
 * Messages of the limit that are kept for digests: a storm takes the others at once, and the digest that follows within the minute, and the one of the
 * minute after it, must not wait for the limit.
 */
const KEPT_FOR_DIGESTS = 2;

/** How long later messages follow those that wait. Longer than it takes to see that the digest function is dead: then they are sent at once again. */
const PATIENCE_MS = 5 * 60_000;

/** How much longer than its time stamp says a message may take to get into the queue: the time limit of a call, and clocks that differ. */
const ON_ITS_WAY_MS = 20_000;

/** Whether messages wait: a message that does not follow them would overtake an older one, perhaps of the same job. */
function someWait({ queuedAt }: Sending, now: number): boolean {
    return now - queuedAt < PATIENCE_MS;
}

/** Counts one more message, or returns undefined: any two minutes in a row have at most `most` messages, so that any 60 seconds have. */
function counted(sending: Sending, now: number, most: number): Sending | undefined {
    // The clock of another function may be ahead.
    const minute = Math.max(Math.floor(now / 60_000), sending.minute);
    const [count, before] = minute === sending.minute ? [sending.count, sending.before] : [0, minute === sending.minute + 1 ? sending.count : 0];
    return count + before < most ? { ...sending, minute, count: count + 1, before } : undefined;
}

/** Admits a message that is to be sent at once. Undefined: it must wait for the digest. */
export function withMessage(sending: Sending, now: number, perMinute: number): Sending | undefined {
    return someWait(sending, now) ? undefined : counted(sending, now, perMinute - KEPT_FOR_DIGESTS);
}

/** Admits a digest. Undefined: it must wait for the next minute. */
export function withDigest(sending: Sending, now: number, perMinute: number): Sending | undefined {
    return counted(sending, now, perMinute);
}

/** Notes that a message is about to be put into the queue. Undefined where that is known: in a storm, few messages write. */
export function withQueued(sending: Sending, now: number): Sending | undefined {
    return now - sending.queuedAt < ON_ITS_WAY_MS / 4 ? undefined : { ...sending, queuedAt: now };
}

/** Has one digest function alone work on the queue. Undefined while another does. */
export function withLock(sending: Sending, now: number, until: number): Sending | undefined {
    return sending.lockedUntil > now ? undefined : { ...sending, lockedUntil: until };
}

/**
 * Ends the lock. If nothing is left in the queue, messages are sent at once again; not if one may be on its way there.
 *
 * @param startedAt When the digest function began to read the queue, epoch milliseconds.
 */
export function withoutLock(sending: Sending, { startedAt, isEmpty, now }: { startedAt: number; isEmpty: boolean; now: number }): Sending {
    const queuedAt = !isEmpty ? now : startedAt - sending.queuedAt < ON_ITS_WAY_MS ? sending.queuedAt : 0;
    return { ...sending, queuedAt, lockedUntil: 0 };
}
