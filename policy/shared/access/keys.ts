import { type GraphResource, isGiven, keyOf, only, type Slot, slotAt, type Stack, textIn } from "../../../models/graph";
import { defaultKeyPolicy, type ServiceCall } from "../../../models/policies";
import { isListed, type Settings } from "../run/settings";
import { type Access, mayCall, no, UNKNOWN, YES } from "./access";

/** Whether a service may use the key with which a queue or a topic is encrypted. */
export function mayUseKey(stack: Stack, { externalKeys }: Settings, call: ServiceCall, owner: GraphResource, source: Slot): Access {
    const key = keyOf(owner);
    if (!isGiven(key)) {
        return YES;
    }
    if (textIn(key)?.match(/(^|:)alias\/aws\//)) {
        return no(`it is encrypted with the AWS managed key ${textIn(key)}, which ${call.service} may not use`);
    }
    const resource = keyIn(stack, key);
    if (resource === undefined) {
        // A key of another stack has its policy there.
        return isListed(textIn(key) ?? "", externalKeys) ? YES : UNKNOWN;
    }
    if (isDisabled(resource)) {
        return no(`its key "${resource.name}" is disabled`);
    }
    const access = mayCall(
        call,
        { slot: policyOfKey(stack, resource), fallback: (arn) => defaultKeyPolicy(arn.split(":")[4]!) },
        slotAt(resource, "arn"),
        { arn: source, resource: source.resource },
    );
    return access.answer === "no" ? no(`of its key "${resource.name}": ${access.reason}`) : access;
}

/** The key of the stack that a slot names, by itself or by its alias. */
export function keyIn(stack: Stack, key: Slot): GraphResource | undefined {
    const alias = only(stack.directory("keyAlias").refer(key));
    return only(stack.directory("key").refer(key)) ?? (alias && only(stack.directory("key").refer(slotAt(alias, "targetKeyId"))));
}

export function isDisabled(key: GraphResource): boolean {
    const enabled = slotAt(key, "isEnabled", "enabled").value;
    return enabled.known && enabled.value === false;
}

/** Where the policy of a key is; undefined where it has that of KMS. */
export function policyOfKey(stack: Stack, key: GraphResource): Slot | undefined {
    const [separate] = stack.attachedTo(key, "keyPolicy", "key", "keyId");
    const slot = separate === undefined ? slotAt(key, "policy", "keyPolicy") : slotAt(separate.resource, "policy");
    return isGiven(slot) ? slot : undefined;
}
