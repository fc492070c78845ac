import { type EventPattern, InvalidEventPatternException, parseEventPattern } from "../../../models/eventPattern";
import { containsUnknown, type Graph, type Resource, UNKNOWN } from "../../engine/graph";
import { busNameOf, DEFAULT_BUS, known, valuesOf } from "./resourceValues";
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
    readonly pattern: RulePattern;
    /** Null for a pattern by itself. */
    readonly targets: readonly RuleTarget[] | null;
}

/** Types of rules: of the classic AWS provider and of the one that is generated from CloudFormation. */
const RULE_TYPES: readonly string[] = ["aws:cloudwatch/eventRule:EventRule", "aws-native:events:Rule"];

/** The rules of a program or a state that have an event pattern, in the order of registration. A rule that runs on a schedule alone hears no event. */
export function rulesOf(graph: Graph): SourcedRule[] {
    return graph.resources.filter(({ type }) => RULE_TYPES.includes(type)).flatMap((resource) => readRule(graph, resource));
}

function readRule(graph: Graph, resource: Resource): SourcedRule[] {
    const values = valuesOf(resource);
    const { eventPattern, scheduleExpression, state, isEnabled } = values;
    if ((eventPattern ?? "") === "" && (scheduleExpression ?? "") !== "") {
        return [];
    }
    const name = known(values.name) ?? resource.name;
    const bus = busNameOf(values.eventBusName);
    const arn = known(values.arn);
    return [
        {
            name,
            urn: resource.urn,
            bus,
            busArn: arn === undefined ? null : `${arn.split(":rule/")[0]}:event-bus/${bus}`,
            enabled: state === "DISABLED" ? false : known(state) !== undefined || isEnabled !== false,
            pattern: readPattern(eventPattern ?? ""),
            targets: readTargets(graph, resource, { name, bus }),
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

/**
 * Names of the buses that SageMaker's events get to: the default one, where AWS services send them, and every bus that a firing rule on such a bus has as
 * its target.
 */
export function busesReached(rules: readonly SourcedRule[], fires: (rule: SourcedRule) => boolean): Set<string> {
    const reached = new Set([DEFAULT_BUS]);
    for (const bus of reached) {
        const forwarded = rules
            .filter((rule) => rule.bus === bus && rule.enabled && fires(rule))
            .flatMap(({ targets }) => (targets ?? []).map(({ arn }) => arn));
        for (const { bus: other, busArn } of rules) {
            if (busArn !== null && forwarded.includes(busArn)) {
                reached.add(other);
            }
        }
    }
    return reached;
}
