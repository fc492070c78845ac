import { writeFileSync } from "node:fs";

import { MisuseError } from "./errors";

/** Writes the file of --json. @throws MisuseError if it can't be written. */
export function writeReport(file: string, text: string, flag: "a" | "w"): void {
    try {
        writeFileSync(file, text, { flag });
    } catch (error) {
        throw new MisuseError(`--json ${file}: can't be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`);
    }
}
