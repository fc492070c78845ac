import {
    functionNamed,
    type GraphResource,
    INVOKE_DEFAULTS,
    type InvokeConfigReading,
    normalQualifier,
    numberIn,
    readFunction,
    readInvokeConfig,
    readRule,
    serviceIn,
    type Slot,
    slotAt,
    type StatusTarget,
    TARGET_DEFAULTS,
    textIn,
} from "../../../models/graph";
import type { Graph } from "../../engine/graph";
import { stackOf } from "../../engine/graphResources";

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

/** The targets of a rule. */
export const readTargets = (graph: Graph, rule: GraphResource): RuleTarget[] => targetsOf(graph, rule).map((target) => readTarget(graph, target));

/** The targets of a rule, as far as it is known that they are its targets. */
export const targetsOf = (graph: Graph, rule: GraphResource): readonly StatusTarget[] =>
    stackOf(graph)
        .targetsOf({ resource: rule, sure: true, bus: readRule(rule).bus })
        .filter(({ belongs }) => belongs === "yes");

function readTarget(graph: Graph, { arn, deadLetterArn, maximumRetryAttempts }: StatusTarget): RuleTarget {
    const place = destination(graph, arn);
    return {
        ...(place ?? UNKNOWN_PLACE),
        deadLetterQueue: destination(graph, deadLetterArn),
        retries: numberIn(maximumRetryAttempts) ?? TARGET_DEFAULTS.maximumRetryAttempts,
        handler: readHandler(graph, place?.arn ?? ""),
    };
}

/** The ARN of a function without its version or alias, which are one more part. */
export const unqualified = (arn: string): string => arn.split(":").slice(0, 7).join(":");

/** What an ARN in a property stands for; null if there is none. */
function destination(graph: Graph, slot: Slot): Destination | null {
    const arn = textIn(slot);
    if (arn === undefined || arn === "") {
        return slot.value.known ? null : UNKNOWN_PLACE;
    }
    // An ARN among the inputs is that of another resource: a target, a policy.
    const resource = graph.resources.find(
        ({ custom, inputs, outputs }) => custom && inputs.arn === undefined && [arn, unqualified(arn)].includes(String(outputs.arn)),
    );
    const words = WORDS.flatMap(([form, word]) => (form.exec(arn) ?? []).slice(1).map((name) => `${word} ${name}`));
    return { arn, what: words[0] ?? arn, urn: resource?.urn ?? null };
}

/** What Lambda does with an event when the function fails on it; null if the target is no function of the program. */
function readHandler(graph: Graph, arn: string): RuleTarget["handler"] {
    const { name, qualifier } = serviceIn(arn) === "lambda" ? functionNamed(arn) : { name: "", qualifier: "" };
    const stack = stackOf(graph);
    const code = stack.ofGroup("function").find((resource) => textIn(slotAt(resource, "name", "functionName")) === name);
    if (code === undefined) {
        return null;
    }
    const config = stack
        .ofGroup("invokeConfig")
        .map(readInvokeConfig)
        .find((each) => isOf(each, name, qualifier));
    const places = [...(config === undefined ? [] : [config.onFailure]), readFunction(code).deadLetterTarget].map((slot) => destination(graph, slot));
    return {
        retries: (config && numberIn(config.maximumRetryAttempts)) ?? INVOKE_DEFAULTS.maximumRetryAttempts,
        failuresGoTo: places.filter((place) => place !== null),
    };
}

/** Whether an invoke configuration is for a function and qualifier. */
function isOf({ functionName, qualifier: given }: InvokeConfigReading, name: string, qualifier: string): boolean {
    const named = functionNamed(textIn(functionName) ?? "");
    return named.name === name && (normalQualifier(textIn(given) ?? "") || named.qualifier) === qualifier;
}
