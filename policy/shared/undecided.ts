import type { ReportViolation } from "@pulumi/policy";

/**
 * Reports what a preview cannot decide: advisory, because it may well be in order, and because the update decides it.
 *
 * @param message One line that says what is not known yet and what the update decides.
 */
export function reportUndecided(report: ReportViolation, message: string, urn: string): void {
    // The declared type knows only text, with which every report of a policy has its level (@pulumi/policy 1.21.0, server.js, makeReportViolationFun).
    const reportDiagnostic = report as unknown as (diagnostic: { message: string; urn: string; enforcementLevel: "advisory" }) => void;
    reportDiagnostic({ message: `Undecided in preview: ${message}`, urn, enforcementLevel: "advisory" });
}
