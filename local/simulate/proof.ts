import { availableParallelism } from "node:os";
import type { FaultName } from "../aws";
import type { Graph } from "../engine";
import { type BrokenPromise, judge } from "./promises";
import type { Fate } from "./faultReport";
import { reportOf, type SimulationReport } from "./report";
import { DEFAULT_FAULTS, simulate } from "./simulate";

export interface ProofOptions {
    /** What a program registered, in mode "update". */
    readonly graph: Graph;
    /** Name of the stack, for the reports. */
    readonly stack: string;
    /** Virtual hours of a day. */
    readonly hours: number;
    /** Events of a day. */
    readonly events: number;
    /** The first seed, and how many. */
    readonly seed: number;
    readonly seeds: number;
    /** Faults, of which each day has one or two. @default {@link DEFAULT_FAULTS} */
    readonly faults?: readonly FaultName[] | undefined;
    /** Gets the number of days that are done, and the day. @default none */
    readonly onDay?: (done: number, day: ProofDay) => void;
}

/** One day of a proof. */
export interface ProofDay {
    readonly seed: number;
    readonly faults: readonly FaultName[];
    /** Those of its faults that struck something. */
    readonly struck: readonly FaultName[];
    readonly broken: readonly BrokenPromise[];
    readonly report: SimulationReport;
}

/** What a fault did on all days. */
export interface FaultSum {
    readonly fault: FaultName;
    readonly days: number;
    /** Days on which it struck. */
    readonly struckDays: number;
    /** What became of the events that it struck. */
    readonly fates: Readonly<Partial<Record<Fate, number>>>;
    /** The longest time until someone was informed, of those days on which someone was; undefined if no one ever was. */
    readonly informedAfterSeconds?: number | undefined;
}

/** What `jobstatus simulate --seeds --json` writes. The same options give the same bytes. */
export interface ProofReport {
    readonly program: string;
    readonly stack: string;
    readonly hours: number;
    readonly seed: number;
    readonly seeds: number;
    readonly eventsADay: number;
    /** Of all days: what SageMaker sent or should have sent, repeats included. */
    readonly events: number;
    readonly fates: Readonly<Partial<Record<Fate, number>>>;
    readonly faults: readonly FaultSum[];
    /** Pairs of faults: how many there are, how many struck on one day, and those that were not on one day or did not both strike. */
    readonly pairs: { readonly all: number; readonly struck: number; readonly missing: readonly (readonly [FaultName, FaultName])[] };
    /** Events that the reconciler found while nothing was wrong with it, and after how long at most. */
    readonly found: { readonly count: number; readonly longestSeconds: number };
    readonly messages: number;
    readonly broken: readonly (BrokenPromise & { readonly seed: number; readonly faults: readonly FaultName[] })[];
}

/**
 * The faults of a day. In each 40 seeds in a row, with the 40 default faults, each fault is there twice; in 780 of them each pair of faults is there once: a
 * tournament in which every team plays against every other one. With an odd number of teams, one rests in each round: then its fault is alone.
 */
export function faultsOfSeed(seed: number, all: readonly FaultName[] = DEFAULT_FAULTS): FaultName[] {
    // With an odd number of faults, the partner of one of them is no fault.
    const places: readonly (FaultName | undefined)[] = all.length % 2 === 0 ? all : [...all, undefined];
    const rounds = Math.max(1, places.length - 1);
    const games = Math.max(1, places.length / 2);
    const [round, game] = [Math.floor(seed / games) % rounds, seed % games];
    // The last place stays, all others go round: https://en.wikipedia.org/wiki/Round-robin_tournament#Circle_method
    const other = (place: number) => places[(((round + place) % rounds) + rounds) % rounds];
    const pair = game === 0 ? [places.at(-1), other(0)] : [other(game), other(-game)];
    const faults = pair.filter((fault) => fault !== undefined);
    return all.filter((fault) => faults.includes(fault));
}

