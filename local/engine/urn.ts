import type { Alias } from "@pulumi/pulumi/proto/alias_pb";

/** A resource's place: what its URN is made of. */
export interface Place {
    stack: string;
    project: string;
    /** URN of the parent, "" for none. */
    parent: string;
    type: string;
    name: string;
}

/** The URN that the engine gives: the type is qualified by the types of its parents, except the stack's. */
export function urnOf({ stack, project, parent, type, name }: Place): string {
    const parentType = parent.split("::")[2] ?? "";
    const qualified = parentType === "" || parentType === "pulumi:pulumi:Stack" ? type : `${parentType}$${type}`;
    return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The URN that an alias means: what the alias leaves out is as in the resource itself. */
export function aliasUrn(alias: Alias, place: Place): string {
    const spec = alias.getSpec();
    if (!spec) {
        return alias.getUrn();
    }
    const parent = spec.getNoparent() ? "" : spec.getParenturn() || place.parent;
    return urnOf({
        stack: spec.getStack() || place.stack,
        project: spec.getProject() || place.project,
        parent,
        type: spec.getType() || place.type,
        name: spec.getName() || place.name,
    });
}
