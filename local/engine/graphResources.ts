import { type GraphResource, once, Stack } from "../../models/graph";
import { containsUnknown, type Graph, type Props, type Resource } from "./graph";

/** The registered resources as the readers of models/graph see them. Reading a value that is not known throws, as it does in a policy pack. */
export const graphResources = once((graph: Graph): readonly GraphResource[] => {
    const byUrn = new Map<string, GraphResource>();
    const inStack = (urns: readonly string[]) => urns.flatMap((urn) => byUrn.get(urn) ?? []);
    for (const resource of graph.resources) {
        const { urn, type, name, parent, provider, propertyDependencies } = resource;
        const properties = readable({ ...resource.inputs, ...resource.outputs, id: resource.id });
        byUrn.set(urn, {
            urn,
            type,
            name,
            props: properties,
            // A parent and a provider are registered before what they have.
            ...(byUrn.has(parent) && { parent: byUrn.get(parent)! }),
            provider: byUrn.get(provider.slice(0, Math.max(0, provider.lastIndexOf("::")))) ?? { urn: provider, props: {} },
            get propertyDependencies() {
                return Object.fromEntries(Object.entries(propertyDependencies).map(([property, urns]) => [property, inStack(urns)]));
            },
        });
    }
    return [...byUrn.values()];
});

/** What belongs together among the registered resources. */
export const stackOf = once((graph: Graph) => new Stack(graphResources(graph)));

/** The registered resource of what the readers found. */
export const registered = (graph: Graph, { urn }: GraphResource): Resource => graph.resources.find((resource) => resource.urn === urn)!;

function readable(props: Props): Props {
    return containsUnknown(props) ? guarded(props) : props;
}

function guarded<T extends object>(value: T): T {
    return new Proxy(value, {
        get: (target, key) => {
            const item = Reflect.get(target, key) as unknown;
            if (typeof item === "string" && containsUnknown(item)) {
                throw Object.assign(new Error(`value at ${String(key)} is not known`), { unknownTypeSentinel: key });
            }
            return typeof item === "object" && item !== null ? guarded(item) : item;
        },
    });
}
