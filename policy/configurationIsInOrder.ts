import type { StackValidationPolicy } from "@pulumi/policy";

import { reportAdvisory, runOf, type StatusPolicy } from "./shared/run/run";
import { DEFAULT_SETTINGS, type Settings, settingsProblems, settingsSchema } from "./shared/run/settings";

const NAME = "configuration-is-in-order";

/**
 * Holds the configuration of the whole pack, and says what becomes of its exemptions. It must be the first policy of the pack: the others share what it reads.
 *
 * @param policies all others
 */
export function configurationIsInOrder(policies: readonly StatusPolicy[]): StackValidationPolicy {
    return {
        name: NAME,
        description: "The pack's configuration is valid, and its exemptions are needed, current and not too many. Every use of one is listed.",
        enforcementLevel: "mandatory",
        severity: "medium",
        remediationSteps:
            "Correct the configuration, renew an exemption that has expired or fix what it exempts, and remove one that exempts nothing.",
        configSchema: settingsSchema(policies.map(({ name }) => name)),
        validateStack: (args, report) => {
            const given = args.getConfig<Partial<Settings>>();
            const settings: Settings = { ...DEFAULT_SETTINGS, ...given };
            const run = runOf(NAME, args, settings);
            const { urn } = run.stackResource();
            for (const problem of settingsProblems(given)) {
                report(problem, urn);
            }
            const { exemptions, maximumExemptions } = settings;
            if (exemptions.length > (maximumExemptions ?? Infinity)) {
                report(`The configuration has ${exemptions.length} exemptions, at most ${maximumExemptions} are allowed. Fix what they exempt.`, urn);
            }
            const exempted = new Set(exemptions.map(({ policy }) => policy));
            for (const policy of policies.filter(({ name }) => exempted.has(name))) {
                run.findings(policy);
            }
            for (const { place, exemption, expired, uses } of run.exemptions.grants) {
                const { policy, owner, reason, expires } = exemption;
                if (expired) {
                    report(`Exemption ${place} from ${policy} (${owner}) has expired on ${expires}. Fix what it exempts, or renew it.`, urn);
                }
                for (const use of uses) {
                    reportAdvisory(report, `Exempt from ${policy} until ${expires} (${owner}): ${reason}. What it exempts: ${use.message}`, use.urn);
                }
            }
            for (const { place, exemption } of run.exemptions.unused(run.urns, run.verdicts)) {
                report(`Exemption ${place} from ${exemption.policy} (${exemption.owner}) exempts nothing. Remove it.`, urn);
            }
        },
    };
}
