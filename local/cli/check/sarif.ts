import { createHash } from "node:crypto";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

import { type CheckReport, isOpen, type PolicyReport, reportedFindings } from "./report";
import type { PolicyFinding } from "../shared/judgement";
import { OWN_PROJECT } from "../shared/programOptions";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/**
 * The findings as SARIF 2.1.0, for "Code scanning" and editors. A finding is about a resource, not about a line: it is shown at the top of the file.
 *
 * @param file on which findings are shown, an absolute path
 */
export function sarifOf(report: CheckReport, file: string): object {
    const { pack, policies } = report;
    return {
        $schema: SCHEMA,
        version: "2.1.0",
        runs: [
            {
                tool: {
                    driver: {
                        name: pack.name,
                        ...(pack.version === "" ? {} : { version: pack.version }),
                        rules: policies.map(ruleOf),
                    },
                },
                automationDetails: { id: `jobstatus-check/${report.program}/${report.stack}/` },
                results: withFingerprints(reportedFindings(report)).map((finding) => resultOf(finding, report, artifact(file))),
            },
        ],
    };
}

const LEVELS = { mandatory: "error", remediate: "error", advisory: "warning", disabled: "none" } as const;

function ruleOf({ name, description, level, severity, remediationSteps, link }: PolicyReport): object {
    const fix = remediationSteps === "" ? description : remediationSteps;
    return {
        id: name,
        shortDescription: { text: description },
        help: { text: `${fix}\n${link}`, markdown: `${fix}\n\n[${name}](${encodeURI(link)})` },
        helpUri: URL.canParse(link) ? link : pathToFileURL(path.join(OWN_PROJECT, link)).href,
        defaultConfiguration: { enabled: level !== "disabled", level: LEVELS[level] },
        ...(severity === "" ? {} : { properties: { severity } }),
    };
}

/** Says which finding it is by policy, resource and number: a better wording is no new finding. */
function withFingerprints(findings: readonly PolicyFinding[]): { finding: PolicyFinding; fingerprint: string }[] {
    const counts = new Map<string, number>();
    return findings.map((finding) => {
        const key = `${finding.policy}\n${finding.urn}`;
        const number = (counts.get(key) ?? 0) + 1;
        counts.set(key, number);
        return { finding, fingerprint: `${createHash("sha256").update(key).digest("hex").slice(0, 16)}:${number}` };
    });
}

function resultOf(
    { finding, fingerprint }: ReturnType<typeof withFingerprints>[number],
    { policies }: CheckReport,
    artifactLocation: object,
): object {
    const { policy, level, urn, resource, message } = finding;
    const ruleIndex = policies.findIndex(({ name }) => name === policy);
    return {
        ruleId: policy,
        ...(ruleIndex === -1 ? {} : { ruleIndex }),
        level: isOpen(finding) ? "note" : LEVELS[level],
        message: { text: `${resource}: ${message}` },
        locations: [
            {
                physicalLocation: { artifactLocation, region: { startLine: 1 } },
                logicalLocations: [{ name: resource, fullyQualifiedName: urn, kind: "resource" }],
            },
        ],
        // GitHub knows alerts again by the first of the two, which it would otherwise make of the line: the same one for all of them.
        partialFingerprints: { primaryLocationLineHash: fingerprint, "policyAndResource/v1": fingerprint },
    };
}

/** Relative to the working directory, which is the repository in CI; a file elsewhere has its whole URL. */
function artifact(file: string): object {
    const relative = path.relative(process.cwd(), file);
    return relative.startsWith("..") || path.isAbsolute(relative)
        ? { uri: pathToFileURL(file).href }
        : { uri: relative.split(path.sep).map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}
