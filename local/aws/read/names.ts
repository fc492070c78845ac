import { areOne, type GraphResource, isOf, nameRuleOf, readTarget, slotAt, textIn } from "../../../models/graph";
import { type Graph, type Resource } from "../../engine/graph";
import { graphResources } from "../../engine/graphResources";
import type { Findings } from "../findings";

/** What must not be equal of two resources, and what AWS does with the second. */
interface Identity {
    readonly title: string;
    readonly second: "replaces" | "refused";
    readonly key: string;
}

/** The program as AWS has it when several resources have one name: each that was replaced or refused is a finding and left out. */
export function withoutDoubles(graph: Graph, findings: Findings): Graph {
    const kept = new Map<string, GraphResource[]>();
    const left = new Set<string>();
    const external = new Set(graph.resources.filter((resource: Resource) => resource.external === true).map(({ urn }) => urn));
    for (const resource of graphResources(graph)) {
        const identity = external.has(resource.urn) ? undefined : identityOf(resource);
        if (identity === undefined) {
            continue;
        }
        const { title, second, key } = identity;
        const before = kept.get(key) ?? [];
        // Providers with different access may be in different accounts, all of which are one here.
        const first = before.find((one) => areOne(one, resource) === "yes");
        const loser = first !== undefined && second === "replaces" ? first : resource;
        if (first !== undefined) {
            const what = second === "replaces" ? "the second one replaces the first" : "AWS refuses the second one";
            findings.add("refused", loser.urn, `${title} "${resource.name}" has the name of "${first.name}": ${what}`);
            left.add(loser.urn);
        }
        kept.set(
            key,
            [...before, resource].filter(({ urn }) => !left.has(urn)),
        );
    }
    return left.size === 0 ? graph : { ...graph, resources: graph.resources.filter(({ urn }) => !left.has(urn)) };
}

/** Undefined where the values do not say, which other readers report. */
function identityOf(resource: GraphResource): Identity | undefined {
    if (isOf("target")(resource)) {
        const id = textIn(readTarget((...paths) => slotAt(resource, ...paths)).id);
        // Bus and rule by name or ARN.
        const last = (property: string) => textIn(slotAt(resource, property))?.split("/").at(-1);
        const key = JSON.stringify(["Target", last("eventBusName") || "default", last("rule"), id]);
        return id ? { title: "Target", second: "replaces", key } : undefined;
    }
    const [rule, arn] = [nameRuleOf(resource), textIn(slotAt(resource, "arn"))];
    return rule === undefined || !arn ? undefined : { title: rule.title, second: rule.second, key: `${rule.title} ${arn}` };
}
