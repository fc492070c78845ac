import { MisuseError } from "./errors";
import { parseJson } from "./parseJson";
import { readText } from "./readText";

/** A file's text and what it says. */
export interface JsonFile {
    readonly text: string;
    readonly value: unknown;
}

/**
 * Reads a JSON file that an option names.
 *
 * @param option With its dashes, for messages.
 * @throws MisuseError for a file that is not there, is not JSON or has too many levels.
 */
export function readJsonFile(option: string, file: string): JsonFile {
    if (file === "") {
        throw new MisuseError(`${option} must be a file, got nothing`);
    }
    const who = `${option} ${file}`;
    const text = readText(who, file);
    return { text, value: parseJson(who, text) };
}
