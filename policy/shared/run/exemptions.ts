import { type Exemption, isListed, type Settings } from "./settings";
import type { Finding, Verdict } from "./verdict";

/** An exemption that the configuration grants, with the findings that it takes away. */
export interface Grant {
    /** Place in the configuration, from 1. */
    readonly place: number;
    readonly exemption: Exemption;
    readonly expired: boolean;
    readonly uses: Set<Finding>;
}

/** Exemptions, and what they take away. */
export class Exemptions {
    public readonly grants: readonly Grant[];

    /** @param today as "2027-03-31", in UTC; an exemption still holds on its last day */
    constructor({ exemptions }: Settings, today: string) {
        this.grants = exemptions.map((exemption, index) => ({ place: index + 1, exemption, expired: exemption.expires < today, uses: new Set() }));
    }

    /** The findings of a policy that nothing takes away. */
    public left(policy: string, findings: readonly Finding[]): Finding[] {
        const own = this.grants.filter(({ exemption, expired }) => exemption.policy === policy && !expired);
        return findings.filter((finding) => {
            const grant = own.find(({ exemption }) => isListed(finding.urn, [exemption.resource]));
            grant?.uses.add(finding);
            return grant === undefined;
        });
    }

    /**
     * The exemptions of a stack that take nothing away. One for another stack of the organization is not missing here.
     *
     * @param verdicts by name of the policy
     */
    public unused(urns: readonly string[], verdicts: ReadonlyMap<string, Verdict>): Grant[] {
        return this.grants.filter(({ exemption: { policy, resource }, expired, uses }) => {
            const open = [...(verdicts.get(policy)?.undecidedResources.keys() ?? [])];
            if (expired || uses.size > 0 || open.some((urn) => isListed(urn, [resource]))) {
                return false;
            }
            return urns.some((urn) => resource.startsWith(stackOf(urn)) || isListed(urn, [resource]));
        });
    }
}

/** What the URNs of a stack start with. */
const stackOf = (urn: string) => `${urn.split("::", 2).join("::")}::`;

/** Tag by which a resource asks to be exempt from policies, whose names its value lists. Only the configuration grants that. */
export const EXEMPTION_TAG = "sagemaker-job-status:exempt";
