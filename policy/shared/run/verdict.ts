import type { GraphResource } from "../../../models/graph";

/** What a policy has to say about one resource. */
export interface Finding {
    readonly urn: string;
    /** Two sentences: what is wrong, what to change. */
    readonly message: string;
    /** True for what is worth knowing and stops nothing, whatever the level of the policy. */
    readonly advisory: boolean;
}

/** What a policy finds in a stack. */
export class Verdict {
    private readonly byKey = new Map<string, Finding>();
    private readonly open = new Map<string, string>();

    /** Something is wrong. The same of the same resource counts once. */
    public wrong({ urn }: { urn: string }, message: string): void {
        this.byKey.set(`${urn}\n${message}`, { urn, message, advisory: false });
    }

    /** Something is worth knowing. */
    public note({ urn }: { urn: string }, message: string): void {
        this.byKey.set(`${urn}\n${message}`, { urn, message, advisory: true });
    }

    /** It depends on values that are not known yet, or that this stack does not have. */
    public undecided({ urn, name }: Pick<GraphResource, "urn" | "name">): void {
        this.open.set(urn, name);
    }

    public get findings(): readonly Finding[] {
        return [...this.byKey.values()];
    }

    /** The resources about which the policy could not decide: URN → name. Those with a finding are not among them. */
    public get undecidedResources(): ReadonlyMap<string, string> {
        const found = new Set(this.findings.map(({ urn }) => urn));
        return new Map([...this.open].filter(([urn]) => !found.has(urn)));
    }
}
