import {
    areOne,
    functionNamed,
    type GraphResource,
    isOf,
    nameRuleOf,
    normalQualifier,
    readAlias,
    readInvokeConfig,
    readPermission,
    readTarget,
    type Slot,
    slotAt,
    textIn,
} from "../../../models/graph";
import { type Graph, type Resource } from "../../engine/graph";
import { graphResources } from "../../engine/graphResources";
import type { Findings } from "../findings";

/** What must not be equal of two resources, and what AWS does with the second. */
interface Identity {
    readonly title: string;
    /** What is equal. */
    readonly what: string;
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
        const { title, what, second, key } = identity;
        const before = kept.get(key) ?? [];
        // Providers with different access may be in different accounts, all of which are one here.
        const first = before.find((one) => areOne(one, resource) === "yes");
        const loser = first !== undefined && second === "replaces" ? first : resource;
        if (first !== undefined) {
            const result = second === "replaces" ? "the second one replaces the first" : "AWS refuses the second one";
            findings.add("refused", loser.urn, `${title} "${resource.name}" has the ${what} of "${first.name}": ${result}`);
            left.add(loser.urn);
        }
        kept.set(
            key,
            [...before, resource].filter(({ urn }) => !left.has(urn)),
        );
    }
    return left.size === 0 ? graph : { ...graph, resources: graph.resources.filter(({ urn }) => !left.has(urn)) };
}

/** Undefined where the values do not say, which other readers report. Sources: API references of PutTargets, AddPermission, CreateAlias and PutFunctionEventInvokeConfig. */
function identityOf(resource: GraphResource): Identity | undefined {
    if (isOf("target")(resource)) {
        const id = textIn(readTarget((...paths) => slotAt(resource, ...paths)).id);
        // Bus and rule by name or ARN.
        const last = (property: string) => textIn(slotAt(resource, property))?.split("/").at(-1);
        const key = JSON.stringify(["Target", last("eventBusName") || "default", last("rule"), id]);
        return id ? { title: "Target", what: "targetId", second: "replaces", key } : undefined;
    }
    if (isOf("permission")(resource)) {
        const statementId = textIn(slotAt(resource, "statementId"));
        return ofFunction({ title: "Permission", what: "statementId", second: "refused" }, readPermission(resource), statementId);
    }
    if (isOf("functionAlias")(resource)) {
        return ofFunction({ title: "Alias", what: "name", second: "refused" }, readAlias(resource), textIn(slotAt(resource, "name")));
    }
    if (isOf("invokeConfig")(resource)) {
        return ofFunction({ title: "Invoke config", what: "function", second: "replaces" }, readInvokeConfig(resource), "");
    }
    const [rule, arn] = [nameRuleOf(resource), textIn(slotAt(resource, "arn"))];
    return rule === undefined || !arn ? undefined : { title: rule.title, what: "name", second: rule.second, key: `${rule.title} ${arn}` };
}

/** @param id what a function has once, for each version and alias */
function ofFunction(
    identity: Omit<Identity, "key">,
    { functionName, qualifier }: { readonly functionName: Slot; readonly qualifier?: Slot },
    id: string | undefined,
): Identity | undefined {
    const text = textIn(functionName);
    if (text === undefined || id === undefined) {
        return undefined;
    }
    const { name, qualifier: named } = functionNamed(text);
    const stated = qualifier && textIn(qualifier);
    return { ...identity, key: JSON.stringify([identity.title, name, normalQualifier(stated ?? named), id]) };
}
