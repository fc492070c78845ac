/** A value as an error or a note shows it: short, on one line, and without what an object holds. */
export function show(value: unknown): string {
    if (typeof value === "string") {
        return JSON.stringify(safeText(value, 80));
    }
    if (Array.isArray(value)) {
        return `a list of ${value.length}`;
    }
    return value === undefined ? "nothing" : typeof value === "object" && value !== null ? "an object" : String(value);
}

/**
 * Text of an event as it may be in a message: what can't be seen or changes the direction of writing is spelled out (`<U+202E>`),
 * so that no value can pass for another line, and a long one is cut between characters with a note.
 *
 * @param limit the most characters (code points) that are kept
 * @param lineBreak what a line break is replaced by
 */
export function safeText(text: string, limit: number, lineBreak = " "): string {
    let shown = "";
    let count = 0;
    let position = 0;
    const trimmed = text.trim().replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n");
    for (const character of trimmed) {
        if (count === limit) {
            return `${shown}… (cut: ${trimmed.length - position} more characters)`;
        }
        shown += character === "\n" ? lineBreak : character === "\t" ? " " : isVisible(character) ? character : codePointName(character);
        position += character.length;
        count += 1;
    }
    return shown;
}

/** Text as a sentence begins. */
export function capital(text: string): string {
    return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Text in printable ASCII only, for where nothing else is allowed. */
export function asciiText(text: string, limit: number): string {
    const ascii = safeText(text, limit + 1).replace(/[^ -~]/gu, "?");
    return ascii.length > limit ? `${ascii.slice(0, limit - 3)}...` : ascii;
}

// Control characters, zero-width and directional marks, halves of surrogate pairs and noncharacters; SNS refuses some of them.
function isVisible(character: string): boolean {
    const code = character.codePointAt(0) ?? 0;
    return !(
        code < 0x20 ||
        (code >= 0x7f && code < 0xa0) ||
        code === 0x61c ||
        (code >= 0x200b && code <= 0x200f && code !== 0x200d) ||
        (code >= 0x202a && code <= 0x202e) ||
        (code >= 0x2060 && code <= 0x206f) ||
        (code >= 0xd800 && code <= 0xdfff) ||
        code === 0xfeff ||
        (code & 0xfffe) === 0xfffe
    );
}

function codePointName(character: string): string {
    return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
}
