import { safeText, show } from "./text";
import { parseTime } from "./times";

/** An object of an event or of an answer: nothing is known of its values yet. */
export interface Fields {
    readonly [name: string]: unknown;
}

/** Whether a field says nothing: SageMaker leaves out, sends null or sends empty text for the same thing. */
export function isAbsent(value: unknown): boolean {
    return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

export function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a field; "A.B" is B inside of A. */
export function valueAt(fields: Fields, path: string): unknown {
    return path.split(".").reduce<unknown>((holder, name) => (isFields(holder) ? holder[name] : undefined), fields);
}

/** Reads what a message can do without: a value of the wrong type is left out and noted, so that the rest still arrives. */
export function readOptional<T>(
    fields: Fields,
    field: string,
    expected: string,
    read: (value: unknown) => T | undefined,
    notes: string[],
): T | undefined {
    const value = valueAt(fields, field);
    if (isAbsent(value)) {
        return undefined;
    }
    const result = read(value);
    if (result === undefined) {
        notes.push(`${field} is left out: it must be ${expected}, got ${show(value)}`);
    }
    return result;
}

/** Text on one line, cut to 200 characters by default. */
export function readText(fields: Fields, field: string, notes: string[], limit = 200, lineBreak = " "): string | undefined {
    return readOptional(fields, field, "text", (value) => (typeof value === "string" ? safeText(value, limit, lineBreak) : undefined), notes);
}

/** A time in epoch milliseconds. */
export function readTime(fields: Fields, field: string | null, notes: string[]): number | undefined {
    return field === null ? undefined : readOptional(fields, field, "a time", parseTime, notes);
}

export function readNumber(fields: Fields, field: string, notes: string[]): number | undefined {
    return readOptional(fields, field, "a number of 0 or more", (value) => (typeof value === "number" && value >= 0 ? value : undefined), notes);
}

export function readFields(fields: Fields, field: string, notes: string[]): Fields | undefined {
    return readOptional(fields, field, "an object", (value) => (isFields(value) ? value : undefined), notes);
}

export function readList(fields: Fields, field: string, notes: string[]): readonly unknown[] | undefined {
    return readOptional(fields, field, "a list", (value) => (Array.isArray(value) ? (value as unknown[]) : undefined), notes);
}
