import type { EventKindRow, LogPlace } from "../../catalog";
import { masked } from "./mask";
import type { JobEvent } from "./parseEvent";
import { safeText } from "./text";
import { formatTime } from "./times";

/** A log stream, as far as it says which one was written to last. CloudWatch brings the times up to date within an hour, so they only give an order. */
export interface LogStream {
    readonly logStreamName?: string;
    readonly lastEventTimestamp?: number;
}

export interface LogEvent {
    readonly timestamp?: number;
    readonly message?: string;
}

/** What reads logs. Tests pass fakes. */
export interface LogCalls {
    /** At most 50 streams whose names begin with the prefix; without one, the five that were written to last. */
    streams(group: string, prefix: string): Promise<readonly LogStream[]>;
    /** The last events of a stream until a time, epoch milliseconds. */
    events(group: string, stream: string, limit: number, untilMs: number | undefined): Promise<readonly LogEvent[]>;
}

/** The last lines of a log, or a note that says why there are none. */
export interface LastLines {
    readonly text?: string;
    readonly note?: string;
}

/** Streams that are read: of a job on more instances, those that were written to last. */
const MOST_STREAMS = 5;
/** Characters of a line before anything is looked for in it, and in the message. An event has up to 1 MB. */
const READ_LENGTH = 600;
const LINE_LENGTH = 300;
/** Characters of all lines. What is above is left out at the beginning: the end says why a job failed. */
const TEXT_LENGTH = 4000;
/** What was written when the job failed may have a time after the event's. */
const AFTER_EVENT_MS = 60_000;

/** Whether resources of the kind write a log. */
export function hasOwnLog(row: EventKindRow): row is EventKindRow & { readonly logs: LogPlace } {
    return row.logs !== null && row.logs.of === undefined;
}

/**
 * Reads the last lines of the log of the event's resource. It only adds to a message: whatever fails is a note, and throws nothing.
 *
 * @param job With its real name (`withRealName`), which the names of streams have.
 */
export async function lastLogLines(row: EventKindRow, job: JobEvent, count: number, calls: LogCalls): Promise<LastLines> {
    try {
        return hasOwnLog(row) && count > 0 ? await readLines(row.logs, job, count, calls) : {};
    } catch (error) {
        const { name, message } = error as Error;
        return { note: `the log could not be read: ${safeText(`${name}: ${message}`, 300)}` };
    }
}

async function readLines(logs: LogPlace, job: JobEvent, count: number, calls: LogCalls): Promise<LastLines> {
    const group = logs.group.replace("{name}", () => job.name);
    const prefix = logs.streamPrefix.replace("{name}", () => job.name);
    const found = (await calls.streams(group, prefix))
        .map(({ logStreamName = "", lastEventTimestamp = Infinity }) => ({ name: logStreamName, at: lastEventTimestamp }))
        // Another job's name may begin with the name of this one.
        .filter(({ name }) => prefix === "" || prefix.endsWith("/") || name === prefix || name.startsWith(`${prefix}/`))
        .sort((a, b) => (a.at === b.at ? 0 : b.at - a.at))
        .slice(0, MOST_STREAMS);
    if (found.length === 0) {
        return { note: `the log could not be read: ${group} has no stream${prefix === "" ? "" : ` of ${safeText(job.name, 130)}`}` };
    }
    const until = job.sent === undefined ? undefined : job.sent + AFTER_EVENT_MS;
    const read = await Promise.all(
        found.map(async ({ name }) => {
            // "algo-1": a job's stream is NAME/HOST-TIME.
            const host = name.slice(prefix.length).replace(/^\/|-\d{10,}$/g, "");
            const whose = found.length === 1 || host === "" ? "" : `${safeText(host, 60)}: `;
            const events = await calls.events(group, name, count, until);
            return events.flatMap(({ timestamp = 0, message = "" }) => linesOf(message).map((text) => ({ at: timestamp, text: `${whose}${text}` })));
        }),
    );
    const lines = read
        .flat()
        .sort((a, b) => a.at - b.at)
        .slice(-count);
    return lines.length === 0 ? { note: "the log has no lines" } : { text: textOf(lines) };
}

/** Of a line that a progress bar has written over and over, the last state; without colors. */
function linesOf(message: string): string[] {
    const [escape, bell] = ["\u001b", "\u0007"];
    // Colors and what moves the cursor, and titles of windows: https://en.wikipedia.org/wiki/ANSI_escape_code
    const colors = new RegExp(`${escape}(?:\\[[0-9;:?]*[ -/]*[@-~]|\\][^${escape}${bell}]*(?:${bell}|${escape}\\\\)?)`, "g");
    return message
        .split(/\r*\n/)
        .map((line) => line.replace(/\r+$/, ""))
        .map((line) => line.slice(line.lastIndexOf("\r") + 1, line.lastIndexOf("\r") + 1 + READ_LENGTH))
        .map((line) => line.replace(colors, "").trimEnd())
        .filter((line) => line !== "");
}

function textOf(lines: readonly { readonly at: number; readonly text: string }[]): string {
    // As one text, because a key has several lines: its first ones may be above what was read.
    const whole = ended(
        lines.map(({ text }) => text),
        2 * TEXT_LENGTH,
    ).join("\n");
    const isTailOfKey = /^(?:(?!-----BEGIN)[^])*-----END [A-Z ]{0,40}PRIVATE KEY-----/.exec(whole)?.[0];
    const texts = masked(isTailOfKey === undefined ? whole : `[masked]${whole.slice(isTailOfKey.length)}`)
        .split("\n")
        .map((line) => safeText(line, LINE_LENGTH));
    const shown = ended(texts, TEXT_LENGTH);
    const last = lines.at(-1)!.at;
    return [`last ${shown.length === 1 ? "line" : `${shown.length} lines`}${last > 0 ? `, until ${formatTime(last)}` : ""}`, ...shown].join("\n    ");
}

/** The last of the lines, with so many characters at most, but one at least. */
function ended(lines: readonly string[], length: number): readonly string[] {
    let left = length;
    const tooMuch = lines.findLastIndex((line) => (left -= line.length + 1) < 0);
    return lines.slice(Math.min(tooMuch + 1, lines.length - 1));
}

/** CloudWatch Logs, which gets little time: the message waits for it. */
export function logCallsWith(): LogCalls {
    const { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } = require("#sdk") as typeof import("../sdk");
    const client = new CloudWatchLogsClient();
    return {
        streams: async (logGroupName, prefix) => {
            const which =
                prefix === "" ? { orderBy: "LastEventTime" as const, descending: true, limit: MOST_STREAMS } : { logStreamNamePrefix: prefix };
            return (await client.send(new DescribeLogStreamsCommand({ logGroupName, ...which }))).logStreams ?? [];
        },
        events: async (logGroupName, logStreamName, limit, untilMs) => {
            const input = { logGroupName, logStreamName, limit, startFromHead: false, ...(untilMs === undefined ? {} : { endTime: untilMs }) };
            const { events = [], nextBackwardToken } = await client.send(new GetLogEventsCommand(input));
            // An empty page may have others before it.
            return events.length > 0 || nextBackwardToken === undefined
                ? events
                : ((await client.send(new GetLogEventsCommand({ ...input, nextToken: nextBackwardToken }))).events ?? []);
        },
    };
}
