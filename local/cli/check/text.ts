import { byResource, type CheckReport, countsText, isOpen, type ResourceFindings, subjectText } from "./report";
import { colors as pc } from "../shared/colors";
import type { PolicyFinding } from "../shared/judge";

const WIDTH = 100;

/** What a person reads at a terminal, in 100 columns: a part for each resource with what is wrong and how to fix it, and the sums. */
export function renderCheck(report: CheckReport): string {
    return [wrap(subjectText(report)), ...byResource(report).map((group) => renderResource(group, report)), renderSum(report)].join("\n\n");
}

function renderResource({ name, type, findings }: ResourceFindings, report: CheckReport): string {
    return [`${pc.bold(name)}  ${pc.dim(type)}`, ...findings.map((finding) => renderFinding(finding, report))].join("\n");
}

function renderFinding(finding: PolicyFinding, { policies }: CheckReport): string {
    const { policy, level, severity, message } = finding;
    const label = isOpen(finding) ? pc.cyan("undecided") : level === "mandatory" ? pc.red("mandatory") : pc.yellow("advisory");
    const rule = policies.find(({ name }) => name === policy);
    return [
        `  ${label}  ${policy}${severity === "" ? "" : pc.dim(`  severity ${severity}`)}`,
        wrap(message, "    "),
        ...(rule === undefined || rule.remediationSteps === "" ? [] : [wrap(`Fix: ${rule.remediationSteps}`, "    ")]),
        ...(rule === undefined ? [] : [pc.dim(`    ${rule.link}`)]),
    ].join("\n");
}

function renderSum(report: CheckReport): string {
    const { mandatory, undecidedInPreview } = report.summary;
    const verdict = `${report.policies.length} policies: ${countsText(report)}`;
    const open =
        undecidedInPreview === 0
            ? ""
            : `The preview leaves ${undecidedInPreview} ${undecidedInPreview === 1 ? "question" : "questions"} to the update, which decides.`;
    return [
        mandatory > 0 ? pc.red(verdict) : pc.green(verdict),
        ...(open === "" ? [] : [open]),
        ...(mandatory > 0 && report.state === null ? [`"pulumi up" with the pack would end in the preview.`] : []),
    ].join("\n");
}

/** Breaks lines at spaces; a word that is longer than a line stays whole, so that it can be copied. */
function wrap(text: string, indent = ""): string {
    return text
        .split("\n")
        .flatMap((line) => {
            const lines: string[] = [];
            for (const word of line.split(" ")) {
                const last = lines.at(-1);
                if (last !== undefined && indent.length + last.length + 1 + word.length <= WIDTH) {
                    lines[lines.length - 1] = `${last} ${word}`;
                } else {
                    lines.push(word);
                }
            }
            return lines;
        })
        .map((line) => `${indent}${line}`)
        .join("\n");
}
