import { type Kind, KIND_NAMES, type KindRow, KINDS } from "../../catalog";

const ROWS: ReadonlyMap<unknown, KindRow & { readonly kind: Kind }> = new Map(KIND_NAMES.map((kind) => [KINDS[kind].detailType, KINDS[kind]]));

/** The row of the kind that an event is of; undefined for an event of none of the nine. */
export const rowOfEvent = (event: object): (KindRow & { readonly kind: Kind }) | undefined =>
    ROWS.get((event as Readonly<Record<string, unknown>>)["detail-type"]);
