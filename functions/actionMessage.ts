import type { KindRow } from "../catalog";
import type { Message } from "./message";
import { jobMessage, tuningJobOf } from "./notification";
import type { CurrentJob } from "./shared/currentJob";
import { type Fields, isAbsent, readText } from "./shared/fields";
import { jobFacts, type Line, tagTexts } from "./shared/jobFacts";
import type { JobEvent } from "./shared/parseEvent";
import { asciiText, safeText } from "./shared/text";

/** What a handler that may stop jobs has done, and why. */
export interface Action {
    /** Ends the subject, of at most 38 characters. */
    readonly state: string;
    /** What the job broke: a line for each. */
    readonly limits: readonly string[];
    /** Why the job is not being stopped; undefined if it is. */
    readonly reason: string | undefined;
    /** The function that did it: its name says of which stack it is. */
    readonly by: string | undefined;
}

/** Writes the message for what was done about a job: whoever finds it stopped must see by whom and why. */
export function actionMessage(row: KindRow, job: JobEvent, { answer, status }: CurrentJob, action: Action): Message {
    const notes = [...job.notes];
    // What SageMaker says goes before what the event says: it is what was acted on.
    const fields = { ...present(job.detail), ...present(answer ?? {}) };
    const who = action.by === undefined ? "this handler" : `the function ${safeText(action.by, 64)}`;
    const parent = tuningJobOf(fields, notes);
    const tags = tagTexts(fields);
    const cause = action.limits[0] ?? action.reason;
    return jobMessage(row, job, {
        outcome: action.state,
        reasons: [],
        facts: [
            ...action.limits.map((limit): Line => ["Limit", limit]),
            ["Action", action.reason === undefined ? `${who} stopped it` : `${who} did not stop it: ${action.reason}`],
            ["Status", status === undefined ? undefined : statusLine(row, safeText(status.value, 60), fields, notes, action)],
            ["Tuning job", parent && `${parent} launched it, and may launch another in its place`],
            ...jobFacts(row, job, fields, notes),
        ],
        notes,
        severity: "warning",
        ...(parent === undefined ? {} : { parent }),
        exists: status !== undefined,
        status: {
            value: asciiText(status?.value ?? "NotFound", 100),
            class: status === undefined ? "stopped" : (status.row?.class ?? "unknown"),
            text: action.state,
        },
        ...(cause === undefined ? {} : { cause }),
        ...(tags === undefined ? {} : { tags }),
        action: action.reason === undefined ? "stopped" : "none",
        ...(answer === undefined ? {} : { answer }),
    });
}

function present(fields: Fields): Fields {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isAbsent(value)));
}

function statusLine(row: KindRow, status: string, fields: Fields, notes: string[], { reason }: Action): string {
    const second = row.secondary === null ? undefined : readText(fields, row.secondary.field, notes, 60);
    return `${status}${second === undefined || second === status ? "" : ` (${second})`}${reason === undefined ? " before the stop" : ""}`;
}
