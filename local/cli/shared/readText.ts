import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { MisuseError } from "./errors";

/** A thousand times what a service keeps in a file. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The text of a file, or of standard input. UTF-16, which PowerShell writes, is read by its mark, and what gzip has compressed is extracted.
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
    const text = textOf(inflated(who, bytes)).replace(/^\uFEFF/, "");
    if (/[\0\uFFFD]/.test(text)) {
        throw new MisuseError(`${who}: is a binary file, not JSON`);
    }
    return text;
}

function textOf(bytes: Buffer): string {
    if (bytes[0] === 0xfe && bytes[1] === 0xff && bytes.length % 2 === 0) {
        return Buffer.from(bytes).swap16().toString("utf16le");
    }
    return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8");
}

export const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

function inflated(who: string, bytes: Buffer): Buffer {
    if (!isGzip(bytes)) {
        return bytes;
    }
    try {
        return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
    } catch (error) {
        throw new MisuseError(`${who}: can't be extracted (${(error as NodeJS.ErrnoException).code})`);
    }
}
