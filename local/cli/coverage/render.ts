import Table from "cli-table3";
import { colors as pc } from "../shared/colors";

import { eventsText, type FoldedRow, fold, groupBy, secondaryText, statusText } from "./fold";
import type { Coverage, Hearing } from "./matrix";

/** Widths of the columns with their padding: 100 characters with borders. */
const WIDTHS = [26, 24, 46] as const;
const PADDING = 2;
const SCREEN = 100;

/** The coverage for a terminal of 100 columns. */
export function renderTable(source: string, coverage: Coverage): string {
    const table = new Table({ head: ["kind and status", "with", "heard by"], colWidths: [...WIDTHS], style: { head: [], border: [] } });
    for (const ofKind of groupBy(fold(coverage.rows), ({ kind }) => kind)) {
        // One row of the table for a kind, so that lines stand between kinds only: its cells have as many lines as each other.
        const lines = [[pc.bold(ofKind[0]!.kind), "", ""], ...ofKind.flatMap(linesOf)];
        table.push(WIDTHS.map((_, column) => lines.map((line) => line[column]).join("\n")));
    }
    const sections = sectionsOf(coverage).map(({ title, items }) =>
        [pc.bold(title), ...items.flatMap((item) => wrap(`  ${item}`, SCREEN))].join("\n"),
    );
    return [pc.dim(`Rules: ${source}`), table.toString(), ...sections, sumText(coverage)].join("\n\n");
}

/** The lines of a folded row: a text for each column. */
function linesOf({ kind, status, secondaries, heardBy }: FoldedRow): string[][] {
    const rules = heardBy.length === 0 ? "nobody" : heardBy.map(hearingText).join("\n");
    const columns = [`  ${statusText(status)}`, secondaryText(kind, secondaries), rules].map((text, column) => wrap(text, WIDTHS[column]! - PADDING));
    const height = Math.max(...columns.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
        columns.map((texts, column) => {
            const text = texts[line] ?? "";
            return column === 2 && heardBy.length === 0 ? pc.yellow(text) : text;
        }),
    );
}

/** The coverage as Markdown, for a pull request. */
export function renderMarkdown(source: string, coverage: Coverage): string {
    const cells = ({ kind, status, secondaries, heardBy }: FoldedRow) => [
        kind,
        statusText(status),
        secondaryText(kind, secondaries),
        heardBy.length === 0
            ? "**nobody**"
            : heardBy.map(({ rule, only }) => [code(rule), ...only.map((each) => `only ${escaped(each)}`)].join(", ")).join("<br>"),
    ];
    const rows = fold(coverage.rows).map((row) => `| ${cells(row).join(" | ")} |`);
    const table = ["| kind | status | with | heard by |", "|---|---|---|---|", ...rows].join("\n");
    const sections = sectionsOf(coverage).map(({ title, items }) => [`### ${title}`, "", ...items.map((item) => `- ${escaped(item)}`)].join("\n"));
    return ["## Coverage of SageMaker's status changes", `Rules: ${escaped(source)}. ${sumText(coverage)}`, table, ...sections].join("\n\n");
}

/** What does not fit into a table of events: each a title and lines. */
function sectionsOf({ rows, unwatched, unreachable, overlapping, idle, others }: Coverage): { title: string; items: string[] }[] {
    const silent = (rules: Coverage["idle"]) => rules.map(({ rule, reasons }) => `${rule}: ${reasons.join("; ")}`);
    const overlaps = overlapping.map(
        ({ rules, certain, events }) =>
            `${rules.join(" and ")} ${certain ? "both hear" : "may both hear, depending on their conditions,"} ${eventsText(events, rows)}`,
    );
    return [
        { title: "Statuses that no rule hears", items: groupBy(unwatched, ({ kind }) => kind).map((ofKind) => eventsText(ofKind, rows)) },
        { title: "Rules that no event can reach", items: silent(unreachable) },
        { title: "Rules that overlap", items: overlaps },
        { title: "Rules that hear nothing as things are", items: silent(idle) },
        { title: "Rules on other events", items: others.length === 0 ? [] : [others.join(", ")] },
    ].filter(({ items }) => items.length > 0);
}

function sumText({ rows, unreachable }: Coverage): string {
    const statuses = groupBy(rows, ({ kind, status }) => JSON.stringify([kind, status]));
    const heard = statuses.filter((ofStatus) => ofStatus.some(({ heardBy }) => heardBy.length > 0)).length;
    const rules = unreachable.length === 1 ? "1 rule" : `${unreachable.length} rules`;
    return `${heard} of ${statuses.length} statuses are heard, ${statuses.length - heard} are not; ${rules} can't be reached.`;
}

const hearingText = ({ rule, only }: Hearing) => [rule, ...only.map((each) => `  only ${each}`)].join("\n");
const code = (text: string) => `\`${text.replace(/`/g, "'").replace(/\|/g, "\\|")}\``;
const escaped = (text: string) => text.replace(/[\\|`*_<>[\]]/g, "\\$&");

/** Breaks lines at spaces, and words that are longer than a line anywhere. What follows keeps the indentation of its line. */
function wrap(text: string, width: number): string[] {
    return text.split("\n").flatMap((line) => {
        const indent = /^ */.exec(line)![0];
        const lines: string[] = [];
        let current = indent;
        for (const word of line.trim().split(" ")) {
            let rest = word;
            if (current.trim() !== "" && current.length + 1 + rest.length > width) {
                lines.push(current);
                current = indent;
            }
            while (current.trim() === "" && indent.length + rest.length > width) {
                lines.push(`${indent}${rest.slice(0, width - indent.length)}`);
                rest = rest.slice(width - indent.length);
            }
            current = current.trim() === "" ? `${indent}${rest}` : `${current} ${rest}`;
        }
        return [...lines, current];
    });
}
