import type { EventKindRow } from "../catalog";
import type { PricedRow } from "../catalog/prices";
import { causesText, type Diagnosis } from "../catalog/causes";
import type { Message, Severity } from "./message";
import { readEnding } from "./shared/ending";
import { withRealName } from "./shared/describe";
import { type Fields, isAbsent, readText } from "./shared/fields";
import { identityOf } from "./shared/identity";
import type { LastLines } from "./shared/jobLog";
import { jobFacts, type Line, tagTexts } from "./shared/jobFacts";
import { consoleLink, logLink } from "./shared/links";
import { masked } from "./shared/mask";
import { outcomeOf, UPDATE_FAILED } from "./shared/outcome";
import { type JobEvent, plainStatus, type Status } from "./shared/parseEvent";
import { isCutReason } from "./shared/reasons";
import { asciiText, capital, safeText } from "./shared/text";

/** What is known of the job in addition to its event. */
export interface Findings {
    /** Undefined when the event has no status and the resource is gone. */
    readonly status: Status | undefined;
    /** What Describe answered, if it was asked. */
    readonly answer: Fields | undefined;
    /** Whether Describe was asked and found nothing. */
    readonly gone: boolean;
    /** The last lines of its log, if they were read. */
    readonly log?: LastLines;
}

const CAUSE_LIMIT = 200;

/** Writes the message for a status change. Every value is cleaned and cut, so that the whole is far below the 256 KB of SNS whatever the event holds. */
export function notification(row: PricedRow, job: JobEvent, { status, answer, gone, log }: Findings): Message {
    const notes = [...job.notes];
    // What the event says goes before what Describe answers: that is of a later moment.
    const fields = { ...answer, ...Object.fromEntries(Object.entries(job.detail).filter(([, value]) => !isAbsent(value))) };
    const statusClass = status === undefined ? "stopped" : (status.row?.class ?? "unknown");
    const statusText = status === undefined ? "no longer found" : safeText(status.value, 60);
    const { second, reasons, last, isGivenUp, diagnosis } = readEnding(row, fields, { value: status?.value, statusClass }, notes);
    const state = second === undefined || second === statusText ? statusText : `${statusText} (${second})`;
    const exists = !gone && status?.row?.api !== null;
    const facts = jobFacts(row, job, fields, notes);
    const updateFailed = statusClass === "succeeded" && diagnosis !== undefined;
    const happened = updateFailed ? UPDATE_FAILED : meaning(row, status, second, isGivenUp);
    if (isCutReason(row, fields)) {
        notes.push("SageMaker cuts a reason after 1,024 characters: the log has the rest");
    }
    if (log?.note !== undefined) {
        notes.push(log.note);
    }
    const parent = tuningJobOf(fields, []);
    return jobMessage(row, job, {
        ...(happened === undefined ? {} : { happened }),
        outcome: outcomeOf(row, status, second, diagnosis),
        reasons: statusClass === "failed" && reasons.length === 0 ? [noReason(row, gone)] : reasons,
        facts: [["Last status message", last], ...facts, ["Log", log?.text]],
        notes,
        severity: severityOf(row, status),
        ...(parent === undefined ? {} : { parent }),
        exists,
        status: { value: asciiText(status?.value ?? "NotFound", 100), class: statusClass, text: state },
        ...adviceOf(diagnosis, statusClass === "failed" ? reasons[0] : last),
        ...present({ tags: tagTexts(fields) }),
        ...(answer === undefined ? {} : { answer }),
    });
}

/** What a message says of the cause. */
function adviceOf(found: Diagnosis | undefined, reason: string | undefined): Pick<Message, "causes" | "cause" | "next" | "retry"> {
    const isKnown = found !== undefined && found.causes[0] !== "unknown";
    const cause = isKnown ? causesText(found) : reason;
    return {
        ...(cause === undefined ? {} : { cause }),
        ...(found === undefined ? {} : { causes: found.causes, next: found.nextStep }),
        ...(isKnown ? { retry: found.retry } : {}),
    };
}

