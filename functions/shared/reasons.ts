import type { EventKindRow } from "../../catalog";
import { type Fields, isAbsent, isFields, readFields, readList, readText } from "./fields";
import { show } from "./text";

// FailureReason has at most 1,024 characters in the API's model; this is room for more, and far from the size limit of a message.
const REASON_LIMIT = 4000;

/**
 * The reasons of a failure that `fields` (an event's detail, an answer of Describe, or both) gives: the field of the kind, and what the lists of
 * validations and scans say of those that failed.
 */
export function failureReasons(row: EventKindRow, fields: Fields, notes: string[]): string[] {
    const reason = row.reasonField === null ? undefined : readText(fields, row.reasonField, notes, REASON_LIMIT, "\n    ");
    const reasons = reason === undefined ? [] : [reason];
    if (row.statusDetailsField === null) {
        return reasons;
    }
    const details = readFields(fields, row.statusDetailsField, notes) ?? {};
    for (const list of ["ValidationStatuses", "ImageScanStatuses"]) {
        for (const item of (readList(details, list, notes) ?? []).slice(0, 5)) {
            if (isFields(item)) {
                const text = readText(item, "FailureReason", notes, REASON_LIMIT / 4, "\n    ");
                const name = readText(item, "Name", notes);
                reasons.push(...(text === undefined ? [] : [name === undefined ? text : `${name}: ${text}`]));
            } else if (!isAbsent(item)) {
                notes.push(`an item of ${list} is left out: it must be an object, got ${show(item)}`);
            }
        }
    }
    return reasons;
}
