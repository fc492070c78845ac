import {
    environmentOf,
    type GraphResource,
    isGiven,
    isOf,
    only,
    readFunction,
    readSubscription,
    type Slot,
    slotAt,
    slotsIn,
    sourcesOf,
    type Stack,
    textIn,
} from "../../models/graph";

/** A function that status rules call, or that gets the messages of one. */
export interface Reader {
    readonly resource: GraphResource;
    readonly sure: boolean;
}

const variable = (handler: GraphResource, name: string) => slotAt(handler, `environment.variables.${name}`);

/** The functions that status rules call, and those that subscribe to a topic whose ARN a target or such a function has. */
export function secretReaders(stack: Stack): Reader[] {
    const readers = new Map<GraphResource, boolean>();
    const topics = new Map<GraphResource | string, boolean>();
    const add = <T>(to: Map<T, boolean>, one: T, sure: boolean) => to.set(one, sure || to.get(one) === true);
    for (const { arn, sure } of stack.targets()) {
        topicsIn(stack, arn).forEach((topic) => add(topics, topic, sure));
    }
    for (const { resource, sure } of stack.handlers()) {
        add(readers, resource, sure);
        for (const { name } of environmentOf(resource)) {
            topicsIn(stack, variable(resource, name)).forEach((topic) => add(topics, topic, sure));
        }
    }
    for (const { topics: from, protocol, endpoint } of subscriptionsOf(stack)) {
        const sent = from.flatMap((each) => topics.get(each) ?? []);
        const called = stack.functionIn(endpoint);
        if (sent.length > 0 && textIn(protocol) === "lambda" && called.kind === "here") {
            called.to.forEach((resource) => add(readers, resource, sent.includes(true) && called.sure && called.to.length === 1));
        }
    }
    return [...readers].map(([resource, sure]) => ({ resource, sure }));
}

/** The topics that a slot names or comes from, and the ARN of one in it. */
function topicsIn(stack: Stack, slot: Slot): readonly (GraphResource | string)[] {
    const text = textIn(slot);
    if (text === undefined) {
        return sourcesOf(slot).filter(isOf("topic"));
    }
    const topic = /^arn:[^:]+:sns:/.test(text) ? only(stack.directory("topic").refer(slot)) : undefined;
    return topic === undefined ? [text] : [topic, text];
}

interface Subscribed {
    readonly topics: readonly (GraphResource | string)[];
    readonly protocol: Slot;
    readonly endpoint: Slot;
}

function subscriptionsOf(stack: Stack): Subscribed[] {
    const separate = stack.ofGroup("subscription").map((each) => {
        const { topic, protocol, endpoint } = readSubscription(each);
        return { topics: topicsIn(stack, topic), protocol, endpoint };
    });
    // Topics of aws-native have a list.
    const inTopics = stack.ofGroup("topic").flatMap((topic) =>
        (isGiven(slotAt(topic, "subscription")) ? slotsIn(topic, "subscription") : []).map((_, index) => ({
            topics: [topic],
            protocol: slotAt(topic, `subscription.${index}.protocol`),
            endpoint: slotAt(topic, `subscription.${index}.endpoint`),
        })),
    );
    return [...separate, ...inTopics];
}

/** A secret of Secrets Manager or a parameter of Systems Manager whose ARN is in the environment of a function. */
export interface SecretUse {
    readonly kind: "secret" | "parameter";
    readonly arn: Slot;
    /** Undefined for one that is not in the stack. */
    readonly resource: GraphResource | undefined;
    /** The names of the variables that have the ARN, or may have it. */
    readonly variables: readonly string[];
    /** False where the function may have its value and not its ARN. */
    readonly sure: boolean;
}

/** The secrets whose ARNs a function has. A value that is not known comes from them, as long as the preview does not know their ARNs. */
export function secretsOf(stack: Stack, { resource: handler }: Reader): SecretUse[] {
    const variables = environmentOf(handler);
    const byArn = variables.flatMap(({ name, text = "" }): SecretUse[] => {
        const [, service] = /^arn:[^:]+:(secretsmanager:[^:]*:[^:]*:secret:|ssm:[^:]*:[^:]*:parameter\/)/.exec(text) ?? [];
        const kind = service?.startsWith("ssm") ? "parameter" : "secret";
        const arn = variable(handler, name);
        return service === undefined ? [] : [{ kind, arn, resource: only(stack.directory(kind).refer(arn)), variables: [name], sure: true }];
    });
    const open = variables.flatMap(({ name, text }) => (text === undefined ? [name] : []));
    const linked = open.length === 0 ? [] : sourcesOf(readFunction(handler).environment).flatMap((source) => secretFrom(stack, source) ?? []);
    const others = linked.filter((secret) => byArn.every(({ resource }) => resource !== secret));
    return [
        ...byArn,
        ...[...new Set(others)].map((resource): SecretUse => {
            const kind = isOf("secret")(resource) ? "secret" : "parameter";
            return { kind, arn: slotAt(resource, "arn", "secretId"), resource, variables: open, sure: kind === "secret" };
        }),
    ];
}

/** The secret or the parameter that an output is of; a version of a secret has the secret's ARN. */
const secretFrom = (stack: Stack, source: GraphResource): GraphResource | undefined =>
    isOf("secret")(source) || isOf("parameter")(source)
        ? source
        : isOf("secretValue")(source)
          ? only(stack.directory("secret").refer(slotAt(source, "secretId")))
          : undefined;
