import type { EventKindRow, EventOrigin, StatusRow } from "../../catalog";
import { EVENT_SOURCE } from "../../catalog/events";
import { type Fields, isAbsent, isFields, readOptional, readText, valueAt } from "./fields";
import { show } from "./text";
import { parseTime } from "./times";

/** A status as it was said, and what the catalogue knows of it. */
export interface Status {
    readonly value: string;
    /** Undefined for a status that the catalogue does not have: SageMaker adds some. */
    readonly row: StatusRow | undefined;
}

/** An event of which everything that identifies it is known to be right. */
export interface JobEvent {
    readonly id: string | undefined;
    /** When the event was sent, epoch milliseconds. */
    readonly sent: number | undefined;
    readonly partition: string | undefined;
    readonly region: string | undefined;
    readonly account: string | undefined;
    /** "event" for what SageMaker sent itself: only such an event may stop a job. */
    readonly origin: "event" | EventOrigin;
    /** Name of the replay of an archive that sent the event again. */
    readonly replay: string | undefined;
    readonly arn: string | undefined;
    readonly name: string;
    /** Undefined for a kind whose events have none. */
    readonly status: Status | undefined;
    readonly detail: Fields;
    /** What was left out of the above because it could not be read. */
    readonly notes: string[];
}

/**
 * Reads an event of the row's kind.
 *
 * @throws an error that starts with "Job status event" where source, detail-type, origin, identity or status are missing or not what they must be:
 *     such an event belongs in the failure queue. What is only shown (times, account, tags) never throws, it is noted.
 */
export function parseEvent(row: EventKindRow, event: unknown): JobEvent {
    if (!isFields(event)) {
        throw invalidEvent(undefined, "the event", "an object", event);
    }
    const notes: string[] = [];
    const id = readText(event, "id", notes);
    if (event.source !== EVENT_SOURCE) {
        throw invalidEvent(id, "source", `"${EVENT_SOURCE}"`, event.source);
    }
    const detailType = event["detail-type"];
    const start = `${row.detailType} `;
    const isOfKind = row.statusInDetailType ? typeof detailType === "string" && detailType.startsWith(start) : detailType === row.detailType;
    if (!isOfKind) {
        throw invalidEvent(id, "detail-type", row.statusInDetailType ? `"${start}" and a status` : `"${row.detailType}"`, detailType);
    }
    const { detail } = event;
    if (!isFields(detail)) {
        throw invalidEvent(id, "detail", "an object", detail);
    }
    const arn = readArn(row, event, detail, id, notes);
    const named = row.nameField === null ? undefined : requiredText(detail, row.nameField, id);
    // Of what an undocumented event says nothing may be demanded.
    const name = named ?? arn?.name ?? (row.unverified === undefined ? undefined : "without a name");
    if (name === undefined) {
        const fields = [row.nameField, row.arnField].filter((field) => field !== null).map((field) => `detail.${field}`);
        throw invalidEvent(id, [...fields, "resources[0]"].join(" or "), `the name or the ARN of the ${row.title}`, undefined);
    }
    const statusPath = row.statusInEvent ? row.statusField : null;
    const status = row.statusInDetailType
        ? String(detailType).slice(start.length)
        : statusPath === null
          ? undefined
          : requiredText(detail, statusPath, id);
    if (statusPath !== null && status === undefined) {
        throw invalidEvent(id, `detail.${statusPath}`, `the status of the ${row.title}`, valueAt(detail, statusPath));
    }
    return {
        id,
        sent: readOptional(event, "time", "a time", parseTime, notes),
        partition: arn?.partition,
        region: readMatching(event, "region", /^[a-z]{2,10}(-[a-z]{1,20}){1,3}-\d{1,2}$/, "the name of a Region", notes) ?? arn?.region,
        account: readMatching(event, "account", /^\d{12}$/, "an account of 12 digits", notes) ?? arn?.account,
        origin: readOrigin(event, id),
        replay: readText(event, "replay-name", notes),
        arn: arn?.value,
        name,
        status: status === undefined ? undefined : statusOf(row, status),
        detail,
        notes,
    };
}

