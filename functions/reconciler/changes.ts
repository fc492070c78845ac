import { type FailureQueueState, KindRun } from "./kindRun";
import type { MissedEvent } from "./missedEvents";
import { expiryOf, type Reaction, type Tick } from "./types";

/** What a tick did for a kind. */
export interface KindResult {
    readonly missed: readonly MissedEvent[];
    /** Changes that were compared with the ledger. */
    readonly compared: number;
    /** How far it is behind, milliseconds. */
    readonly behindMs: number;
    /** What went wrong, for people. The watermark stays, and the next tick goes on. */
    readonly problems: readonly string[];
    /** How many events each function has not taken although it got them more than once. */
    readonly untaken: ReadonlyMap<string, number>;
    /** What is not handed over any more although no function has taken it. */
    readonly givenUp: readonly MissedEvent[];
    /** What functions failed on and no queue has: it was handed over for the first time. */
    readonly dropped: readonly MissedEvent[];
}

/**
 * Reconciles kinds, each with its reactions: lists what has changed, invokes reactions with the events that they never got, and then moves the watermarks.
 *
 * @param failureQueue If it is empty, what a function has claimed and not completed may be in no queue.
 * @returns By kind.
 * @throws what the table answers to the first calls: nothing is known then, so nothing is done.
 */
export async function reconcileKinds(
    tick: Tick,
    groups: readonly (readonly Reaction[])[],
    failureQueue: FailureQueueState,
): Promise<ReadonlyMap<string, KindResult>> {
    const { aws, nowMs } = tick;
    const keys = groups.map((reactions) => `${tick.keys}${reactions[0]!.row.kind}`);
    const kept = await aws.read(keys);
    const runs = groups.map((reactions, index) => new KindRun(tick, reactions, failureQueue, keys[index]!, kept.get(keys[index]!)));
    const fresh = runs.filter(({ key }) => !kept.has(key));
    // Whatever becomes of the first tick, the next one does not begin later.
    await aws.keep(new Map(fresh.map(({ key, state }) => [key, state])), expiryOf(nowMs));
    const ended: KindRun[] = [];
    for (const run of runs) {
        if (await run.all()) {
            ended.push(run);
        }
    }
    try {
        await aws.keep(new Map(ended.map(({ key, state }) => [key, state])), expiryOf(nowMs));
    } catch (error) {
        ended.forEach((run) => run.failed(error));
    }
    return new Map(
        runs.map(({ row, missed, compared, state, problems, given, givenUp, dropped }) => [
            row.kind,
            { missed, compared, behindMs: nowMs - state.since, problems, untaken: given.untaken(), givenUp, dropped },
        ]),
    );
}
