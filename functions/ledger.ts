import type { EventKindRow, Handler, HandlerContext, HandlerResult } from "../catalog";
import { OWN_METRICS } from "../catalog/ownMetrics";
import { type Describe, describeJob, describeWith, type News } from "./shared/describe";
import { requireEnvironment } from "./shared/environment";
import { asksForIdentity, identityFields, identityOf, incarnationOf, isBehind, type Position, positionOf } from "./shared/identity";
import { type Claim, claimId, type LedgerTable, ledgerTable, positionId } from "./shared/ledgerTable";
import { putMetric } from "./shared/metric";
import { type JobEvent, parseEvent } from "./shared/parseEvent";
import { formatTime } from "./shared/times";

export { asksForIdentity, identityFields };

/** What the ledger must know of the events that it keeps: plain JSON. */
export interface LedgerConfig {
    readonly row: EventKindRow;
    /** What makes two events the same news for the handler: the row's identity or the handler's own. */
    readonly identity: readonly string[];
    /** The handler's own. @default "throw" */
    readonly onLedgerFailure?: Handler["onLedgerFailure"];
}

/** What the ledger needs from outside. Tests pass fakes. */
export interface LedgerDeps {
    readonly table: LedgerTable;
    readonly describe: Describe;
    /** Name of the function: each reaction acts on an event independently of the others. */
    readonly reaction: string;
    /** The time, epoch milliseconds. */
    now(): number;
    /** A text that no attempt had before. */
    newClaim(): string;
    /** Makes the calls of AWS end before this time is over. */
    limitCalls(remainingMs: number): void;
    /** Writes to the log. */
    warn(message: string): void;
    /** Counts an event that is handled without the ledger: an alarm watches the count. */
    countFailure(): void;
}

/** Code that Lambda calls for each event. */
export type EventHandler = (event: never, context: HandlerContext, news: never) => Promise<HandlerResult | undefined>;

// Longer than any queue keeps an event that may still be handled (14 days).
const KEPT_SECONDS = 30 * 86_400;

/** What the ledger's calls may take at the most where the handler runs whether they succeed or not: the handler needs its time. */
const LONGEST_CLAIM_MS = 10_000;

const IN_PROGRESS = "EventInProgress";

/**
 * Calls the handler once for each piece of news: claim, act, complete.
 *
 * What a crash leaves behind, step by step: before the claim nothing; after it a claim that runs out when this invocation would have, and the retry takes
 * it; after the handler the same, so the retry acts again (only a handler knows how to make that harmless); after the completion a retry finds it done.
 * Of two invocations at once, the condition of the claim admits one; the other throws and is retried, because the first may still crash.
 *
 * A handler with `onLedgerFailure: "continue"` runs even if the table is gone, denied or does not answer.
 *
 * @returns what the handler returned, `duplicate`, or `ignored` for an event that is older than what is known
 * @throws what the handler and DynamoDB throw; an error named "EventInProgress" while another invocation is processing the same news
 */
export async function handleOnce(
    { row, identity, onLedgerFailure = "throw" }: LedgerConfig,
    event: unknown,
    context: HandlerContext,
    handler: EventHandler,
    deps: LedgerDeps,
): Promise<HandlerResult | undefined> {
    deps.limitCalls(context.getRemainingTimeInMillis());
    const job = parseEvent(row, event);
    const news: News = asksForIdentity(row, identity) ? { job, described: { answer: await describeJob(row, { job }, deps.describe) } } : { job };
    // Rather repeat than lose: what can't be identified is the same news only if it is the same event. A smoke test is always news.
    const identified = job.origin === "smoke" ? undefined : identityOf(row, identity, job, news.described?.answer);
    const now = deps.now();
    const claim: Claim = {
        id: claimId(deps.reaction, identified ?? JSON.stringify(job.id ?? context.awsRequestId)),
        claim: deps.newClaim(),
        // Lambda ends this invocation by then. With a shorter claim a second invocation could act at the same time, a longer one would delay the retry.
        claimedUntil: now + context.getRemainingTimeInMillis(),
        expiresAt: Math.floor(now / 1000) + KEPT_SECONDS,
    };
    const isOptional = onLedgerFailure === "continue";
    let failed = false;
    /** Undefined as well where the call failed, and the handler is to run all the same. */
    const asked = async <Answer>(call: Promise<Answer>): Promise<Answer | undefined> =>
        call.catch((error: Error) => {
            if (!isOptional || error.name === IN_PROGRESS) {
                throw error;
            }
            failed = true;
            deps.warn(`Ledger: ${claim.id} is handled although the table failed, so a repeat may be handled again: ${error.name}: ${error.message}`);
            deps.countFailure();
            return undefined;
        });
    if (isOptional) {
        deps.limitCalls(Math.min(context.getRemainingTimeInMillis(), LONGEST_CLAIM_MS));
    }
    const duplicate = await asked(takeClaim(claim, now, deps.table));
    if (duplicate !== undefined) {
        return duplicate;
    }
    const settle = (settlement: Parameters<LedgerTable["settle"]>[2]) => {
        // It may take what is left after a call that took all its time.
        deps.limitCalls(context.getRemainingTimeInMillis());
        // Nothing may fail on it any more. What remains, at worst, is a claim that runs out, after which a repeat would be handled again;
        // throwing would have the retry handle this one again for certain, or hide the handler's own error.
        return deps.table.settle(claim.id, claim.claim, settlement).catch((error: Error) => {
            deps.warn(`Ledger: ${claim.id} could not be set to ${settlement.state}: ${error.name}: ${error.message}`);
        });
    };
    try {
        const newer = failed ? undefined : await asked(newerPosition(row, job, claim.expiresAt, deps));
        if (newer !== undefined) {
            // Released, not completed: the same identity may come back with what is really new.
            await settle({ state: "Released" });
            return { outcome: "ignored", reason: lateReason(row, job, newer) };
        }
        if (isOptional) {
            deps.limitCalls(context.getRemainingTimeInMillis());
        }
        const result = await handler(event as never, context, news as never);
        await settle({ state: "Completed", outcome: result?.outcome ?? "handled", completedAt: deps.now() });
        return result;
    } catch (error) {
        await settle({ state: "Released" });
        throw error;
    }
}

