import { ALL_KINDS, type AnyKind, detailTypesOf, EVENT_SOURCE, type EventKindRow, type StatusOf, type WhereOf } from "../catalog";

/** Which job statuses a rule matches. */
export interface JobStatusPatternArgs<K extends AnyKind = AnyKind> {
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
export function jobStatusPattern<K extends AnyKind>({ kind, statuses, where }: JobStatusPatternArgs<K>): object {
    const row: EventKindRow = ALL_KINDS[kind];
    const detailTypes =
        statuses !== undefined && row.statusInDetailType ? statuses.map((status) => `${row.detailType} ${status}`) : detailTypesOf(row);
    const status = statuses === undefined || row.statusField === null ? {} : at(row.statusField.split("."), statuses);
    const detail = merged(status, where ?? {});
    return { source: [EVENT_SOURCE], "detail-type": detailTypes, ...(Object.keys(detail).length === 0 ? {} : { detail }) };
}

function at([name = "", ...rest]: readonly string[], value: unknown): object {
    return { [name]: rest.length === 0 ? value : at(rest, value) };
}

/** Conditions on the status and on its neighbours in the same object stand side by side. */
function merged(one: object, other: object): object {
    const entries = Object.entries(other).map(([field, value]: [string, unknown]) => {
        const before: unknown = (one as Record<string, unknown>)[field];
        return [field, isObject(before) && isObject(value) ? merged(before, value) : value];
    });
    return { ...one, ...(Object.fromEntries(entries) as object) };
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
