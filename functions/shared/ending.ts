import type { EventKindRow, StatusClass } from "../../catalog";
import { type Diagnosis, diagnosis } from "../../catalog/causes";
import { type Fields, isAbsent, readText, valueAt } from "./fields";
import { failureReasons, lastStatusMessage } from "./reasons";

/** What an event, or an answer of Describe, says of why its job is where it is. */
export interface Ending {
    /** The secondary status; undefined for what failed, where it says nothing. */
    readonly second: string | undefined;
    readonly reasons: readonly string[];
    /** The last status message that says why. */
    readonly last: string | undefined;
    /** Whether SageMaker may have given up what it calls "Stopped", for lack of capacity for example, as it calls what a caller stopped. */
    readonly isGivenUp: boolean;
    readonly diagnosis: Diagnosis | undefined;
}

/**
 * Reads why a job is where it is.
 *
 * @param statusClass "stopped" for what has no status because it is gone, "unknown" for a status that the catalogue lacks
 */
export function readEnding(
    row: EventKindRow,
    fields: Fields,
    { value, statusClass }: { value: string | undefined; statusClass: StatusClass | "unknown" },
    notes: string[],
): Ending {
    // Approval means nothing for what failed.
    const second = row.secondary === null || statusClass === "failed" ? undefined : readText(fields, row.secondary.field, notes, 60);
    const reasons = failureReasons(row, fields, notes);
    // The reason of a failure says more, and what is done needs none.
    const last =
        statusClass === "succeeded" || (statusClass === "failed" && reasons.length > 0)
            ? undefined
            : lastStatusMessage(row, fields, statusClass === "transitional", notes);
    const isGivenUp = last !== undefined && statusClass === "stopped" && value !== undefined && (second === undefined || second === value);
    return {
        second,
        reasons,
        last,
        isGivenUp,
        diagnosis: isGivenUp ? givenUp(row, fields, last) : diagnosis(row.kind, statusClass, second, reasons),
    };
}

/** The cause that the last status message names. A job that has run got over what kept it from starting. */
function givenUp({ kind, times }: EventKindRow, fields: Fields, last: string): Diagnosis | undefined {
    const found = times.started === null || isAbsent(valueAt(fields, times.started)) ? diagnosis(kind, "failed", undefined, [last]) : undefined;
    return found?.causes[0] === "unknown" ? undefined : found;
}