/** @returns the result for news that is done with already; undefined when the claim is ours */
async function takeClaim(claim: Claim, now: number, table: LedgerTable): Promise<HandlerResult | undefined> {
    if (await table.claim(claim, now)) {
        return undefined;
    }
    const entry = await table.find(claim.id);
    if (entry?.state === "Completed") {
        return { outcome: "duplicate", reason: `this status was ${entry.outcome} at ${formatTime(entry.completedAt ?? 0)}` };
    }
    if (entry?.claim === claim.claim) {
        // It was put, but the answer got lost, and the SDK asked again.
        return undefined;
    }
    const error = new Error(
        `Ledger: another invocation is processing ${claim.id}${entry === undefined ? "" : ` until ${formatTime(entry.claimedUntil)} at the latest`}; Lambda retries the event`,
    );
    error.name = IN_PROGRESS;
    throw error;
}

/**
 * Notes how far the event says that its resource has got.
 *
 * @returns the position that makes the event old news. Never for a status that stays: a final status is news however late it comes. Never where Describe gave
 *     the status, which is that of now.
 */
async function newerPosition(row: EventKindRow, job: JobEvent, expiresAt: number, { table, reaction }: LedgerDeps): Promise<Position | undefined> {
    const incarnation = incarnationOf(row, job);
    const position = positionOf(row, job);
    if (incarnation === undefined || position === undefined || job.origin === "smoke") {
        return undefined;
    }
    const id = positionId(reaction, incarnation);
    if ((await table.advance(id, position, expiresAt)) || job.status?.row?.class !== "transitional") {
        return undefined;
    }
    const furthest = await table.furthest(id);
    return furthest !== undefined && isBehind(position, furthest) ? furthest : undefined;
}

function lateReason(row: EventKindRow, job: JobEvent, newer: Position): string {
    const since = newer.modified === 0 ? "" : ` at ${formatTime(newer.modified)}`;
    return `the event is late: ${job.status?.value} is older than the last known status of the ${row.title}, ${newer.status}${since}`;
}

/**
 * Puts the ledger in `LEDGER_TABLE` before a handler. Runs once per cold start.
 *
 * @param handler Gets the event, Lambda's context, and what the ledger has read and asked; its result and its errors are passed on.
 */
export function withLedger(
    config: LedgerConfig,
    handler: EventHandler,
): (event: unknown, context: HandlerContext) => Promise<HandlerResult | undefined> {
    const { row, identity } = config;
    const { limitCalls, SageMakerClient } = require("#sdk") as typeof import("./sdk");
    const deps: LedgerDeps = {
        table: ledgerTable(),
        describe: asksForIdentity(row, identity) ? describeWith(row, new SageMakerClient()) : async () => undefined,
        // Lambda sets it. Unlike the name in the program, no two functions have the same.
        reaction: requireEnvironment("AWS_LAMBDA_FUNCTION_NAME"),
        now: () => Date.now(),
        newClaim: () => crypto.randomUUID(),
        limitCalls,
        warn: (message) => console.warn(message),
        countFailure: () => putMetric(OWN_METRICS.ledgerFailures, requireEnvironment("LEDGER_TABLE"), 1),
    };
    return (event, context) => handleOnce(config, event, context, handler, deps);
}
