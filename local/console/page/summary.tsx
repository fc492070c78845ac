import { useEffect, useMemo, useState } from "preact/hooks";

import type { CoverageCell, HistoryRow } from "../protocol";
import { get, quietly, useView } from "./store";
import { spanText } from "./times";

/** What the events have in common: why jobs failed, how long they ran, what they cost, and which events no rule matches. */
export function Summary({ rows, onSearch }: { rows: readonly HistoryRow[]; onSearch: (search: string) => void }) {
    // A job's end may come twice, from the bus and from the reconciler.
    const ends = useMemo(
        () => [...new Map(rows.filter(({ cause, runMs }) => cause !== null || runMs !== null).map((row) => [keyOf(row), row])).values()],
        [rows],
    );
    return (
        <>
            <Causes ends={ends} onSearch={onSearch} />
            <Durations ends={ends} />
            <Cost ends={ends} />
            <Coverage rows={rows} />
        </>
    );
}

const keyOf = ({ kind, job, status }: HistoryRow) => JSON.stringify([kind, job, status]);

function groups<T>(values: readonly T[], keyOf: (value: T) => string): [string, T[]][] {
    const found = new Map<string, T[]>();
    for (const value of values) {
        const key = keyOf(value);
        const group = found.get(key);
        if (group === undefined) {
            found.set(key, [value]);
        } else {
            group.push(value);
        }
    }
    return [...found].sort(([, a], [, b]) => b.length - a.length);
}

/** An empty title is that of a column of bars. */
const Head = ({ titles }: { titles: readonly string[] }) => (
    <thead>
        <tr>
            {titles.map((title) =>
                title === "" ? (
                    <td key={title} />
                ) : (
                    <th key={title} scope="col">
                        {title}
                    </th>
                ),
            )}
        </tr>
    </thead>
);

/** A bar for those who see; the figure is next to it. */
const Bar = ({ part }: { part: number }) => (
    <td class="bar" aria-hidden="true">
        <i style={{ width: `${Math.max(1, Math.round(part * 100))}%` }} />
    </td>
);

function Causes({ ends, onSearch }: { ends: readonly HistoryRow[]; onSearch: (search: string) => void }) {
    const causes = groups(
        ends.filter(({ cause }) => cause !== null),
        ({ cause }) => cause!,
    );
    return (
        <section aria-label="Failures by cause">
            <h2>Failures by cause</h2>
            {causes.length === 0 && <p class="dim">No job has failed or was stopped.</p>}
            <table>
                <tbody>
                    {causes.map(([cause, { length }]) => (
                        <tr key={cause}>
                            <th scope="row">
                                <button type="button" class="link" onClick={() => onSearch(cause)}>
                                    {cause}
                                </button>
                            </th>
                            <td>{length}</td>
                            <Bar part={length / causes[0]![1].length} />
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    );
}

function Durations({ ends }: { ends: readonly HistoryRow[] }) {
    const kinds = groups(
        ends.filter(({ runMs }) => runMs !== null),
        ({ kind }) => kind!,
    ).map(([kind, of]) => {
        const times = of.map(({ runMs }) => runMs!).sort((a, b) => a - b);
        return { kind, jobs: times.length, median: times[Math.floor(times.length / 2)]!, longest: times.at(-1)! };
    });
    const most = Math.max(1, ...kinds.map(({ longest }) => longest));
    return (
        <section aria-label="Durations">
            <h2>Durations</h2>
            {kinds.length === 0 && <p class="dim">No job has ended.</p>}
            {kinds.length > 0 && (
                <table>
                    <Head titles={["kind", "ends", "median", "longest", ""]} />
                    <tbody>
                        {kinds.map(({ kind, jobs, median, longest }) => (
                            <tr key={kind}>
                                <th scope="row">{kind}</th>
                                <td>{jobs}</td>
                                <td>{spanText(median)}</td>
                                <td>{spanText(longest)}</td>
                                <Bar part={longest / most} />
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </section>
    );
}

function Cost({ ends }: { ends: readonly HistoryRow[] }) {
    const types = groups(
        ends.filter(({ instances, runMs }) => instances !== null && runMs !== null),
        ({ instances }) => instances!.type,
    );
    const hours = (of: readonly HistoryRow[]) => of.reduce((sum, { instances, runMs }) => sum + instances!.count * runMs!, 0) / 3_600_000;
    const priced = (of: readonly HistoryRow[]) => of.filter(({ usd }) => usd !== null);
    const usd = (of: readonly HistoryRow[]) => priced(of).reduce((sum, row) => sum + row.usd!, 0);
    return (
        <section aria-label="Cost">
            <h2>Cost</h2>
            {types.length === 0 && <p class="dim">No job has ended whose instances are known.</p>}
            {types.length > 0 && (
                <table>
                    <Head titles={["instances", "jobs", "hours", "estimate"]} />
                    <tbody>
                        {types.map(([type, of]) => (
                            <tr key={type}>
                                <th scope="row">{type}</th>
                                <td>{of.length}</td>
                                <td>{hours(of).toFixed(2)}</td>
                                <td>{priced(of).length === 0 ? "no price" : `${usd(of).toFixed(2)} USD (${priced(of).length} jobs)`}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            <p class="dim">Run time by instances and on-demand prices, for jobs that have ended. Set prices in the stack for estimates.</p>
        </section>
    );
}

const CLASSES = [
    ["transitional", "on its way"],
    ["succeeded", "succeeded"],
    ["failed", "failed"],
    ["stopped", "stopped"],
] as const;

/** Kinds by statuses: which rules match, and how many events came. */
function Coverage({ rows }: { rows: readonly HistoryRow[] }) {
    const { graph } = useView().snapshot!;
    const [cells, setCells] = useState<readonly CoverageCell[]>([]);
    useEffect(() => quietly(async () => setCells(await get<CoverageCell[]>("/api/coverage"))), [graph]);
    const counts = useMemo(
        () => new Map(groups(rows, ({ kind, status }) => JSON.stringify([kind, status])).map(([key, of]) => [key, of.length])),
        [rows],
    );
    const gaps = cells.filter(({ rules }) => rules.length === 0).length;
    return (
        <section aria-label="Coverage" class="coverage">
            <h2>Coverage</h2>
            <p class="dim">{`${cells.length} statuses, ${gaps} without a rule. A figure is the number of events that came.`}</p>
            <div class="wrap" tabIndex={0} role="group" aria-label="Kinds by statuses">
                <table>
                    <Head titles={["kind", ...CLASSES.map(([, title]) => title)]} />
                    <tbody>
                        {[...new Set(cells.map(({ kind }) => kind))].map((kind) => (
                            <tr key={kind}>
                                <th scope="row">{kind}</th>
                                {CLASSES.map(([name]) => (
                                    <td key={name}>
                                        {cells
                                            .filter((cell) => cell.kind === kind && cell.class === name)
                                            .map((cell) => (
                                                <Cell key={cell.status} cell={cell} count={counts.get(JSON.stringify([kind, cell.status])) ?? 0} />
                                            ))}
                                    </td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}

function Cell({ cell: { status, rules }, count }: { cell: CoverageCell; count: number }) {
    return (
        <span class={rules.length === 0 ? "cell gap" : "cell"} title={rules.length === 0 ? "no rule" : rules.join(", ")}>
            {`${status ?? "all events"}${rules.length === 0 ? ", no rule" : ""}${count === 0 ? "" : ` (${count})`}`}
        </span>
    );
}
