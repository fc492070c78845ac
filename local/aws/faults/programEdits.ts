import { type Graph, type Props, type Resource, SIGNATURE } from "../../engine/graph";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE } from "../../engine/wire";

/** Names resources: by type token, and by the program's or the physical name where not all of the type are meant. */
export interface Selector {
    type: string;
    name?: string;
}

const isNamed = (resource: Resource, name: string) => resource.name === name || resource.outputs.name === name;

function select(graph: Graph, fault: string, { type, name }: Selector): (resource: Resource) => boolean {
    const test = (resource: Resource) => resource.type === type && (name === undefined || isNamed(resource, name));
    if (!graph.resources.some(test)) {
        throw new Error(`${fault}: there must be a resource ${type}${name === undefined ? "" : ` named "${name}"`} in the program, got none`);
    }
    return test;
}

const keep = (graph: Graph, test: (resource: Resource) => boolean): Graph => ({ ...graph, resources: graph.resources.filter(test) });

/** The named resource alone. Throws unless there is exactly one. */
function one(graph: Graph, fault: string, selector: Selector): Resource {
    const found = graph.resources.filter(select(graph, fault, selector));
    if (found.length !== 1) {
        throw new Error(`${fault}: exactly one ${selector.type} must be named "${selector.name}", got ${found.length}`);
    }
    return found[0]!;
}

/**
 * The program without some resources.
 *
 * @throws Error if there are none.
 */
export function removeResources(graph: Graph, selector: Selector): Graph {
    const test = select(graph, "removeResources", selector);
    return keep(graph, (resource) => !test(resource));
}

/**
 * The program with other properties on some resources; undefined takes a property away.
 *
 * @throws Error if there are no such resources.
 */
export function changeProperties(graph: Graph, selector: Selector, changes: Props): Graph {
    const test = select(graph, "changeProperties", selector);
    const merged = (props: Props) => Object.fromEntries(Object.entries({ ...props, ...changes }).filter(([, value]) => value !== undefined));
    const resources = graph.resources.map((resource) =>
        test(resource) ? { ...resource, inputs: merged(resource.inputs), outputs: merged(resource.outputs) } : resource,
    );
    return { ...graph, resources };
}

/** The program with a function whose handler throws at every event. */
export function breakHandler(graph: Graph, functionName: string, message = "broken on purpose"): Graph {
    const selector = { type: "aws:lambda/function:Function", name: functionName };
    const { handler } = one(graph, "breakHandler", selector).outputs;
    const [file = "", exported = ""] = String(handler).split(".");
    const text = `exports[${JSON.stringify(exported)}] = async () => { throw new Error(${JSON.stringify(message)}); };`;
    const asset = { [SIGNATURE]: ASSET_SIGNATURE, text };
    return changeProperties(graph, selector, { code: { [SIGNATURE]: ARCHIVE_SIGNATURE, assets: { [`${file}.js`]: asset } } });
}

/** The program with a queue that has no policy: services may not write to it. */
export function dropQueuePolicy(graph: Graph, queueName: string): Graph {
    const selector = { type: "aws:sqs/queue:Queue", name: queueName };
    const queue = one(graph, "dropQueuePolicy", selector);
    const url = queue.outputs.url ?? queue.id;
    const isPolicy = ({ type, outputs }: Resource) => type === "aws:sqs/queuePolicy:QueuePolicy" && outputs.queueUrl === url;
    return keep(changeProperties(graph, selector, { policy: undefined }), (resource) => !isPolicy(resource));
}

/** The program with a function that no one has permission to invoke. */
export function removePermissions(graph: Graph, functionName: string): Graph {
    const { outputs } = one(graph, "removePermissions", { type: "aws:lambda/function:Function", name: functionName });
    const isPermission = (resource: Resource) =>
        resource.type === "aws:lambda/permission:Permission" && [outputs.name, outputs.arn].includes(resource.outputs.function);
    return keep(graph, (resource) => !isPermission(resource));
}

/** The program with a topic that no one reads. */
export function unsubscribe(graph: Graph, topicName: string): Graph {
    const { outputs } = one(graph, "unsubscribe", { type: "aws:sns/topic:Topic", name: topicName });
    return keep(graph, ({ type, outputs: { topic } }) => type !== "aws:sns/topicSubscription:TopicSubscription" || topic !== outputs.arn);
}

/** One action that a statement of an inline role policy allows. */
export interface Grant {
    /** Physical name of the role. */
    role: string;
    action: string;
    resources: string[];
}

const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]) as string[];

interface PolicyText {
    Statement: { Effect: string; Action: string | string[]; Resource: string | string[] }[];
}

/** Every action that the inline policies of the program's roles allow, in order. */
export function grantsOf(graph: Graph): Grant[] {
    return graph.resources
        .filter(({ type }) => type === ROLE_POLICY)
        .flatMap(({ outputs }) =>
            (JSON.parse(String(outputs.policy)) as PolicyText).Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action, Resource }) =>
                listOf(Action).map((action) => ({ role: String(outputs.role), action, resources: listOf(Resource) })),
            ),
        );
}

/** The program without one grant of {@link grantsOf}: the action leaves its statement, and a statement without actions goes. */
export function withoutGrant(graph: Graph, { role, action, resources }: Grant): Graph {
    const without = (text: string): string => {
        const policy = JSON.parse(text) as PolicyText;
        const Statement = policy.Statement.flatMap((statement) => {
            const same = statement.Effect === "Allow" && JSON.stringify(listOf(statement.Resource)) === JSON.stringify(resources);
            const left = listOf(statement.Action).filter((each) => !same || each !== action);
            return left.length === 0 ? [] : [{ ...statement, Action: left }];
        });
        return JSON.stringify({ ...policy, Statement });
    };
    const isOf = ({ type, outputs }: Resource) => type === ROLE_POLICY && outputs.role === role;
    const changed = graph.resources.map((each) =>
        isOf(each) ? { ...each, outputs: { ...each.outputs, policy: without(String(each.outputs.policy)) } } : each,
    );
    return { ...graph, resources: changed };
}
