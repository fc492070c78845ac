import { gunzipSync } from "node:zlib";

import { CLOUDTRAIL_CALL, EVENT_SOURCE } from "../../../catalog";
import { MisuseError } from "./errors";
import { objectsIn } from "./looseJson";
import { isGzip } from "./readText";
import { isObject } from "./resourceValues";

/** An event that was found in what services wrap around one. */
interface Found {
    /** Where it was: `Records[0].Sns.Message`; empty for what is an event itself. */
    readonly path: string;
    readonly event: object;
    /** What was made of it, for messages. @default nothing */
    readonly made?: string;
}

/** Services wrap an event in a few layers: a queue's message with a topic's message with the event is five levels. */
const DEEPEST = 12;
/** Many times the largest message of any service. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Takes events out of what services wrap around them: messages of SNS and SQS as functions and the AWS CLI get them, CloudWatch Logs, failure records of
 * Lambda, PutEvents requests, pipes, records of CloudTrail, and lists of them. What is an event stays as it is.
 *
 * @param who The file, for messages.
 * @returns the events, and where they were where that is not plain.
 * @throws MisuseError for what holds no event, or several in different places.
 */
export function unwrapEvents(who: string, value: unknown): { events: object[]; note?: string } {
    const found = foundIn(value);
    if (found.length === 0 && !isObject(value)) {
        throw new MisuseError(`${who}: an event must be a JSON object, got ${JSON.stringify(value)?.slice(0, 60)}`);
    }
    if (found.length === 0) {
        throw new MisuseError(`${who}: is no event: it has no detail-type and no detail${adviceFor(value as object)}`);
    }
    if (isPattern(found[0]!.event)) {
        throw new MisuseError(`${who}: is an event pattern, with lists of values: give an event, which has one value in each field`);
    }
    const note = noteOf(found);
    return { events: found.map(({ event }) => event), ...(note === undefined ? {} : { note: `${who}: ${note}` }) };

    function foundIn(given: unknown): Found[] {
        const all = isObject(given) && !isWrapped(given) ? [inPlace(given)] : eventsIn(given, "", DEEPEST);
        const places = placesOf(all);
        // A list of messages, some of which have one layer more.
        if (places.length === 0 || places.some((shortest) => places.every((place) => place.startsWith(shortest)))) {
            return all;
        }
        const different = new Set(all.map(({ event }) => JSON.stringify(event))).size;
        if (different > 1) {
            const listed = `${places.slice(0, -1).join(", ")} and ${places.at(-1)}`;
            throw new MisuseError(`${who}: has events in ${places.length} places, ${listed}: write the one that you mean to a file`);
        }
        return all.slice(0, 1);
    }
}

/** Whether an event can be taken out of a value, or it is one. */
export const holdsEvent = (value: unknown): boolean => (isObject(value) && !isWrapped(value)) || eventsIn(value, "", DEEPEST).length > 0;

/** The places of events without their numbers. */
const placesOf = (found: readonly Found[]) => [...new Set(found.map(({ path }) => path.replace(/\[\d+\]/g, "[]")))];

function noteOf(found: readonly Found[]): string | undefined {
    const places = placesOf(found);
    const made = found.find((each) => each.made !== undefined)?.made;
    if (places.length === 1 && (places[0] === "" || places[0] === "[]")) {
        return made;
    }
    const taken = found.length === 1 ? `took the event out of ${found[0]!.path}` : `took ${found.length} events out of ${places.join(" and ")}`;
    return made === undefined ? taken : `${taken}; ${made}`;
}

/** Anything of an event at the top, and it is one, though perhaps one that lacks something. */
const isWrapped = (value: Record<string, unknown>) => !("detail-type" in value) && !isObject(value.detail);

const isEvent = (value: Record<string, unknown>) => "detail-type" in value && "source" in value;

/** An entry of a PutEvents request, which EventBridge makes an event of. */
const isEntry = (value: Record<string, unknown>) => typeof value.DetailType === "string" && "Source" in value && "Detail" in value;

