import { OWN_METRICS } from "../catalog/ownMetrics";
import { type Digest, digestsOf, type Waiting } from "./digestText";
import type { Message } from "./message";
import { requireEnvironment } from "./shared/environment";
import { putMetric } from "./shared/metric";
import { publisher } from "./shared/publish";
import { NOTHING_SENT, withDigest, withLock, withoutLock } from "./shared/sendingLimit";
import { type SendingTable, sendingTable } from "./shared/sendingTable";
import { safeText } from "./shared/text";

/** A message as the queue gives it out. */
export interface Received {
    readonly body: string;
    /** What it is deleted by. */
    readonly receipt: string;
}

/** What the digest function needs from outside. Tests pass fakes. */
export interface DigestDeps {
    readonly sending: SendingTable;
    /** Messages a minute. */
    readonly perMinute: number;
    /**
     * Some of the messages that wait, none if none is left.
     *
     * @param isSure Whether "none" must be sure, which takes a moment.
     * @param hiddenSeconds For how long nobody else gets them.
     */
    receive(isSure: boolean, hiddenSeconds: number): Promise<readonly Received[]>;
    remove(receipts: readonly string[]): Promise<void>;
    publish(digest: Digest): Promise<void>;
    now(): number;
    /** Milliseconds until Lambda ends the invocation. */
    remainingMs(): number;
    warn(message: string): void;
    /** Counts a digest that is sent without the ledger's table: an alarm watches the count. */
    countFailure(): void;
}

/** What a run has done. */
export interface DigestResult {
    readonly outcome: "handled" | "ignored";
    readonly reason: string;
}

type ReceivedMessage = Waiting & Received;

/** More than that is for the next run. A message has about 2 KB. */
const MOST_MESSAGES = 20_000;
const AT_ONCE = 10;
const ANOTHER_RUN = "another run sends digests";

/**
 * Sends digests of all messages that wait, and only then deletes them: a crash in between repeats a digest, and loses none.
 *
 * One run alone works on the queue; what another run has left comes back when that can't be running any more. What the limit does not allow to send
 * stays for the next run. While the table fails, digests are sent all the same.
 *
 * @throws what SQS and SNS say: what waits stays.
 */
export async function sendDigests(deps: DigestDeps): Promise<DigestResult> {
    const { sending, perMinute } = deps;
    const startedAt = deps.now();
    const until = startedAt + deps.remainingMs();
    const first = await begin(deps, startedAt, until);
    if (typeof first === "string") {
        return { outcome: "ignored", reason: first };
    }
    let isEmpty = false;
    try {
        const { messages, isAll } = await receiveAll(deps, first, startedAt, until);
        let digests = 0;
        let sent = 0;
        for (const digest of digestsOf(messages, perMinute)) {
            const isAdmitted = await isChanged(deps, (known) => withDigest(known, deps.now(), perMinute));
            if (isAdmitted === false) {
                break;
            }
            if (isAdmitted === undefined) {
                deps.countFailure();
            }
            await deps.publish(digest);
            await deps.remove(digest.of.map(({ receipt }) => receipt));
            digests += 1;
            sent += digest.of.length;
        }
        isEmpty = isAll && sent === messages.length;
        const left = messages.length - sent;
        return {
            outcome: sent === 0 ? "ignored" : "handled",
            reason: `${sent} messages in ${digests} digests${left === 0 ? "" : `, ${left} wait for the next minute`}`,
        };
    } finally {
        await sending
            .change((known) => withoutLock(known, { startedAt, isEmpty, now: deps.now() }))
            .catch((error: Error) => deps.warn(`Digest: the lock could not be released: ${error.name}: ${error.message}`));
    }
}

/**
 * Has this run alone work on the queue, if something may wait. Hardly ever anything does: if the table has no note of it, one look at the queue will do,
 * and only what it finds is worth a lock.
 *
 * @returns What the look has found; or why there is nothing to do.
 */
async function begin(deps: DigestDeps, startedAt: number, until: number): Promise<readonly ReceivedMessage[] | string> {
    let known = NOTHING_SENT;
    const isLocked = await isChanged(deps, (now) => {
        known = now;
        return now.queuedAt > 0 ? withLock(now, startedAt, until) : undefined;
    });
    if (isLocked !== false) {
        return [];
    }
    if (known.queuedAt > 0 || known.lockedUntil > startedAt) {
        return ANOTHER_RUN;
    }
    const found = await receive(deps, false, until);
    if (found.length === 0) {
        return "nothing waits";
    }
    return (await isChanged(deps, (now) => withLock(now, startedAt, until))) === false ? ANOTHER_RUN : found;
}

