import { code, escaped, markdownTable } from "../shared/markdown";
import { colors as pc } from "../shared/terminal";
import { counted, fit, groupsBy, table } from "../shared/text";
import { eventsText, type FoldedRow, fold, secondaryText, statusText } from "./fold";
import type { Coverage, RuleMatch } from "./matrix";

/** The coverage for a terminal. */
export function renderTable(source: string, coverage: Coverage): string {
    const cells = ({ kind, status, secondaries, matchedBy }: FoldedRow) => [
        statusText(status),
        secondaryText(kind, secondaries),
        rulesText(matchedBy),
    ];
    const kinds = groupsBy(fold(coverage.rows), ({ kind }) => kind).map((ofKind) => `${pc.bold(ofKind[0]!.kind)}\n${table(ofKind.map(cells))}`);
    const sections = sectionsOf(coverage).map(({ title, items }) => fit([pc.bold(title), ...items.map((item) => `  ${item}`)].join("\n")));
    return [fit(pc.dim(`Rules: ${source}`)), ...kinds, ...sections, fit(sumText(coverage))].join("\n\n");
}

const rulesText = (matchedBy: readonly RuleMatch[]) => (matchedBy.length === 0 ? pc.yellow("no matching rule") : matchedBy.map(matchText).join("\n"));

/** The coverage as Markdown, for a pull request. */
export function renderMarkdown(source: string, coverage: Coverage): string {
    const cells = ({ kind, status, secondaries, matchedBy }: FoldedRow) => [
        kind,
        statusText(status),
        secondaryText(kind, secondaries),
        matchedBy.length === 0
            ? "**no matching rule**"
            : matchedBy.map(({ rule, only }) => [code(rule), ...only.map((each) => `only ${escaped(each)}`)].join(", ")).join("<br>"),
    ];
    const rows = markdownTable(["kind", "status", "with", "matched by"], fold(coverage.rows).map(cells));
    const sections = sectionsOf(coverage).map(({ title, items }) => [`### ${title}`, "", ...items.map((item) => `- ${escaped(item)}`)].join("\n"));
    return ["## Coverage of SageMaker's status changes", `Rules: ${escaped(source)}. ${sumText(coverage)}`, rows, ...sections].join("\n\n");
}

/** What does not fit into a table of events: each a title and lines. */
function sectionsOf({ rows, unreachable, doubtful, partial, overlapping, idle, others }: Coverage): { title: string; items: string[] }[] {
    const silent = (rules: Coverage["idle"]) => rules.map(({ rule, reasons }) => `${rule}: ${reasons.join("; ")}`);
    const overlaps = overlapping.map(
        ({ rules, certain, events }) =>
            `${rules.join(" and ")} ${certain ? "both match" : "may both match, depending on their conditions,"} ${eventsText(events, rows)}`,
    );
    return [
        { title: "Rules that no event can reach", items: silent(unreachable) },
        { title: "Rules that may match no event", items: silent(doubtful) },
        { title: "Parts of rules that match no event", items: silent(partial) },
        { title: "Rules that overlap", items: overlaps },
        { title: "Rules that match nothing at present", items: silent(idle) },
        { title: "Rules on other events", items: others.length === 0 ? [] : [others.join(", ")] },
    ].filter(({ items }) => items.length > 0);
}

function sumText({ rows, unreachable }: Coverage): string {
    const statuses = groupsBy(rows, ({ kind, status }) => JSON.stringify([kind, status]));
    const matched = statuses.filter((ofStatus) => ofStatus.some(({ matchedBy }) => matchedBy.length > 0)).length;
    return `${matched} of ${counted(statuses.length, "status", "statuses")} matched by a rule, ${statuses.length - matched} unmatched; ${counted(unreachable.length, "unreachable rule")}.`;
}

const matchText = ({ rule, only }: RuleMatch) => [rule, ...only.map((each) => `  only ${each}`)].join("\n");