/** A record in CloudTrail's files and answers. EventBridge sends it as the detail of an event. */
const isCall = ({ eventVersion, eventSource, eventName }: Record<string, unknown>) =>
    typeof eventVersion === "string" && typeof eventName === "string" && /^[a-z0-9-]+\.amazonaws\.com$/.test(String(eventSource));

/** Every field that events have a text in is a list. */
const isPattern = (event: object) => ["detail-type", "source"].every((name) => Array.isArray((event as Record<string, unknown>)[name]));

/** What a function or an execution answers may be the event once more: the event is what it got. */
const ANSWERS: ReadonlyMap<string, string> = new Map([
    ["responsePayload", "requestPayload"],
    ["output", "input"],
]);

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
        return [{ path, ...eventOf(value) }];
    }
    if (isEntry(value)) {
        return [{ path, event: ofEntry(value) }];
    }
    if (isCall(value)) {
        return [{ path, event: ofCall(value), made: "made the event that EventBridge gets of this record of CloudTrail" }];
    }
    return Object.entries(value)
        .filter(([key]) => !((ANSWERS.get(key) ?? "") in value))
        .flatMap(([key, item]) => eventsIn(item, path === "" ? key : `${path}.${key}`, depth - 1));
}

/** The objects in a text: JSON, what is in lines of a log, or the compressed form in which CloudWatch Logs sends lines. */
export function parsed(text: string): unknown {
    if (/[{[]/.test(text)) {
        // Where texts are in quotes, as in the CSV files of Logs Insights, quotes are doubled.
        const objects = json(text) ?? objectsIn(text)?.values ?? (/\{\s*""/.test(text) ? objectsIn(text.replaceAll('""', '"'))?.values : undefined);
        return Array.isArray(objects) && objects.length === 1 ? (objects[0] as unknown) : objects;
    }
    if (text.length < 40 || !/^[A-Za-z0-9+/\s]+=*\s*$/.test(text)) {
        return undefined;
    }
    const bytes = Buffer.from(text, "base64");
    try {
        return json((isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString("utf8"));
    } catch {
        return undefined;
    }
}

/** The object or list that a text is, also where it is a text in a text. */
function json(text: string): object | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "string" ? json(value) : typeof value === "object" && value !== null ? value : undefined;
    } catch {
        return undefined;
    }
}

/** What has anything of an event at the top. Lambda reports results in events that hold the event that a function got. */
function inPlace(value: Record<string, unknown>): Found {
    const found = { path: "", ...eventOf(value) };
    const inside = value.source === "lambda" && isObject(value.detail) ? eventsIn(value.detail.requestPayload, "detail.requestPayload", DEEPEST) : [];
    return inside.some(({ event }) => (event as { source?: unknown }).source === EVENT_SOURCE)
        ? { ...found, made: `is an event of Lambda. To use the event of SageMaker in it, write ${inside[0]!.path} to a file` }
        : found;
}

/** A sample of AWS's documentation has its source as a list of one; entries of PutEvents have their detail as a text. */
function eventOf(event: Record<string, unknown>): Pick<Found, "event" | "made"> {
    const { source } = event;
    const detail = typeof event.detail === "string" ? json(event.detail) : undefined;
    const isListed = Array.isArray(source) && source.length === 1 && !Array.isArray(event["detail-type"]);
    return {
        event: { ...event, ...(isListed ? { source: source[0] as unknown } : {}), ...(detail === undefined ? {} : { detail }) },
        ...(detail === undefined ? {} : { made: "read its detail, a text, as the object that events have there" }),
    };
}

/** Source: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-sagemaker.html, "SageMaker AI events delivered via AWS CloudTrail" */
function ofCall(detail: Record<string, unknown>): object {
    const account = detail.recipientAccountId ?? (detail.userIdentity as { accountId?: unknown } | undefined)?.accountId;
    const known = { id: detail.eventID, account, time: detail.eventTime, region: detail.awsRegion };
    return {
        version: "0",
        ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
        "detail-type": CLOUDTRAIL_CALL.detailType,
        source: `aws.${String(detail.eventSource).split(".")[0]}`,
        resources: [],
        detail,
    };
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
