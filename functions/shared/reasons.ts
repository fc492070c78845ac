import type { EventKindRow } from "../../catalog";
import { type Fields, isAbsent, isFields, readFields, readList, readText, valueAt } from "./fields";
import { safeText, show } from "./text";
import { parseTime } from "./times";

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

/** Whether a reason may be cut: SageMaker keeps 1,024 characters, fewer where some have several bytes. */
export function isCutReason({ reasonField }: EventKindRow, fields: Fields): boolean {
    const reason = reasonField === null ? undefined : valueAt(fields, reasonField);
    return typeof reason === "string" && reason.length >= 1000;
}

// AWS may change the texts, so that words decide: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SecondaryStatusTransition.html
const TROUBLE =
    /capacity|insufficient|unhealthy|error|fail|retr(y|ied)|replac|interrupt|reclaim|evict|preempt|unavailable|throttl|denied|refused|unable|cannot|can't|could ?n[o']t|not (available|enough|found|allowed|authorized|supported|permitted)|invalid|limit|quota|exceed|timed? ?out|out of|abort|kill|because|due to/i;
// The status says as much.
const STATUS_ONLY = /^(the )?training job( was| is| has)? (failed|stopped|completed|aborted)\W*$/i;

/**
 * The last message in the list of a training job's secondary statuses that says why it is where it is, with its status: "Starting: Insufficient capacity
 * error from EC2 while launching instances, retrying!". Undefined where all of them report progress only.
 *
 * @param onlyLatest Whether only the latest message counts: the earlier ones of a job that goes on are about what is over.
 */
export function lastStatusMessage(row: EventKindRow, fields: Fields, onlyLatest: boolean, notes: string[]): string | undefined {
    if (!Object.hasOwn(row.fields, "SecondaryStatusTransitions")) {
        return undefined;
    }
    const transitions = readList(fields, "SecondaryStatusTransitions", notes) ?? [];
    const messages = transitions
        .filter(isFields)
        .map((transition) => ({ status: transition.Status, message: transition.StatusMessage, started: parseTime(transition.StartTime) ?? 0 }))
        // The API lists them in the order of time; so does this, whatever an event does.
        .sort((one, other) => one.started - other.started)
        .slice(onlyLatest ? -1 : 0);
    const last = messages.filter(({ message }) => typeof message === "string" && TROUBLE.test(message) && !STATUS_ONLY.test(message.trim())).at(-1);
    if (last === undefined) {
        return undefined;
    }
    const status = typeof last.status === "string" ? safeText(last.status, 60) : "";
    return `${status === "" ? "" : `${status}: `}${safeText(last.message as string, REASON_LIMIT / 4, "\n    ")}`;
}
