import { visible } from "./terminal";

/** Every way to end a line: Markdown takes a lone carriage return for one as well. */
export const LINE_ENDS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

/** Text that Markdown shows as it is: no markup, no mention of a person, no link to an issue or an address. */
export function escaped(text: string): string {
    const lines = text.split(LINE_ENDS).map((line) =>
        visible(line.trim())
            .replace(/&/g, "&amp;")
            .replace(/</g, "&lt;")
            .replace(/>/g, "&gt;")
            .replace(/[\\`*_[\]|~$]/g, "\\$&")
            .replace(/^(\d*)([-+.)])/, "$1\\$2")
            // Nothing else keeps GitHub from making links of @name, #1, GH-1 and addresses: the character has no width.
            .replace(/[@#](?=\w)|\bGH-(?=\d)|\b(?:https?|ftp):|\bwww(?=\.)/gi, "$&\u200b")
            // Nor from :emoji: and hashes of commits. ARNs, URNs and UUIDs stay as they are, to be copied.
            .replace(/(?<!\b[au]rn(?::\S*)?):(?=[\w+\\-]+:)/g, ":\u200b")
            .replace(/(?<!\b[au]rn:\S*)(?<![\w-])(?=\d*[a-f])[0-9a-f](?=[0-9a-f]{6,39}(?![\w-]))/gi, "$&\u200b"),
    );
    return lines.join("<br>");
}

/** Text in the type of code. */
export const code = (text: string): string => `\`${visible(text.split(LINE_ENDS).join(" ")).replace(/`/g, "'").replace(/\|/g, "\\|")}\``;

/** Lines of a block of code, in which nothing is markup. */
export const codeBlock = (text: string): string =>
    text
        .split(LINE_ENDS)
        .map((line) => `    ${visible(line)}`)
        .join("\n");

/** Rows of a table; the cells are Markdown. */
export const tableRow = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** A table, whose cells are Markdown. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    [head, head.map(() => "---"), ...rows].map(tableRow).join("\n");
