import type { ReportViolation, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";

import { type GraphResource, ifKnown, isUnknownValueError, read, Stack, TYPES } from "../../../models/graph";
import { EXEMPTION_TAG, Exemptions } from "./exemptions";
import { DEFAULT_SETTINGS, type Settings } from "./settings";
import { type Finding, Verdict } from "./verdict";

/** What a policy knows besides the stack. */
export interface Context {
    readonly settings: Settings;
    /** As "2027-03-31", in UTC. */
    readonly today: string;
}

/** A policy that decides by the stack as a whole. */
export interface StatusPolicy extends StackValidationPolicy {
    readonly judge: (stack: Stack, verdict: Verdict, context: Context) => void;
}

type Spec = Pick<StackValidationPolicy, "name" | "description" | "severity" | "remediationSteps" | "enforcementLevel"> & Pick<StatusPolicy, "judge">;

/** Makes a policy. It may not throw. If it does, that is a separate finding, and the other policies still decide. */
export function statusPolicy(spec: Spec): StatusPolicy {
    return {
        enforcementLevel: "mandatory",
        ...spec,
        validateStack: (args, report) => runOf(spec.name, args).report(spec, report),
    };
}

/** One look at one stack, which all policies share. */
export class Run {
    public readonly exemptions: Exemptions;
    public readonly urns: readonly string[];
    /** The policies that have looked at it. */
    public readonly seenBy = new Set<string>();
    /** What they have found, by their names. */
    public readonly verdicts = new Map<string, Verdict>();
    private readonly stack: Stack;
    private readonly tags: ReadonlyMap<string, GraphResource>;
    private known?: boolean;

    constructor(
        private readonly resources: readonly GraphResource[],
        private readonly settings: Settings,
        private readonly today = new Date().toISOString().slice(0, 10),
    ) {
        this.stack = new Stack(resources);
        this.exemptions = new Exemptions(settings, today);
        this.urns = resources.map(({ urn }) => urn);
        this.tags = new Map(resources.map((resource) => [resource.urn, resource]));
    }

    /** Whether these are the resources of this run. Every policy gets its own objects for them. */
    public isOf(resources: readonly GraphResource[]): boolean {
        return resources.length === this.urns.length && resources.every(({ urn }, index) => urn === this.urns[index]);
    }

    /** What a policy finds, worked out once. */
    public verdict({ name, judge }: Pick<StatusPolicy, "name" | "judge">): Verdict {
        let verdict = this.verdicts.get(name);
        if (verdict === undefined) {
            verdict = new Verdict();
            this.verdicts.set(name, verdict);
            try {
                judge(this.stack, verdict, { settings: this.settings, today: this.today });
            } catch (error) {
                const { urn } = this.stackResource();
                verdict.wrong({ urn }, failure(name, error));
            }
        }
        return verdict;
    }

    /** The findings of a policy without those that are exempt. */
    public findings(policy: Pick<StatusPolicy, "name" | "judge">): Finding[] {
        return this.exemptions.left(policy.name, this.verdict(policy).findings);
    }

    public report(policy: Pick<StatusPolicy, "name" | "judge">, report: ReportViolation): void {
        for (const { urn, message, advisory } of this.findings(policy)) {
            const text = this.asksForExemption(urn, policy.name)
                ? `${message} Its tag asks for an exemption, which only the configuration of the pack can grant.`
                : message;
            if (advisory) {
                reportAdvisory(report, text, urn);
            } else {
                report(text, urn);
            }
        }
        const open = [...this.verdict(policy).undecidedResources.values()];
        if (open.length > 0) {
            reportAdvisory(report, undecidedLine(open, this.isKnown()), this.stackResource().urn);
        }
    }

    /** The resource of the stack itself, on which reports about no single resource stand. */
    public stackResource(): { urn: string } {
        return this.resources.find(({ type }) => type === TYPES.stack) ?? { urn: "" };
    }

    /** Whether all of the stack is known, as in an update and in an exported state. */
    private isKnown(): boolean {
        this.known ??= this.resources.every(({ props }) => read(() => JSON.stringify(props)).known);
        return this.known;
    }

    private asksForExemption(urn: string, policy: string): boolean {
        const tag = ifKnown(read(() => (this.tags.get(urn)?.props.tags as Record<string, unknown> | undefined)?.[EXEMPTION_TAG]));
        return typeof tag === "string" && tag.split(/[\s,]/).includes(policy);
    }
}

let current: Run | undefined;

/**
 * The look at a stack that a policy takes part in. @pulumi/policy calls one policy after the other for one stack, each with its own resources, and
 * never leaves that chain of promises for another event: so what the first one makes serves all, until the chain has ended.
 *
 * @param settings The configuration, which only the first policy of the pack gets.
 */
export function runOf(policy: string, { resources }: Pick<StackValidationArgs, "resources">, settings: Settings = DEFAULT_SETTINGS): Run {
    if (current === undefined || current.seenBy.has(policy) || !current.isOf(resources)) {
        current = new Run(resources, settings);
        setImmediate(() => {
            current = undefined;
        });
    }
    current.seenBy.add(policy);
    return current;
}

/** Reports what stops nothing, whatever the level of the policy. */
export function reportAdvisory(report: ReportViolation, message: string, urn: string): void {
    // The declared type knows only text, with which every report of a policy has its level (@pulumi/policy 1.21.0, server.js, makeReportViolationFun).
    const reportDiagnostic = report as unknown as (diagnostic: { message: string; urn: string; enforcementLevel: "advisory" }) => void;
    reportDiagnostic({ message, urn, enforcementLevel: "advisory" });
}

const SHOWN = 5;

/** One line for all that a policy could not decide. */
function undecidedLine(names: readonly string[], allIsKnown: boolean): string {
    const shown = names.slice(0, SHOWN).map((name) => `"${name}"`);
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
    return allIsKnown
        ? `Undecided: the answer for ${shown.join(", ")}${more} depends on resources outside of this stack, or on details of AWS that the pack does not know.`
        : `Undecided in preview: values of ${shown.join(", ")}${more} are unknown until the update.`;
}

function failure(policy: string, error: unknown): string {
    const reason = isUnknownValueError(error) ? "it read a value that is not known yet" : error instanceof Error ? error.message : String(error);
    return `The policy ${policy} could not decide: ${reason}. Report this to the makers of the pack; until then its enforcementLevel can be set to disabled.`;
}
