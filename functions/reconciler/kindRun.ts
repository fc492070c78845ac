import type { KindRow } from "../../catalog";
import { eventStatus } from "../../models/statusEvent";
import type { Fields } from "../shared/fields";
import { type HandedOver, HandedOvers, MOST_TRIES } from "./handedOver";
import { type MissedEvent, missedEvents, type Resource, resourceOf, type Untaken, untakenByList } from "./missedEvents";
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

/** The longest that Lambda waits before it tries an event again: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const LONGEST_RETRY_MS = 5 * 60_000;

/** The queue for what functions fail on: `used` has messages, or is one that the reconciler can't look into; `unread` could not be read now. */
export type FailureQueueState = "empty" | "used" | "unread";

/** How far a kind is reconciled: what is kept between ticks. Times in epoch milliseconds. */
export interface KindState {
    /** The watermark: events of all changes before it have come, or were made up for. */
    readonly since: number;
    /** Since when each reaction is reconciled, by the name of its function. */
    readonly reactions: { readonly [functionName: string]: number };
    /** A list that took too long for one tick: it goes on with what was created at this time. */
    readonly unfinished?: { readonly startedMs: number; readonly createdMs: number; readonly untilMs?: number };
    /** What was handed over and is not done yet, by ARN and function. */
    readonly given?: { readonly [key: string]: HandedOver };
    /** Of a kind whose list has no filter on changes: what is not final yet, by ARN, and how it was seen last. */
    readonly watched?: { readonly [arn: string]: Watched };
}

interface Watched {
    readonly createdMs: number;
    readonly seen: string;
    /** Whether a change was seen that the next tick compares with the ledger. */
    readonly changed: boolean;
}

/** A kind in one tick: goes through its list, and invokes reactions with the events that they have not taken. */
export class KindRun {
    readonly row: KindRow;
    readonly missed: MissedEvent[] = [];
    readonly problems: string[] = [];
    readonly givenUp: MissedEvent[] = [];
    readonly dropped: MissedEvent[] = [];
    readonly given: HandedOvers;
    compared = 0;
    state: KindState;
    /** Whether an event could not be handed over: the watermark must stay. */
    private blocked = false;
    /** Where the watermark moves to: no further than what was handed over and can't be remembered. */
    private untilMs: number;
    private readonly watched: Record<string, Watched>;

    constructor(
        private readonly tick: Tick,
        private readonly reactions: readonly Reaction[],
        private readonly failureQueue: FailureQueueState,
        /** Of its state. */
        readonly key: string,
        before: unknown,
    ) {
        this.row = reactions[0]!.row;
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
        this.given = new HandedOvers(tick, kept?.given);
        this.untilMs = kept?.unfinished?.untilMs ?? Infinity;
    }

    /** @returns whether it got to the end of the list: its new state is not kept yet */
    async all(): Promise<boolean> {
        const startedMs = this.state.unfinished?.startedMs ?? this.tick.nowMs - SETTLE_MS;
        try {
            if (await this.pages(startedMs)) {
                const { unfinished: _, since, ...rest } = this.state;
                this.given.prune(startedMs, since - OVERLAP_MS);
                this.become({ ...rest, since: this.blocked ? since : Math.max(since, Math.min(startedMs, this.untilMs)) });
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
                const until = this.untilMs === Infinity ? {} : { untilMs: this.untilMs };
                this.become({ ...this.state, unfinished: { startedMs, createdMs: last.createdMs, ...until } });
                await aws.keep(new Map([[this.key, this.state]]), expiryOf(this.tick.nowMs));
            }
        } while (next !== undefined);
        return true;
    }

