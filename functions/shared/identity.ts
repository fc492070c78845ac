import type { EventKindRow, FieldType, KindRow } from "../../catalog";
import { type Fields, isAbsent, valueAt } from "./fields";
import { type JobEvent, plainStatus } from "./parseEvent";
import { parseTime } from "./times";

/** How far a resource has got. */
export interface Position {
    /** Index of the status's group in the kind's `phases`. */
    readonly phase: number;
    /** LastModifiedTime in epoch milliseconds, 0 where the event has none. */
    readonly modified: number;
    /** In the spelling of the event. */
    readonly status: string;
}

// Statuses and names are far shorter. A key of DynamoDB has at most 2,048 bytes, and an event that has more to say is none of SageMaker's.
const LONGEST_PART = 200;

/** Every value that identifies an event of the kind, with its type: paths in `detail`, and times that only Describe may know. */
export function identityFields(row: EventKindRow): { readonly [path: string]: FieldType } {
    const times = Object.values(row.times).filter((field) => field !== null);
    return { ...Object.fromEntries(times.map((field): [string, FieldType] => [field, "time"])), ...scalars(row.fields, "") };
}

function scalars(fields: { readonly [field: string]: FieldType }, path: string): { [path: string]: FieldType } {
    return Object.entries(fields).reduce((found, [name, type]) => {
        const inside = typeof type === "object" && !Array.isArray(type) ? scalars(type as { [field: string]: FieldType }, `${path}${name}.`) : {};
        const scalar = ["string", "number", "boolean", "time"].includes(type as string) ? { [path + name]: type } : {};
        return { ...found, ...inside, ...scalar };
    }, {});
}

/** Whether an event of the kind lacks part of the identity by nature, so that only Describe has it. */
export function asksForIdentity(row: EventKindRow, identity: readonly string[]): row is KindRow {
    const inEvent = ["arn", "id", ...Object.keys(scalars(row.fields, "")), ...(row.statusInEvent ? ["status"] : [])];
    return row.describe !== null && identity.some((part) => !inEvent.includes(part));
}

/**
 * What the event is news of, as text that another event has only if it is the same news, however its times and its ARN are written.
 * Undefined when a part is unreadable, or missing where every resource has it.
 *
 * @param answer what Describe answered, if it was asked
 */
export function identityOf(row: EventKindRow, identity: readonly string[], job: JobEvent, answer?: Fields): string | undefined {
    const fields = identityFields(row);
    const parts = identity.map((part) => {
        if (part === "arn") {
            // Events write names in lower case where the API keeps capitals, and not always.
            return job.arn?.toLowerCase();
        }
        if (part === "status") {
            const status = job.status?.value ?? (row.statusField === null ? undefined : answer?.[row.statusField]);
            return typeof status === "string" ? textOf(plainStatus(status)) : undefined;
        }
        const value = part === "id" ? job.id : isAbsent(valueAt(job.detail, part)) ? answer?.[part] : valueAt(job.detail, part);
        const known = fields[part] === "time" ? parseTime(value) : textOf(value);
        return known ?? (isAbsent(value) && row.identityMayLack?.includes(part) ? "" : undefined);
    });
    return parts.includes(undefined) ? undefined : JSON.stringify(parts);
}

function textOf(value: unknown): string | undefined {
    const text = isAbsent(value) || typeof value === "object" ? "" : String(value);
    return text === "" || text.length > LONGEST_PART ? undefined : text;
}

/** Which resource an event is about: another one of the same name, made after the first was deleted, is another. Undefined when the event does not say. */
export function incarnationOf(row: EventKindRow, job: JobEvent): string | undefined {
    return row.times.created === null ? undefined : identityOf(row, ["arn", row.times.created], job);
}

/** Undefined for a status, or a kind, whose order the catalogue does not know. */
export function positionOf(row: EventKindRow, job: JobEvent): Position | undefined {
    const { status } = job;
    const phase = (row.phases ?? []).findIndex((statuses) => status?.row !== undefined && statuses.includes(status.row.value));
    const modified = row.times.modified === null ? undefined : parseTime(valueAt(job.detail, row.times.modified));
    return status === undefined || phase === -1 ? undefined : { phase, modified: modified ?? 0, status: status.value };
}

/** Whether `position` is certainly older than what is known: without a time, statuses of one phase are not. */
export function isBehind(position: Position, furthest: Position): boolean {
    return position.phase < furthest.phase || (position.phase === furthest.phase && position.modified !== 0 && position.modified < furthest.modified);
}
