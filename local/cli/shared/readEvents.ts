import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";

import { MisuseError } from "./errors";
import { parseJson } from "./parseJson";

/** An event and where it was read from, for messages. */
export interface SourcedEvent {
    /** File name without `.json`, with the line or position if the file has several: what a person calls the event. */
    readonly name: string;
    readonly event: object;
}

const STANDARD_INPUT = "-";

/**
 * Reads events from JSON files (one event or a list), JSON lines (`.jsonl`, `.ndjson`), folders of such files, or `-` for standard input
 * (one event, a list, or JSON lines).
 *
 * @throws MisuseError for a missing path, an empty folder, broken JSON or something that is no event.
 */
export function readEvents(paths: readonly string[], readStandardInput: () => string = () => readFileSync(0, "utf8")): SourcedEvent[] {
    return paths.flatMap((given) => (given === STANDARD_INPUT ? parseEvents("standard input", readStandardInput()) : readPath(given)));
}

function readPath(given: string): SourcedEvent[] {
    if (given === "") {
        throw new MisuseError("--events must be a file, a folder or -, got nothing");
    }
    if (!stat(given).isDirectory()) {
        return readFile(given);
    }
    const files = readdirSync(given, { withFileTypes: true })
        .filter((entry: Dirent) => entry.isFile() && /\.(json|jsonl|ndjson)$/.test(entry.name))
        .map((entry) => entry.name)
        .sort();
    if (files.length === 0) {
        throw new MisuseError(`--events ${given}: the folder has no .json, .jsonl or .ndjson file`);
    }
    return files.flatMap((file) => readFile(path.join(given, file)));
}

function stat(given: string) {
    try {
        return statSync(given);
    } catch {
        throw new MisuseError(`--events ${given}: no such file or folder`);
    }
}

function readFile(file: string): SourcedEvent[] {
    try {
        return parseEvents(file, readFileSync(file, "utf8"));
    } catch (error) {
        if (error instanceof MisuseError) {
            throw error;
        }
        throw new MisuseError(`--events ${file}: can't be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`);
    }
}

function parseEvents(source: string, text: string): SourcedEvent[] {
    const name = path.basename(source).replace(/\.(json|jsonl|ndjson)$/, "");
    const values = isJsonLines(source, text) ? parseLines(source, text) : [parseJson(`--events ${source}`, text)].flat();
    if (values.length === 0) {
        throw new MisuseError(`--events ${source}: has no event`);
    }
    return values.map((event, index) => {
        if (typeof event !== "object" || event === null || Array.isArray(event)) {
            throw new MisuseError(`--events ${source}: an event must be a JSON object, got ${JSON.stringify(event)?.slice(0, 60)}`);
        }
        return { name: values.length === 1 ? name : `${name}:${index + 1}`, event };
    });
}

function isJsonLines(source: string, text: string): boolean {
    if (/\.(jsonl|ndjson)$/.test(source)) {
        return true;
    }
    // Standard input has no name to go by: several lines that are each complete are JSON lines.
    const [first, second] = text.split("\n").filter((line) => line.trim() !== "");
    return source === "standard input" && second !== undefined && first !== undefined && isJson(first);
}

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

function parseLines(source: string, text: string): unknown[] {
    return text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [parseJson(`--events ${source} line ${index + 1}`, line)]));
}
