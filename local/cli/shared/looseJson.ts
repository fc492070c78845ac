/** Lists and objects have fewer levels in anything that holds an event. */
const DEEPEST = 1000;
/** So many braces that begin no object are looked at before a text is given up. */
const MOST_MISSES = 100;
/** More words are counted, not named. */
const MOST_NAMED = 3;

const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/|#[^\n]*)*/y;
/** What samples and logs write for the rest of a list, an object or a text. */
const LEFT_OUT = /(?:\.{3}|…)(?: *\d+ more [a-z]+)?|\[(?:Object|Array|Circular|Function)\b[^\]\n]*\]/y;
const STRINGS = [
    /"([^"\\]*(?:\\[^][^"\\]*)*)"/y,
    /[ub]?'([^'\\]*(?:\\[^][^'\\]*)*)'/y,
    /`([^`\\]*(?:\\[^][^`\\]*)*)`/y,
    /[“”]([^“”\\]*(?:\\[^][^“”\\]*)*)[“”]/y,
    /[‘’]([^‘’\\]*(?:\\[^][^‘’\\]*)*)[‘’]/y,
];
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[\s,}\]]|$)/y;
const WORD = /[^\s,:{}[\]"'](?:[^\s,{}[\]"']*[^\s,:{}[\]"'])?/y;
const KEY = /[\w$@.-]+/y;
const COLON = /:|=>/y;
const WORDS = new Map<string, unknown>([
    ["true", true],
    ["True", true],
    ["false", false],
    ["False", false],
    ["null", null],
    ["None", null],
    ["undefined", null],
]);
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "\n": "" };

/** What a text means, and in which ways it is not JSON. */
interface Loose {
    readonly values: readonly object[];
    /** "with a comma that is missing"; empty for JSON. */
    readonly how: readonly string[];
    /** Whether the text is one value and nothing else. */
    readonly isWhole: boolean;
}

class NoValue extends Error {}

/**
 * Finds the objects in a text: JSON one after the other, in lines of a log or between other text, and what is nearly JSON: printed by Python or Node.js,
 * or a sample with comments, "...", other quotes, a comma that is missing or too much, or a word without quotes.
 *
 * @returns undefined where there is none, or where an object begins that can't be read.
 */
