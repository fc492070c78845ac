import { readFileSync } from "node:fs";

import { MisuseError } from "./errors";

/**
 * The text of a file, or of standard input. UTF-16, which PowerShell writes, is read by its mark.
 *
 * @param who The option and the file, for messages.
 * @throws MisuseError for a file that can't be read, and for one that is no text.
 */
export function readText(who: string, file: string | number): string {
    let bytes: Buffer;
    try {
        bytes = readFileSync(file);
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new MisuseError(`${who}: ${code === "ENOENT" ? "no such file" : `can't be read (${code ?? message})`}`);
    }
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    const text = bytes.toString(isUtf16 ? "utf16le" : "utf8").replace(/^\uFEFF/, "");
    if (/[\0\uFFFD]/.test(text)) {
        throw new MisuseError(`${who}: is a binary file, not JSON`);
    }
    return text;
}
