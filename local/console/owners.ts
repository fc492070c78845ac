import { unqualified } from "../cli/shared/ruleTargets";
import type { Graph, Resource } from "../engine/graph";

/** The last part of an ARN, which for most is the name. */
export const shortName = (arn: string): string => arn.split(/[:/]/).at(-1)!;

/** Finds the resource that an ARN, a name or a part of it belongs to. */
export class Owners {
    private readonly arns = new Map<string, Resource>();
    /** By service and name. */
    private readonly named = new Map<string, Resource>();
    private readonly names = new Map<string, readonly string[]>();

    constructor(private readonly graph: Graph) {
        for (const resource of graph.resources) {
            const { arn, url, name, id } = resource.outputs;
            // A target and an alias have the ARN of another resource among their inputs.
            if (resource.custom && typeof arn === "string" && resource.inputs.arn === undefined && !this.arns.has(arn)) {
                this.arns.set(arn, resource);
                const key = `${arn.split(":")[2]} ${shortName(arn)}`;
                this.named.set(key, this.named.get(key) ?? resource);
                this.names.set(
                    arn,
                    [arn, url, name, id].filter((value): value is string => typeof value === "string" && value !== ""),
                );
            }
        }
    }

    byArn(arn: string): Resource | undefined {
        return this.arns.get(arn) ?? this.arns.get(this.functionArn(arn));
    }

    /** The resource of a service by its name on AWS. @param service As in ARNs: "lambda", "events". */
    byName(service: string, name: string): Resource | undefined {
        return this.named.get(`${service} ${name}`);
    }

    /** The ARN of a function without its version or alias; any other ARN as it is. */
    functionArn(arn: string): string {
        return arn.split(":")[2] === "lambda" ? unqualified(arn) : arn;
    }

    /** Whether a text is the ARN, the URL or the name of the resource with an ARN. */
    isName(text: string, arn: string): boolean {
        return (this.names.get(arn) ?? [arn]).includes(text);
    }

    /**
     * The node that shows a resource: itself, or what it is a part of, as a queue's policy is. Null if there is none.
     *
     * @param nodes Ids of all nodes.
     */
    nodeOf(urn: string, nodes: ReadonlySet<string>): string | null {
        if (nodes.has(urn)) {
            return urn;
        }
        const resource = this.graph.resources.find((each) => each.urn === urn);
        if (resource === undefined || resource.type === "pulumi:pulumi:Stack") {
            return null;
        }
        const near = (urns: readonly string[]) => urns.filter((each) => nodes.has(each));
        // What it is made for is what it names by its own properties: a policy its queue, a target its rule, a permission its function.
        const order = ["queueUrl", "rule", "function", "functionName", "topic", "policyArn", "role"];
        const byProperty = order.flatMap((property) => near(resource.propertyDependencies[property] ?? []));
        // A role and a log group belong to the function that names them.
        const users = this.graph.resources.filter(({ urn: user, dependencies }) => nodes.has(user) && dependencies.includes(urn));
        const siblings = this.graph.resources.filter(({ urn: other, parent }) => nodes.has(other) && (parent === resource.parent || parent === urn));
        return byProperty[0] ?? users[0]?.urn ?? near(resource.dependencies)[0] ?? siblings[0]?.urn ?? null;
    }
}
