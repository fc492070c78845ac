import { CLOUDTRAIL_CALL, CLOUDTRAIL_EVENT_SOURCE, EVENT_SOURCE, type EventKindRow, type FieldType } from "../../catalog";

/** What an event has at a path. */
export type Slot =
    /** Always there, with this value. */
    | { readonly type: "known"; readonly value: string }
    /** Any value of these types; `optional`: it may be null or missing. */
    | { readonly type: "free"; readonly values: readonly ("string" | "number" | "boolean")[]; readonly optional: boolean }
    /** No value that a pattern can compare: the field does not exist, or it is an object, whose fields have the values. */
    | { readonly type: "absent"; readonly isObject: boolean };

/** The events of a kind in one status: what is known of each, and what differs from one to the next. */
export interface EventShape {
    readonly row: EventKindRow;
    /** In event spelling; null where the kind's events carry none. */
    readonly status: string | null;
    /** Value of the kind's secondary field; null for events without it. */
    readonly secondary: string | null;
    /** What the events have at a dotted path. */
    readonly at: (path: string) => Slot;
}

const ABSENT: Slot = { type: "absent", isObject: false };
const STRING: Slot = { type: "free", values: ["string"], optional: false };
const OPTIONAL_STRING: Slot = { type: "free", values: ["string"], optional: true };

/** Fields next to `detail`. Source: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
const ENVELOPE: Readonly<Record<string, Slot>> = {
    version: { type: "known", value: "0" },
    id: STRING,
    "detail-type": STRING,
    source: { type: "known", value: EVENT_SOURCE },
    account: STRING,
    time: STRING,
    region: STRING,
    resources: STRING,
    // On events that an archive replays.
    "replay-name": OPTIONAL_STRING,
};

/** Names of the fields next to `detail`. */
export const ENVELOPE_FIELDS: readonly string[] = Object.keys(ENVELOPE);

const SCALARS = {
    string: ["string"],
    number: ["number"],
    boolean: ["boolean"],
    time: ["number", "string"],
    strings: ["string"],
    any: ["string", "number", "boolean"],
} as const;

function slotOf(type: FieldType | undefined, names: readonly string[]): Slot {
    const [name, ...rest] = names;
    if (type === undefined) {
        return ABSENT;
    }
    if (type === "any") {
        return { type: "free", values: SCALARS.any, optional: true };
    }
    if (type === "tags") {
        // A name may contain dots, which a path cannot distinguish from levels.
        return name === undefined ? { type: "absent", isObject: true } : OPTIONAL_STRING;
    }
    if (typeof type === "string") {
        return name === undefined ? { type: "free", values: SCALARS[type], optional: true } : ABSENT;
    }
    if (isList(type)) {
        return slotOf(type[0], names);
    }
    return name === undefined ? { type: "absent", isObject: true } : slotOf(Object.hasOwn(type, name) ? type[name] : undefined, rest);
}

const isList = (type: FieldType): type is readonly [FieldType] => Array.isArray(type);

function shape(row: EventKindRow, status: string | null, secondary: string | null): EventShape {
    const at = (path: string): Slot => {
        if (path === "detail-type") {
            return { type: "known", value: row.statusInDetailType && status !== null ? `${row.detailType} ${status}` : row.detailType };
        }
        const [first = "", ...names] = path.split(".");
        if (first !== "detail") {
            return names.length === 0 && Object.hasOwn(ENVELOPE, first) ? ENVELOPE[first]! : ABSENT;
        }
        const field = names.join(".");
        if (row === CLOUDTRAIL_CALL && field === "eventSource") {
            return { type: "known", value: CLOUDTRAIL_EVENT_SOURCE };
        }
        if (field === row.statusField) {
            return status === null ? ABSENT : { type: "known", value: status };
        }
        if (field === row.secondary?.field) {
            return secondary === null ? ABSENT : { type: "known", value: secondary };
        }
        return slotOf(row.fields, names);
    };
    return { row, status, secondary, at };
}

/** The events that SageMaker can send for the rows of a catalogue: one shape for each kind, status and secondary value. */
export function eventShapes(rows: readonly EventKindRow[]): EventShape[] {
    return rows.flatMap((row) => {
        const emitted = row.statusInEvent || row.statusInDetailType ? row.statuses.filter((status) => status.emitted).map(({ value }) => value) : [];
        const statuses = emitted.length > 0 ? emitted : [null];
        return statuses.flatMap((status) =>
            // An event may lack the secondary field: a model package that is not in a group has no approval.
            [...((status !== null && row.secondary?.values[status]) || []), null].map((secondary) => shape(row, status, secondary)),
        );
    });
}

/** Paths of all fields with a value below a type. */
export function pathsOf(type: FieldType, path: string): string[] {
    if (typeof type === "string") {
        return [path];
    }
    const fields: readonly (readonly [string, FieldType])[] = isList(type) ? [["", type[0]]] : Object.entries(type);
    return fields.flatMap(([name, inner]) => pathsOf(inner, name === "" ? path : `${path}.${name}`));
}
