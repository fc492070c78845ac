export { type Decision, evaluatePolicies } from "./evaluate";
export { type PolicyKind, parsePolicyDocument } from "./parse";
export { timeKeys } from "./requestKeys";
export {
    defaultKeyPolicy,
    defaultTopicPolicy,
    type LambdaPermission,
    lambdaPermissionStatement,
    SERVICE_CALLS,
    type ServiceCall,
    serviceRequests,
} from "./serviceCalls";
export type {
    ApplicablePolicies,
    ConditionElement,
    OneOrMore,
    PolicyDocument,
    PolicyRequest,
    PolicyStatement,
    PrincipalElement,
    RequestContext,
} from "./types";
