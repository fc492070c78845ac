import type { Graph } from "../engine";
import type { Owners } from "./owners";

interface Registered {
    readonly graph: Graph;
    readonly owners: Owners;
}

export type Changes = ReadonlyMap<string, "added" | "changed" | "gone">;

/** What a save of the source did to the nodes: those of one of their parts count as well. */
export function changesBetween(
    before: Registered,
    after: Registered,
    nodes: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> },
): Changes {
    const [old, now] = [textsOf(before, nodes.before), textsOf(after, nodes.after)];
    const changes = new Map<string, "added" | "changed" | "gone">();
    for (const id of nodes.after) {
        if (!nodes.before.has(id)) {
            changes.set(id, "added");
        } else if (old.get(id) !== now.get(id)) {
            changes.set(id, "changed");
        }
    }
    for (const id of nodes.before) {
        if (!nodes.after.has(id)) {
            changes.set(id, "gone");
        }
    }
    return changes;
}

/** For each node, the inputs of its resource and of all parts. Registereds register resources in an order that changes. */
function textsOf({ graph, owners }: Registered, nodes: ReadonlySet<string>): Map<string, string> {
    const parts = new Map<string, string[]>();
    for (const { urn, type, inputs } of graph.resources.filter(({ custom }) => custom)) {
        const node = owners.nodeOf(urn, nodes);
        if (node !== null) {
            parts.set(node, [...(parts.get(node) ?? []), JSON.stringify([urn, type, inputs])]);
        }
    }
    return new Map([...parts].map(([node, texts]) => [node, texts.sort().join("\n")]));
}
