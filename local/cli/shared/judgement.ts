import type { PolicyInfo, Severity } from "../../engine";
import type { FindingReport } from "../run/report";

export type Phase = FindingReport["phase"];

/** What a policy reported, in one phase or in both. */
export interface PolicyFinding extends Omit<FindingReport, "phase"> {
    /** URN of the resource; that of the stack where the policy named none. */
    readonly urn: string;
    readonly severity: Severity;
    readonly phases: readonly Phase[];
}

/** True for what only the preview leaves open: the update has decided it. A policy that failed is mandatory, and so never open. */
export const isSettled = ({ level, undecided, phases }: PolicyFinding): boolean => level === "advisory" && undecided && !phases.includes("update");

/** What the pack says about graphs of one stack. */
export interface Judgement {
    readonly pack: string;
    readonly version: string;
    /** With the levels after configuration. */
    readonly policies: readonly PolicyInfo[];
    /** What both phases find is here once. In no order that a reader could rely on: programs register resources as they come. */
    readonly findings: readonly PolicyFinding[];
}
