import {
    type GraphResource,
    isGiven,
    isOf,
    only,
    policyHolder,
    readQueue,
    readTopic,
    type Slot,
    slotAt,
    type Stack,
    type StatusTarget,
    textIn,
} from "../../../models/graph";
import { defaultTopicPolicy, SERVICE_CALLS, type ServiceCall } from "../../../models/policies";
import { isListed, type Settings } from "../run/settings";
import { type Access, allOf, anyOf, mayCall, no, policiesOf, roleMay, UNKNOWN, YES } from "./access";
import { mayUseKey } from "./keys";
import { needsRole, roleUse, serviceOfTarget } from "./targets";

/** What EventBridge does as the role of a target that could do without. */
const ACTIONS: Readonly<Record<string, string>> = { lambda: "lambda:InvokeFunction", sns: "sns:Publish", sqs: "sqs:SendMessage" };

/** Targets for which AWS advises against a role. */
export const TAKES_NO_ROLE: readonly (string | undefined)[] = ["lambda", "sns", "sqs", "logs"];

/** Whether EventBridge may deliver the events of a rule to a target. Whether it may call a function without a role is the business of another policy. */
export function mayDeliver(stack: Stack, settings: Settings, target: StatusTarget): Access {
    const service = serviceOfTarget(stack, target.arn);
    const use = roleUse(stack, target);
    if (service === undefined) {
        return UNKNOWN;
    }
    if (service === "logs") {
        return mayWriteLogs(stack, target);
    }
    const action = ACTIONS[service] ?? use?.action;
    if (isGiven(target.roleArn) && action !== undefined) {
        return mayAsRole(stack, settings, target, action, use?.onTarget ?? true);
    }
    if (service === "sqs" || service === "sns") {
        return mayByPolicy(stack, settings, target, service);
    }
    // A missing role is refused, which another policy reports; a role that is not known yet may be missing.
    return needsRole(stack, target) !== undefined && !target.roleArn.value.known ? UNKNOWN : YES;
}

/** By the policy and the key of a queue or a topic. */
function mayByPolicy(stack: Stack, settings: Settings, { arn, rule: { resource: rule } }: StatusTarget, service: "sqs" | "sns"): Access {
    const kind = service === "sqs" ? "queue" : "topic";
    const resource = only(stack.directory(kind).refer(arn));
    if (resource === undefined) {
        return isListed(textIn(arn) ?? "", service === "sqs" ? settings.externalQueues : settings.externalTopics) ? YES : UNKNOWN;
    }
    const source = slotAt(rule, "arn");
    const call = service === "sqs" ? SERVICE_CALLS.eventBridgeToQueue : SERVICE_CALLS.eventBridgeToTopic;
    const holder = { slot: policyHolder(stack, resource, kind).slot, ...(kind === "topic" && { fallback: defaultTopicPolicy }) };
    const own = (kind === "queue" ? readQueue(resource) : readTopic(resource)).arn;
    return allOf([
        mayCall(call, holder, own, { arn: source, resource: rule, alike: isOf("rule") }),
        mayUseKey(stack, settings, SERVICE_CALLS.eventBridgeToKey, resource, source),
    ]);
}

/** By a policy of CloudWatch Logs. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html */
function mayWriteLogs(stack: Stack, { arn, rule: { resource: rule } }: StatusTarget): Access {
    const text = textIn(arn);
    const stream: Slot = text === undefined ? arn : { ...arn, value: { known: true, value: `${text.replace(/:\*$/, "")}:log-stream:events` } };
    // AWS's own example names both services.
    const calls: ServiceCall[] = [SERVICE_CALLS.eventBridgeToLogs, { ...SERVICE_CALLS.eventBridgeToLogs, service: "delivery.logs.amazonaws.com" }];
    const accesses = stack
        .ofGroup("logPolicy")
        .flatMap((policy) =>
            calls.map((call) => mayCall(call, { slot: slotAt(policy, "policyDocument") }, stream, { arn: slotAt(rule, "arn"), resource: rule })),
        );
    return anyOf(accesses) ?? no("the stack has no resource policy of CloudWatch Logs that allows events.amazonaws.com to write there");
}

/** By a role that EventBridge assumes. */
function mayAsRole(stack: Stack, settings: Settings, { arn, roleArn, rule }: StatusTarget, action: string, onTarget: boolean): Access {
    const role = only(stack.directory("role").refer(roleArn));
    if (role === undefined) {
        return isListed(textIn(roleArn) ?? "", settings.externalRoles) ? YES : UNKNOWN;
    }
    const name = textIn(slotAt(role, "name", "roleName")) ?? role.name;
    const resource: Slot = onTarget ? arn : { ...arn, value: { known: false } };
    const policies = policiesOf(stack, settings, role);
    const may = roleMay(action, policies, name, resource);
    // Which job definition or document it is about is not in the target's ARN: to be allowed for one is enough.
    const allowed = !onTarget && may.answer === "unknown" && !policies.open && policies.boundary === undefined ? YES : may;
    return allOf([trusts(role, rule.resource), named(role, allowed)]);
}

/** Whether a role trusts EventBridge. */
function trusts(role: GraphResource, rule: GraphResource): Access {
    const slot = slotAt(role, "assumeRolePolicy", "assumeRolePolicyDocument");
    const access = mayCall(SERVICE_CALLS.eventBridgeToRole, { slot }, slotAt(role, "arn"), { arn: slotAt(rule, "arn"), resource: rule });
    return named(role, access);
}

const named = (role: GraphResource, access: Access): Access => (access.answer === "no" ? no(`role "${role.name}": ${access.reason}`) : access);
