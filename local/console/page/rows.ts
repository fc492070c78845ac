import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { HistoryPart, HistoryRow } from "../protocol";
import { attempt, get, useView } from "./store";

/** How far apart a page asks for what has changed, in milliseconds. */
const ASK_MS = 500;

/** A row, and the text that a search finds it by. */
export type SearchedRow = HistoryRow & { readonly words: string };

/** What people choose; empty for everything. */
export interface Filter {
    readonly search: string;
    readonly kind: string;
    readonly outcome: string;
}

/** All rows, the newest first. Only what has changed is asked for. */
export function useRows(): readonly SearchedRow[] {
    const { snapshot } = useView();
    const [part, setPart] = useState<{ of: unknown; version: number; rows: readonly SearchedRow[] }>({ of: undefined, version: 0, rows: [] });
    const asked = useRef(0);
    const { graph, facts } = snapshot!;
    const known = part.of === graph ? part : { of: graph, version: 0, rows: [] };
    useEffect(() => {
        const timer = setTimeout(
            () => {
                asked.current = performance.now();
                attempt(async () => {
                    const { version, rows } = await get<HistoryPart>(`/api/history?after=${known.version}`);
                    setPart({ of: graph, version, rows: merged(known.rows, rows) });
                });
            },
            Math.max(0, asked.current + ASK_MS - performance.now()),
        );
        return () => clearTimeout(timer);
    }, [graph, facts]);
    return known.rows;
}

/** Rows of the same event are replaced. */
function merged(before: readonly SearchedRow[], changed: readonly HistoryRow[]): SearchedRow[] {
    const rows = new Map(before.map((row) => [row.n, row]));
    for (const row of changed) {
        rows.set(row.n, {
            ...row,
            words: [row.job, row.kind, row.status, row.outcome, row.cause, row.found ? "found by the reconciler" : ""].join(" ").toLowerCase(),
        });
    }
    return [...rows.values()].sort((a, b) => b.n - a.n);
}

/** The rows that people want to see: those with every word that they search for. */
export function useFiltered(rows: readonly SearchedRow[], { search, kind, outcome }: Filter): readonly SearchedRow[] {
    return useMemo(() => {
        const words = search.toLowerCase().split(/\s+/);
        return rows.filter(
            (row) =>
                (kind === "" || row.kind === kind) && (outcome === "" || row.outcome === outcome) && words.every((word) => row.words.includes(word)),
        );
    }, [rows, search, kind, outcome]);
}
