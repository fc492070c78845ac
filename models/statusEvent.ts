import type { EventKindRow, FieldType } from "../catalog";
import { EVENT_SOURCE } from "../catalog/events";

/** A resource as SageMaker's Describe answers it, or as events have reported it: its fields in API or event spelling, times in any format. */
export interface Described {
    /** As the ARN ends: NAME, or GROUP/VERSION of a model package. */
    readonly name: string;
    readonly arn: string;
    readonly fields: Readonly<Record<string, unknown>>;
}

/** What an event says in addition to what it is about. */
export interface Envelope {
    readonly id: string;
    /** When it is sent, epoch milliseconds. */
    readonly sentMs: number;
    readonly account: string;
    readonly region: string;
    /** Fields of this one change, such as `UpdatedModelPackageFields`. @default none */
    readonly more?: Readonly<Record<string, unknown>>;
}

/** Fields that processing events write in upper snake case; FULLYREPLICATED has no underscore there. */
const UPPER_CASE_FIELDS = new Set(["S3DataType", "S3InputMode", "S3DataDistributionType", "S3CompressionType", "S3UploadMode"]);

/**
 * The event that SageMaker sends of a resource as it is: the fields that the catalogue knows of the kind, the status in the spelling of events, ARNs
 * in lower case, times in epoch milliseconds, tags as an object. What is null is left out.
 *
 * Sources: those of the kind's row; what differs between events and the API is in the comments of the rows.
 */
export function statusEvent(row: EventKindRow, { name, arn, fields }: Described, { id, sentMs, account, region, more = {} }: Envelope) {
    const known: Readonly<Record<string, unknown>> = {
        ...fields,
        ...(row.statusField === null ? {} : { [row.statusField]: eventStatus(row, fields[row.statusField]) }),
        ...(row.nameField === null ? {} : { [row.nameField]: fields[row.nameField] ?? name }),
        ...(row.arnField === null ? {} : { [row.arnField]: arn.toLowerCase() }),
        ...more,
    };
    const detail = Object.entries(row.fields).map(([field, type]) => [field, shaped(row, field, known[field], type)] as const);
    return {
        version: "0",
        id,
        "detail-type": row.detailType,
        source: EVENT_SOURCE,
        account,
        time: `${new Date(sentMs).toISOString().slice(0, 19)}Z`,
        region,
        resources: [arn.toLowerCase()],
        detail: Object.fromEntries(detail.filter(([, value]) => value !== undefined)) as Record<string, unknown>,
    };
}

/** A status of the API in the spelling of events; one that the catalogue does not have stays as it is. */
export function eventStatus(row: EventKindRow, status: unknown): unknown {
    return row.statuses.find(({ api, value }) => api === status || value === status)?.value ?? status;
}

/** Epoch milliseconds of a time as events and the SDK write it: a number, the same as text, ISO 8601 with any fraction, or a Date. Undefined for anything else. */
export function parseTime(value: unknown): number | undefined {
    const ms =
        typeof value === "string"
            ? /^\d+(\.\d+)?$/.test(value)
                ? Number(value)
                : Date.parse(value)
            : value instanceof Date
              ? value.getTime()
              : value;
    return typeof ms === "number" && Number.isFinite(ms) ? ms : undefined;
}

/** Tags by key, from an event's object or the API's list. */
export function tagsOf(value: unknown): Record<string, string> {
    return Array.isArray(value)
        ? Object.fromEntries((value as { Key?: unknown; Value?: unknown }[]).map(({ Key, Value }) => [String(Key), String(Value ?? "")]))
        : { ...((value ?? {}) as Record<string, string>) };
}

function shaped(row: EventKindRow, field: string, value: unknown, type: FieldType): unknown {
    if (value === undefined || value === null) {
        return undefined;
    }
    if (type === "time") {
        return parseTime(value);
    }
    if (type === "tags") {
        return tagsOf(value);
    }
    if (type === "any") {
        return row.kind === "ProcessingJob" ? inUpperCase(value) : value;
    }
    if (Array.isArray(type)) {
        return Array.isArray(value) ? value.map((each) => shaped(row, field, each, (type as readonly [FieldType])[0])) : undefined;
    }
    if (typeof type === "object") {
        const members = Object.entries(type as Record<string, FieldType>).map(
            ([member, of]) => [member, shaped(row, member, (value as Record<string, unknown>)[member], of)] as const,
        );
        return Object.fromEntries(members.filter(([, each]) => each !== undefined));
    }
    return value;
}

function inUpperCase(value: unknown, field = ""): unknown {
    if (Array.isArray(value)) {
        return value.map((each) => inUpperCase(each));
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inUpperCase(each, name)]));
    }
    if (typeof value !== "string" || !UPPER_CASE_FIELDS.has(field)) {
        return value;
    }
    return value === "FullyReplicated" ? "FULLYREPLICATED" : value.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
}
