import { ALL_KINDS, type AnyKind, type EventKindRow, PRICES } from "../../catalog";
import { readEnding } from "../../functions/shared/ending";
import { parseTime } from "../../models/statusEvent";
import type { Fact, FactOf } from "../aws/log";
import type { BusEvent } from "../aws/occurrences";
import { coverageOf } from "../cli/coverage/matrix";
import { kindOf } from "../cli/kinds/sheet";
import type { SourcedRule } from "../cli/shared/rulesOf";
import { namesOf } from "./newJob";
import type { CoverageCell, HistoryOutcome, HistoryPart, HistoryRow } from "./protocol";

type Fields = Readonly<Record<string, unknown>>;

/** Worst first: an event with two targets has the outcome of the worse one. */
const SEVERITY: readonly HistoryOutcome[] = ["lost", "dead-lettered", "failing", "under way", "not played", "handled", "duplicate", "ignored"];

interface Kept {
    row: HistoryRow;
    /** Of each way of the event, by the number of its delivery. */
    readonly ways: Map<number, HistoryOutcome>;
    /** The version in which it changed last. */
    version: number;
}

/** Works out of the log, fact by fact, what became of every event: the rows of the history. */
export class History {
    private readonly kept = new Map<number, Kept>();
    private version = 0;

    /** @param rootOf The number of the event that a fact goes back to. */
    constructor(
        private readonly region: string,
        private readonly rootOf: (fact: number) => number | null,
    ) {}

    /** Reads one fact, by its number. */
    take(facts: readonly Fact[], n: number): void {
        const fact = facts[n]!;
        const root = this.rootOf(n);
        if (root === n && (fact.what === "event" || fact.what === "invoked" || fact.what === "missed")) {
            const row = this.rowOf(fact, n);
            if (row.found) {
                this.reconcile(row);
            }
            this.kept.set(n, { row, ways: new Map(), version: ++this.version });
        }
        const kept = this.kept.get(root ?? -1);
        if (kept === undefined) {
            return;
        }
        this.follow(kept, facts, fact, n);
    }

    /** The rows that changed after a version, in the order of their events. */
    after(version: number): HistoryPart {
        const changed = [...this.kept.values()].filter((kept) => kept.version > version);
        return { version: this.version, rows: changed.map(({ row }) => row) };
    }

    /** Numbers of the events of a job. */
    eventsOf(job: string): number[] {
        return [...this.kept.values()].flatMap(({ row }) => (row.job === job ? [row.n] : []));
    }

    private follow(kept: Kept, facts: readonly Fact[], fact: Fact, n: number): void {
        const way = (of: number | undefined, outcome: HistoryOutcome) => {
            const from = facts[of ?? -1]?.what;
            if (from === "delivery" || from === "invoked") {
                kept.ways.set(of!, outcome);
                const outcomes = [...kept.ways.values()];
                this.change(kept, { outcome: SEVERITY.find((each) => outcomes.includes(each))! });
            }
        };
        switch (fact.what) {
            case "delivery":
            case "invoked":
                way(n, "under way");
                return;
            case "invocation":
                if (isWay(facts[fact.of ?? -1])) {
                    this.change(kept, { runs: kept.row.runs + 1 });
                }
                way(fact.of, fact.invocation.ok ? outcomeOf(fact.invocation.payload) : "failing");
                return;
            case "queued":
                way(fact.of, fact.message.deadLetter === undefined ? "handled" : "dead-lettered");
                return;
            case "left":
                way(fact.of, "not played");
                return;
            case "dropped":
                way(fact.of, "lost");
                return;
            case "missed":
                this.change(kept, { outcome: "lost" });
                return;
            case "published": {
                if (fact.outside) {
                    way(fact.of, "not played");
                }
                const usd = /^Cost: (?:about|less than) ([\d.]+) USD/m.exec(fact.message.message)?.[1];
                this.change(kept, { messages: kept.row.messages + 1, ...(usd === undefined ? {} : { usd: Number(usd) }) });
                return;
            }
            default:
                return;
        }
    }

