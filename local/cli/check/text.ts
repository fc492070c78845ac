import { byResource, type CheckReport, countsText, isOpen, type ResourceFindings, settledText, subjectText } from "./report";
import type { PolicyFinding } from "../shared/judgement";
import { colors as pc } from "../shared/terminal";
import { counted, fit, indented } from "../shared/text";

/** What a person reads at a terminal: a part for each resource with what is wrong and how to fix it, and the sums. */
export function renderCheck(report: CheckReport): string {
    return [fit(subjectText(report)), ...byResource(report).map((group) => renderResource(group, report)), renderSum(report)].join("\n\n");
}

function renderResource({ name, type, findings }: ResourceFindings, report: CheckReport): string {
    return [fit(`${pc.bold(name)}  ${pc.dim(type)}`), ...findings.map((finding) => renderFinding(finding, report))].join("\n");
}

function renderFinding(finding: PolicyFinding, { policies }: CheckReport): string {
    const { policy, level, severity, message } = finding;
    const label = isOpen(finding) ? pc.cyan("undecided") : level === "mandatory" ? pc.red("mandatory") : pc.yellow("advisory");
    const rule = policies.find(({ name }) => name === policy);
    return [
        fit(`  ${label}  ${policy}${severity === "" ? "" : pc.dim(`  severity ${severity}`)}`),
        indented(message, 4),
        ...(rule === undefined || rule.remediationSteps === "" ? [] : [indented(`Fix: ${rule.remediationSteps}`, 4)]),
        ...(rule === undefined ? [] : [pc.dim(`    ${rule.link}`)]),
    ].join("\n");
}

function renderSum(report: CheckReport): string {
    const { mandatory, undecidedInPreview } = report.summary;
    const verdict = `${counted(report.policies.length, "policy", "policies")}: ${countsText(report)}`;
    return fit(
        [
            mandatory > 0 ? pc.red(verdict) : pc.green(verdict),
            ...(undecidedInPreview === 0 ? [] : [settledText(undecidedInPreview)]),
            ...(mandatory > 0 && report.state === null ? [`"pulumi up" with the pack would end in the preview.`] : []),
        ].join("\n"),
    );
}
