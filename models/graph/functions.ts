import { only } from "./directory";
import { type Answer } from "./read";
import type { GraphResource } from "./resource";
import { isGiven, type Slot, slotAt, sourcesOf, textIn } from "./slot";
import type { Handler, Stack } from "./stack";
import { isOf } from "./types";

const isAlias = isOf("functionAlias");
const isFunction = isOf("function");
/** An alias as long as its name is not known stands for its name. */
const nameOf = (alias: GraphResource) => textIn(slotAt(alias, "name")) ?? alias.urn;
/** $LATEST is what a function without qualifier means. */
const normal = (qualifier: string) => (qualifier === "$LATEST" ? "" : qualifier);

/** The version or alias of a function that a slot names, by an ARN with a qualifier; "" for none, undefined where that is not known. */
function qualifierIn(stack: Stack, slot: Slot): string | undefined {
    if (!slot.value.known && sourcesOf(slot).filter((source) => isAlias(source) || isFunction(source)).length > 1) {
        // A property that holds several targets comes from the functions of all.
        return undefined;
    }
    const alias = only(stack.directory("functionAlias").refer(slot)) ?? sourcesOf(slot).find((source) => !slot.value.known && isAlias(source));
    const text = textIn(slot);
    return alias !== undefined ? nameOf(alias) : text === undefined ? undefined : normal(/:function:[^:]+:([^:]+)$/.exec(text)?.[1] ?? "");
}

/**
 * Whether what is said of a function is said of the version or alias that a target calls: Lambda keeps permissions and destinations apart for each.
 *
 * @param from a permission or an invoke config
 */
export function isForQualifier(stack: Stack, target: Slot, from: GraphResource, functionName: Slot): Answer {
    const qualifier = slotAt(from, "qualifier");
    const alias = sourcesOf(qualifier).find(isAlias);
    const stated = isGiven(qualifier)
        ? qualifier.value.known
            ? normal(String(qualifier.value.value))
            : alias && nameOf(alias)
        : qualifierIn(stack, functionName);
    const called = qualifierIn(stack, target);
    if (stated !== undefined && called !== undefined) {
        return stated === called ? "yes" : "no";
    }
    // As long as ARNs are not known, and nothing tells of a qualifier, there is none.
    return stated || called ? "unknown" : "yes";
}

/** Where an invoke config says where events go on which the function failed. */
export const DESTINATION = "destinationConfig.onFailure.destination";

/** The invoke configs of a function, its versions and aliases. */
export const invokeConfigs = (stack: Stack, handler: GraphResource) =>
    stack.attachedTo(handler, "invokeConfig", "function", "functionName").map(({ resource }) => resource);

/** Where a function puts events that it failed on. */
export interface FailureDestination {
    /** Undefined if nowhere. */
    readonly destination: Slot | undefined;
    /** False where only a target asks for it that may be no status target. */
    readonly sure: boolean;
}

/** Where a function puts events that it failed on, by the versions and aliases that targets call. */
export function failureDestinations(stack: Stack, { resource, targets }: Handler): FailureDestination[] {
    const configs = invokeConfigs(stack, resource);
    const found = new Map<GraphResource | undefined, FailureDestination>();
    for (const target of targets) {
        const destination = [
            ...configs
                .filter((config) => isForQualifier(stack, target.at("arn"), config, slotAt(config, "functionName")) !== "no")
                .map((config) => slotAt(config, DESTINATION)),
            slotAt(resource, "deadLetterConfig.targetArn"),
        ].find(isGiven);
        found.set(destination?.resource, { destination, sure: target.sure || found.get(destination?.resource)?.sure === true });
    }
    return [...found.values()];
}
