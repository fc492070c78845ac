import { groupsBy } from "../shared/text";
import { fold, secondaryText, statusText } from "./fold";
import type { Coverage } from "./matrix";

/**
 * The coverage as a Mermaid flowchart: statuses → rules. Statuses of a kind that the same rules match share a node, which
 * keeps the diagram small. A dotted arrow is a rule with further conditions, which matches some of the events.
 */
export function renderMermaid({ rows, unreachable }: Coverage): string {
    const rules = [...new Set([...rows.flatMap(({ matchedBy }) => matchedBy.map(({ rule }) => rule)), ...unreachable.map(({ rule }) => rule)])];
    const idOf = (rule: string) => `r${rules.indexOf(rule)}`;
    const groups = groupsBy(fold(rows), ({ kind, matchedBy }) => JSON.stringify([kind, matchedBy]));
    const statuses = groups.flatMap((group, index) => {
        const { kind, matchedBy } = group[0]!;
        const texts = group.map(({ status, secondaries }) => {
            const secondary = secondaryText(kind, secondaries);
            return `${statusText(status)}${secondary === "" ? "" : ` (${secondary})`}`;
        });
        const node = `    s${index}[${label(`${kind}: ${texts.join(", ")}`)}]${matchedBy.length === 0 ? ":::unwatched" : ""}`;
        return [node, ...matchedBy.map(({ rule, only }) => `    s${index} ${only.length === 0 ? "-->" : "-.->"} ${idOf(rule)}`)];
    });
    const silent = new Set(unreachable.map(({ rule }) => rule));
    return [
        "flowchart LR",
        ...rules.map((rule) => `    ${idOf(rule)}([${label(rule)}])${silent.has(rule) ? ":::unreachable" : ""}`),
        ...statuses,
        "    classDef unwatched stroke-dasharray:5 5",
        "    classDef unreachable stroke:#d00,stroke-width:2px",
    ].join("\n");
}

/** A quoted label, in which only these characters mean something to Mermaid; it has codes for them. */
const label = (text: string) => `"${text.replace(/[#"<>`&;]/g, (character) => `#${character.codePointAt(0)};`)}"`;
