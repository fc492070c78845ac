import type { EventKindRow, EventOrigin } from "../catalog";
import { type Fields, isAbsent, readText } from "./shared/fields";
import { jobFacts, type Line } from "./shared/jobFacts";
import { consoleLink, logLink } from "./shared/links";
import type { JobEvent, Status } from "./shared/parseEvent";
import { failureReasons, lastStatusMessage } from "./shared/reasons";
import { asciiText, safeText } from "./shared/text";
import { formatTime } from "./shared/times";

/** A message to people. */
export interface Notification {
    /** At most 99 printable ASCII characters: SNS takes fewer than 100 and no line break. */
    readonly subject: string;
    readonly body: string;
    /** What a subscription's filter policy can choose by. */
    readonly attributes: {
        readonly kind: string;
        readonly status: string;
        readonly class: string;
        /** Set on messages of handlers that may stop jobs. */
        readonly action?: "stopped" | "none";
    };
    readonly summary: Summary;
}

/** What a digest says in place of a message: messages of one title, state and cause are a group. */
export interface Summary {
    /** "training job", "Smoke test: training job". */
    readonly title: string;
    readonly name: string;
    /** "Failed", "outside limits, being stopped". */
    readonly state: string;
    /** The first line of why. */
    readonly cause?: string;
    /** Name of the tuning job that launched it. */
    readonly parent?: string;
}

/** What is known of the job in addition to its event. */
export interface Findings {
    /** Undefined when the event has no status and the resource is gone. */
    readonly status: Status | undefined;
    /** What Describe answered, if it was asked. */
    readonly answer: Fields | undefined;
    /** Whether Describe was asked and found nothing. */
    readonly gone: boolean;
}

const SUBJECT_LIMIT = 99;
const CAUSE_LIMIT = 200;

/** Writes the message for a status change. Every value is cleaned and cut, so that the whole is far below the 256 KB of SNS whatever the event holds. */
export function notification(row: EventKindRow, job: JobEvent, { status, answer, gone }: Findings): Notification {
    const notes = [...job.notes];
    // What the event says goes before what Describe answers: that is of a later moment.
    const fields = { ...answer, ...Object.fromEntries(Object.entries(job.detail).filter(([, value]) => !isAbsent(value))) };
    const statusClass = status === undefined ? "stopped" : (status.row?.class ?? "unknown");
    const statusText = status === undefined ? "no longer found" : safeText(status.value, 60);
    // Approval means nothing for what failed.
    const second = row.secondary === null || statusClass === "failed" ? undefined : readText(fields, row.secondary.field, notes, 60);
    const state = second === undefined || second === statusText ? statusText : `${statusText} (${second})`;
    const reasons = failureReasons(row, fields, notes);
    // The reason of a failure says more, and what is done needs none.
    const last =
        statusClass === "succeeded" || (statusClass === "failed" && reasons.length > 0)
            ? undefined
            : lastStatusMessage(row, fields, statusClass === "transitional", notes);
    const exists = !gone && status?.row?.api !== null;
    const facts = jobFacts(row, job, fields, notes);
    return jobMessage(row, job, {
        state,
        cause: statusClass === "failed" ? reasons[0] : last,
        parent: tuningJobOf(fields, []),
        lines: [
            ["Meaning", meaning(row, status, second, last)],
            ["Reason", statusClass === "failed" && reasons.length === 0 ? noReason(row, gone) : reasons.join("\n    ") || undefined],
            ["Last status message", last],
            ...facts,
        ],
        notes,
        exists,
        attributes: { kind: row.kind, status: asciiText(status?.value ?? "NotFound", 100), class: statusClass },
    });
}

/** What messages about a job differ in. */
export interface MessageParts {
    /** The end of the subject and of the title. */
    readonly state: string;
    /** Why it is so. Its first line groups messages in a digest. */
    readonly cause: string | undefined;
    /** Name of the tuning job that launched the job. */
    readonly parent: string | undefined;
    readonly lines: readonly Line[];
    /** What could not be read. */
    readonly notes: readonly string[];
    /** Whether the console may have a page of it. */
    readonly exists: boolean;
    readonly attributes: Notification["attributes"];
}

/** A message about the job of an event: its lines, and where to look further. */
export function jobMessage(row: EventKindRow, job: JobEvent, parts: MessageParts): Notification {
    const { state, cause, parent, lines, notes, exists, attributes } = parts;
    const event = [job.id, job.sent === undefined ? undefined : `sent ${formatTime(job.sent)}`].filter((part) => part !== undefined).join(", ");
    const all: Line[] = [
        ["Origin", originLine(job)],
        ...lines,
        ["Account", [job.account, job.region].filter((part) => part !== undefined).join(", ") || undefined],
        ["Console", exists ? consoleLink(row, job) : undefined],
        ["Logs", logLink(row, job)],
        ["Event", event || undefined],
        ...notes.slice(0, 10).map((note): Line => ["Note", note]),
        ["Note", notes.length > 10 ? `${notes.length - 10} more fields could not be read` : undefined],
    ];
    const body = all.filter(([, value]) => value !== undefined).map(([label, value]) => `${label}: ${value}`);
    return {
        subject: subject(row, job, state),
        body: `${mark(job)}SageMaker ${row.title} ${safeText(job.name, 130)}: ${state}\n\n${body.join("\n")}\n`,
        attributes,
        summary: {
            title: `${mark(job)}${row.title}`,
            name: safeText(job.name, 130),
            state,
            ...(cause === undefined ? {} : { cause: safeText(cause.split("\n")[0]!, CAUSE_LIMIT) }),
            ...(parent === undefined ? {} : { parent }),
        },
    };
}

/** The name of the tuning job that launched a training job. */
export function tuningJobOf(fields: Fields, notes: string[]): string | undefined {
    const arn = readText(fields, "TuningJobArn", notes);
    return arn?.slice(arn.lastIndexOf("/") + 1);
}

/** Marks a smoke test, so that no one mistakes it for a real failure. */
function mark({ origin }: JobEvent): string {
    return origin === "smoke" ? "Smoke test: " : "";
}

function originLine({ origin, replay }: JobEvent): string | undefined {
    const lines: { [O in EventOrigin]: string } = {
        replay: `replayed from an archive${replay === undefined ? "" : ` (${replay})`}: it is not new`,
        redrive: "sent again from a queue: it is not new",
        reconciler: "rebuilt from SageMaker's lists, because no event had arrived",
        smoke: "this event is a smoke test: no job has changed",
    };
    return origin === "event" ? undefined : lines[origin];
}

/** The status stands at the end, so it is the name that is shortened. */
function subject(row: EventKindRow, job: JobEvent, state: string): string {
    const start = `${mark(job)}SageMaker ${row.title} `;
    const end = `: ${asciiText(state, 50 - mark(job).length)}`;
    return `${start}${asciiText(job.name, SUBJECT_LIMIT - start.length - end.length)}${end}`;
}

function meaning(row: EventKindRow, status: Status | undefined, second: string | undefined, last: string | undefined): string | undefined {
    if (status === undefined) {
        return `The event has no status, and SageMaker no longer finds the ${row.title}`;
    }
    if (status.row === undefined) {
        return `This handler does not know this status. It knows ${row.statuses.map(({ value }) => value).join(", ")}`;
    }
    // SageMaker says "Stopped" of a job that it gave up, for lack of capacity for example, as of one that a caller stopped.
    if (last !== undefined && status.row.class === "stopped" && (second === undefined || second === status.value)) {
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
    return row.describe === null && !row.eventHasReason ? `not in the event; call ${row.operations?.[0]?.name}` : "none given";
}