    /** The reconciler rebuilds an event that never came: it has another id. */
    private reconcile({ kind, job, status }: HistoryRow): void {
        for (const kept of this.kept.values()) {
            const { row } = kept;
            if (row.outcome === "lost" && row.kind === kind && row.job === job && row.status === status) {
                this.change(kept, { outcome: "reconciled" });
            }
        }
    }

    private change(kept: Kept, change: Partial<HistoryRow>): void {
        kept.row = { ...kept.row, ...change };
        kept.version = ++this.version;
    }

    private rowOf(fact: FactOf<"event" | "invoked" | "missed">, n: number): HistoryRow {
        const event = (fact.what === "invoked" ? fact.payload : fact.event) as BusEvent;
        const { kind, status } = kindOf(event);
        const row: EventKindRow | undefined = kind === null ? undefined : ALL_KINDS[kind];
        const detail = (event.detail ?? {}) as Fields;
        const statusClass = row?.statuses.find(({ value }) => value === status)?.class ?? null;
        const ending = row && readEnding(row, detail, { value: status ?? undefined, statusClass: statusClass ?? "unknown" }, []);
        const isEnd = statusClass !== null && statusClass !== "transitional";
        const runMs = row === undefined || !isEnd ? null : runTime(row, detail);
        const instances = instancesOf(row?.instances ?? null, detail);
        return {
            n,
            atMs: fact.atMs,
            kind,
            job: namesOf(event)[0] ?? event.id ?? "",
            status,
            class: statusClass,
            outcome: fact.what === "event" && fact.matched.length === 0 ? "unmatched" : "under way",
            cause: ending?.diagnosis?.causes[0] ?? null,
            found: fact.what === "invoked",
            runs: 0,
            messages: 0,
            runMs,
            instances,
            usd: costOf(kind, instances, runMs, this.region, detail),
        };
    }
}

const isWay = (fact: Fact | undefined) => fact?.what === "delivery" || fact?.what === "invoked";

function outcomeOf(payload: unknown): HistoryOutcome {
    const { outcome } = (payload ?? {}) as { readonly outcome?: unknown };
    return outcome === "duplicate" || outcome === "ignored" ? outcome : "handled";
}

/** How long a job ran that has ended, or took if it is not known when it started. */
function runTime({ times }: EventKindRow, detail: Fields): number | null {
    const at = (field: string | null) => (field === null ? undefined : parseTime(detail[field]));
    const [from, to] = [at(times.started) ?? at(times.created), at(times.ended) ?? at(times.modified)];
    return from === undefined || to === undefined || to < from ? null : to - from;
}

function instancesOf(path: readonly string[] | null, detail: Fields): HistoryRow["instances"] {
    const holder = path?.reduce<unknown>((value, step) => (value as Fields | undefined)?.[step], detail) as Fields | undefined;
    const { InstanceType: type, InstanceCount: count } = holder ?? {};
    return typeof type === "string" && typeof count === "number" ? { type, count } : null;
}

/** What a job's instances cost by the prices of the catalogue, until a message of the program says it. Spot instances cost less, so they have no estimate. */
function costOf(kind: string | null, instances: HistoryRow["instances"], runMs: number | null, region: string, detail: Fields): number | null {
    const prices: Readonly<Record<string, number>> | undefined = PRICES.usdPerHour[kind as keyof typeof PRICES.usdPerHour];
    const price = instances === null ? undefined : prices?.[instances.type];
    const isKnown = price !== undefined && runMs !== null && region === PRICES.region && detail.EnableManagedSpotTraining !== true;
    return isKnown ? (price * instances!.count * runMs) / 3_600_000 : null;
}

/** Which rules match events of each kind in each status; one that none matches is a gap. */
export function coverageCells(rules: readonly SourcedRule[]): CoverageCell[] {
    const cells = new Map<string, CoverageCell>();
    for (const { kind, status, matchedBy } of coverageOf(rules).rows) {
        const key = JSON.stringify([kind, status]);
        const before = cells.get(key)?.rules ?? [];
        // Algorithms have one event for all their ends.
        const found = ALL_KINDS[kind as AnyKind].statuses.find(({ value }) => value === status)?.class ?? "succeeded";
        cells.set(key, { kind, status, class: found, rules: [...new Set([...before, ...matchedBy.map(({ rule }) => rule)])] });
    }
    return [...cells.values()];
}
