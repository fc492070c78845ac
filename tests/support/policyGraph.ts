import type { Policies, ReportViolation, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";

import { type Graph, LOCAL_ACCOUNT, type Props, type Resource, UNKNOWN } from "../../local/engine/graph";
import { GraphRequests } from "../../local/engine/packRequests";
import { urnOf } from "../../local/engine/urn";

/**
 * Graphs of resources for tests of policies, from a description as short as a program:
 *
 *     const rule = node(TYPES.rule, "training-failed", { eventPattern: "…" });
 *     const target = node(TYPES.target, "notify", { rule: output(rule, "name"), arn: "arn:…" });
 *     await analyze(statusRuleHasTarget, [rule, target], "preview");
 *
 * The same graph is looked at in three ways:
 * - `update`: all values known, with dependencies. Outputs that a node does not state are made up.
 * - `preview`: every value that comes from an output is unknown, in the resource that has it and in those that take it; dependencies are there.
 * - `literals`: all values known and no dependencies, as in a program that repeats names.
 *
 * The policies run in this process through what a real pack runs on: deserialization, proxies that throw on unknown values, dependencies as objects.
 */
export interface Node {
    readonly type: string;
    readonly name: string;
    readonly props: Props;
    readonly parent: Node | undefined;
}

export type View = "update" | "preview" | "literals";

/** What a policy reported. */
export interface Violation {
    readonly policy: string;
    readonly urn: string;
    readonly level: string;
    /** The text of the report, without the policy's description above it. */
    readonly message: string;
}

/** A value that comes from outputs of other nodes. */
export class NodeOutput {
    constructor(
        public readonly sources: readonly (readonly [Node, string])[],
        private readonly compute: (...values: unknown[]) => unknown,
        /** False for what went through a data source call, which loses its dependencies in preview. */
        public readonly linked = true,
    ) {}

    public value(view: View): unknown {
        return view === "preview" ? UNKNOWN : this.compute(...this.sources.map(([node, property]) => outputOf(node, property, view)));
    }

    public apply(change: (value: unknown) => unknown): NodeOutput {
        return new NodeOutput(this.sources, (...values) => change(this.compute(...values)), this.linked);
    }

    /** The same value through a data source call with an unknown argument: in preview nothing shows where it comes from. */
    public throughInvoke(): NodeOutput {
        return new NodeOutput(this.sources, this.compute, false);
    }
}

export const node = (type: string, name: string, props: Props = {}, parent?: Node): Node => ({ type, name, props, parent });

/** An output of a node: what it states under that name, else what AWS would answer. */
export const output = (from: Node, property: string): NodeOutput => new NodeOutput([[from, property]], (value) => value);

/** A value made from several outputs. */
export const combined = (sources: readonly (readonly [Node, string])[], combine: (...values: unknown[]) => unknown): NodeOutput =>
    new NodeOutput(sources, combine);

/** URN of a node in the stack `dev` of the project `app`. */
export function urn({ type, name, parent }: Node): string {
    return urnOf({ stack: "dev", project: "app", parent: parent === undefined ? STACK : urn(parent), type, name });
}

const STACK = "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev";

/** Service and resource part of the ARNs of a type, in which NAME stands for the name. */
const ARNS: readonly (readonly [RegExp, string, string])[] = [
    [/:EventRule$|:events:Rule$/, "events", "rule/NAME"],
    [/:EventBus$/, "events", "event-bus/NAME"],
    [/:Queue$/, "sqs", "NAME"],
    [/:Topic$/, "sns", "NAME"],
    [/(lambda.*:Function|:CallbackFunction)$/, "lambda", "function:NAME"],
    [/lambda.*:Alias$/, "lambda", "function:OF:NAME"],
    [/:LogGroup$/, "logs", "log-group:NAME"],
    [/:(MetricAlarm|CompositeAlarm)$|:cloudwatch:Alarm$/, "cloudwatch", "alarm:NAME"],
    [/:Key$/, "kms", "key/NAME"],
    [/:Role$/, "iam", "role/NAME"],
    [/iam.*:Policy$/, "iam", "policy/NAME"],
    [/secretsmanager.*:Secret$/, "secretsmanager", "secret:NAME-AbCdEf"],
    [/ssm.*:Parameter$/, "ssm", "parameter/NAME"],
];

/** What aws-native calls the name of a resource. */
function nameProperty(type: string): string {
    const [, own] = /^aws-native:.*:(Queue|Topic|Function|LogGroup|Role|Alarm)$/.exec(type) ?? [];
    return own === undefined ? "name" : `${own.charAt(0).toLowerCase()}${own.slice(1)}Name`;
}

/** What a provider computes for a resource, whoever uses it. */
const computedBy = ({ type }: Node): readonly string[] => {
    const known = ARNS.some(([pattern]) => pattern.test(type));
    return known ? ["arn", nameProperty(type), ...(type.endsWith(":Queue") ? ["url"] : [])] : [];
};

function outputOf(from: Node, property: string, view: View): unknown {
    const stated = from.props[property];
    if (stated !== undefined) {
        return plain(stated, view);
    }
    const given = from.props[nameProperty(from.type)];
    const name = typeof given === "string" ? given : `${from.name}-1a2b3c4`;
    const own = typeof from.props.region === "string" ? from.props.region : "us-east-1";
    if (property === "url" || property === "queueUrl") {
        return `https://sqs.${own}.amazonaws.com/111122223333/${name}`;
    }
    if (!/^(arn|topicArn)$/.test(property)) {
        return name;
    }
    const [, service = "test", resource = "NAME"] = ARNS.find(([pattern]) => pattern.test(from.type)) ?? [];
    const bus =
        service === "events" && resource.startsWith("rule") && from.props.eventBusName !== undefined
            ? plain(from.props.eventBusName, "update")
            : undefined;
    const path = typeof bus === "string" && bus !== "default" ? `${bus.replace(/^.*event-bus\//, "")}/${name}` : name;
    const region = service === "iam" ? "" : own;
    return `arn:aws:${service}:${region}:111122223333:${resource.replace("OF", () => String(plain(from.props.functionName, "update"))).replace("NAME", path)}`;
}

function plain(value: unknown, view: View): unknown {
    if (value instanceof NodeOutput) {
        return value.value(view);
    }
    if (Array.isArray(value)) {
        return value.map((item) => plain(item, view));
    }
    if (typeof value === "object" && value !== null) {
        const stated = Object.entries(value).filter(([, item]) => item !== undefined);
        return Object.fromEntries(stated.map(([key, item]) => [key, plain(item, view)]));
    }
    return value;
}

function outputsIn(value: unknown): NodeOutput[] {
    if (value instanceof NodeOutput) {
        return [value];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(outputsIn) : [];
}

/** The nodes as the engine would register them. */
export function resourcesOf(nodes: readonly Node[], view: View): Resource[] {
    const used = nodes.flatMap(({ props }) => outputsIn(props)).flatMap(({ sources }) => sources);
    const all = [...nodes];
    for (const { parent } of all) {
        if (parent !== undefined && !all.includes(parent)) {
            all.push(parent);
        }
    }
    return all.map((item) => {
        const inputs = plain(item.props, view) as Props;
        const outputs: Props = { ...inputs };
        const computed = computedBy(item).map((property) => [item, property] as const);
        for (const [from, property] of [...used, ...computed]) {
            if (from === item && item.props[property] === undefined) {
                outputs[property] = view === "preview" ? UNKNOWN : outputOf(item, property, view);
            }
        }
        const propertyDependencies: Record<string, string[]> = {};
        for (const [property, value] of Object.entries(item.props)) {
            const linked = view === "literals" ? [] : outputsIn(value).filter((part) => view === "update" || part.linked);
            const urns = [...new Set(linked.flatMap(({ sources }) => sources.map(([from]) => urn(from))))];
            if (urns.length > 0) {
                propertyDependencies[property] = urns;
            }
        }
        return {
            urn: urn(item),
            type: item.type,
            name: item.name,
            parent: item.parent === undefined ? STACK : urn(item.parent),
            custom: !item.type.startsWith("app:"),
            remote: false,
            id: view === "preview" ? "" : item.name,
            provider: "",
            inputs,
            outputs,
            dependencies: [...new Set(Object.values(propertyDependencies).flat())],
            propertyDependencies,
            options: OPTIONS,
            secrets: [],
        };
    });
}

/** The nodes as what a run of a program leaves, for `runPack` and the like. */
export function graphOf(nodes: readonly Node[], view: View): Graph {
    return graphWith(resourcesOf(nodes, view), view);
}

function graphWith(resources: readonly Resource[], view: View): Graph {
    return {
        project: "app",
        stack: "dev",
        mode: view === "preview" ? "preview" : "update",
        program: process.cwd(),
        region: "us-east-1",
        account: LOCAL_ACCOUNT,
        partition: "aws",
        resources: [...resources],
        stackOutputs: {},
    };
}

const OPTIONS: Resource["options"] = {
    protect: false,
    ignoreChanges: [],
    replaceOnChanges: [],
    retainOnDelete: false,
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: { create: "", update: "", delete: "" },
    importId: "",
    deletedWith: "",
    version: "",
};

type Callback = (error: Error | null | undefined, response: analyzer.AnalyzeResponse) => void;
interface PolicyServer {
    makeAnalyzeStackRpcFun(
        pack: string,
        version: string,
        level: string,
        policies: Policies,
    ): (call: { request: analyzer.AnalyzeStackRequest }, done: Callback) => void;
}

// Internal and without types, but the only way to the proxies of a real preview without a process. @pulumi/policy is pinned.
const server = require("@pulumi/policy/server") as PolicyServer;

const LEVELS = new Map(Object.entries(analyzer.EnforcementLevel).map(([name, level]) => [level, name.toLowerCase()]));

/** What the policies report on registered resources. `config` holds the properties of configured policies, by name. */
export async function analyzeResources(
    given: Policies,
    resources: readonly Resource[],
    config: Readonly<Record<string, object>> = {},
): Promise<Violation[]> {
    const policies = given.map((policy) =>
        "validateStack" in policy && policy.name in config
            ? {
                  ...policy,
                  validateStack: (args: StackValidationArgs, report: ReportViolation) =>
                      policy.validateStack({ ...args, getConfig: <T extends object>() => config[policy.name] as T }, report),
              }
            : policy,
    );
    const response = await new Promise<analyzer.AnalyzeResponse>((resolve, reject) => {
        const analyze = server.makeAnalyzeStackRpcFun("pack", "0.0.0", "advisory", policies);
        analyze({ request: new GraphRequests(graphWith(resources, "update")).analyzeStack() }, (error, answer) =>
            error ? reject(error) : resolve(answer),
        );
    });
    // Calls reach a pack one by one, and never in the middle of another: policies count on that (policy/shared/run.ts).
    await new Promise((resolve) => setImmediate(resolve));
    return response.getDiagnosticsList().map((diagnostic) => {
        const description = `${diagnostic.getDescription()}\n`;
        const message = diagnostic.getMessage();
        return {
            policy: diagnostic.getPolicyname(),
            urn: diagnostic.getUrn(),
            level: LEVELS.get(diagnostic.getEnforcementlevel()) ?? "",
            message: message.startsWith(description) ? message.slice(description.length) : message,
        };
    });
}

/** What a policy reports on the nodes. */
export const analyze = async (policy: StackValidationPolicy, nodes: readonly Node[], view: View): Promise<Omit<Violation, "policy">[]> =>
    (await analyzeResources([policy], resourcesOf(nodes, view))).map(({ urn: on, level, message }) => ({ urn: on, level, message }));

/** The one line in which a policy says on which nodes it cannot decide yet. Nodes have no stack, on whose URN it stands otherwise. */
export const undecided = (...on: readonly Node[]): Omit<Violation, "policy"> => ({
    urn: "",
    level: "advisory",
    message: `Undecided in preview: values of ${on.map(({ name }) => `"${name}"`).join(", ")} are unknown until the update.`,
});
