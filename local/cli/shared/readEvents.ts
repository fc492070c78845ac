import { type Dirent, readdirSync, statSync } from "node:fs";
import * as path from "node:path";

import { isJson } from "../../../models/isJson";
import { MisuseError } from "./errors";
import { parseJson } from "./parseJson";
import { readText } from "./readText";
import { repairedJson } from "./repairedJson";
import { unwrapEvents } from "./unwrapEvent";

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

/**
 * Reads events from JSON files (one event or a list), JSON lines (`.jsonl`, `.ndjson`), folders of such files, or `-` for standard input
 * (one event, a list, or JSON lines). Events are taken out of what services wrap around them.
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
        .filter((entry: Dirent) => entry.isFile() && /\.(json|jsonl|ndjson)$/.test(entry.name))
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
    const values = isJsonLines(source, text)
        ? text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [parseJson(`${who} line ${index + 1}`, line)]))
        : [parseSample(who, text, onNote)].flat();
    if (values.length === 0) {
        throw new MisuseError(`${who}: has no event`);
    }
    const unwrapped = values.map((value) => unwrapEvents(who, value));
    for (const note of new Set(unwrapped.flatMap(({ note }) => note ?? []))) {
        onNote(note);
    }
    const name = path.basename(source).replace(/\.(json|jsonl|ndjson)$/, "");
    const events = unwrapped.flatMap((each) => each.events);
    return events.map((event, index) => ({ name: events.length === 1 ? name : `${name}:${index + 1}`, event }));
}

/** JSON, or a sample that lacks a comma. */
function parseSample(who: string, text: string, onNote: Source["onNote"]): unknown {
    try {
        return parseJson(who, text);
    } catch (error) {
        const repaired = repairedJson(text);
        if (repaired === undefined) {
            throw error;
        }
        onNote(`${who}: is not quite JSON; read it ${repaired.how}`);
        return repaired.value;
    }
}

function isJsonLines(source: string, text: string): boolean {
    if (/\.(jsonl|ndjson)$/.test(source)) {
        return true;
    }
    // Standard input has no name to go by: several lines that are each complete are JSON lines.
    const [first, second] = text.split("\n").filter((line) => line.trim() !== "");
    return source === "standard input" && second !== undefined && first !== undefined && isJson(first);
}

/** The newest time in the events, epoch milliseconds: where a clock starts, nothing that they report lies in the future. */
export function newestTime(events: readonly SourcedEvent[]): number | undefined {
    const times = events.map(({ event }) => Date.parse(String((event as { time?: unknown }).time))).filter(Number.isFinite);
    return times.length === 0 ? undefined : times.reduce((newest, time) => Math.max(newest, time));
}
