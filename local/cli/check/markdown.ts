import { byResource, type CheckReport, countsText, isOpen, type ResourceFindings, settledText, subjectText } from "./report";
import type { PolicyFinding } from "../shared/judgement";
import { code, codeBlock, escaped, markdownTable, tableRow } from "../shared/markdown";
import { counted } from "../shared/text";

/** A comment on GitHub has at most 65,536 characters. A workflow may add something. */
const MAX_LENGTH = 60_000;

/** A comment for a pull request: the verdict, and a table with a row for each finding. What does not fit is cut at the end, and said. */
export function renderCheckMarkdown(report: CheckReport): string {
    const { mandatory, advisory, undecided, undecidedInPreview } = report.summary;
    const symbol = mandatory > 0 ? "❌" : advisory + undecided > 0 ? "⚠️" : "✅";
    const head = [`## ${symbol} SageMaker job status: ${countsText(report)}`, "", `${escaped(subjectText(report))}. ${escaped(packText(report))}`];
    const foot = undecidedInPreview === 0 ? [] : ["", settledText(undecidedInPreview)];
    const rows = byResource(report).flatMap((group) => group.findings.map((finding) => row(group, finding, report)));
    if (rows.length === 0) {
        return [...head, ...foot].join("\n");
    }
    const table = ["", markdownTable(["", "resource", "what is wrong", "how to fix", "policy"], [])];
    const cut = (count: number) => [
        "",
        `${count} of ${counted(rows.length, "finding")} left out: a comment can't be longer. \`jobstatus check\` shows all of them.`,
    ];
    const length = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.length + 1, 0);
    const room = MAX_LENGTH - length([...head, ...table, ...foot, ...cut(rows.length)]);
    let used = 0;
    const shown = rows.filter((line) => (used += line.length + 1) <= room);
    return [...head, ...table, ...shown, ...(shown.length < rows.length ? cut(rows.length - shown.length) : []), ...foot].join("\n");
}

/** The comment on a program that fails, or a pack that does not start. */
export function renderFailureMarkdown(message: string): string {
    return ["## ❌ SageMaker job status: not checked", "", codeBlock(message.slice(0, MAX_LENGTH / 6))].join("\n");
}

const packText = ({ pack, policies }: CheckReport) => `Checked by ${counted(policies.length, "policy", "policies")} of ${pack.name} ${pack.version}.`;

function row({ name, type }: ResourceFindings, finding: PolicyFinding, { policies }: CheckReport): string {
    const rule = policies.find((policy) => policy.name === finding.policy);
    const label = isOpen(finding) ? "❔ undecided" : finding.level === "mandatory" ? "❌ mandatory" : "⚠️ advisory";
    const policy = escaped(finding.policy);
    const cells = [
        label,
        `<code>${escaped(name)}</code><br>${code(type)}`,
        escaped(finding.message),
        escaped(rule?.remediationSteps ?? ""),
        `${rule === undefined ? policy : `[${policy}](${encodeURI(rule.link).replace(/[()|]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`}${finding.severity === "" ? "" : `<br>severity ${finding.severity}`}`,
    ];
    return tableRow(cells);
}