export function objectsIn(text: string): Loose | undefined {
    const list = /^\s*\[/.test(text) ? wholeList(text) : undefined;
    if (list !== undefined) {
        return list;
    }
    const reader = new Reader(text);
    const values: object[] = [];
    let around = "";
    let misses = 0;
    for (let start = text.indexOf("{"), at = 0; ; start = text.indexOf("{", at)) {
        around += text.slice(at, start < 0 ? undefined : start);
        if (start < 0) {
            break;
        }
        const value = reader.valueAt(start);
        if (value !== undefined) {
            values.push(value as object);
            at = reader.at;
        } else if (++misses > MOST_MISSES || /^\{\s*["'“]/.test(text.slice(start, start + 100))) {
            return undefined;
        } else {
            around += "{";
            at = start + 1;
        }
    }
    return values.length === 0 ? undefined : { values, how: reader.changes(), isWhole: values.length === 1 && around.trim() === "" };
}

/** The list that is all of a text. "[INFO] {…}" is none. */
function wholeList(text: string): Loose | undefined {
    const reader = new Reader(text);
    const list = reader.valueAt(text.indexOf("["));
    return list !== undefined && text.slice(reader.at).trim() === "" ? { values: list as object[], how: reader.changes(), isWhole: true } : undefined;
}

class Reader {
    at = 0;
    private readonly slips = new Set<string>();
    private readonly words = new Set<string>();

    constructor(private readonly text: string) {}

    /** The value that begins at a place; undefined if there is none, and nothing is noted of it. */
    valueAt(start: number): unknown {
        this.at = start;
        const [slips, words] = [new Set(this.slips), new Set(this.words)];
        try {
            return this.value(DEEPEST);
        } catch (error) {
            if (!(error instanceof NoValue)) {
                throw error;
            }
            for (const [all, kept] of [
                [this.slips, slips],
                [this.words, words],
            ] as const) {
                all.clear();
                kept.forEach((each) => all.add(each));
            }
            return undefined;
        }
    }

    changes(): string[] {
        const words = [...this.words];
        return [
            ...this.slips,
            ...(words.length === 0 ? [] : [`with quotes around ${words.length > MOST_NAMED ? `${words.length} words` : words.join(", ")}`]),
        ];
    }

    private value(depth: number): unknown {
        if (depth === 0) {
            throw new NoValue();
        }
        if (this.leftOut()) {
            return undefined;
        }
        const first = this.text[this.at];
        if (first === "{") {
            return Object.fromEntries(this.items("}", () => this.member(depth)).filter(([, value]) => value !== undefined));
        }
        if (first === "[") {
            return this.items("]", () => this.value(depth - 1)).filter((value) => value !== undefined);
        }
        const text = this.string();
        if (text !== undefined) {
            return text;
        }
        const number = this.take(NUMBER);
        return number === undefined ? this.word() : Number(number);
    }

    private member(depth: number): [string, unknown] {
        const key = this.string() ?? this.bare(KEY);
        this.space();
        if (this.take(COLON) === undefined) {
            throw new NoValue();
        }
        this.space();
        return [key, this.value(depth - 1)];
    }

    private items<T>(end: string, read: () => T): T[] {
        const found: T[] = [];
        let before: "start" | "comma" | "item" | "left out" = "start";
        this.at += 1;
        for (this.space(); this.text[this.at] !== end; this.space()) {
            if (this.text[this.at] === ",") {
                this.at += 1;
                this.note("without a comma that is too much", before === "start" || before === "comma");
                before = "comma";
            } else if (this.leftOut()) {
                before = "left out";
            } else {
                this.note("with a comma that is missing", before === "item");
                found.push(read());
                before = "item";
            }
        }
        this.at += 1;
        this.note("without a comma that is too much", before === "comma");
        return found;
    }

    /** A text in quotes, or several with a plus between them, as Node.js prints lines. */
    private string(): string | undefined {
        const parts: string[] = [];
        for (let more = true; more;) {
            const [kind, raw] = STRINGS.map((pattern, index) => [index, this.take(pattern, 1)] as const).find(([, body]) => body !== undefined) ?? [];
            if (kind === undefined || raw === undefined) {
                break;
            }
            this.note("with other quotes", kind > 0);
            parts.push(raw.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|[^])/g, (_, code: string) => ESCAPES[code] ?? unescaped(code)));
            more = this.take(/\s*\+\s*(?=["'`])/y) !== undefined;
        }
        return parts.length === 0 ? undefined : parts.join("");
    }

    private word(): unknown {
        const start = this.at;
        const word = this.take(WORD);
        if (word !== undefined && WORDS.has(word)) {
            this.note(`with ${String(WORDS.get(word))} for ${word}`, String(WORDS.get(word)) !== word);
            return WORDS.get(word);
        }
        this.at = start;
        return this.bare(WORD);
    }

    private bare(pattern: RegExp): string {
        const word = this.take(pattern);
        if (word === undefined) {
            throw new NoValue();
        }
        this.words.add(word);
        return word;
    }

    private leftOut(): boolean {
        const found = this.take(LEFT_OUT);
        this.note(`without what ${found} stands for`, found !== undefined);
        return found !== undefined;
    }

    private space(): void {
        this.note("without comments", /\S/.test(this.take(SPACE) ?? ""));
    }

    private take(pattern: RegExp, group = 0): string | undefined {
        pattern.lastIndex = this.at;
        const match = pattern.exec(this.text);
        this.at = match === null ? this.at : pattern.lastIndex;
        return match?.[group];
    }

    private note(slip: string, isThere: boolean): void {
        if (isThere) {
            this.slips.add(slip);
        }
    }
}

const unescaped = (code: string) => (code.length > 1 ? String.fromCharCode(parseInt(code.slice(1), 16)) : code);
