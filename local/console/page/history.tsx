import { useEffect, useState } from "preact/hooks";

import type { HistoryOutcome, HistoryRow, Step } from "../protocol";
import { timeText } from "./clock";
import { Choice, Line } from "./fields";
import { type Filter, type SearchedRow, useFiltered, useRows } from "./rows";
import { Messages } from "./messages";
import { get, quietly } from "./store";
import { Summary } from "./summary";
import { spanText } from "./times";

/** Height of a row, in CSS pixels: only those that can be seen are drawn. On a small screen it has a line more. */
const rowHeight = () => (matchMedia("(max-width: 800px)").matches ? 64 : 46);
/** Rows that are drawn above and below, for those who scroll fast. */
const SPARE = 6;

export const OUTCOMES: readonly HistoryOutcome[] = [
    "handled",
    "duplicate",
    "ignored",
    "not played",
    "reconciled",
    "under way",
    "failing",
    "dead-lettered",
    "lost",
    "unmatched",
];

/** Everything that happened: each event with what became of it, the life of each job, and what they have in common. */
export function History({ onFollow }: { onFollow: () => void }) {
    const rows = useRows();
    const [filter, setFilter] = useState<Filter>({ search: "", kind: "", outcome: "" });
    const [job, setJob] = useState<string | null>(null);
    const shown = useFiltered(rows, filter);
    const change = (part: Partial<Filter>) => setFilter({ ...filter, ...part });
    const kinds = [...new Set(rows.map(({ kind }) => kind ?? ""))].filter((kind) => kind !== "").sort();
    return (
        <div class="history">
            <section aria-label="Events">
                <form class="tools" role="search" onSubmit={(event) => event.preventDefault()}>
                    <Line label="Search" value={filter.search} placeholder="job, status, cause" onInput={(search) => change({ search })} />
                    <Choice label="Kind" value={filter.kind} options={[["", "all"], ...kinds]} onChange={(kind) => change({ kind })} />
                    <Choice label="Outcome" value={filter.outcome} options={[["", "all"], ...OUTCOMES]} onChange={(outcome) => change({ outcome })} />
                </form>
                <p class="dim" role="status">{`${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} events`}</p>
                <List rows={shown} job={job} onChoose={setJob} />
            </section>
            {job !== null && <Timeline key={job} job={job} rows={rows} onClose={() => setJob(null)} onFollow={onFollow} />}
            <Summary rows={shown} onSearch={(search) => change({ search })} />
        </div>
    );
}

const TONES: Readonly<Partial<Record<HistoryOutcome, string>>> = {
    handled: "good",
    reconciled: "warning",
    failing: "warning",
    "dead-lettered": "bad",
    lost: "bad",
    unmatched: "warning",
};

function List({ rows, job, onChoose }: { rows: readonly SearchedRow[]; job: string | null; onChoose: (job: string) => void }) {
    const [top, setTop] = useState(0);
    const [height, setHeight] = useState(460);
    const rowPx = rowHeight();
    const first = Math.max(0, Math.floor(top / rowPx) - SPARE);
    const seen = rows.slice(first, Math.ceil((top + height) / rowPx) + SPARE);
    return (
        <div
            class="events"
            tabIndex={0}
            role="group"
            aria-label="Events, the newest first"
            ref={(element) => {
                if (element !== null && element.clientHeight !== height) {
                    setHeight(element.clientHeight);
                }
            }}
            onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        >
            <ul style={{ height: `${rows.length * rowPx}px` }}>
                {seen.map((row, index) => (
                    <li
                        key={row.n}
                        aria-setsize={rows.length}
                        aria-posinset={first + index + 1}
                        style={{ top: `${(first + index) * rowPx}px`, height: `${rowPx}px` }}
                    >
                        <button type="button" aria-pressed={row.job === job} onClick={() => onChoose(row.job)}>
                            <b>{row.job}</b>
                            <span class="dim">{`${timeText(row.atMs)} `}</span>
                            <span>{[row.kind ?? "other event", row.status ?? ""].join(" ")}</span>
                            <span class={TONES[row.outcome]}>{row.found ? `${row.outcome}, found by the reconciler` : row.outcome}</span>
                            {row.cause !== null && <span class="dim">{row.cause}</span>}
                        </button>
                    </li>
                ))}
            </ul>
        </div>
    );
}

/** The life of one job: every attempt, message, dead letter and redrive of all its events. */
function Timeline(props: { job: string; rows: readonly HistoryRow[]; onClose: () => void; onFollow: () => void }) {
    const { job, rows, onClose, onFollow } = props;
    const [steps, setSteps] = useState<readonly Step[]>([]);
    useEffect(() => quietly(async () => setSteps(await get<Step[]>(`/api/job?job=${encodeURIComponent(job)}`))), [rows]);
    const begin = steps[0]?.atMs ?? 0;
    return (
        <section aria-label="Timeline">
            <div class="title">
                <h2>{job}</h2>
                <button type="button" onClick={onClose}>
                    Close
                </button>
            </div>
            <ol class="steps">
                {steps.map(({ n, atMs, tone, text }) => (
                    <li key={n} class={tone}>
                        <time>{timeText(atMs)}</time>
                        <span class="dim after">{atMs === begin ? "" : `+ ${spanText(atMs - begin)}`}</span>
                        <span>{text}</span>
                    </li>
                ))}
            </ol>
            <Messages
                title="Its messages"
                of={`&job=${encodeURIComponent(job)}`}
                none={<p class="dim">None yet, or they wait for a digest.</p>}
                onFollow={onFollow}
            />
        </section>
    );
}
