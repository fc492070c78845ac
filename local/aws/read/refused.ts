import { textFaults } from "../../../models/graph";
import type { Graph } from "../../engine/graph";
import { graphResources } from "../../engine/graphResources";
import type { Findings } from "../findings";

/** The program as AWS has it when it refuses names or descriptions: each such resource is a finding and left out. */
export function withoutRefused(graph: Graph, findings: Findings): Graph {
    const external = new Set(graph.resources.filter((resource) => resource.external === true).map(({ urn }) => urn));
    const left = new Set<string>();
    for (const resource of graphResources(graph)) {
        const [fault] = external.has(resource.urn) ? [] : textFaults(resource);
        if (fault !== undefined) {
            findings.add("refused", resource.urn, `AWS refuses "${resource.name}": ${fault.says}`);
            left.add(resource.urn);
        }
    }
    return left.size === 0 ? graph : { ...graph, resources: graph.resources.filter(({ urn }) => !left.has(urn)) };
}
