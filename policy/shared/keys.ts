import type { PolicyResource } from "@pulumi/policy";

import { defaultKeyPolicy, type ServiceCall } from "../../models/policies";
import { type Access, mayCall } from "./access";
import { isGiven, type Slot, slotAt, textIn } from "./slot";
import type { Stack } from "./stack";

const YES: Access = { answer: "yes", reason: "" };

/** Whether a service may use the key with which a queue or a topic is encrypted. */
export function mayUseKey(stack: Stack, call: ServiceCall, owner: PolicyResource, source: Slot): Access {
    const key = slotAt(owner, "kmsMasterKeyId");
    if (!isGiven(key)) {
        return YES;
    }
    if (/(^|:)alias\/aws\//.test(textIn(key) ?? "")) {
        return { answer: "no", reason: `it is encrypted with the AWS managed key ${textIn(key)}, which ${call.service} may not use` };
    }
    let found = stack.directory("key").refer(key);
    if (found.kind !== "here") {
        const alias = stack.directory("keyAlias").refer(key);
        found =
            alias.kind === "here" && alias.sure && alias.to.length === 1 ? stack.directory("key").refer(slotAt(alias.to[0]!, "targetKeyId")) : found;
    }
    const resource = found.kind === "here" && found.sure && found.to.length === 1 ? found.to[0] : undefined;
    if (resource === undefined) {
        // A key of another stack has a policy of its own there.
        return { answer: "unknown", reason: "" };
    }
    const [separate] = stack.attachedTo(resource, "keyPolicy", "key", "keyId");
    const slot = separate === undefined ? slotAt(resource, "policy", "keyPolicy") : slotAt(separate.resource, "policy");
    const access = mayCall(
        call,
        { slot: isGiven(slot) ? slot : undefined, fallback: (arn) => defaultKeyPolicy(arn.split(":")[4] ?? "") },
        slotAt(resource, "arn"),
        { arn: source, resource: source.resource, alike: () => false },
    );
    return access.answer === "no" ? { answer: "no", reason: `of its key "${resource.name}": ${access.reason}` } : access;
}
