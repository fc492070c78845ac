/**
 * How a character is compared when case is ignored: its lower-case and its upper-case form, which may be longer than it (`ß` is also `SS`).
 * A half of a surrogate pair is compared as `?`, because event-ruler turns each UTF-16 unit into bytes on its own.
 */
function forms(unit: string): readonly [string, string] {
    return /[\ud800-\udfff]/.test(unit) ? ["?", "?"] : [unit.toLowerCase(), unit.toUpperCase()];
}

/** Which part of the value the text has to cover. */
export type Part = "whole" | "start" | "end";

/** Makes the test whether a value is, starts with or ends with `text`, ignoring case as event-ruler does: the value may have either form of each character. */
export function ignoringCase(text: string, part: Part): (value: string) => boolean {
    const expected = text.split("").map(forms);
    if (expected.every(([lower, upper]) => lower.length === 1 && upper.length === 1)) {
        const lower = expected.map((pair) => pair[0]).join("");
        const upper = expected.map((pair) => pair[1]).join("");
        return (value) => {
            const offset = part === "end" ? value.length - text.length : 0;
            if (offset < 0 || (part === "whole" && value.length !== text.length)) {
                return false;
            }
            for (let i = 0; i < text.length; i += 1) {
                const unit = value.charCodeAt(offset + i);
                if (unit !== lower.charCodeAt(i) && unit !== upper.charCodeAt(i)) {
                    return false;
                }
            }
            return true;
        };
    }
    return (value) => {
        // All positions of the value that can be reached; for "end" counted from the end, with the characters taken in reverse.
        let reached = new Set([0]);
        const ordered = part === "end" ? [...expected].reverse() : expected;
        for (const pair of ordered) {
            const next = new Set<number>();
            for (const position of reached) {
                for (const form of pair) {
                    const start = part === "end" ? value.length - position - form.length : position;
                    if (start >= 0 && value.startsWith(form, start)) {
                        next.add(position + form.length);
                    }
                }
            }
            reached = next;
        }
        return part === "whole" ? reached.has(value.length) : reached.size > 0;
    };
}

/** Literal pieces between the `*` of a wildcard; one piece if there is none. */
export function wildcardPieces(wildcard: string): string[] {
    const pieces: string[] = [];
    let piece = "";
    for (let i = 0; i < wildcard.length; i += 1) {
        if (wildcard[i] === "*") {
            pieces.push(piece);
            piece = "";
        } else {
            i += wildcard[i] === "\\" ? 1 : 0;
            piece += wildcard[i];
        }
    }
    return [...pieces, piece];
}

/**
 * The problem of a wildcard in event-ruler's words; undefined if it has none.
 * A position counts the bytes of the text in UTF-8 with its opening quote, as event-ruler does.
 */
export function wildcardFault(wildcard: string): string | undefined {
    const position = (index: number) => new TextEncoder().encode(wildcard.slice(0, index)).length + 1;
    for (let i = 0; i < wildcard.length; i += 1) {
        if (wildcard[i] === "*" && wildcard[i + 1] === "*") {
            return `Consecutive wildcard characters at pos ${position(i)}`;
        }
        if (wildcard[i] === "\\") {
            if (wildcard[i + 1] !== "*" && wildcard[i + 1] !== "\\") {
                return `Invalid escape character at pos ${position(i)}`;
            }
            i += 1;
        }
    }
    return undefined;
}

/** Makes the test whether a value fits a wildcard. Its cost is bounded by the length of the value times that of the wildcard. */
export function fitsWildcard(wildcard: string): (value: string) => boolean {
    const pieces = wildcardPieces(wildcard);
    const first = pieces[0]!;
    const last = pieces[pieces.length - 1]!;
    const middle = pieces.slice(1, -1);
    if (pieces.length === 1) {
        return (value) => value === first;
    }
    return (value) => {
        const end = value.length - last.length;
        if (end < first.length || !value.startsWith(first) || !value.endsWith(last)) {
            return false;
        }
        let position = first.length;
        for (const piece of middle) {
            const found = value.indexOf(piece, position);
            if (found < 0 || found + piece.length > end) {
                return false;
            }
            position = found + piece.length;
        }
        return true;
    };
}
