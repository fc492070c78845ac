import { readFileSync } from "node:fs";

import { MisuseError } from "./errors";
import { parseJson } from "./parseJson";

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
    let text: string;
    try {
        text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new MisuseError(`${option} ${file}: ${code === "ENOENT" ? "no such file" : `can't be read (${code ?? message})`}`);
    }
    return { text, value: parseJson(`${option} ${file}`, text) };
}
