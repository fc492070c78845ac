import { type Kind, KIND_NAMES, type KindRow, KINDS } from "../../catalog";

const ROWS: ReadonlyMap<unknown, KindRow & { readonly kind: Kind }> = new Map(KIND_NAMES.map((kind) => [KINDS[kind].detailType, KINDS[kind]]));

/** The row of the kind that an event is of; undefined for an event of none of the nine. */
export const rowOfEvent = (event: object): (KindRow & { readonly kind: Kind }) | undefined =>
    ROWS.get((event as Readonly<Record<string, unknown>>)["detail-type"]);

/** The status in an event of one of the nine kinds; undefined for one that has none, or no detail. */
export function statusInEvent(event: object): unknown {
    const { detail } = event as { readonly detail?: Readonly<Record<string, unknown>> | null };
    return detail?.[rowOfEvent(event)?.statusField ?? ""];
}
