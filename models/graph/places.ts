import { read } from "./read";
import type { GraphResource } from "./resource";
import { isGiven, type Slot, slotAt, textIn } from "./slot";
import { TYPES } from "./types";

/** The service in an ARN; undefined for other texts. */
export const serviceIn = (text: string) => text.split(":")[2];

/** The Region in an ARN; undefined for other texts, and for what has no Region. */
export function regionIn(text: string | undefined): string | undefined {
    return /^arn:[^:]*:[^:]*:([^:]+):/.exec(text ?? "")?.[1];
}

/** The Region of a resource: as the provider of AWS states it since version 7, as its provider is set, or as its ARN has it; undefined where nothing says it. */
export function regionOf(resource: GraphResource): string | undefined {
    const set = read(() => resource.provider?.props.region as unknown);
    const region = slotAt(resource, "region");
    if (!region.value.known && isGiven(region)) {
        return undefined;
    }
    const [stated, provided] = [textIn(region), set.known && typeof set.value === "string" ? set.value : ""];
    // The ARN in a target is that of what it calls.
    return stated || provided || (resource.type === TYPES.target ? undefined : regionIn(textIn(slotAt(resource, "arn"))));
}

/** The Region of what a slot names, where that is for sure not the Region of `from`; `named` is what it names in the stack. */
export function otherRegion(slot: Slot, named: GraphResource | undefined, from: GraphResource): string | undefined {
    const [there, here] = [regionIn(textIn(slot)) ?? (named && regionOf(named)), regionOf(from)];
    return here === undefined || there === here ? undefined : there;
}

/** Whether two resources are in different Regions, for sure: there is nothing of the one where the other is. */
export function areApart(one: GraphResource, other: GraphResource): boolean {
    const [here, there] = [regionOf(one), regionOf(other)];
    return here !== undefined && there !== undefined && here !== there;
}

/** Of several resources of one name those that another resource can mean by it: in its Region, and made by its provider, which stands for an account. */
export function nearTo(from: GraphResource, called: readonly GraphResource[]): readonly GraphResource[] {
    if (called.length < 2) {
        return called;
    }
    const near = called.filter((resource) => !areApart(from, resource));
    const own = near.filter(({ provider }) => provider?.urn === from.provider?.urn);
    return own.length > 0 ? own : near.length > 0 ? near : called;
}