/** The catalogue's row for a status in the spelling of events or of the API. */
export function statusOf(row: EventKindRow, value: string): Status {
    const plain = plainStatus(value);
    return { value, row: row.statuses.find((status) => plainStatus(status.value) === plain) };
}

/**
 * A status without what differs between spellings: endpoint events say IN_SERVICE where the API says InService, a detail-type says Create Failed where
 * it says CreateFailed.
 */
export function plainStatus(value: string): string {
    return value.replace(/[_ ]/g, "").toLowerCase();
}

const ORIGINS: readonly string[] = ["replay", "redrive", "reconciler", "smoke"] satisfies EventOrigin[];

/** An unknown origin must not count as SageMaker's own event, so it throws. */
function readOrigin(event: Fields, id: string | undefined): JobEvent["origin"] {
    const origin = event["jobstatus-origin"];
    if (isAbsent(origin)) {
        return isAbsent(event["replay-name"]) ? "event" : "replay";
    }
    if (typeof origin !== "string" || !ORIGINS.includes(origin)) {
        throw invalidEvent(id, "jobstatus-origin", `one of ${ORIGINS.join(", ")}`, origin);
    }
    return origin as EventOrigin;
}

function readArn(row: EventKindRow, event: Fields, detail: Fields, id: string | undefined, notes: string[]) {
    const inDetail = row.arnField === null ? undefined : requiredText(detail, row.arnField, id);
    const first: unknown = Array.isArray(event.resources) ? event.resources[0] : event.resources;
    const value = inDetail ?? (isAbsent(first) ? undefined : first);
    if (value === undefined) {
        return undefined;
    }
    // ARNs come in lower case where the name has capitals, so the resource type is compared without case.
    const parts =
        typeof value === "string" ? /^arn:(aws[a-z-]{0,20}):sagemaker:([a-z0-9-]{1,30}):(\d{12}):([a-z-]{1,60})\/(\S{1,256})$/i.exec(value) : null;
    const type = parts?.[4]?.toLowerCase();
    const field = inDetail === undefined ? "resources[0]" : `detail.${row.arnField}`;
    if (typeof value === "string" && type !== undefined && row.arnResource !== type && isAbbreviated(type, row)) {
        notes.push(`${field} is unusual: ARNs of a ${row.title} have ${row.arnResource}/NAME, got ${show(value)}`);
    } else if (typeof value !== "string" || parts === null || (row.arnResource ?? type) !== type) {
        if (row.unverified !== undefined) {
            return undefined;
        }
        throw invalidEvent(id, field, `an ARN of a SageMaker ${row.title} (${row.arnResource}/NAME)`, value);
    }
    const [, partition, region, account, , name] = parts!;
    return { value, partition, region, account, name };
}

/**
 * Whether a resource type is that of the kind in other words: AWS's sample event of a tuning job has an ARN with "tuningJob/x". What is done to the resource
 * is still safe: Describe answers with the real ARN.
 */
function isAbbreviated(type: string, { kind, arnResource }: EventKindRow): boolean {
    const letters = type.replace(/-/g, "");
    return arnResource !== null && letters.endsWith("job") && letters !== "job" && kind.toLowerCase().endsWith(letters);
}

/** Text that identifies: the wrong type throws. Undefined when it is absent. */
function requiredText(detail: Fields, field: string, id: string | undefined): string | undefined {
    const value = valueAt(detail, field);
    if (isAbsent(value)) {
        return undefined;
    }
    if (typeof value !== "string") {
        throw invalidEvent(id, `detail.${field}`, "text", value);
    }
    return value;
}

function readMatching(event: Fields, field: string, pattern: RegExp, expected: string, notes: string[]): string | undefined {
    return readOptional(event, field, expected, (value) => (typeof value === "string" && pattern.test(value) ? value : undefined), notes);
}

/** The error for an event that can't be understood. A function makes it, because a packaged subclass of Error loses its message. */
export function invalidEvent(id: string | undefined, field: string, expected: string, value: unknown): Error {
    const error = new Error(`Job status event ${id === undefined ? "without id" : `"${id}"`}: ${field} must be ${expected}, got ${show(value)}`);
    error.name = "InvalidJobStatusEvent";
    return error;
}
