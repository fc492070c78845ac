import { exceededLimits, parseEventPattern } from "../models/eventPattern";
import { ifKnown, patternOf, refusalOf, regionOf, type StatusRule } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html, both fixed. */
const TARGETS_PER_RULE = 5;
const WILDCARD_RULES_PER_BUS = 30;

/** EventBridge refuses what is beyond its limits in the middle of a deployment. */
export const statusRuleKeepsLimits = statusPolicy({
    name: "status-rule-keeps-limits",
    description:
        "SageMaker job-status rules keep EventBridge's limits: five targets, length and wildcards of the pattern, 30 rules with wildcards on a bus.",
    severity: "medium",
    remediationSteps: "Split the rule, or name values in its pattern instead of wildcards.",
    judge: (stack, verdict) => {
        const withWildcards = new Map<string, StatusRule[]>();
        for (const rule of stack.statusRules()) {
            const mayBe = stack.targetsOf(rule);
            const targets = mayBe.filter(({ sure }) => sure);
            if (targets.length > TARGETS_PER_RULE) {
                verdict.wrong(
                    rule.resource,
                    `This rule has ${targets.length} targets, at most ${TARGETS_PER_RULE} are allowed. Move some to a second rule.`,
                );
            }
            const pattern = ifKnown(patternOf(rule.resource));
            if (pattern === undefined || mayBe.length > TARGETS_PER_RULE) {
                verdict.undecided(rule.resource);
            }
            // An invalid pattern is the business of another policy.
            if (pattern === undefined || refusalOf(pattern) !== undefined) {
                continue;
            }
            for (const limit of exceededLimits(pattern)) {
                verdict.wrong(rule.resource, `${limit.replace(/\.?$/, ".")} Shorten the pattern, or split the rule.`);
            }
            if (hasWildcard(pattern)) {
                // What is not known and comes from the same is the same bus.
                const bus = rule.bus.name.known ? rule.bus.name.value : rule.bus.sources.map(({ urn }) => urn).join();
                // A dedicated provider may be for another account.
                const key = `${regionOf(rule.resource)} ${rule.resource.provider?.urn} ${bus}`;
                withWildcards.set(key, [...(withWildcards.get(key) ?? []), rule]);
            }
        }
        for (const rules of withWildcards.values()) {
            for (const { resource } of rules.slice(WILDCARD_RULES_PER_BUS)) {
                verdict.wrong(
                    resource,
                    `This is one of ${rules.length} rules with wildcards on its event bus, at most ${WILDCARD_RULES_PER_BUS} are allowed. Name values in its pattern instead.`,
                );
            }
        }
    },
});

function hasWildcard(pattern: string): boolean {
    return parseEventPattern(pattern).alternatives.some((fields) =>
        fields.some(({ conditions }) =>
            conditions.some((condition) => condition.kind === "wildcard" || (condition.kind === "anything-but" && condition.of === "wildcard")),
        ),
    );
}
