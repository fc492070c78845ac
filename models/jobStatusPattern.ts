import { EVENT_SOURCE, KINDS, type Kind, type KindRow, type StatusOf, type WhereOf } from "../catalog";

/** What a rule listens to. */
export interface JobStatusPatternArgs<K extends Kind = Kind> {
    kind: K;
    /**
     * Statuses in event spelling.
     * @default every status
     */
    statuses?: readonly StatusOf<K>[];
    /**
     * Conditions on fields of the event's `detail`.
     * @default no further condition
     */
    where?: WhereOf<K>;
}

/** The event pattern for a kind, and for statuses and further conditions if given. The arguments are not checked. */
export function jobStatusPattern<K extends Kind>({ kind, statuses, where }: JobStatusPatternArgs<K>): object {
    const row: KindRow = KINDS[kind];
    const detail = { ...(statuses === undefined ? {} : { [row.statusField]: statuses }), ...where };
    return { source: [EVENT_SOURCE], "detail-type": [row.detailType], ...(Object.keys(detail).length === 0 ? {} : { detail }) };
}
