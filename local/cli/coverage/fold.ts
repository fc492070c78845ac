import { KINDS, type Kind, type KindRow } from "../../../catalog";
import { groupsBy } from "../shared/text";
import type { CoverageRow, EventsOf, RuleMatch } from "./matrix";

/** Rows of one status that the same rules match, as one. */
export interface FoldedRow {
    readonly kind: string;
    readonly status: string | null;
    /** Secondary values, null for events without; undefined where they make no difference. */
    readonly secondaries: readonly (string | null)[] | undefined;
    readonly matchedBy: readonly RuleMatch[];
}

/** Makes one row of the secondary values that the same rules match, in the order of the catalogue. */
export function fold(rows: readonly CoverageRow[]): FoldedRow[] {
    const byStatus = groupsBy(rows, ({ kind, status }) => JSON.stringify([kind, status]));
    return byStatus.flatMap((ofStatus) => {
        const groups = groupsBy(ofStatus, ({ matchedBy }) => JSON.stringify(matchedBy));
        return groups.map((group) => {
            const { kind, status, matchedBy } = group[0]!;
            return { kind, status, matchedBy, secondaries: groups.length === 1 ? undefined : group.map(({ secondary }) => secondary) };
        });
    });
}

export const statusText = (status: string | null) => status ?? "(no status in events)";

export function secondaryText(kind: string, secondaries: FoldedRow["secondaries"]): string {
    const row: KindRow = KINDS[kind as Kind];
    return secondaries === undefined ? "" : secondaries.map((value) => value ?? `no ${row.secondary?.field ?? "value"}`).join(", ");
}

/** Events in few words: `TrainingJob Failed, Stopped (MaxRuntimeExceeded)`. A status stands without secondary values if all that it has are there. */
export function eventsText(events: readonly EventsOf[], all: readonly EventsOf[]): string {
    const kinds = groupsBy(events, ({ kind }) => kind).map((ofKind) => {
        const kind = ofKind[0]!.kind;
        const statuses = groupsBy(ofKind, ({ status }) => String(status)).map((ofStatus) => {
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
