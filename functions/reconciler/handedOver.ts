import { KEPT_MS, type Tick } from "./types";

/** A change whose event a function has not taken: Lambda accepted it, or it is not handed over yet. */
export interface HandedOver {
    /** The status that the event is about. */
    readonly seen: string;
    /** When the resource changed, epoch milliseconds: lists go back to it. */
    readonly changedMs: number;
    /** How often it was handed over. Zero while Describe does not find what the list has, and while Lambda may still try what the function failed on. */
    readonly tries: number;
    /** When it was handed over last; before that, when it was seen first. */
    readonly lastMs: number;
    /** When it was looked at last. */
    readonly checkedMs: number;
}

/** The most that an event is handed over: with waits of 1, 2, 4, … intervals, which are 16 hours where an interval is 15 minutes. */
export const MOST_TRIES = 7;

/** Changes of a kind that are remembered. An item of DynamoDB holds 400 KB, of which the kind's watched resources take half. */
const MOST_REMEMBERED = 300;

/** What of a kind was handed over, and is not done yet: a function may fail before or after it asks the ledger, and have no queue for that. */
export class HandedOvers {
    private readonly all: Map<string, HandedOver>;

    constructor(
        private readonly tick: Tick,
        kept: { readonly [key: string]: HandedOver } = {},
    ) {
        this.all = new Map(Object.entries(kept));
    }

    /** Undefined for another status of the resource, and for none. */
    of(arn: string, functionName: string, seen: string): HandedOver | undefined {
        const known = this.all.get(keyOf(arn, functionName));
        return known?.seen === seen ? known : undefined;
    }

    has(arn: string): boolean {
        return [...this.all.keys()].some((key) => key.startsWith(keyOf(arn, "")));
    }

    /** Whether it is time to hand it over once more, or to give up. Half an interval of play, since ticks are not on the second. */
    isDue({ tries, lastMs }: HandedOver): boolean {
        const { nowMs, everyMs } = this.tick;
        return tries <= MOST_TRIES && nowMs - lastMs >= (2 ** (tries - 1) - 0.5) * everyMs;
    }

    /** Whether it was handed over as often as it may be. */
    isOver({ tries, changedMs }: HandedOver): boolean {
        return tries >= MOST_TRIES || changedMs <= this.tick.nowMs - KEPT_MS;
    }

    /** @returns false if there are too many to remember it */
    remember(arn: string, functionName: string, change: Omit<HandedOver, "checkedMs">): boolean {
        const key = keyOf(arn, functionName);
        if (!this.all.has(key) && this.all.size >= MOST_REMEMBERED) {
            return false;
        }
        this.all.set(key, { ...change, checkedMs: this.tick.nowMs });
        return true;
    }

    /** It is done. */
    forget(arn: string, functionName: string): void {
        this.all.delete(keyOf(arn, functionName));
    }

    /** After a whole list that began at `startedMs`: leaves out what is not in it any more, and what was given up and is not listed again. */
    prune(startedMs: number, listedFromMs: number): void {
        for (const [key, { tries, changedMs, checkedMs }] of this.all) {
            if (checkedMs < startedMs || (tries > MOST_TRIES && changedMs <= listedFromMs)) {
                this.all.delete(key);
            }
        }
    }

    /** The earliest change of which something may be handed over again; Infinity for none. */
    oldestMs(): number {
        return Math.min(...[...this.all.values()].filter(({ tries }) => tries <= MOST_TRIES).map(({ changedMs }) => changedMs));
    }

    /** How many events each function has not taken although it got them twice, an interval ago or longer. */
    untaken(): ReadonlyMap<string, number> {
        const counts = new Map<string, number>();
        for (const [key, { tries, lastMs, checkedMs }] of this.all) {
            if ((tries === 2 && checkedMs > lastMs) || (tries > 2 && tries <= MOST_TRIES)) {
                const name = key.split(" ")[1]!;
                counts.set(name, (counts.get(name) ?? 0) + 1);
            }
        }
        return counts;
    }

    toKeep(): { readonly given?: { readonly [key: string]: HandedOver } } {
        return this.all.size === 0 ? {} : { given: Object.fromEntries(this.all) };
    }
}

/** Neither has a space. */
const keyOf = (arn: string, functionName: string) => `${arn} ${functionName}`;
