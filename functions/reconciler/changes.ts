import type { KindRow } from "../../catalog";
import { eventStatus } from "../../models/statusEvent";
import type { Fields } from "../shared/fields";
import { type MissedEvent, missedEvents, type Resource, resourceOf } from "./missedEvents";
import { expiryOf, isThrottling, KEPT_MS, type Reaction, type Tick } from "./types";

/** A change that is younger than this may still have its event on the way: the next tick looks at it. */
export const SETTLE_MS = 2 * 60_000;

/** How far each tick looks back behind the watermark: lists are eventually consistent, and clocks differ. */
export const OVERLAP_MS = 5 * 60_000;

/** The most that a List call takes. */
const PAGE = 100;

/** Resources of a kind without a filter on changes that are watched until they are final. An item of DynamoDB holds 400 KB. */
const MOST_WATCHED = 1000;

/** An approval that a person has not decided on: the package will change once more. */
const UNDECIDED = "PendingManualApproval";

/** How far a kind is reconciled: what is kept between ticks. Times in epoch milliseconds. */
export interface KindState {
    /** The watermark: events of all changes before it have come, or were made up for. */
    readonly since: number;
    /** Since when each reaction is reconciled, by the name of its function. */
    readonly reactions: { readonly [functionName: string]: number };
    /** A list that took too long for one tick: it goes on with what was created at this time. */
    readonly unfinished?: { readonly startedMs: number; readonly createdMs: number };
    /** Of a kind whose list has no filter on changes: what is not final yet, by ARN, and how it was seen last. */
    readonly watched?: { readonly [arn: string]: Watched };
}

interface Watched {
    readonly createdMs: number;
    readonly seen: string;
    /** Whether a change was seen that the next tick compares with the ledger. */
    readonly changed: boolean;
}

/** What a tick did for a kind. */
export interface KindResult {
    readonly missed: readonly MissedEvent[];
    /** Changes that were compared with the ledger. */
    readonly compared: number;
    /** How far it is behind, milliseconds. */
    readonly behindMs: number;
    /** What went wrong, for people. The watermark stays, and the next tick goes on. */
    readonly problems: readonly string[];
}

/**
 * Reconciles kinds, each with its reactions: lists what has changed, invokes reactions with the events that they never got, and then moves the watermarks.
 *
 * @returns By kind.
 * @throws what the table answers to the first calls: nothing is known then, so nothing is done.
 */
export async function reconcileKinds(tick: Tick, groups: readonly (readonly Reaction[])[]): Promise<ReadonlyMap<string, KindResult>> {
    const { aws, nowMs } = tick;
    const keyOf = ({ kind }: KindRow) => `${tick.keys}${kind}`;
    const rows = groups.map((reactions) => reactions[0]!.row);
    const kept = await aws.read(rows.map(keyOf));
    const runs = groups.map((reactions, index) => new KindRun(tick, rows[index]!, reactions, keyOf(rows[index]!), kept.get(keyOf(rows[index]!))));
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
        runs.map(({ row, missed, compared, state, problems }) => [row.kind, { missed, compared, behindMs: nowMs - state.since, problems }]),
    );
}

class KindRun {
    readonly missed: MissedEvent[] = [];
    readonly problems: string[] = [];
    compared = 0;
    state: KindState;
    /** Whether an event could not be handed over: the watermark must stay. */
    private blocked = false;
    private readonly watched: Record<string, Watched>;

    constructor(
        private readonly tick: Tick,
        readonly row: KindRow,
        private readonly reactions: readonly Reaction[],
        /** Of its state. */
        readonly key: string,
        before: unknown,
    ) {
        const kept = before as KindState | undefined;
        const { nowMs, dueMs, everyMs } = tick;
        // The first tick of a reaction is a moment after its deployment, when nothing could have got lost, or one interval after it.
        const first = dueMs - everyMs;
        this.state = {
            ...kept,
            // What the ledger no longer remembers is not known to be missed.
            since: Math.max(kept?.since ?? first, nowMs - KEPT_MS + OVERLAP_MS),
            reactions: Object.fromEntries(reactions.map(({ functionName }) => [functionName, kept?.reactions[functionName] ?? first])),
        };
        this.watched = { ...kept?.watched };
    }

    /** @returns whether it got to the end of the list: its new state is not kept yet */
    async all(): Promise<boolean> {
        const startedMs = this.state.unfinished?.startedMs ?? this.tick.nowMs - SETTLE_MS;
        try {
            if (await this.pages(startedMs)) {
                const { unfinished: _, since, ...rest } = this.state;
                this.become({ ...rest, since: this.blocked ? since : startedMs });
                return true;
            }
        } catch (error) {
            this.failed(error);
        }
        return false;
    }

    /** The state that is kept stays that of the last whole page. Throttling passes; the metric of the delay shows when it does not. */
    failed(error: unknown): void {
        if (!isThrottling(error)) {
            this.problems.push(`${this.row.title}s: ${(error as Error).name}: ${(error as Error).message}`);
        }
        this.tick.log({ kind: this.row.kind, stopped: String(error) });
    }