    /** Sorted by the time of creation, which no list can be filtered on more finely than that. */
    private firstInput(): Fields {
        const { modifiedFilter, everything = {} } = this.row.list;
        const { since, unfinished } = this.state;
        const after = Math.min(since - OVERLAP_MS, this.given.oldestMs() - 1000);
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
        const { arn, createdMs, fields } = resource;
        const status = eventStatus(this.row, fields[this.row.statusField]);
        const second = this.row.secondary === null ? undefined : fields[this.row.secondary.field];
        const seen = `${String(status)}/${String(second)}`;
        if (this.row.list.modifiedFilter) {
            const modifiedMs = resource.modifiedMs ?? nowMs;
            // The list may go back further, to what was handed over.
            if (modifiedMs <= nowMs - SETTLE_MS && (modifiedMs > this.state.since - OVERLAP_MS || this.given.has(arn))) {
                await this.compare(resource, modifiedMs, seen);
            }
            return;
        }
        const before = this.watched[arn];
        if (before === undefined && createdMs <= this.state.since - OVERLAP_MS) {
            return;
        }
        if (before?.seen !== seen) {
            // Nothing says when it changed, so its event may be on the way: it is compared by the next tick.
            this.watched[arn] = { createdMs, seen, changed: true };
            return;
        }
        const isSettled = !before.changed || (await this.compare(resource, nowMs, seen));
        if (this.blocked || !isSettled) {
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

    /** @returns whether there is nothing more to do for the change: every function has taken it, or it is given up */
    private async compare(resource: Resource, modifiedMs: number, seen: string): Promise<boolean> {
        this.compared++;
        const { arn } = resource;
        const reactions = this.reactions.filter(({ functionName }) => modifiedMs >= this.state.reactions[functionName]!);
        const before = new Map(reactions.map((each) => [each, this.given.of(arn, each.functionName, seen)]));
        const mustComplete = (each: Reaction) => this.isGiven(before.get(each)) || (this.failureQueue !== "used" && each.triedSeconds !== undefined);
        const isDue = (each: Untaken) => this.mayHandOver(each, before.get(each.reaction));
        let left: readonly Untaken[] = [];
        let missed: readonly MissedEvent[] | undefined = [];
        let due: readonly Reaction[] = [];
        try {
            left = reactions.length === 0 ? [] : await untakenByList(this.tick, reactions, resource, mustComplete);
            due = left.filter(isDue).map(({ reaction }) => reaction);
            missed = due.length === 0 ? [] : await missedEvents(this.tick, due, resource, mustComplete);
        } catch (error) {
            if ((error as Error).name !== "InvalidJobStatusEvent") {
                throw error;
            }
            // One resource that can't be read must not hold up all others.
            this.problems.push((error as Error).message);
        }
        const { nowMs } = this.tick;
        const untaken = new Map<Reaction, Omit<HandedOver, "checkedMs">>();
        const waits = (each: Reaction) => untaken.set(each, before.get(each) ?? { seen, changedMs: modifiedMs, tries: 0, lastMs: nowMs });
        left.filter((each) => !isDue(each) || missed === undefined).forEach(({ reaction }) => waits(reaction));
        for (const each of missed ?? []) {
            const known = before.get(each.reaction);
            const tries = isDue(each) ? await this.handOver(each, known) : 0;
            if (tries === 0) {
                waits(each.reaction);
            } else if (tries !== undefined) {
                untaken.set(each.reaction, { seen, changedMs: modifiedMs, tries, lastMs: nowMs });
            }
        }
        for (const each of reactions) {
            const change = untaken.get(each);
            if (change === undefined) {
                this.given.forget(arn, each.functionName);
            } else if (!this.given.remember(arn, each.functionName, change)) {
                this.untilMs = Math.min(this.untilMs, modifiedMs);
            }
        }
        return [...untaken.values()].every(({ tries }) => tries > MOST_TRIES);
    }

    private isGiven(known: HandedOver | undefined): boolean {
        return (known?.tries ?? 0) > 0;
    }

    /**
     * Whether the function gets the event now. What was handed over waits, longer each time. What the function claimed of SageMaker's own event, and did not
     * complete, waits until Lambda tries it no more.
     */
    private mayHandOver({ reaction, isUnderWay, claimedUntil }: Untaken, known: HandedOver | undefined): boolean {
        if (isUnderWay) {
            return false;
        }
        if (claimedUntil === undefined || this.isGiven(known)) {
            return known === undefined || this.given.isDue(known);
        }
        return this.failureQueue === "empty" && claimedUntil + (reaction.triedSeconds ?? 0) * 1000 + LONGEST_RETRY_MS <= this.tick.nowMs;
    }

    /** @returns how often the function got the event, one more than it may if it gets it no more; undefined or 0 if Lambda never accepted it */
    private async handOver(event: MissedEvent, before: HandedOver | undefined): Promise<number | undefined> {
        const { arn, status, reaction, claimedUntil } = event;
        const isOwn = claimedUntil !== undefined;
        const { functionName } = reaction;
        // What Describe did not find at first, and what waited for Lambda's tries, is remembered and was never handed over.
        const isFirst = !this.isGiven(before);
        if (before !== undefined && this.given.isOver(before)) {
            this.givenUp.push(event);
            this.tick.log({ notTaken: arn, status, function: functionName });
            return MOST_TRIES + 1;
        }
        try {
            await this.tick.aws.invoke(functionName, event.event);
            if (isFirst) {
                (isOwn ? this.dropped : this.missed).push(event);
            }
            this.tick.log({ [isFirst ? (isOwn ? "dropped" : "missed") : "again"]: arn, status, function: functionName });
        } catch (error) {
            if (isThrottling(error)) {
                throw error;
            }
            this.problems.push(`Function ${functionName} can't be invoked: ${(error as Error).name}: ${(error as Error).message}`);
            if (before === undefined) {
                // It is not remembered, so the next list must have it.
                this.blocked = true;
            }
            if (isFirst) {
                return before?.tries;
            }
        }
        return (before?.tries ?? 0) + 1;
    }

    private become(state: KindState): void {
        const recent = Object.entries(this.watched).filter(([, { createdMs }]) => createdMs > this.tick.nowMs - KEPT_MS);
        const inOrder = recent.sort(([, one], [, other]) => other.createdMs - one.createdMs);
        if (inOrder.length > MOST_WATCHED) {
            this.problems.push(`${inOrder.length} ${this.row.title}s are not final: changes of the newest ${MOST_WATCHED} are found`);
        }
        const { given: _, ...rest } = state;
        const watched = this.row.list.modifiedFilter ? {} : { watched: Object.fromEntries(inOrder.slice(0, MOST_WATCHED)) };
        this.state = { ...rest, ...watched, ...this.given.toKeep() };
    }
}
