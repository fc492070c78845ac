import { type NumberLiteral, readNumber } from "./numbers";

/** EventBridge takes no deeper JSON (PutEvents, EventBridge API 3.1169.0; Jackson's default for event-ruler). */
export const MAX_DEPTH = 1000;

/** A JSON object as written: all members in their order, a repeated key as often as it stands there. */
export class JsonObject {
    public readonly keys: string[] = [];
    public readonly values: JsonValue[] = [];
}

/** What JSON text holds, without what `JSON.parse` loses: repeated keys, the order of number-like keys, and numbers beyond a double. */
export type JsonValue = string | number | boolean | null | NumberLiteral | JsonObject | JsonValue[];

/** Why a JSON text cannot be read. */
export class JsonError extends Error {}

const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** End of the string literal that starts at `start`, one past its closing quote. */
function endOfString(text: string, start: number): number {
    let end = start + 1;
    while (text.charCodeAt(end) !== 34) {
        end += text.charCodeAt(end) === 92 ? 2 : 1;
    }
    return end + 1;
}

function scalar(literal: string): JsonValue {
    if (literal.charCodeAt(0) === 34) {
        return JSON.parse(literal) as string;
    }
    return Object.hasOwn(WORDS, literal) ? WORDS[literal]! : readNumber(literal);
}

/**
 * Reads JSON text without recursion.
 *
 * @throws JsonError where the text is not JSON, or is nested deeper than 1,000 levels.
 */
export function readJson(text: string): JsonValue {
    try {
        JSON.parse(text); // Refuses all that is not JSON, so that what follows needs no checks of syntax.
    } catch (error) {
        throw new JsonError(error instanceof SyntaxError ? error.message : "too large");
    }
    const open: (JsonObject | JsonValue[])[] = [];
    const literals = /[^\s,:{}[\]"]+/y;
    let root: JsonValue = null;
    let key: string | undefined;
    const put = (value: JsonValue) => {
        const parent = open[open.length - 1];
        if (parent === undefined) {
            root = value;
        } else if (Array.isArray(parent)) {
            parent.push(value);
        } else if (key === undefined) {
            key = value as string;
        } else {
            parent.keys.push(key);
            parent.values.push(value);
            key = undefined;
        }
    };
    for (let at = 0; at < text.length;) {
        const character = text[at]!;
        if (character === "{" || character === "[") {
            const value = character === "{" ? new JsonObject() : [];
            put(value);
            open.push(value);
            if (open.length > MAX_DEPTH) {
                throw new JsonError(`Document nesting depth (${open.length}) exceeds the maximum allowed (${MAX_DEPTH})`);
            }
        } else if (character === "}" || character === "]") {
            open.pop();
        } else if (character === '"') {
            const end = endOfString(text, at);
            put(scalar(text.slice(at, end)));
            at = end;
            continue;
        } else {
            literals.lastIndex = at;
            const literal = literals.exec(text);
            if (literal !== null) {
                put(scalar(literal[0]));
                at = literals.lastIndex;
                continue;
            }
        }
        at += 1;
    }
    return root;
}
