import { nearTo, regionIn, regionOf } from "./places";
import { type Read, read } from "./read";
import type { GraphResource } from "./resource";
import { isUnset, type Slot, sourcesOf } from "./slot";
import { TYPES } from "./types";

/** What a slot says about the resource that it refers to. */
export type Reference =
    /** It is empty. */
    | { readonly kind: "none" }
    /** One of these resources of the stack: that one where it is one, and `sure`. */
    | { readonly kind: "here"; readonly to: readonly GraphResource[]; readonly sure: boolean }
    /** Something outside the stack. */
    | { readonly kind: "elsewhere"; readonly name: string }
    /** Not known yet; `linked` if it comes from some other resource of the stack. */
    | { readonly kind: "unknown"; readonly linked: boolean };

/** The one resource of the stack that a reference is sure to mean. */
export function only(reference: Reference): GraphResource | undefined {
    return reference.kind === "here" && reference.sure && reference.to.length === 1 ? reference.to[0] : undefined;
}

/** Which resources a property of another one refers to. */
export interface Link {
    readonly to: readonly GraphResource[];
    /** False where `to` holds all that it may be, which the update decides. */
    readonly sure: boolean;
}

/**
 * Resources that others refer to by name. It finds them by the dependencies that Pulumi records, which hold while values are unknown;
 * by equal values, which hold for literals and for a state without dependencies; and by the tree of components.
 */
export class Directory {
    private readonly byName = new Map<unknown, GraphResource[]>();
    private readonly members: ReadonlySet<GraphResource>;
    private readonly named = new Set<GraphResource>();
    private readonly below = new Map<GraphResource, GraphResource[]>();

    /** @param namesOf what others may call a resource: its name, its ARN … */
    constructor(
        private readonly resources: readonly GraphResource[],
        namesOf: (resource: GraphResource) => readonly Read<unknown>[],
    ) {
        this.members = new Set(resources);
        for (const resource of resources) {
            for (const name of namesOf(resource)) {
                // Its id is its name, or its ARN.
                if (name.known && typeof name.value === "string" && name.value !== "" && !this.called(name.value).includes(resource)) {
                    push(this.byName, name.value, resource);
                    this.named.add(resource);
                }
            }
            for (const ancestor of [resource, ...componentsAbove(resource)]) {
                push(this.below, ancestor, resource);
            }
        }
    }

    /** The resources of that name; of several those that `from` can mean by it. */
    public called(name: unknown, from?: GraphResource): readonly GraphResource[] {
        const called = this.byName.get(name) ?? [];
        return from === undefined ? called : nearTo(from, called);
    }

    /** The resources from which a property takes its value. */
    public sourcesOf(from: GraphResource, property: string): readonly GraphResource[] {
        return (from.propertyDependencies[property] ?? []).filter((source) => this.members.has(source));
    }

    /**
     * The resources that `value`, which is in the given property, names.
     *
     * @param alike How many unknown values of the property mean the same to the caller: with as many sources it need not know which is which.
     */
    public resolve(from: GraphResource, property: string, value: Read<unknown>, alike = 1): Link {
        const sources = this.sourcesOf(from, property);
        if (value.known) {
            const called = this.called(value.value, from);
            // A dependency does not count if the name is known to be another one: the value was changed on the way.
            return { to: called.length > 0 ? called : sources.filter((source) => !this.named.has(source)), sure: true };
        }
        if (sources.length > 0 && sources.length <= alike) {
            return { to: sources, sure: true };
        }
        const near = this.nearest(from, sources.length > 0 ? sources : this.resources);
        if (near !== undefined) {
            return { to: [near], sure: true };
        }
        return { to: sources.length > 0 ? sources : this.resources, sure: false };
    }

    /** What a slot refers to. */
    public refer(slot: Slot): Reference {
        const { resource, property, value } = slot;
        if (value.known) {
            if (isUnset(value.value)) {
                return { kind: "none" };
            }
            const { to } = this.resolve(resource, property, value);
            const found = to.length > 0 ? to : this.calledAtEnd(String(value.value));
            return found.length > 0 ? { kind: "here", to: found, sure: true } : { kind: "elsewhere", name: String(value.value) };
        }
        const comesFrom = sourcesOf(slot);
        if (comesFrom.length > 0 && !comesFrom.some((source) => this.members.has(source))) {
            return { kind: "unknown", linked: true };
        }
        const { to, sure } = this.resolve(resource, property, value);
        return to === this.resources ? { kind: "unknown", linked: comesFrom.length > 0 } : { kind: "here", to, sure };
    }

    /** The resources whose ARN is not known yet and whose name an ARN or a URL ends with. */
    private calledAtEnd(value: string): readonly GraphResource[] {
        const end = /[:/]([^:/]+)$/.exec(value)?.[1];
        const region = regionIn(value);
        return (end === undefined ? [] : this.called(end)).filter(
            (resource) => !read(() => resource.props.arn).known && (region === undefined || (regionOf(resource) ?? region) === region),
        );
    }

    /** The only one of the candidates in the smallest component around `from` that has one. */
    private nearest(from: GraphResource, candidates: readonly GraphResource[]): GraphResource | undefined {
        for (const component of componentsAbove(from)) {
            const near = (this.below.get(component) ?? []).filter((resource) => candidates === this.resources || candidates.includes(resource));
            if (near.length > 0) {
                return near.length === 1 ? near[0] : undefined;
            }
        }
        return undefined;
    }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
    const list = lists.get(key);
    if (list === undefined) {
        lists.set(key, [value]);
    } else {
        list.push(value);
    }
}

/** The parents of a resource without the stack, the nearest first. */
function componentsAbove(resource: GraphResource): GraphResource[] {
    const above: GraphResource[] = [];
    for (let parent = resource.parent; parent !== undefined && parent.type !== TYPES.stack; parent = parent.parent) {
        above.push(parent);
    }
    return above;
}
