import type { Graph, PolicyInfo } from "../../engine";
import { EXIT } from "../shared/errors";
import { isSettled, type Judgement, type PolicyFinding } from "../shared/judgement";
import { counted } from "../shared/text";

/** A policy as `jobstatus check --format json` writes it. */
export interface PolicyReport {
    readonly name: string;
    readonly description: string;
    /** After configuration. */
    readonly level: PolicyInfo["level"];
    readonly severity: PolicyInfo["severity"];
    /** How to fix what it finds. */
    readonly remediationSteps: string;
    /** Its page: a URL in a GitHub workflow or where the policy gives one, otherwise a path in this project. */
    readonly link: string;
}

/** What `jobstatus check --format json` writes. */
export interface CheckReport {
    readonly program: string;
    readonly stack: string;
    readonly region: string;
    /** File of the exported state. Null for a program, which ran as preview and as update. */
    readonly state: string | null;
    /** How many resources were judged: those of the update. */
    readonly resources: number;
    readonly pack: { readonly name: string; readonly version: string };
    readonly summary: {
        readonly mandatory: number;
        readonly advisory: number;
        /** What the update, or the state, leaves open: 0 unless values are encrypted. */
        readonly undecided: number;
        /** What only the preview leaves open. */
        readonly undecidedInPreview: number;
    };
    readonly policies: readonly PolicyReport[];
    /** Mandatory ones first, then by resource and policy. */
    readonly findings: readonly PolicyFinding[];
}

/** Where people read about a policy. */
export type LinkOf = (policy: Pick<PolicyInfo, "name" | "url">) => string;

/**
 * Links to the pages of this project: on GitHub in a workflow of GitHub Actions, so that a comment and an alert can be followed; otherwise paths.
 *
 * @param env GITHUB_SERVER_URL, GITHUB_REPOSITORY and GITHUB_SHA as GitHub Actions sets them.
 */
export function pagesOf(env: NodeJS.ProcessEnv): LinkOf {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = env;
    const base = server && repository && commit ? `${server}/${repository}/blob/${commit}/` : "";
    return ({ name, url }) => (url !== "" ? url : `${base}docs/policies/${name}.md`);
}

/** Puts together what was judged and what was found. */
export function checkReport(
    { project, stack, region, resources }: Pick<Graph, "project" | "stack" | "region" | "resources">,
    { pack, version, policies, findings }: Judgement,
    { state, linkOf }: { state: string | null; linkOf: LinkOf },
): CheckReport {
    const count = (fits: (finding: PolicyFinding) => boolean) => findings.filter(fits).length;
    return {
        program: project,
        stack,
        region,
        state,
        resources: resources.length,
        pack: { name: pack, version },
        summary: {
            mandatory: count(({ level }) => level === "mandatory"),
            advisory: count(({ level, undecided }) => level === "advisory" && !undecided),
            undecided: count(isOpen),
            undecidedInPreview: count(isSettled),
        },
        policies: policies.map((policy) => {
            const { name, description, level, severity, remediationSteps } = policy;
            return { name, description, level, severity, remediationSteps, link: linkOf(policy) };
        }),
        findings: [...findings].sort((a, b) => compare(keyOf(a), keyOf(b))),
    };
}

/** True for what stays undecided when all values are known that ever will be. */
export const isOpen = (finding: PolicyFinding): boolean => finding.level === "advisory" && finding.undecided && !isSettled(finding);

/** What people get to read: without what the preview leaves to the update, which has decided it. */
export const reportedFindings = ({ findings }: CheckReport): PolicyFinding[] => findings.filter((finding) => !isSettled(finding));

/** Findings of one resource. */
export interface ResourceFindings {
    readonly urn: string;
    readonly name: string;
    readonly type: string;
    readonly findings: readonly PolicyFinding[];
}

/** What people get to read, by resource: those with mandatory findings first. */
export function byResource(report: CheckReport): ResourceFindings[] {
    const groups = new Map<string, PolicyFinding[]>();
    for (const finding of reportedFindings(report)) {
        groups.set(finding.urn, [...(groups.get(finding.urn) ?? []), finding]);
    }
    return [...groups].map(([urn, findings]) => ({ urn, name: findings[0]!.resource, type: typeOf(urn), findings }));
}

/** The counts as a sentence part: "2 mandatory findings, 1 advisory, 1 undecided". */
export function countsText({ summary: { mandatory, advisory, undecided } }: CheckReport): string {
    if (mandatory + advisory + undecided === 0) {
        return "no findings";
    }
    return `${counted(mandatory, "mandatory finding")}, ${advisory} advisory, ${undecided} undecided`;
}

/** About what only the preview leaves open. */
export const settledText = (count: number): string =>
    `Undecided in preview: ${counted(count, "question")} about values that are unknown until the update. The update was checked as well and decides.`;

/** What was judged, for people: "app, stack dev, us-east-1: 12 resources, as preview and as update". */
export function subjectText({ program, stack, region, resources, state }: CheckReport): string {
    const what = program === "" ? "an empty state" : `${program}, stack ${stack}, ${region}`;
    const how = state === null ? "as preview and as update" : `as in ${state}`;
    return `${what}: ${counted(resources, "resource")}, ${how}`;
}

/** 1 if there is a mandatory finding, else 0. */
export const exitCodeOfCheck = ({ summary }: CheckReport): number => (summary.mandatory > 0 ? EXIT.findings : EXIT.ok);

const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

const LEVELS = ["mandatory", "advisory"] as const;

const keyOf = ({ level, urn, resource, policy, message }: PolicyFinding) => [String(LEVELS.indexOf(level)), resource, urn, policy, message];

function compare(a: readonly string[], b: readonly string[]): number {
    const first = a.findIndex((part, index) => part !== b[index]);
    return first === -1 ? 0 : a[first]! < b[first]! ? -1 : 1;
}