/** Whether the change is made; undefined if the table fails: a digest is better than silence. */
async function isChanged(deps: DigestDeps, decide: Parameters<SendingTable["change"]>[0]): Promise<boolean | undefined> {
    return deps.sending.change(decide).catch((error: Error) => {
        deps.warn(`Digest: the table failed, so the limit is not kept: ${error.name}: ${error.message}`);
        return undefined;
    });
}

/** Some of the messages, hidden until the run has ended. */
async function receive(deps: DigestDeps, isSure: boolean, until: number): Promise<ReceivedMessage[]> {
    const received = await deps.receive(isSure, Math.max(1, Math.ceil((until - deps.now()) / 1000)));
    return received.map((each) => ({ ...each, ...read(each.body) }));
}

async function receiveAll(
    deps: DigestDeps,
    first: readonly ReceivedMessage[],
    startedAt: number,
    until: number,
): Promise<{ messages: ReceivedMessage[]; isAll: boolean }> {
    const messages = [...first];
    // Half of the time is for sending.
    while (messages.length < MOST_MESSAGES && deps.now() < (startedAt + until) / 2) {
        const received = await receive(deps, true, until);
        if (received.length === 0) {
            return { messages, isAll: true };
        }
        messages.push(...received);
    }
    return { messages, isAll: false };
}

/** What was put into the queue; of anything else, its text: nothing is dropped. */
function read(body: string): Waiting {
    try {
        const { at, message } = JSON.parse(body) as Waiting;
        if (
            typeof at === "number" &&
            typeof message.headline === "string" &&
            typeof message.resource.name === "string" &&
            typeof message.status.text === "string"
        ) {
            return { at, message };
        }
    } catch {
        // As below.
    }
    const message: Message = {
        headline: "SageMaker digest: a message that is not understood",
        reasons: [safeText(body, 10_000)],
        facts: [],
        links: [],
        notes: [],
        severity: "warning",
        resource: { kind: "unknown", title: "message", name: safeText(body, 200) },
        status: { value: "unknown", class: "unknown", text: "not understood" },
        identity: "unknown",
        origin: "event",
    };
    return { at: 0, message };
}

/** Sends the digests of the queue in `DIGEST_QUEUE_URL` to the topic in `TOPIC_ARN`. Runs once per cold start. */
export function digestHandler(): (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<DigestResult> {
    const { limitCalls, SQSClient, ReceiveMessageCommand, DeleteMessageBatchCommand } = require("#sdk") as typeof import("./sdk");
    const QueueUrl = requireEnvironment("DIGEST_QUEUE_URL");
    const topicArn = requireEnvironment("TOPIC_ARN");
    const perMinute = Number(requireEnvironment("MESSAGES_PER_MINUTE"));
    const sqs = new SQSClient();
    const deps = {
        sending: sendingTable(topicArn),
        perMinute,
        receive: async (isSure: boolean, VisibilityTimeout: number) => {
            // Without waiting, SQS looks at some of its servers only, and may say that nothing is there:
            // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
            const WaitTimeSeconds = isSure ? 1 : 0;
            const input = { QueueUrl, MaxNumberOfMessages: AT_ONCE, WaitTimeSeconds, VisibilityTimeout };
            const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(input));
            return Messages.map(({ Body = "", ReceiptHandle = "" }) => ({ body: Body, receipt: ReceiptHandle }));
        },
        remove: async (receipts: readonly string[]) => {
            for (let first = 0; first < receipts.length; first += AT_ONCE) {
                const Entries = receipts.slice(first, first + AT_ONCE).map((ReceiptHandle, index) => ({ Id: `${index}`, ReceiptHandle }));
                const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
                if (Failed.length > 0) {
                    throw new Error(`Digest: ${Failed.length} messages could not be deleted, so they are sent again: ${Failed[0]!.Message}`);
                }
            }
        },
        publish: publisher(topicArn),
        now: () => Date.now(),
        warn: (message: string) => console.warn(message),
        countFailure: () => putMetric(OWN_METRICS.digestFailures, topicArn, 1),
    };
    return (_event, context) => {
        limitCalls(context.getRemainingTimeInMillis());
        return sendDigests({ ...deps, remainingMs: () => context.getRemainingTimeInMillis() });
    };
}
