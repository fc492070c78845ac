import { type Graph, type Props, type Resource, UNKNOWN } from "../../engine/graph";
import { busNameOf, isObject, known, nested, valuesOf } from "./resourceValues";

/** A place that an event can get to. */
export interface Destination {
    readonly arn: string;
    /** For people: "queue orders-failed". */
    readonly what: string;
    /** URN of the resource; null if it is not in the program. */
    readonly urn: string | null;
}

/** Where a rule sends events, and where these are if that fails. */
export interface RuleTarget extends Destination {
    /** Gets events that EventBridge can't deliver; null: they are lost. */
    readonly deadLetterQueue: Destination | null;
    /** How often EventBridge tries again. */
    readonly retries: number;
    /** For a function of the program: how often Lambda runs it again after an error, and what gets the event then; none: it is lost. */
    readonly handler: { readonly retries: number; readonly failuresGoTo: readonly Destination[] } | null;
}

const TARGET_TYPE = "aws:cloudwatch/eventTarget:EventTarget";
const FUNCTION_TYPES: readonly string[] = ["aws:lambda/function:Function", "aws-native:lambda:Function"];
const INVOKE_CONFIG_TYPES: readonly string[] = [
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "aws-native:lambda:EventInvokeConfig",
];
/** Defaults of EventBridge and of Lambda: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html, …/lambda/latest/dg/invocation-async-error-handling.html */
const DEFAULT_DELIVERY_RETRIES = 185;
const DEFAULT_HANDLER_RETRIES = 2;

/** Words for the resource of an ARN, by its service and the type in it. */
const WORDS: readonly (readonly [RegExp, string])[] = [
    [/^arn:[^:]*:lambda:[^:]*:[^:]*:function:(.+)$/, "function"],
    [/^arn:[^:]*:sqs:[^:]*:[^:]*:(.+)$/, "queue"],
    [/^arn:[^:]*:sns:[^:]*:[^:]*:(.+)$/, "topic"],
    [/^arn:[^:]*:events:[^:]*:[^:]*:event-bus\/(.+)$/, "event bus"],
    [/^arn:[^:]*:states:[^:]*:[^:]*:stateMachine:(.+)$/, "state machine"],
    [/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:(.+?)(?::\*)?$/, "log group"],
    [/^arn:[^:]*:s3:::(.+)$/, "bucket"],
];

const UNKNOWN_PLACE: Destination = { arn: "", what: "a place that is not known yet", urn: null };

const numberOr = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

/** The targets of a rule. */
export function readTargets(graph: Graph, rule: Resource, named: { name: string; bus: string }): RuleTarget[] {
    return targetValues(graph, rule, named).map((target) => readTarget(graph, target));
}

/** What the targets of a rule have: resources of their own, or in the rule where the provider has them there. */
export function targetValues(graph: Graph, rule: Resource, { name, bus }: { name: string; bus: string }): Props[] {
    const own = valuesOf(rule).targets;
    const separate = graph.resources.filter((resource) => resource.type === TARGET_TYPE && belongs(resource, rule, name, bus)).map(valuesOf);
    return [...separate, ...(Array.isArray(own) ? own.filter(isObject) : [])];
}

function belongs(target: Resource, rule: Resource, name: string, bus: string): boolean {
    const values = valuesOf(target);
    const ruleName = known(values.rule)?.split("/").at(-1);
    return ruleName === undefined
        ? (target.propertyDependencies.rule ?? []).includes(rule.urn)
        : ruleName === name && busNameOf(values.eventBusName) === bus;
}

function readTarget(graph: Graph, target: Props): RuleTarget {
    const place = destination(graph, target.arn ?? UNKNOWN);
    return {
        ...(place ?? UNKNOWN_PLACE),
        deadLetterQueue: destination(graph, nested(target.deadLetterConfig).arn),
        retries: numberOr(nested(target.retryPolicy).maximumRetryAttempts, DEFAULT_DELIVERY_RETRIES),
        handler: readHandler(graph, place?.arn ?? ""),
    };
}

/** What an ARN in a property stands for; null if there is none. */
function destination(graph: Graph, value: unknown): Destination | null {
    const arn = known(value);
    if (arn === undefined) {
        return value === UNKNOWN ? UNKNOWN_PLACE : null;
    }
    // The ARN of a version or an alias is that of the function and one more part.
    const unqualified = arn.split(":").slice(0, 7).join(":");
    // An ARN among the inputs is that of another resource: a target, a policy.
    const resource = graph.resources.find(
        ({ custom, inputs, outputs }) => custom && inputs.arn === undefined && [arn, unqualified].includes(String(outputs.arn)),
    );
    const words = WORDS.flatMap(([form, word]) => (form.exec(arn) ?? []).slice(1).map((name) => `${word} ${name}`));
    return { arn, what: words[0] ?? arn, urn: resource?.urn ?? null };
}

/** What Lambda does with an event when the function fails on it; null if the target is no function of the program. */
function readHandler(graph: Graph, arn: string): RuleTarget["handler"] {
    const [, name, qualifier = ""] = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)(?::(.+))?$/.exec(arn) ?? [];
    const nameOf = (values: Props) => known(values.name) ?? known(values.functionName);
    const code = graph.resources.find((resource) => FUNCTION_TYPES.includes(resource.type) && nameOf(valuesOf(resource)) === name);
    if (name === undefined || code === undefined) {
        return null;
    }
    const config = graph.resources
        .filter(({ type }) => INVOKE_CONFIG_TYPES.includes(type))
        .map(valuesOf)
        .find((values) => isOf(values, name, qualifier));
    const onFailure = destination(graph, nested(nested(config?.destinationConfig).onFailure).destination);
    const deadLetter = destination(graph, nested(valuesOf(code).deadLetterConfig).targetArn);
    return {
        retries: numberOr(config?.maximumRetryAttempts, DEFAULT_HANDLER_RETRIES),
        failuresGoTo: [onFailure, deadLetter].filter((place) => place !== null),
    };
}

/** Whether an invoke configuration, which names a function by name or by ARN, is for a function and qualifier. */
function isOf(config: Props, name: string, qualifier: string): boolean {
    const given = known(config.functionName) ?? "";
    const parts = given.startsWith("arn:") ? given.split(":").slice(6) : given.split(":");
    const own = known(config.qualifier) ?? parts[1] ?? "";
    const unqualified = (text: string) => (text === "$LATEST" ? "" : text);
    return parts[0] === name && unqualified(own) === unqualified(qualifier);
}
