import { writeFileSync } from "node:fs";

import { MisuseError } from "./errors";

/** Writes the file of --json. @throws MisuseError if it can't be written. */
export function writeReport(file: string, text: string, flag: "a" | "w"): void {
    writeFileOf("--json", file, text, flag);
}

/** Writes the file of an option. @throws MisuseError if it can't be written. */
export function writeFileOf(option: string, file: string, text: string, flag: "a" | "w"): void {
    try {
        writeFileSync(file, text, { flag });
    } catch (error) {
        throw new MisuseError(`${option} ${file}: can't be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`);
    }
}
