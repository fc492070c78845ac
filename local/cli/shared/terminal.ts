/** Lines are no longer than this, however wide the terminal is, and as long as this where there is none. */
const WIDEST = 100;
const NARROWEST = 20;

/**
 * Stands before the number of a colour until a text is written. It differs from run to run, so no event, name or error can have it: what was read
 * can't colour anything.
 */
const MARK = `\u0000${Math.random().toString(36).slice(2)}:`;
const MARKS = new RegExp(`${MARK}(\\d+);`, "g");

/** Control characters, marks that change the direction of text, what has no width, invisible tags and halves of characters. Line feeds and tabs are text, and so are joiners, which languages and emoji need. */
const UNSAFE = /(?![\n\t])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;
/** White space other than spaces, with the spaces around it. */
const LINE_BREAKS = / *[\t\n\v\f\r\u0085\u2028\u2029][\s\u0085]*/g;

/** Colours for a person at a terminal. A log, a pipe and CI get plain text. */
const isColourful = () => process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (on: number, off: number) => (text: string) => (isColourful() ? `${MARK}${on};${text}${MARK}${off};` : text);
export const colors = {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
} as const;

/** How many columns a text takes: colours take none. */
export const lengthOf = (text: string): number => (text.includes(MARK) ? text.replace(MARKS, "").length : text.length);

/** Columns of the terminal, at most 100; `COLUMNS` where the output is no terminal. */
export function screenWidth(): number {
    const columns = process.stdout.columns ?? Number(process.env.COLUMNS);
    return columns >= NARROWEST ? Math.min(columns, WIDEST) : WIDEST;
}

/** Shows unsafe characters as `\u001b`, which JSON reads as the characters that they were. */
export function visible(text: string): string {
    return text.replace(UNSAFE, (found) => [...Array(found.length).keys()].map((at) => `\\u${hex(found.charCodeAt(at))}`).join(""));
}

const hex = (code: number) => code.toString(16).padStart(4, "0");

/** A copy of a report for people in which every text is one line, so that no name can begin a line. Only what is called `message` keeps its lines. */
export function oneLined<T>(value: T, key = ""): T {
    if (typeof value === "string") {
        const lines = key === "message" ? value.split(/\r\n|[\r\n]/) : [value];
        return lines.map((line) => line.replace(LINE_BREAKS, " ")).join("\n") as T;
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown) => oneLined(item, key)) as T;
    }
    return typeof value === "object" && value !== null
        ? (Object.fromEntries(Object.entries(value).map(([name, item]: [string, unknown]) => [name, oneLined(item, name)])) as T)
        : value;
}

/** What is written: colours as a terminal wants them, nothing else that a terminal acts on. */
function safe(text: string): string {
    return text
        .replace(/\r\n/g, "\n")
        .split(MARKS)
        .map((part, index) => (index % 2 === 0 ? visible(part) : `\u001b[${part}m`))
        .join("");
}

/** Writes to standard output, as it is but for unsafe characters. All of the command line writes by this and its neighbours. */
export const write = (text: string): void => void process.stdout.write(safe(text));

/** Writes to standard error. */
export const writeError = (text: string): void => void process.stderr.write(safe(text));

/** Writes a text and ends its line. */
export const print = (text: string): void => write(`${text}\n`);

/** Shows one changing line on standard error, if that is a terminal. Otherwise nothing: logs are for results. */
export function startProgress(stream: NodeJS.WriteStream = process.stderr): { show: (message: string) => void; end: () => void } {
    const clear = "\r\u001b[2K";
    const write = (text: string) => {
        if (stream.isTTY) {
            stream.write(`${clear}${text}`);
        }
    };
    const { columns = WIDEST } = stream;
    return { show: (message) => write(visible(`${oneLined(message)} …`.slice(-columns))), end: () => write("") };
}

/**
 * Decides what happens where output can't be written. A reader that has had enough, such as `head`, closes the pipe: that is no error, and what remains is
 * dropped. Anything else, such as a full disk, ends the command.
 */
export function watchOutput(): void {
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") {
            writeError(`error: standard output can't be written: ${error.message}\n`);
            process.exit(2);
        }
    });
    process.stderr.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") {
            process.exit(2);
        }
    });
}