/** What messages about a job differ in. */
export interface MessageParts extends Pick<
    Message,
    "happened" | "reasons" | "next" | "causes" | "retry" | "notes" | "severity" | "status" | "cause" | "tags" | "action"
> {
    /** What follows the name in the headline. */
    readonly outcome: string;
    readonly facts: readonly Line[];
    /** Name of the tuning job that launched the job. */
    readonly parent?: string;
    /** Whether the console may have a page of it. */
    readonly exists: boolean;
    /** What Describe answered, if it was asked. */
    readonly answer?: Fields;
}

/** A message about the job of an event: what the parts say, which resource it is about, and where to look further. */
export function jobMessage(row: EventKindRow, job: JobEvent, { outcome, facts, parent, exists, answer, cause, ...parts }: MessageParts): Message {
    const { notes } = parts;
    const name = safeText(job.name, 130);
    const named = withRealName(row, job, answer);
    const links = [
        ["Console", exists ? consoleLink(row, named) : undefined],
        ["Logs", logLink(row, named)],
    ];
    return {
        headline: `${capital(row.title)} ${name} ${masked(outcome)}`,
        ...parts,
        reasons: parts.reasons.map((reason) => masked(reason)),
        // An e-mail address in a tag says whose job it is.
        facts: facts.flatMap(([label, value]) =>
            value === undefined ? [] : [{ label, value: masked(value, label !== "Tags" && label !== "Owner") }],
        ),
        links: links.flatMap(([label, url]) => (label === undefined || url === undefined ? [] : [{ label, url }])),
        notes: [
            ...notes.slice(0, 10).map((note) => masked(note)),
            ...(notes.length > 10 ? [`${notes.length - 10} more fields could not be read`] : []),
        ],
        resource: { kind: row.kind, title: row.title, name, ...present({ arn: job.arn, account: job.account, region: job.region, parent }) },
        ...(cause === undefined ? {} : { cause: safeText(masked(cause).split("\n")[0]!, CAUSE_LIMIT) }),
        identity: `${row.kind} ${identityOf(row, row.identity, job, answer) ?? safeText(job.id ?? job.name, 200)}`,
        ...present({ event: job.id, sent: job.sent, replay: job.replay }),
        origin: job.origin,
    };
}

/**
 * How urgent a status is: an endpoint that failed may serve no one any more; what was stopped, and what is not known, is worth a look; what goes on,
 * succeeded or was deleted is not.
 */
export function severityOf({ kind }: EventKindRow, status: Status | undefined): Severity {
    switch (status?.row?.class) {
        case "failed":
            return kind === "Endpoint" ? "critical" : "error";
        case "succeeded":
        case "transitional":
            return "info";
        default:
            return plainStatus(status?.value ?? "") === "deleted" ? "info" : "warning";
    }
}

/** An object without what is undefined. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The name of the tuning job that launched a training job. */
export function tuningJobOf(fields: Fields, notes: string[]): string | undefined {
    const arn = readText(fields, "TuningJobArn", notes);
    return arn?.slice(arn.lastIndexOf("/") + 1);
}

function meaning(row: EventKindRow, status: Status | undefined, second: string | undefined, isGivenUp: boolean): string | undefined {
    if (status === undefined) {
        return `The event has no status, and SageMaker no longer finds the ${row.title}`;
    }
    if (status.row === undefined) {
        return `This handler does not know this status. It knows ${row.statuses.map(({ value }) => value).join(", ")}`;
    }
    if (isGivenUp) {
        return "Stopped by a caller, or because of the last status message";
    }
    // Looked up among the entries, because a hostile value may be the name of something that every object has.
    const meanings = Object.entries(row.secondary?.meanings[status.row.value] ?? {});
    return meanings.find(([value]) => value === second)?.[1] ?? status.row.meaning;
}

function noReason(row: EventKindRow, gone: boolean): string {
    if (gone) {
        return `unknown: SageMaker no longer finds the ${row.title} under this name`;
    }
    return row.describe === null && !row.eventHasReason ? `not in the event; call ${row.operations?.[0]?.name}` : "SageMaker gave none";
}
