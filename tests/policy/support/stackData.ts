import { type Graph, type Props, type Resource, UNKNOWN } from "../../../local/engine/graph";
import { combined, type Node, output } from "../../support/policyGraph";

/**
 * Stacks as data: resources by name, in which a value may be the output of another one. The same data makes a graph for the policies and could make a
 * program; a change to it is one of three words: set, remove, add.
 */
export type StackData = Readonly<Record<string, ResourceData>>;

export interface ResourceData {
    readonly type: string;
    readonly props: Props;
    /** Name of the parent in the data. @default the stack */
    readonly parent?: string;
}

/** An output of another resource. */
export interface Ref {
    readonly $ref: string;
    readonly attribute: string;
    /** True for what comes through a data source, or from the provider alone: in preview nothing shows where it comes from. */
    readonly unlinked?: boolean;
}

/** A value as the text of its JSON. */
export interface Json {
    readonly $json: unknown;
}

/** Parts of a text, of which some are outputs. */
export interface Joined {
    readonly $join: readonly unknown[];
}

export const joined = (...$join: unknown[]): Joined => ({ $join });
export const ref = ($ref: string, attribute = "arn"): Ref => ({ $ref, attribute });
export const unlinked = ($ref: string, attribute: string): Ref => ({ $ref, attribute, unlinked: true });
export const json = ($json: unknown): Json => ({ $json });

export type Change = { readonly set: string; readonly to: Props } | { readonly remove: readonly string[] } | { readonly add: StackData };

const isObject = (value: unknown): value is Props => typeof value === "object" && value !== null && !Array.isArray(value);
const isRef = (value: unknown): value is Ref => isObject(value) && "$ref" in value;
const isJoined = (value: unknown): value is Joined => isObject(value) && "$join" in value;
const isJson = (value: unknown): value is Json => isObject(value) && "$json" in value;

/** The value with `replace` in the place of every reference, and no JSON yet. */
function map(value: unknown, replace: (ref: Ref) => unknown): unknown {
    if (isRef(value)) {
        return replace(value);
    }
    if (Array.isArray(value)) {
        return value.map((item) => map(item, replace));
    }
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item, replace)])) : value;
}

function refsIn(value: unknown): Ref[] {
    const refs: Ref[] = [];
    map(value, (found) => {
        refs.push(found);
        return found;
    });
    return refs;
}

/** The data after the changes. */
export function changed(stack: StackData, changes: readonly Change[]): StackData {
    let result: Record<string, ResourceData> = { ...stack };
    for (const change of changes) {
        if ("set" in change) {
            const before = result[change.set];
            if (before === undefined) {
                throw new Error(`no resource "${change.set}" in ${Object.keys(stack).join(", ")}`);
            }
            result[change.set] = { ...before, props: { ...before.props, ...change.to } };
        } else if ("remove" in change) {
            const missing = change.remove.find((name) => result[name] === undefined);
            if (missing !== undefined) {
                throw new Error(`no resource "${missing}" in ${Object.keys(stack).join(", ")}`);
            }
            result = Object.fromEntries(Object.entries(result).filter(([name]) => !change.remove.includes(name)));
        } else {
            result = { ...result, ...change.add };
        }
    }
    return result;
}

/** The same resources once more, each with the ending on its name and with the given properties. */
export function copied(stack: StackData, ending: string, props: Props): StackData {
    const rename = (value: unknown): unknown => {
        if (isRef(value)) {
            return ref(value.$ref + ending, value.attribute);
        }
        if (Array.isArray(value)) {
            return value.map(rename);
        }
        return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item)])) : value;
    };
    return Object.fromEntries(
        Object.entries(stack).map(([name, { parent, ...data }]) => [
            name + ending,
            {
                ...data,
                ...(parent !== undefined && { parent: parent + ending }),
                // What IAM has is in no Region.
                props: { ...(rename(data.props) as Props), ...(!data.type.startsWith("aws:iam/") && props) },
            },
        ]),
    );
}

