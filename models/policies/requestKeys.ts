import { namedKey } from "./pattern";
import { principalArn } from "./statement";
import type { PolicyRequest, RequestContext } from "./types";

// Source of all of this: IAM User Guide, "AWS global condition context keys", the line "Availability" of each key.

const ABSENT: readonly string[] = [];

/** Keys about the source of a service's call. A role or a user that calls has none. */
const OF_SERVICES = [
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOwner",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
];

/**
 * Keys about roles, users, their sessions and their networks. A service that calls by itself has none: no account of an organization owns its principal, so
 * `aws:PrincipalOrgID` is absent as well, and `aws:SourceOrgID` and `aws:SourceAccount` are what such a policy can ask for. Source: "Availability"
 * of these keys, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const OF_IDENTITIES = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/*",
    "aws:userid",
    "aws:username",
    "aws:FederatedProvider",
    "aws:TokenIssueTime",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:SourceIdentity",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:VpcSourceIp",
];

/** Keys that a request has only where a service passes a caller's request on. */
const OF_FORWARDED = ["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "kms:ViaService"];

/** Services without Regions, whose only endpoint is in us-east-1 (aws:RequestedRegion). */
const GLOBAL = /^(iam|organizations|cloudfront|route53):/i;

/**
 * Keys of a role, a user or a session. `aws:PrincipalArn` of a session is the ARN of its role ("For IAM roles, the request context returns the ARN of the
 * role"). A session's ARN does not say the path of the role: for a role with a path, `aws:PrincipalArn` has to be given.
 */
function principalKeys(principal: PolicyRequest["principal"]): Record<string, string | readonly string[]> {
    const arn = principalArn(principal) ?? "";
    const [, partition = "aws", , , account = "", ...rest] = arn.split(":");
    const [kind = "", ...names] = rest.join(":").split("/");
    const user = names.at(-1);
    switch (kind) {
        case "assumed-role":
            return {
                "aws:PrincipalArn": `arn:${partition}:iam::${account}:role/${names[0] ?? ""}`,
                "aws:PrincipalType": "AssumedRole",
                "aws:username": ABSENT,
            };
        case "role":
            return { "aws:PrincipalArn": arn, "aws:PrincipalType": "AssumedRole", "aws:username": ABSENT };
        case "user":
            return { "aws:PrincipalArn": arn, "aws:PrincipalType": "User", ...(user === undefined ? {} : { "aws:username": user }) };
        case "federated-user":
            return { "aws:PrincipalArn": arn, "aws:PrincipalType": "FederatedUser", "aws:username": ABSENT };
        case "root":
            return { "aws:PrincipalArn": arn, "aws:PrincipalType": "Account", "aws:username": ABSENT };
        default:
            return { "aws:PrincipalArn": arn };
    }
}

/** The keys of the time at which a request is made, which AWS sets in every request. @param now epoch milliseconds */
export function timeKeys(now: number): RequestContext {
    return { "aws:CurrentTime": new Date(now).toISOString(), "aws:EpochTime": String(Math.floor(now / 1000)) };
}

/**
 * The keys that AWS sets in every request, those of the request itself, and those that such a request never has (as empty lists).
 * All others are unknown: the organization, addresses, tags, and the time, which a model does not read: callers add `timeKeys`.
 */
export function requestKeys(request: PolicyRequest, principalAccount: string | undefined, resourceAccount: string | undefined): RequestContext {
    const { principal, action, resource, context } = request;
    const { service } = principal;
    const isForwarded = namedKey(context, "kms:ViaService") !== undefined || namedKey(context, "aws:CalledVia") !== undefined;
    const region = resource.split(":")[3] || request.region;
    const absent = [...(service === undefined ? OF_SERVICES : OF_IDENTITIES), ...(isForwarded ? [] : OF_FORWARDED)];
    const given: Record<string, string | readonly string[] | undefined> = {
        ...Object.fromEntries(absent.map((key) => [key, ABSENT])),
        "aws:PrincipalIsAWSService": String(service !== undefined),
        "aws:ResourceAccount": resourceAccount,
        "aws:RequestedRegion": GLOBAL.test(action) ? "us-east-1" : region,
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": String(isForwarded),
        ...(service === undefined
            ? { ...principalKeys(principal), "aws:PrincipalAccount": principalAccount, "kms:CallerAccount": principalAccount }
            : { "aws:PrincipalServiceName": service }),
    };
    const keys: Record<string, string | readonly string[]> = { ...context };
    for (const [key, value] of Object.entries(given)) {
        if (value !== undefined && namedKey(context, key) === undefined) keys[key] = value;
    }
    return keys;
}
