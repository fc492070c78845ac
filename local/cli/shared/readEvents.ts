import { type Dirent, readdirSync, statSync } from "node:fs";
import * as path from "node:path";

import { isJson } from "../../../models/isJson";
import { MisuseError } from "./errors";
import { objectsIn } from "./looseJson";
import { parseJson } from "./parseJson";
import { readText } from "./readText";
import { holdsEvent, parsed, unwrapEvents } from "./unwrapEvent";

/** An event and where it was read from, for messages. */
export interface SourcedEvent {
    /** File name without `.json`, with the line or position if the file has several: what a person calls the event. */
    readonly name: string;
    readonly event: object;
}

export interface ReadEventsOptions {
    /** How the command calls what it reads, for messages. @default "--events" */
    readonly option?: string;
    /** Gets what was done to read an event, one line each. @default nothing is said */
    readonly onNote?: (note: string) => void;
    /** @default standard input of the process */
    readonly readStandardInput?: () => string;
}

const STANDARD_INPUT = "-";
const EVENT_FILE = /\.(json|jsonl|ndjson)(\.gz)?$/;

/**
 * Reads events from JSON files (one event or a list), JSON lines (`.jsonl`, `.ndjson`), logs and other text with JSON in it, folders of JSON files, or `-`
 * for standard input. Events are taken out of what services wrap around them, and out of gzip.
 *
 * @throws MisuseError for a missing path, an empty folder, broken JSON or something that is no event.
 */
export function readEvents(paths: readonly string[], options: ReadEventsOptions = {}): SourcedEvent[] {
    const { option = "--events", onNote = () => {}, readStandardInput = () => readText(`${option} standard input`, 0) } = options;
    const read = (source: string, text: string) => parseEvents({ option, onNote, source, text });
    return paths.flatMap((given) => {
        if (given === STANDARD_INPUT) {
            return read("standard input", readStandardInput());
        }
        return filesOf(option, given).flatMap((file) => read(file, readText(`${option} ${file}`, file)));
    });
}

function filesOf(option: string, given: string): string[] {
    if (given === "") {
        throw new MisuseError(`${option} must be a file, a folder or -, got nothing`);
    }
    const stats = statSync(given, { throwIfNoEntry: false });
    if (stats === undefined) {
        throw new MisuseError(`${option} ${given}: no such file or folder`);
    }
    if (!stats.isDirectory()) {
        return [given];
    }
    const files = readdirSync(given, { withFileTypes: true })
        .filter((entry: Dirent) => entry.isFile() && EVENT_FILE.test(entry.name))
        .map((entry) => path.join(given, entry.name))
        .sort();
    if (files.length === 0) {
        throw new MisuseError(`${option} ${given}: the folder has no .json, .jsonl or .ndjson file`);
    }
    return files;
}

interface Source {
    readonly option: string;
    readonly onNote: (note: string) => void;
    /** Path, or "standard input". */
    readonly source: string;
    readonly text: string;
}

function parseEvents({ option, onNote, source, text }: Source): SourcedEvent[] {
    const who = `${option} ${source}`;
    const values = valuesOf(who, source, text, onNote);
    if (values.length === 0) {
        throw new MisuseError(`${who}: has no event`);
    }
    const unwrapped = values.map((value) => unwrapEvents(who, value));
    for (const note of new Set(unwrapped.flatMap(({ note }) => note ?? []))) {
        onNote(note);
    }
    const name = path.basename(source).replace(EVENT_FILE, "");
    const events = unwrapped.flatMap((each) => each.events);
    return events.map((event, index) => ({ name: events.length === 1 ? name : `${name}:${index + 1}`, event }));
}

/** The values of a file: JSON, JSON lines, objects in other text, or the base64 of one of them. */
function valuesOf(who: string, source: string, text: string, onNote: Source["onNote"]): readonly unknown[] {
    const lines = linesOf(text);
    const isLines = EVENT_FILE.exec(source)?.[1]?.endsWith("l") || source === "standard input";
    const isWhole = !(isLines && lines.length > 1 && isJson(lines[0]!.line)) && isJson(text);
    if (isWhole) {
        return [parseJson(who, text)].flat();
    }
    const several =
        lines.length > 1 && lines.every(({ line }) => isJson(line))
            ? lines.map(({ line, number }) => parseJson(`${who} line ${number}`, line))
            : looseValues(who, text, onNote);
    if (several !== undefined) {
        const holding = several.filter(holdsEvent);
        const without = several.length - holding.length;
        if (holding.length > 0 && without > 0) {
            onNote(`${who}: left out ${without} of ${several.length} objects, which ${without === 1 ? "holds" : "hold"} no event`);
        }
        return holding.length > 0 ? holding : several;
    }
    const inside = parsed(text);
    if (inside !== undefined) {
        return [inside].flat();
    }
    const broken = isLines ? lines.find(({ line }) => !isJson(line)) : undefined;
    return [broken === undefined ? parseJson(who, text) : parseJson(`${who} line ${broken.number}`, broken.line)];
}

const linesOf = (text: string) => text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [{ line, number: index + 1 }]));

/** Objects in a text that is not JSON as a whole. */
function looseValues(who: string, text: string, onNote: Source["onNote"]): readonly object[] | undefined {
    const loose = objectsIn(text);
    if (loose !== undefined) {
        const { values, how, isWhole } = loose;
        const read = [
            isWhole ? "read it" : `read the ${values.length === 1 ? "object" : `${values.length} objects`} in its text`,
            how.join(", "),
        ].filter((part) => part !== "");
        onNote(`${who}: ${isWhole ? "is not quite JSON" : "is not JSON as a whole"}; ${read.join(" ")}`);
    }
    return loose?.values;
}

/** The newest time in the events, epoch milliseconds: where a clock starts, nothing that they report lies in the future. */
export function newestTime(events: readonly SourcedEvent[]): number | undefined {
    const times = events.map(({ event }) => Date.parse(String((event as { time?: unknown }).time))).filter(Number.isFinite);
    return times.length === 0 ? undefined : times.reduce((newest, time) => Math.max(newest, time));
}
