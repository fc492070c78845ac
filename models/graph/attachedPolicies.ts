import { only } from "./directory";
import type { GraphResource } from "./resource";
import { isEmpty, isGiven, type Slot, slotAt, slotsIn, sourcesOf } from "./slot";
import type { Stack } from "./stack";

/** The resource that holds the policy of another one, and where the document is; `slot` is undefined where there is none. */
export interface Holder {
    readonly resource: GraphResource;
    readonly slot: Slot | undefined;
}

/** Where a policy resource has its document. */
export const documentSlot = (policy: GraphResource): Slot => slotAt(policy, "policy", "policyDocument");

/** The policy resources for a queue or a topic. */
const policiesFor = (stack: Stack, owner: GraphResource, kind: "queue" | "topic") =>
    kind === "queue"
        ? stack.attachedTo(owner, "queuePolicy", "queue", "queueUrl", "queues", "queue")
        : stack.attachedTo(owner, "topicPolicy", "topic", "arn", "topics", "topicArn");

/** The policy resources for a queue or a topic that replace one before them. */
export const replacingPolicies = (stack: Stack, owner: GraphResource, kind: "queue" | "topic"): readonly GraphResource[] =>
    policiesFor(stack, owner, kind)
        .filter(({ sure }) => sure)
        .slice(1)
        .map(({ resource }) => resource);

/** The policy of a queue or a topic: the last policy resource for it, else its own property. AWS keeps one. */
export function policyHolder(stack: Stack, owner: GraphResource, kind: "queue" | "topic"): Holder {
    const last = policiesFor(stack, owner, kind).at(-1);
    if (last !== undefined) {
        const document = documentSlot(last.resource);
        return { resource: last.resource, slot: isEmpty(document) ? undefined : document };
    }
    const own = slotAt(owner, "policy");
    // An output that nothing was given to is not known in preview, and comes from nothing.
    return { resource: owner, slot: isEmpty(own) || (!own.value.known && sourcesOf(own).length === 0) ? undefined : own };
}

/** A policy that a role has, and where that is said. */
export interface RolePolicySlot {
    /** The resource that says it. */
    readonly resource: GraphResource;
    /** False where it may be a policy of another role. */
    readonly sure: boolean;
    /** The document, for a policy that is in the stack. */
    readonly document?: Slot;
    /** The ARN, for one that AWS or another stack has. */
    readonly managed?: Slot;
}

/** All policies of a role. */
export function rolePolicySlots(stack: Stack, role: GraphResource): RolePolicySlot[] {
    const managed = (resource: GraphResource, slot: Slot, sure = true): RolePolicySlot => {
        const own = only(stack.directory("managedPolicy").refer(slot));
        return own === undefined ? { resource, sure, managed: slot } : { resource: own, sure, document: documentSlot(own) };
    };
    // A list that is not known and comes from nothing was not given: the provider computes it.
    const elements = (of: GraphResource, property: string) => (isGiven(slotAt(of, property)) ? slotsIn(of, property) : []);
    const inline = ["inlinePolicies", "policies"].flatMap((property) =>
        elements(role, property).map((_, index) => slotAt(role, `${property}.${index}.policy`, `${property}.${index}.policyDocument`)),
    );
    return [
        ...[
            ...stack.attachedTo(role, "rolePolicy", "role", "role", "roleName"),
            // A managed policy of aws-native can name its roles itself.
            ...stack.attachedTo(role, "managedPolicy", "role", "roles").filter(({ resource }) => isGiven(slotAt(resource, "roles"))),
        ].map(({ resource, sure }) => ({ resource, sure, document: documentSlot(resource) })),
        ...inline.filter((document) => !isEmpty(document)).map((document) => ({ resource: role, sure: true, document })),
        ...elements(role, "managedPolicyArns").map((slot) => managed(role, slot)),
        ...stack
            .attachedTo(role, "rolePolicyAttachment", "role", "role", "roles", "roleName")
            .flatMap(({ resource, sure }) =>
                [slotAt(resource, "policyArn"), ...elements(resource, "policyArns")]
                    .filter((slot) => !isEmpty(slot))
                    .map((slot) => managed(resource, slot, sure)),
            ),
    ];
}
