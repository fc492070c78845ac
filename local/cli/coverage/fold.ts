import { KINDS, type Kind, type KindRow } from "../../../catalog";
import type { CoverageRow, EventsOf, Hearing } from "./matrix";

/** Rows of one status that are heard by the same rules, as one. */
export interface FoldedRow {
    readonly kind: string;
    readonly status: string | null;
    /** Secondary values, null for events without; undefined where they make no difference. */
    readonly secondaries: readonly (string | null)[] | undefined;
    readonly heardBy: readonly Hearing[];
}

/** Makes one row of the secondary values that are heard alike, in the order of the catalogue. */
export function fold(rows: readonly CoverageRow[]): FoldedRow[] {
    const byStatus = groupBy(rows, ({ kind, status }) => JSON.stringify([kind, status]));
    return byStatus.flatMap((ofStatus) => {
        const groups = groupBy(ofStatus, ({ heardBy }) => JSON.stringify(heardBy));
        return groups.map((group) => {
            const { kind, status, heardBy } = group[0]!;
            return { kind, status, heardBy, secondaries: groups.length === 1 ? undefined : group.map(({ secondary }) => secondary) };
        });
    });
}

/** Groups of items with the same key, in the order of their first items. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
    const groups = new Map<string, T[]>();
    for (const item of items) {
        const group = groups.get(keyOf(item));
        if (group === undefined) {
            groups.set(keyOf(item), [item]);
        } else {
            group.push(item);
        }
    }
    return [...groups.values()];
}

export const statusText = (status: string | null) => status ?? "(no status in events)";

export function secondaryText(kind: string, secondaries: FoldedRow["secondaries"]): string {
    const row: KindRow = KINDS[kind as Kind];
    return secondaries === undefined ? "" : secondaries.map((value) => value ?? `no ${row.secondary?.field ?? "value"}`).join(", ");
}

/** Events in few words: `TrainingJob Failed, Stopped (MaxRuntimeExceeded)`. A status stands without secondary values if all that it has are there. */
export function eventsText(events: readonly EventsOf[], all: readonly EventsOf[]): string {
    const kinds = groupBy(events, ({ kind }) => kind).map((ofKind) => {
        const kind = ofKind[0]!.kind;
        const statuses = groupBy(ofKind, ({ status }) => String(status)).map((ofStatus) => {
            const { status } = ofStatus[0]!;
            const total = all.filter((each) => each.kind === kind && each.status === status).length;
            const some =
                ofStatus.length < total
                    ? secondaryText(
                          kind,
                          ofStatus.map(({ secondary }) => secondary),
                      )
                    : "";
            return `${statusText(status)}${some === "" ? "" : ` (${some})`}`;
        });
        return `${kind} ${statuses.join(", ")}`;
    });
    return kinds.join("; ");
}
