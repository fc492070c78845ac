import { gunzipSync } from "node:zlib";

import { MisuseError } from "./errors";
import { isObject } from "./resourceValues";

/** An event that was found in what services wrap around one. */
interface Found {
    /** Where it was: `Records[0].Sns.Message`; empty for what is an event itself. */
    readonly path: string;
    readonly event: object;
}

/** Services wrap an event in a few layers: a queue's message with a topic's message with the event is five levels. */
const DEEPEST = 12;
/** Many times the largest message of any service. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Takes events out of what services wrap around them: messages of SNS and SQS as functions and the AWS CLI get them, CloudWatch Logs, failure records of
 * Lambda, PutEvents requests, pipes, and lists of them. What is an event stays as it is.
 *
 * @param who The file, for messages.
 * @returns the events, and where they were where that is not plain.
 * @throws MisuseError for what holds no event, or several in different places.
 */
export function unwrapEvents(who: string, value: unknown): { events: object[]; note?: string } {
    const found = isObject(value) && !isWrapped(value) ? [{ path: "", event: fixed(value) }] : eventsIn(value, "", DEEPEST);
    const places = [...new Set(found.map(({ path }) => path.replace(/\[\d+\]/g, "[]")))];
    if (found.length === 0 && !isObject(value)) {
        throw new MisuseError(`${who}: an event must be a JSON object, got ${JSON.stringify(value)?.slice(0, 60)}`);
    }
    if (found.length === 0) {
        throw new MisuseError(`${who}: is no event: it has no detail-type and no detail${adviceFor(value as object)}`);
    }
    if (places.length > 1) {
        const listed = `${places.slice(0, -1).join(", ")} and ${places.at(-1)}`;
        throw new MisuseError(`${who}: has events in ${places.length} places, ${listed}: write the one that you mean to a file`);
    }
    if (isPattern(found[0]!.event)) {
        throw new MisuseError(`${who}: is an event pattern, with lists of values: give an event, which has one value in each field`);
    }
    const events = found.map(({ event }) => event);
    if (places[0] === "" || places[0] === "[]") {
        return { events };
    }
    return {
        events,
        note: `${who}: took ${events.length === 1 ? `the event out of ${found[0]!.path}` : `${events.length} events out of ${places[0]}`}`,
    };
}

/** Anything of an event at the top, and it is one, though perhaps one that lacks something. */
const isWrapped = (value: Record<string, unknown>) => !("detail-type" in value) && !isObject(value.detail);

const isEvent = (value: Record<string, unknown>) => "detail-type" in value && "source" in value;

/** An entry of a PutEvents request, which EventBridge makes an event of. */
const isEntry = (value: Record<string, unknown>) => typeof value.DetailType === "string" && "Source" in value && "Detail" in value;

/** Every field that events have a text in is a list. */
const isPattern = (event: object) => ["detail-type", "source"].every((name) => Array.isArray((event as Record<string, unknown>)[name]));

function eventsIn(value: unknown, path: string, depth: number): Found[] {
    if (depth === 0) {
        return [];
    }
    if (typeof value === "string") {
        const inner = parsed(value);
        return inner === undefined ? [] : eventsIn(inner, path, depth - 1);
    }
    if (Array.isArray(value)) {
        return value.flatMap((item, index) => eventsIn(item, `${path}[${index}]`, depth - 1));
    }
    if (!isObject(value)) {
        return [];
    }
    if (isEvent(value)) {
        return [{ path, event: fixed(value) }];
    }
    if (isEntry(value)) {
        return [{ path, event: ofEntry(value) }];
    }
    // A record of Lambda has what the function got, and what it returned, which may be the event once more.
    const entries = "requestPayload" in value ? [["requestPayload", value.requestPayload] as const] : Object.entries(value);
    return entries.flatMap(([key, item]) => eventsIn(item, path === "" ? key : `${path}.${key}`, depth - 1));
}

/** The object in a text: JSON, JSON at the end of a line of a log, or the compressed form in which CloudWatch Logs sends lines. */
function parsed(text: string): unknown {
    const start = text.search(/[{[]/);
    if (start >= 0) {
        return json(text) ?? json(text.slice(text.indexOf("{")));
    }
    if (text.length < 40 || !/^[A-Za-z0-9+/\s]+=*\s*$/.test(text)) {
        return undefined;
    }
    const bytes = Buffer.from(text, "base64");
    try {
        return json((bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString("utf8"));
    } catch {
        return undefined;
    }
}

function json(text: string): object | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null ? value : undefined;
    } catch {
        return undefined;
    }
}

/** A sample of AWS's documentation has its source as a list of one. */
function fixed(event: Record<string, unknown>): object {
    const { source } = event;
    return Array.isArray(source) && source.length === 1 && !Array.isArray(event["detail-type"]) ? { ...event, source: source[0] as unknown } : event;
}

function ofEntry({ Source, DetailType, Detail, Resources, Time }: Record<string, unknown>): object {
    const resources = Array.isArray(Resources) ? Resources.map(String) : [];
    const [, region, account] = /^arn:[^:]*:[^:]*:([^:]*):([^:]*):/.exec(resources[0] ?? "") ?? [];
    return {
        version: "0",
        "detail-type": DetailType,
        source: Source,
        ...(account === undefined ? {} : { account, region }),
        ...(Time === undefined ? {} : { time: Time }),
        resources,
        detail: typeof Detail === "string" ? (json(Detail) ?? Detail) : Detail,
    };
}

function adviceFor(value: object): string {
    const names = Object.keys(value);
    if (names.some((name) => /^[A-Z]\w*(Status|Arn)$/.test(name))) {
        return '. It looks like the detail of an event, or like what Describe answers: put it into "detail" of an event (jobstatus kinds KIND shows one)';
    }
    return names.length === 0 ? "" : `, and no event is inside ${names.slice(0, 5).join(", ")}`;
}
