import { ENVIRONMENT_BYTES } from "../catalog";
import { exceededLimits, parseEventPattern } from "../models/eventPattern";
import { excessBytes, variableFault } from "../models/functionEnvironment";
import {
    type Bus,
    busOf,
    environmentOf,
    type GraphResource,
    ifKnown,
    patternOf,
    refusalOf,
    regionOf,
    type Stack,
    type StatusRule,
    textFaults,
} from "../models/graph";
import { belongingsOf, report } from "./shared/belongings";
import { statusPolicy } from "./shared/run/run";
import type { Settings } from "./shared/run/settings";
import type { Verdict } from "./shared/run/verdict";

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html, the first two fixed. */
const TARGETS_PER_RULE = 5;
const WILDCARD_RULES_PER_BUS = 30;
const RULES_PER_BUS = 300;
const RULES_PER_BUS_IN: Readonly<Record<string, number>> = { "af-south-1": 100, "eu-south-1": 100 };

/** EventBridge refuses what is beyond its limits in the middle of a deployment. */
export const statusRuleKeepsLimits = statusPolicy({
    name: "status-rule-keeps-limits",
    description:
        "SageMaker job-status rules keep EventBridge's limits: five targets, length and wildcards of the pattern, rules and rules with wildcards on a bus. The environments of their functions keep Lambda's, and names and descriptions those of their services.",
    severity: "medium",
    remediationSteps:
        "Split the rule, or name values in its pattern instead of wildcards. In an environment, use names that Lambda does not set, and keep large values elsewhere. Shorten names and descriptions.",
    judge: (stack, verdict, { settings }) => {
        const withWildcards = new Map<string, StatusRule[]>();
        judgeBuses(stack, verdict, settings);
        judgeEnvironments(stack, verdict);
        judgeTexts(stack, verdict);
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
            for (const limit of exceededLimits(pattern, settings.maximumPatternCharacters)) {
                verdict.wrong(rule.resource, `${limit.replace(/\.?$/, ".")} Shorten the pattern, or split the rule.`);
            }
            if (hasWildcard(pattern)) {
                const key = busKey(rule.resource, rule.bus);
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

/** The same for rules on the same bus. */
function busKey(rule: GraphResource, { name, sources }: Bus): string {
    // What is not known and comes from the same is the same bus. A dedicated provider may be for another account.
    return `${regionOf(rule)} ${rule.provider?.urn} ${name.known ? name.value : sources.map(({ urn }) => urn).join()}`;
}

/** Counts all rules on the buses that have status rules. */
function judgeBuses(stack: Stack, verdict: Verdict, { maximumRulesPerBus }: Settings): void {
    const counts = new Map<string, number>();
    for (const rule of stack.ofGroup("rule")) {
        const key = busKey(rule, busOf(rule));
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const { resource, bus, sure } of stack.statusRules()) {
        const key = busKey(resource, bus);
        const count = counts.get(key) ?? 0;
        const most = maximumRulesPerBus ?? RULES_PER_BUS_IN[regionOf(resource) ?? ""] ?? RULES_PER_BUS;
        // Once for a bus.
        counts.delete(key);
        if (count > most && !sure) {
            verdict.undecided(resource);
        } else if (count > most) {
            verdict.wrong(
                resource,
                `This stack has ${count} rules on the event bus of this rule, at most ${most} are allowed. Move rules to another bus, or set maximumRulesPerBus in the pack's configuration where the quota was raised.`,
            );
        }
    }
}

/** What Lambda refuses of the environment of a function, which the provider does not check. */
function judgeEnvironments(stack: Stack, verdict: Verdict): void {
    for (const { resource, sure } of stack.handlers()) {
        const variables = environmentOf(resource);
        const bytes = excessBytes(Object.fromEntries(variables.map(({ name, text = "" }) => [name, text])));
        const faults = [
            ...variables.flatMap(({ name }) => {
                const fault = variableFault(name);
                return fault === undefined ? [] : [FAULTS[fault](name)];
            }),
            ...(bytes === undefined
                ? []
                : [
                      `The environment of this function has ${bytes} bytes, names and values as JSON, at most ${ENVIRONMENT_BYTES} are allowed. Keep large values in a parameter or an object of S3.`,
                  ]),
        ];
        if (sure) {
            faults.forEach((fault) => verdict.wrong(resource, fault));
        } else if (faults.length > 0) {
            verdict.undecided(resource);
        }
    }
}

/** Names and descriptions that AWS refuses. Those of resources that do not belong to status rules are worth knowing. */
function judgeTexts(stack: Stack, verdict: Verdict): void {
    const faults = stack.all().flatMap((resource) => textFaults(resource).map((fault) => ({ resource, ...fault })));
    const belongings = faults.length === 0 ? undefined : belongingsOf(stack);
    for (const { resource, property, reason } of faults) {
        const message = `The ${property} of this resource ${reason}, so AWS refuses it. Change it.`;
        report(stack, verdict, resource, { belongs: belongings!.get(resource), isSure: true, message });
    }
}

const FAULTS = {
    reserved: (name: string) => `This function has the environment variable ${name}, which Lambda sets itself and refuses. Use another name.`,
    malformed: (name: string) =>
        `This function has the environment variable ${JSON.stringify(name)}. Names must have at least two letters, digits and _ and begin with a letter. Use another name.`,
};

function hasWildcard(pattern: string): boolean {
    return parseEventPattern(pattern).alternatives.some((fields) =>
        fields.some(({ conditions }) =>
            conditions.some((condition) => condition.kind === "wildcard" || (condition.kind === "anything-but" && condition.of === "wildcard")),
        ),
    );
}
