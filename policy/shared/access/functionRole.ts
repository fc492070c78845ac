import { type GraphResource, isGiven, only, type Slot, slotAt, type Stack, textIn } from "../../../models/graph";
import { isListed, type Settings } from "../run/settings";
import { type Access, type Circumstances, policiesOf, roleMay, UNKNOWN, YES } from "./access";

const roleOf = (stack: Stack, handler: GraphResource) => only(stack.directory("role").refer(slotAt(handler, "role")));

/** Whether the role of a function may do something to a resource; `action` is undefined where it is not known what it must be allowed to do. */
export function functionMay(
    { stack, settings }: { readonly stack: Stack; readonly settings: Settings },
    handler: GraphResource,
    action: string | undefined,
    resourceArn: Slot,
    circumstances?: Circumstances,
): Access {
    const role = roleOf(stack, handler);
    return role === undefined
        ? isListed(textIn(slotAt(handler, "role")) ?? "", settings.externalRoles)
            ? YES
            : UNKNOWN
        : roleMay(action, policiesOf(stack, settings, role), textIn(slotAt(role, "name", "roleName")) ?? role.name, resourceArn, circumstances);
}

/** What to do about a refusal. */
export function allowItIn(stack: Stack, handler: GraphResource): string {
    const role = roleOf(stack, handler);
    const boundary = role !== undefined && isGiven(slotAt(role, "permissionsBoundary")) ? "and in the permissions boundary " : "";
    return `Allow it in a policy ${boundary}of the role.`;
}
