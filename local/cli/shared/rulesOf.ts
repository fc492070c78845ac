import { type EventPattern, InvalidEventPatternException, parseEventPattern } from "../../../models/eventPattern";
import { busesReached, DEFAULT_BUS, type GraphResource, isGiven, isOf, readRule, textIn } from "../../../models/graph";
import { containsUnknown, type Graph, UNKNOWN } from "../../engine/graph";
import { graphResources } from "../../engine/graphResources";
import { type RuleTarget, readTargets } from "./ruleTargets";

/** The event pattern of a rule, or why there is none to work with. */
export type RulePattern =
    | { readonly state: "valid"; readonly text: string; readonly parsed: EventPattern }
    /** EventBridge would refuse it for the reason. */
    | { readonly state: "invalid"; readonly text: string; readonly reason: string }
    /** Known only after an update on AWS, or encrypted in the state. */
    | { readonly state: "unknown" };

/** What is said of a rule whose pattern is unknown. */
export const UNKNOWN_PATTERN = "its pattern is not known: it is computed on deployment, or encrypted in the state";

/** A rule on an event bus, wherever it was read from. */
export interface SourcedRule {
    /** The name on AWS; the logical name where that is not known. */
    readonly name: string;
    /** Null for a pattern by itself. */
    readonly urn: string | null;
    /** Name of its event bus. */
    readonly bus: string;
    /** Null for a pattern by itself, or as long as the rule's ARN is unknown. */
    readonly busArn: string | null;
    readonly enabled: boolean;
    /** Whether it matches read-only calls that CloudTrail sends as well; null for a pattern by itself, which has no state. */
    readonly allCalls: boolean | null;
    readonly pattern: RulePattern;
    /** Null for a pattern by itself. */
    readonly targets: readonly RuleTarget[] | null;
}

/** The rules of a program or a state that have an event pattern, in the order of registration. A rule with a schedule alone matches no event. */
export function rulesOf(graph: Graph): SourcedRule[] {
    return graphResources(graph)
        .filter(isOf("rule"))
        .flatMap((resource) => sourcedRule(graph, resource));
}

function sourcedRule(graph: Graph, resource: GraphResource): SourcedRule[] {
    const { name, arn, bus, pattern, schedule, enabled, allCalls } = readRule(resource);
    if (pattern.known && pattern.value === "" && isGiven(schedule)) {
        return [];
    }
    const busName = bus.name.known ? bus.name.value : DEFAULT_BUS;
    const ruleArn = textIn(arn);
    return [
        {
            name: textIn(name) || resource.name,
            urn: resource.urn,
            bus: busName,
            busArn: ruleArn === undefined ? null : `${ruleArn.split(":rule/")[0]}:event-bus/${busName}`,
            enabled: enabled !== "no",
            allCalls: allCalls === "yes",
            pattern: pattern.known ? readPattern(pattern.value) : { state: "unknown" },
            targets: readTargets(graph, resource),
        },
    ];
}

/** Parses a pattern that came as text or as an object. */
export function readPattern(given: unknown): RulePattern {
    if (given === UNKNOWN || containsUnknown(given)) {
        return { state: "unknown" };
    }
    const text = typeof given === "string" ? given : JSON.stringify(given);
    if (text === "") {
        return { state: "invalid", text, reason: "There is neither a pattern nor a schedule" };
    }
    try {
        return { state: "valid", text, parsed: parseEventPattern(text) };
    } catch (error) {
        if (error instanceof InvalidEventPatternException) {
            return { state: "invalid", text, reason: `${error.reason}${error.path === undefined ? "" : ` (at ${JSON.stringify(error.path)})`}` };
        }
        throw error;
    }
}

/** Names of the buses that SageMaker's events get to, if only the enabled rules that fire forward them. */
export const busesReachedBy = (rules: readonly SourcedRule[], fires: (rule: SourcedRule) => boolean): ReadonlySet<string> =>
    busesReached(
        rules
            .filter((rule) => rule.enabled && fires(rule))
            .map(({ bus, targets }) => ({
                bus: { name: { known: true, value: bus }, sources: [] },
                to: rules.filter(({ busArn }) => (targets ?? []).some(({ arn }) => arn === busArn)).map((rule) => rule.bus),
            })),
    );
