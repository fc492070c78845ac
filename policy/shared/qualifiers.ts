import type { PolicyResource } from "@pulumi/policy";

import { only } from "./directory";
import { type Answer } from "./read";
import { isGiven, type Slot, slotAt, sourcesOf, textIn } from "./slot";
import type { Stack } from "./stack";
import { isOf } from "./types";

const isAlias = isOf("functionAlias");
const isFunction = isOf("function");
/** An alias as long as its name is not known stands for its name. */
const nameOf = (alias: PolicyResource) => textIn(slotAt(alias, "name")) ?? alias.urn;
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
export function isForQualifier(stack: Stack, target: Slot, from: PolicyResource, functionName: Slot): Answer {
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
