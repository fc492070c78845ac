import { accountOf } from "./pattern";
import { requestKeys } from "./requestKeys";
import { evaluateStatement, type Grant } from "./statement";
import type { ApplicablePolicies, PolicyDocument, PolicyRequest } from "./types";
import { listOf } from "./types";

/** The answer to a request. */
export interface Decision {
    allowed: boolean;
    decision: "allow" | "explicitDeny" | "implicitDeny";
    /** The statement that decided: `resource policy, statement 1 ("AllowRule")`; absent for an implicit deny. */
    by?: string;
    /** One sentence for people: what allowed or denied it, or what was missing. */
    reason: string;
}

/** What the policies of one side say. */
interface Side {
    /** The statement that denies. */
    deny?: string;
    /** A statement that would deny if a condition holds that the model cannot decide. */
    denyError?: Error;
    /** The statement that allows, and as what it names the caller. */
    allow?: { by: string; grant: Grant };
    /** A statement that would allow if a condition holds that the model cannot decide. */
    allowError?: Error;
    /** Why it does not allow. */
    missing: string;
}

const GRANTS: readonly Grant[] = ["account", "role", "anyone", "session"];

/** Actions whose resource policy must allow, however much the identity policies allow: key policies and trust policies. */
const MUST_ALLOW = /^(kms:|sts:AssumeRole)/i;

function readSide(name: string, documents: readonly PolicyDocument[], request: PolicyRequest): Side {
    const side: Side = { missing: documents.length === 0 ? `there is no ${name}` : `the ${name} has no statement that allows anything` };
    let nearest = Number.POSITIVE_INFINITY;
    for (const [index, document] of documents.entries()) {
        const label = documents.length > 1 ? `${name} ${index + 1}` : name;
        for (const [position, statement] of listOf(document.Statement).entries()) {
            const by = `${label}, statement ${position + 1}${statement.Sid ? ` ("${statement.Sid}")` : ""}`;
            const result = evaluateStatement(statement, request, document.Version);
            if (statement.Effect === "Deny") {
                if (result.applies) side.deny ??= by;
                else if (result.applies === undefined) side.denyError ??= result.error;
            } else if (result.applies) {
                if (side.allow === undefined || GRANTS.indexOf(result.grant) > GRANTS.indexOf(side.allow.grant))
                    side.allow = { by, grant: result.grant };
            } else if (result.applies === undefined) {
                side.allowError ??= result.error;
            } else if (result.failures.length < nearest) {
                // Of the statements that do not apply, the one that lacks least explains best.
                nearest = result.failures.length;
                side.missing = `${by} does not apply: ${result.failures.join("; ")}`;
            }
        }
    }
    return side;
}

/** Who calls, and what. */
function names({ principal, action, resource }: PolicyRequest): [who: string, what: string] {
    return [principal.service ?? principal.aws ?? `account ${principal.account}`, `${action} on ${resource}`];
}

/**
 * Decides a request as IAM does: an explicit deny wins; within an account one allow suffices, from the identity or the resource side; a service
 * that calls by itself needs the resource policy; across accounts both sides must allow; a key policy or trust policy must allow in any case.
 * A resource policy that names the account (its id or root) leaves the decision to the account's identity policies. A boundary limits identity
 * policies, and resource policies that name the role. Not modelled: organization policies (SCP, RCP), session policies, KMS grants.
 * Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
 *
 * @throws an error named UnmodelledError that names the condition key or operator, if the answer depends on one which is unknown or not modelled;
 * a plain one if the request names no principal, or two
 */
export function evaluatePolicies(policies: ApplicablePolicies, request: PolicyRequest): Decision {
    const { service, aws, account } = request.principal;
    if ((service === undefined) === (aws === undefined && account === undefined) || (service !== undefined && aws !== undefined)) {
        throw new Error(`evaluatePolicies: principal must have a service or an AWS ARN or account, got ${JSON.stringify(request.principal)}`);
    }
    const principalAccount = account ?? (aws === undefined ? undefined : accountOf(aws));
    const resourceAccount = request.resourceAccount ?? accountOf(request.resource) ?? principalAccount;
    const asked: PolicyRequest = { ...request, context: requestKeys(request, principalAccount, resourceAccount) };
    const [who, what] = names(asked);
    const own = service === undefined;
    const identity = readSide("identity policy", own ? (policies.identity ?? []) : [], asked);
    const boundary = readSide("permissions boundary", own ? (policies.boundary ?? []) : [], asked);
    const resource = readSide("resource policy", policies.resource === undefined ? [] : [policies.resource], asked);
    const sides = [identity, boundary, resource];
    const deny = sides.find((side) => side.deny !== undefined)?.deny;
    if (deny !== undefined) return { allowed: false, decision: "explicitDeny", by: deny, reason: `${who} may not call ${what}: ${deny} denies it.` };
    const decision = decideAllows(policies, asked, { identity, boundary, resource }, principalAccount !== resourceAccount);
    const unsureDeny = sides.find((side) => side.denyError !== undefined)?.denyError;
    if (decision.allowed && unsureDeny !== undefined) throw unsureDeny;
    return decision;
}

/** Decides a request that no statement surely denies. */
function decideAllows(
    policies: ApplicablePolicies,
    request: PolicyRequest,
    { identity, boundary, resource }: Record<"identity" | "boundary" | "resource", Side>,
    crossAccount: boolean,
): Decision {
    const [who, what] = names(request);
    const own = request.principal.service === undefined;
    const unlimited = !own || policies.boundary === undefined;
    const allow = ({ by }: { by: string }): Decision => ({
        allowed: true,
        decision: "allow",
        by,
        reason: `${who} may call ${what}: ${by} allows it.`,
    });
    const refuse = (...needed: Side[]): Decision => {
        // Every needed side must allow. One that surely does not, decides; then one that the model cannot decide.
        const surely = needed.filter((side) => side.allow === undefined && side.allowError === undefined);
        const unsure = needed.find((side) => side.allow === undefined && side.allowError !== undefined);
        if (surely.length === 0 && unsure?.allowError !== undefined) throw unsure.allowError;
        return { allowed: false, decision: "implicitDeny", reason: `${who} may not call ${what}: ${surely.map((side) => side.missing).join("; ")}.` };
    };

    const byIdentity = identity.allow !== undefined && (unlimited || boundary.allow !== undefined);
    const limits = unlimited ? [] : [boundary];
    const grant = resource.allow?.grant;
    if (!own) return resource.allow ? allow(resource.allow) : refuse(resource);
    if (!crossAccount) {
        if (resource.allow && (grant === "session" || ((grant === "role" || grant === "anyone") && (unlimited || boundary.allow))))
            return allow(resource.allow);
        const mustAllow = MUST_ALLOW.test(request.action);
        if (byIdentity && (!mustAllow || grant === "account")) return allow(identity.allow!);
        // A statement that the model cannot decide might name the caller itself.
        if (resource.allowError !== undefined && (resource.allow === undefined || grant === "account")) throw resource.allowError;
        if (mustAllow && resource.allow === undefined) return refuse(resource);
        if (identity.allow !== undefined || (resource.allow !== undefined && grant !== "account")) return refuse(boundary);
        const explained = policies.resource === undefined || grant === "account" ? identity.missing : `${identity.missing}, and ${resource.missing}`;
        return refuse({ ...identity, missing: explained }, ...limits);
    }
    return resource.allow && byIdentity ? allow(resource.allow) : refuse(resource, identity, ...limits);
}