/** The data as nodes of a graph. */
export function nodesOf(stack: StackData): Node[] {
    const nodes = new Map<string, Node & { props: Props; parent: Node | undefined }>();
    for (const [name, { type }] of Object.entries(stack)) {
        nodes.set(name, { type, name, props: {}, parent: undefined });
    }
    const find = (name: string) => {
        const found = nodes.get(name);
        if (found === undefined) {
            throw new Error(`no resource "${name}" in ${Object.keys(stack).join(", ")}`);
        }
        return found;
    };
    const valueOf = (value: unknown): unknown => {
        if (isJoined(value)) {
            const refs = refsIn(value.$join);
            const sources = refs.map(({ $ref, attribute }) => [find($ref), attribute] as const);
            return combined(sources, (...values) => {
                let next = 0;
                return value.$join.map((part) => (isRef(part) ? values[next++] : part)).join("");
            });
        }
        if (isJson(value)) {
            const refs = refsIn(value.$json);
            const fill = (values: readonly unknown[]) => {
                let next = 0;
                return JSON.stringify(map(value.$json, () => values[next++]));
            };
            return refs.length === 0
                ? fill([])
                : combined(
                      refs.map(({ $ref, attribute }) => [find($ref), attribute] as const),
                      (...values) => fill(values),
                  );
        }
        if (isRef(value)) {
            const found = output(find(value.$ref), value.attribute);
            return value.unlinked ? found.throughInvoke() : found;
        }
        if (Array.isArray(value)) {
            return value.map(valueOf);
        }
        return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, valueOf(item)])) : value;
    };
    for (const [name, { props, parent }] of Object.entries(stack)) {
        const node = find(name);
        node.parent = parent === undefined ? undefined : find(parent);
        node.props = valueOf(props) as Props;
    }
    return [...nodes.values()];
}

/** The same stack as a program writes it that repeats names: every resource has a name, and every reference is that name or ARN as text. */
export function withLiterals(stack: StackData): StackData {
    const named = Object.fromEntries(
        Object.entries(stack).map(([name, data]) => [
            name,
            /:(EventRule|Queue|Topic|Function|Role|MetricAlarm|LogGroup|EventBus)$/.test(data.type)
                ? { ...data, props: { name: `ml-${name}`, ...data.props } }
                : data,
        ]),
    );
    const nodes = new Map(nodesOf(named).map((node) => [node.name, node]));
    const literal = (value: unknown): unknown => {
        if (isJson(value)) {
            return JSON.stringify(map(value.$json, ({ $ref, attribute }) => output(nodes.get($ref)!, attribute).value("update")));
        }
        if (isRef(value)) {
            return output(nodes.get(value.$ref)!, value.attribute).value("update");
        }
        if (Array.isArray(value)) {
            return value.map(literal);
        }
        return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)])) : value;
    };
    return Object.fromEntries(Object.entries(named).map(([name, data]) => [name, { ...data, props: literal(data.props) as Props }]));
}

/** A registered graph after the changes, which name resources by their names. */
export function changedGraph(graph: Graph, changes: readonly Change[]): Graph {
    const resources = [...graph.resources];
    const find = (name: string): Resource => {
        const found = resources.filter((resource) => resource.name === name);
        if (found.length !== 1) {
            throw new Error(`${found.length} resources have the name "${name}"`);
        }
        return found[0]!;
    };
    for (const change of changes) {
        if ("remove" in change) {
            for (const name of change.remove) {
                resources.splice(resources.indexOf(find(name)), 1);
            }
        } else if ("set" in change) {
            const before = find(change.set);
            const after: Resource = {
                ...before,
                inputs: { ...before.inputs },
                outputs: { ...before.outputs },
                propertyDependencies: { ...before.propertyDependencies },
            };
            for (const [property, value] of Object.entries(change.to)) {
                const refs = refsIn(isJson(value) ? value.$json : value);
                const known = ({ $ref, attribute }: Ref) => find($ref).outputs[attribute] ?? UNKNOWN;
                const unknown = graph.mode === "preview" && refs.length > 0;
                const plain = isJson(value) ? (unknown ? UNKNOWN : JSON.stringify(map(value.$json, known))) : map(value, known);
                after.inputs[property] = plain;
                after.outputs[property] = plain;
                delete after.propertyDependencies[property];
                if (refs.length > 0) {
                    after.propertyDependencies[property] = refs.map(({ $ref }) => find($ref).urn);
                }
            }
            resources[resources.indexOf(before)] = after;
        } else {
            throw new Error("resources are added to stacks of data only");
        }
    }
    return { ...graph, resources };
}