/** Plays many small days, each with one or two faults that strike all that they can, and compares each with what is promised ({@link judge}). */
export async function prove(options: ProofOptions): Promise<ProofReport> {
    const { graph, stack, hours, events, seed: first, seeds, faults: all = DEFAULT_FAULTS, onDay = () => {} } = options;
    const about = { program: graph.project, stack, hours };
    const sum = new ProofSum(all);
    const play = async (index: number) => {
        const seed = first + index;
        const faults = faultsOfSeed(seed, all);
        const simulation = await simulate({ graph, hours, events, seed, faults, together: true });
        const report = reportOf(simulation, { ...about, seed });
        const { broken, foundAfterMs } = judge(simulation, report);
        const struck = faults.filter((fault) => report.faults.some((each) => each.fault === fault && each.struck > 0));
        return { day: { seed, faults, struck, broken, report }, foundAfterMs };
    };
    let done = 0;
    for await (const { day, foundAfterMs } of inOrder(seeds, availableParallelism() + 1, play)) {
        sum.add(day, foundAfterMs);
        onDay(++done, day);
    }
    return { ...about, seed: first, seeds, eventsADay: events, ...sum.all() };
}

/**
 * Gives results in the order of their numbers, while as many as `atOnce` are worked on: a day waits for its functions, which are other processes,
 * most of the time.
 */
async function* inOrder<T>(count: number, atOnce: number, work: (index: number) => Promise<T>): AsyncGenerator<T> {
    const running: Promise<T>[] = [];
    try {
        for (let next = 0; next < count || running.length > 0;) {
            while (next < count && running.length < atOnce) {
                running.push(work(next++));
            }
            yield await running.shift()!;
        }
    } finally {
        // After an error no function is left alone.
        await Promise.allSettled(running);
    }
}

class ProofSum {
    private readonly fates: Partial<Record<Fate, number>> = {};
    private readonly faults: Map<FaultName, { days: number; struckDays: number; fates: Partial<Record<Fate, number>>; informed?: number }>;
    private readonly pairs = new Set<string>();
    private readonly broken: (BrokenPromise & { seed: number; faults: readonly FaultName[] })[] = [];
    private found = { count: 0, longestMs: 0 };
    private messages = 0;
    private events = 0;

    constructor(private readonly names: readonly FaultName[]) {
        this.faults = new Map(names.map((name) => [name, { days: 0, struckDays: 0, fates: {} }]));
    }

    add({ seed, faults, struck, broken, report }: ProofDay, foundAfterMs: readonly number[]): void {
        count(this.fates, report.fates);
        faults.forEach((fault) => this.faults.get(fault)!.days++);
        struck.forEach((fault) => this.faults.get(fault)!.struckDays++);
        for (const { fault, events, informed } of report.faults) {
            const mine = this.faults.get(fault)!;
            count(mine.fates, events);
            if (informed !== null) {
                mine.informed = Math.max(mine.informed ?? 0, informed.afterSeconds);
            }
        }
        if (struck.length === 2) {
            this.pairs.add(struck.join());
        }
        this.broken.push(...broken.map((each) => ({ seed, faults, ...each })));
        this.found = { count: this.found.count + foundAfterMs.length, longestMs: Math.max(this.found.longestMs, ...foundAfterMs) };
        this.messages += report.messages.sent;
        this.events += report.events;
    }

    all(): Omit<ProofReport, "program" | "stack" | "hours" | "seed" | "seeds" | "eventsADay"> {
        const pairs = this.names.flatMap((one, index) => this.names.slice(index + 1).map((other) => [one, other] as const));
        const missing = pairs.filter((pair) => !this.pairs.has(pair.join()));
        return {
            events: this.events,
            fates: this.fates,
            faults: this.names.map((fault) => {
                const { informed, ...rest } = this.faults.get(fault)!;
                return { fault, ...rest, ...(informed === undefined ? {} : { informedAfterSeconds: informed }) };
            }),
            pairs: { all: pairs.length, struck: pairs.length - missing.length, missing },
            found: { count: this.found.count, longestSeconds: Math.round(this.found.longestMs / 1000) },
            messages: this.messages,
            broken: this.broken,
        };
    }
}

function count(into: Partial<Record<Fate, number>>, more: Readonly<Partial<Record<Fate, number>>>): void {
    for (const [fate, value] of Object.entries(more) as [Fate, number][]) {
        into[fate] = (into[fate] ?? 0) + value;
    }
}
