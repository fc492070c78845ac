import type { ChannelRow } from "../../catalog/channels";
import type { ChannelRequest, ChannelSecret, Delivered, WriteRequest } from "./channel";
import type { ReadSecret } from "./secret";

/** How a channel answered. */
export interface ChannelAnswer {
    readonly status: number;
    /** Of the header Retry-After. */
    readonly retryAfter: string | null;
    readonly text: string;
    /** What is wrong, where the status and the text do not say it. */
    readonly error?: string;
}

/** What a delivery needs from outside. Tests pass fakes. */
export interface DeliverDeps {
    readonly readSecret: ReadSecret;
    /** Rejects where there is no answer. */
    post(url: string, request: ChannelRequest): Promise<ChannelAnswer>;
    now(): number;
    wait(ms: number): Promise<void>;
    /** Milliseconds until Lambda ends the invocation. */
    remainingMs(): number;
}

/** Attempts of one invocation. Lambda invokes the function again a minute later, and once more after two minutes. */
const MOST_ATTEMPTS = 4;
const FIRST_WAIT_MS = 1000;

/** What an attempt may take. */
export const ATTEMPT_MS = 8000;

/** The secret may have been replaced, by one with which this does not happen. */
const OLD_SECRET = [401, 403, 404, 410];

/**
 * Sends a message to its channel. Where the channel has no time for it (429, 5xx, no answer), it waits as long as the channel asks for and tries again.
 *
 * A second delivery repeats the message under the same id.
 *
 * @throws Error if the channel refuses it or does not answer in time: Lambda then tries again, and the failure queue keeps what fails for good.
 */
export async function deliver(channel: ChannelRow, write: WriteRequest, delivered: Delivered, deps: DeliverDeps): Promise<void> {
    let secret = await deps.readSecret(false);
    let isFresh = false;
    for (let attempt = 1; ; attempt++) {
        const answer = await attemptOf(write(delivered, secret, deps.now()), secret, deps);
        if (typeof answer !== "string" && answer.status >= 200 && answer.status < 300) {
            return;
        }
        if (typeof answer !== "string" && OLD_SECRET.includes(answer.status) && !isFresh) {
            secret = await deps.readSecret(true);
            isFresh = true;
            continue;
        }
        if (typeof answer !== "string" && !isPassing(answer.status)) {
            throw failure("ChannelRefused", `${channel.title} answered ${said(answer, secret)}`);
        }
        const waitMs = (typeof answer === "string" ? undefined : askedWait(answer.retryAfter, deps.now())) ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
        if (attempt === MOST_ATTEMPTS || waitMs + ATTEMPT_MS > deps.remainingMs()) {
            const what = typeof answer === "string" ? `gave no answer (${answer})` : `answered ${said(answer, secret)}`;
            throw failure("ChannelUnavailable", `${channel.title} ${what}, ${attempt === 1 ? "once" : `${attempt} times`}`);
        }
        await deps.wait(waitMs);
    }
}

/** The answer, or a word for why there is none. */
async function attemptOf(request: ChannelRequest, { url }: ChannelSecret, deps: DeliverDeps): Promise<ChannelAnswer | string> {
    try {
        return await deps.post(url, request);
    } catch (error) {
        // Not its message, which may have the address.
        const { name, cause } = error as { name?: string; cause?: { code?: string } };
        return cause?.code ?? name ?? "error";
    }
}

const isPassing = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function askedWait(retryAfter: string | null, now: number): number | undefined {
    const text = retryAfter?.trim() ?? "";
    const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
    return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The status, with the answer if that is a single word, as those of Slack are: any other text may repeat the secret. */
function said({ status, text, error }: ChannelAnswer, { url, key = "" }: ChannelSecret): string {
    const word = error ?? text.trim();
    const isWord = /^[a-z][a-z_]{2,40}$/.test(word) && !`${url} ${key}`.includes(word);
    return !isWord ? `${status}` : error === undefined ? `${status} ${word}` : word;
}

function failure(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
