import { lengthOf, oneLined, screenWidth, writeError } from "./terminal";

/** A column of a table is not made narrower than this for the sake of the others. */
const NARROWEST_LAST = 24;
const GAP = 2;

/**
 * Breaks lines at spaces. A word that is longer than a line stays whole, so that it can be copied.
 *
 * @param hang What a broken line has before its second part, in addition to its own indentation.
 */
export function wrap(text: string, width = screenWidth(), hang = ""): string {
    return text
        .split("\n")
        .flatMap((line) => (lengthOf(line) <= width ? [line] : broken(line, width, hang)))
        .join("\n");
}

function broken(line: string, width: number, hang: string): string[] {
    const [indent = ""] = /^ */.exec(line) ?? [];
    const lines: string[] = [];
    let current = "";
    for (const word of line.slice(indent.length).split(" ")) {
        const before = lines.length === 0 ? indent : indent + hang;
        if (current !== "" && before.length + lengthOf(current) + 1 + lengthOf(word) > width) {
            lines.push(before + current.trimEnd());
            current = word;
        } else {
            current = current === "" ? word : `${current} ${word}`;
        }
    }
    return [...lines, (lines.length === 0 ? indent : indent + hang) + current.trimEnd()];
}

/** A text for people: all lines within the screen, what is broken is indented by four. */
export const fit = (text: string): string => wrap(text, screenWidth(), "    ");

/** Lines of an error. A person at a terminal gets them within its width; a log, which is searched by line, as they are. */
export function linesOfError(lines: readonly string[], areOneLined = true): string {
    const text = (areOneLined ? oneLined(lines) : lines).join("\n");
    return process.stderr.isTTY || process.env.COLUMNS !== undefined ? fit(text) : text;
}

/** Writes what was done with an input, one line on standard error. */
export const writeNote = (note: string): void => writeError(`${linesOfError([note])}\n`);

/** A text within the screen, with every line indented. */
export const indented = (text: string, indent: number): string =>
    wrap(text, screenWidth() - indent)
        .split("\n")
        .map((line) => `${" ".repeat(indent)}${line}`)
        .join("\n");

/** "1 event", "2 events" */
export const counted = (count: number, noun: string, plural = `${noun}s`): string => `${count} ${count === 1 ? noun : plural}`;

/**
 * Rows in columns with two spaces between and before them. The widest columns are made narrower until the rows fit into the screen; where they can't,
 * the last cell stands below the others.
 *
 * @returns the text of each row, of one line or more.
 */
export function tableRows(rows: readonly (readonly string[])[], indent = GAP): string[] {
    const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? ""));
    const room = screenWidth() - indent - GAP * (columns.length - 1);
    const widths = widthsFor(columns, room);
    return rows.map((row) => (widths === undefined ? stacked(row, indent) : sideBySide(row, widths, indent)));
}

/** A table as one text. */
export const table = (rows: readonly (readonly string[])[], indent = GAP): string => tableRows(rows, indent).join("\n");

/** Widths that fit into the room; undefined if even the narrowest do not. */
function widthsFor(columns: readonly (readonly string[])[], room: number): number[] | undefined {
    const longest = (cells: readonly string[], separator: RegExp) =>
        cells.flatMap((cell) => cell.split(separator)).reduce((most, text) => Math.max(most, lengthOf(text)), 0);
    const widths = columns.map((cells) => longest(cells, /\n/));
    const words = columns.map((cells) => longest(cells, /[\n ]/));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    // A long word in the last column, such as an address, may reach beyond the screen.
    const least = [words, [...words.slice(0, -1), Math.min(words.at(-1)!, NARROWEST_LAST)]].find((narrow) => sum(narrow) <= room);
    if (least === undefined) {
        return undefined;
    }
    while (sum(widths) > room) {
        const widest = widths.reduce((best, width, column) => (width > least[column]! && width > (widths[best] ?? 0) ? column : best), -1);
        widths[widest]! -= 1;
    }
    return widths;
}

function sideBySide(row: readonly string[], widths: readonly number[], indent: number): string {
    const cells = row.map((cell, column) => wrap(cell, widths[column]).split("\n"));
    const height = Math.max(...cells.map(({ length }) => length));
    const line = (at: number) =>
        cells.map((lines, column) => {
            const text = lines[at] ?? "";
            return text + " ".repeat(Math.max(0, widths[column]! - lengthOf(text)));
        });
    return Array.from({ length: height }, (_, at) => `${" ".repeat(indent)}${line(at).join(" ".repeat(GAP))}`.trimEnd()).join("\n");
}

function stacked(row: readonly string[], indent: number): string {
    const [head, last] = [row.slice(0, -1).filter((cell) => cell !== ""), row.at(-1)!];
    return [indented(head.join(" ".repeat(GAP)), indent), ...(last === "" ? [] : [indented(last, indent + GAP)])].join("\n");
}

/** Items by key, in the order of their first ones. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const item of items) {
        const group = groups.get(keyOf(item));
        if (group === undefined) {
            groups.set(keyOf(item), [item]);
        } else {
            group.push(item);
        }
    }
    return groups;
}

/** The groups alone. */
export const groupsBy = <T>(items: readonly T[], keyOf: (item: T) => string): T[][] => [...groupBy(items, keyOf).values()];
