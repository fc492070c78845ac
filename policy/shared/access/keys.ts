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
    const alias = only(stack.directory("keyAlias").refer(key));
    const resource = only(stack.directory("key").refer(key)) ?? (alias && only(stack.directory("key").refer(slotAt(alias, "targetKeyId"))));
    if (resource === undefined) {
        // A key of another stack has its policy there.
        return isListed(textIn(key) ?? "", externalKeys) ? YES : UNKNOWN;
    }
    const enabled = slotAt(resource, "isEnabled", "enabled").value;
    if (enabled.known && enabled.value === false) {
        return no(`its key "${resource.name}" is disabled`);
    }
    const [separate] = stack.attachedTo(resource, "keyPolicy", "key", "keyId");
    const slot = separate === undefined ? slotAt(resource, "policy", "keyPolicy") : slotAt(separate.resource, "policy");
    const access = mayCall(
        call,
        { slot: isGiven(slot) ? slot : undefined, fallback: (arn) => defaultKeyPolicy(arn.split(":")[4]!) },
        slotAt(resource, "arn"),
        { arn: source, resource: source.resource },
    );
    return access.answer === "no" ? no(`of its key "${resource.name}": ${access.reason}`) : access;
}
