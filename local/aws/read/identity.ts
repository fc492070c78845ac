import { defaultKeyPolicy, type PolicyDocument, parsePolicyDocument } from "../../../models/policies";
import { type Graph, resourcesOfType } from "../../engine/graph";
import type { Findings } from "../findings";
import { Properties } from "../properties";
import type { KeyResource, RoleResource } from "../resources";

/** AWS managed policies that functions usually have, by name. Source: AWS Managed Policy Reference Guide. */
const MANAGED_POLICIES: Record<string, string[]> = {
    AWSLambdaBasicExecutionRole: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
};

/**
 * The policy of what exists outside of the program, as `--answers` says: what it allows is unknown, and counts as everything. Nothing is lost in a run
 * because of it, and a finding says so.
 */
function policyOutside(findings: Findings, arn: string, more: { Principal?: "*" } = {}): PolicyDocument {
    findings.add("unmodelled", arn, `${arn} is outside of the program, so what it allows is unknown: it counts as allowing everything`);
    return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...more }] };
}

/** What exists outside of the program, of a service: ARN → what follows the account. */
const outsideOf = (graph: Graph, service: string): (readonly [arn: string, resource: string])[] =>
    (graph.outside ?? []).flatMap((arn) => (arn.split(":")[2] === service ? [[arn, arn.split(":").slice(5).join(":")] as const] : []));

/** A policy document of a resource; one that AWS would refuse becomes a finding and allows nothing. */
export function readPolicy(findings: Findings, urn: string, text: string | undefined, kind: "identity" | "resource"): PolicyDocument | undefined {
    if (text === undefined || text === "") {
        return undefined;
    }
    try {
        return parsePolicyDocument(text, kind);
    } catch (error) {
        findings.add("refused", urn, (error as Error).message);
        return undefined;
    }
}

/** A policy that a resource was given. One that AWS would refuse is undefined: it allows nothing, and no default takes its place. */
export interface GivenPolicy {
    readonly policy: PolicyDocument | undefined;
}

/** The resource policy in `policy`; undefined if there is none, so that AWS's default applies. The provider writes "" for none. */
export function givenPolicy(findings: Findings, owner: Properties): GivenPolicy | undefined {
    const text = owner.document("policy");
    return text === undefined || text.trim() === "" ? undefined : { policy: readPolicy(findings, owner.resource.urn, text, "resource") };
}

/** The roles with all their policies, by ARN. */
export function readRoles(graph: Graph, findings: Findings): Map<string, RoleResource> {
    const customer = new Map<string, PolicyDocument | undefined>();
    for (const resource of resourcesOfType(graph, "aws:iam/policy:Policy")) {
        const policy = new Properties(resource);
        customer.set(policy.requiredText("arn"), readPolicy(findings, resource.urn, policy.document("policy"), "identity"));
    }
    const managed = (urn: string, arn: string): PolicyDocument[] => {
        const actions = MANAGED_POLICIES[arn.split("/").at(-1) ?? ""];
        if (arn.includes(":iam::aws:policy/") && actions !== undefined) {
            return [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] }];
        }
        if (graph.outside?.includes(arn)) {
            return [policyOutside(findings, arn)];
        }
        const document = customer.get(arn);
        if (!customer.has(arn)) {
            findings.add("unmodelled", urn, `The policy ${arn} is not in the program, so what it allows is unknown: it counts as allowing nothing`);
        }
        return document === undefined ? [] : [document];
    };

    const byName = new Map<string, RoleResource>();
    for (const [arn, resource] of outsideOf(graph, "iam").filter(([, resource]) => resource.startsWith("role/"))) {
        const name = resource.split("/").at(-1)!;
        byName.set(name, { name, arn, policies: [policyOutside(findings, arn)], boundary: undefined });
    }
    for (const resource of resourcesOfType(graph, "aws:iam/role:Role")) {
        const role = new Properties(resource);
        const boundary = role.text("permissionsBoundary");
        const inline = role.objects("inlinePolicies").map((policy) => readPolicy(findings, resource.urn, policy.document("policy"), "identity"));
        byName.set(role.requiredText("name"), {
            name: role.requiredText("name"),
            arn: role.requiredText("arn"),
            policies: [...inline.filter(isThere), ...role.texts("managedPolicyArns").flatMap((arn) => managed(resource.urn, arn))],
            boundary: boundary === undefined ? undefined : managed(resource.urn, boundary),
        });
    }
    const roleOf = (owner: Properties): RoleResource | undefined => {
        const named = owner.requiredText("role");
        const role = byName.get(named.split("/").at(-1)!);
        if (role === undefined) {
            findings.add("unmodelled", owner.resource.urn, `The role "${named}" is not in the program`);
        }
        return role;
    };
    for (const resource of resourcesOfType(graph, "aws:iam/rolePolicy:RolePolicy")) {
        const policy = new Properties(resource);
        const document = readPolicy(findings, resource.urn, policy.document("policy"), "identity");
        roleOf(policy)?.policies.push(...[document].filter(isThere));
    }
    for (const resource of resourcesOfType(graph, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
        const attachment = new Properties(resource);
        roleOf(attachment)?.policies.push(...managed(resource.urn, attachment.requiredText("policyArn")));
    }
    return new Map([...byName.values()].map((role) => [role.arn, role]));
}

/** The KMS keys with their names. A key without a policy allows the account's roles, and no service. */
export function readKeys(graph: Graph, findings: Findings): KeyResource[] {
    const aliases = resourcesOfType(graph, "aws:kms/alias:Alias").map((resource) => new Properties(resource));
    const policies = resourcesOfType(graph, "aws:kms/keyPolicy:KeyPolicy").map((resource) => new Properties(resource));
    const outside = outsideOf(graph, "kms").map(([arn, resource]): KeyResource => {
        return { arn, names: [arn, resource.replace(/^key\//, "")], policy: policyOutside(findings, arn, { Principal: "*" }) };
    });
    const own = resourcesOfType(graph, "aws:kms/key:Key").map((resource) => {
        const key = new Properties(resource);
        const arn = key.requiredText("arn");
        const names = [arn, resource.id, key.text("keyId") ?? resource.id];
        const mine = aliases.filter((alias) => names.includes(alias.text("targetKeyId") ?? ""));
        // A policy that is a separate resource replaces the key's.
        const owner = policies.findLast((policy) => names.includes(policy.text("keyId") ?? "")) ?? key;
        const given = givenPolicy(findings, owner);
        return {
            arn,
            names: [...names, ...mine.flatMap((alias) => [alias.text("name") ?? "", alias.text("arn") ?? ""])],
            policy: given === undefined ? defaultKeyPolicy(graph.account, graph.partition) : given.policy,
        };
    });
    return [...own, ...outside];
}

function isThere(document: PolicyDocument | undefined): document is PolicyDocument {
    return document !== undefined;
}
