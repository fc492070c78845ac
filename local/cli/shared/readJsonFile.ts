import { readFileSync } from "node:fs";

import { MisuseError } from "./errors";

/** A file's text and what it says. */
export interface JsonFile {
    readonly text: string;
    readonly value: unknown;
}

/**
 * Reads a JSON file that an option names.
 *
 * @param option With its dashes, for messages.
 * @throws MisuseError for a file that is not there or is not JSON.
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
    try {
        return { text, value: JSON.parse(text) };
    } catch (error) {
        throw new MisuseError(`${option} ${file}: is not JSON: ${(error as Error).message.replace(/\s+/g, " ")}`);
    }
}
