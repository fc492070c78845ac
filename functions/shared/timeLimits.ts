/** Each attempt of a call: a connection within 2 s and the start of an answer within 5 s. Otherwise a silent endpoint would hold an attempt forever. */
export const ATTEMPT = { requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true } };

/** A call with all its attempts and its whole answer. */
const LONGEST_CALL_MS = 15_000;

/** When calls must have ended, on the clock of performance.now(): nothing sets that one. */
let deadline = Infinity;

/**
 * Ends all calls a tenth of the remaining time (at most two seconds) before Lambda ends the invocation: an error then still escapes the handler, and the
 * ledger can release its claim.
 */
export function limitCalls(remainingMs: number): void {
    deadline = performance.now() + remainingMs - Math.min(2000, remainingMs / 10);
}

interface SendOptions {
    readonly abortSignal?: AbortSignal;
}

/** Ends a call at the time limit. An aborted call fails with one of many errors, so the error of the limit comes first. */
export function limited(service: string, send: unknown, longestMs = LONGEST_CALL_MS): unknown {
    return async (command: never, options: SendOptions = {}) => {
        const limitMs = Math.max(0, Math.min(longestMs, Math.floor(deadline - performance.now())));
        const abort = new AbortController();
        let timer: NodeJS.Timeout | undefined;
        const expired = new Promise<never>((_resolve, reject) => {
            timer = setTimeout(() => {
                reject(Object.assign(new Error(`${service} gave no complete answer within ${limitMs} ms`), { name: "TimeoutError" }));
                abort.abort();
            }, limitMs);
        });
        const abortSignal = options.abortSignal === undefined ? abort.signal : AbortSignal.any([abort.signal, options.abortSignal]);
        try {
            return await Promise.race([
                expired,
                (send as (command: never, options: SendOptions) => Promise<unknown>)(command, { ...options, abortSignal }),
            ]);
        } finally {
            clearTimeout(timer);
        }
    };
}