    /** Goes through the list, oldest resource first. @returns whether it got to the end */
    private async pages(startedMs: number): Promise<boolean> {
        const { aws } = this.tick;
        const input = this.firstInput();
        let next: string | undefined;
        do {
            if (this.tick.isOver()) {
                return false;
            }
            const page = await aws.list(this.row, { ...input, NextToken: next });
            const resources = page.summaries.map((summary) => resourceOf(this.row, summary));
            // One after another: it spares SageMaker's quota, and the ledger is asked for little.
            for (const resource of resources) {
                if (this.tick.isOver()) {
                    return false;
                }
                await this.resource(resource);
            }
            next = page.next;
            const last = resources.at(-1);
            if (next !== undefined && last !== undefined && !this.blocked) {
                this.become({ ...this.state, unfinished: { startedMs, createdMs: last.createdMs } });
                await aws.keep(new Map([[this.key, this.state]]), expiryOf(this.tick.nowMs));
            }
        } while (next !== undefined);
        return true;
    }

    /** Sorted by the time of creation, which no list can be filtered on more finely than that. */
    private firstInput(): Fields {
        const { modifiedFilter, everything = {} } = this.row.list;
        const { since, unfinished } = this.state;
        const after = since - OVERLAP_MS;
        const oldest = Math.min(after, ...Object.values(this.watched).map(({ createdMs }) => createdMs - 1000));
        // A second earlier: API times may have no fraction, and what is compared twice is known by then.
        const createdAfter = unfinished === undefined ? (modifiedFilter ? undefined : oldest) : unfinished.createdMs - 1000;
        return {
            MaxResults: PAGE,
            SortBy: "CreationTime",
            SortOrder: "Ascending",
            ...everything,
            ...(modifiedFilter ? { LastModifiedTimeAfter: new Date(after) } : {}),
            ...(createdAfter === undefined ? {} : { CreationTimeAfter: new Date(createdAfter) }),
        };
    }

    private async resource(resource: Resource): Promise<void> {
        const { nowMs } = this.tick;
        if (this.row.list.modifiedFilter) {
            const modifiedMs = resource.modifiedMs ?? nowMs;
            if (modifiedMs <= nowMs - SETTLE_MS) {
                await this.compare(resource, modifiedMs);
            }
            return;
        }
        const { arn, createdMs, fields } = resource;
        const status = eventStatus(this.row, fields[this.row.statusField]);
        const second = this.row.secondary === null ? undefined : fields[this.row.secondary.field];
        const seen = `${String(status)}/${String(second)}`;
        const before = this.watched[arn];
        if (before === undefined && createdMs <= this.state.since - OVERLAP_MS) {
            return;
        }
        if (before?.seen !== seen) {
            // Nothing says when it changed, so its event may be on the way: it is compared by the next tick.
            this.watched[arn] = { createdMs, seen, changed: true };
            return;
        }
        if (before.changed) {
            await this.compare(resource, nowMs);
        }
        if (this.blocked) {
            return;
        }
        if (this.isFinal(status, second)) {
            delete this.watched[arn];
        } else {
            this.watched[arn] = { createdMs, seen, changed: false };
        }
    }

    private isFinal(status: unknown, second: unknown): boolean {
        return this.row.statuses.find(({ value }) => value === status)?.class !== "transitional" && second !== UNDECIDED;
    }

    private async compare(resource: Resource, modifiedMs: number): Promise<void> {
        this.compared++;
        const { aws, log } = this.tick;
        const reactions = this.reactions.filter(({ functionName }) => modifiedMs >= this.state.reactions[functionName]!);
        let missed: readonly MissedEvent[] = [];
        try {
            missed = reactions.length === 0 ? [] : await missedEvents(this.tick, reactions, resource);
        } catch (error) {
            if ((error as Error).name !== "InvalidJobStatusEvent") {
                throw error;
            }
            // One resource that can't be read must not hold up all others.
            this.problems.push((error as Error).message);
        }
        for (const each of missed) {
            const { functionName } = each.reaction;
            try {
                await aws.invoke(functionName, each.event);
                this.missed.push(each);
                log({ missed: each.arn, status: each.status, function: functionName });
            } catch (error) {
                if (isThrottling(error)) {
                    throw error;
                }
                this.blocked = true;
                this.problems.push(`Function ${functionName} can't be invoked: ${(error as Error).name}: ${(error as Error).message}`);
            }
        }
    }

    private become(state: KindState): void {
        const recent = Object.entries(this.watched).filter(([, { createdMs }]) => createdMs > this.tick.nowMs - KEPT_MS);
        const inOrder = recent.sort(([, one], [, other]) => other.createdMs - one.createdMs);
        if (inOrder.length > MOST_WATCHED) {
            this.problems.push(`${inOrder.length} ${this.row.title}s are not final: changes of the newest ${MOST_WATCHED} are found`);
        }
        this.state = this.row.list.modifiedFilter ? state : { ...state, watched: Object.fromEntries(inOrder.slice(0, MOST_WATCHED)) };
    }
}
