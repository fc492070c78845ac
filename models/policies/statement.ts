import { evaluateCondition } from "./conditions";
import { accountOf, expand, matches, matchesArn, UnresolvedVariable } from "./pattern";
import type { PolicyDocument, PolicyRequest, PolicyStatement, PrincipalElement } from "./types";
import { listOf } from "./types";

/**
 * As what a resource policy names the caller. "account" hands the decision to the identity policies of the account, the others grant by
 * themselves; a permissions boundary limits "role" and "anyone", not "session" (a role session or a user)
 * [IAM User Guide, "Policy evaluation logic", resource-based policies].
 */
export type Grant = "none" | "account" | "role" | "anyone" | "session";

/** What a statement says about a request. */
export type StatementResult = { applies: true; grant: Grant } | { applies: false; failures: string[] } | { applies: undefined; error: Error };

const ROLE_SESSION = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/;
const ACCOUNT = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/;

/** ARN of the caller; an account alone means its root user. */
export function principalArn({ aws, account }: PolicyRequest["principal"]): string | undefined {
    return aws ?? (account === undefined ? undefined : `arn:aws:iam::${account}:root`);
}

/** A role's ARN has a path, its sessions' ARNs have none. */
function isRoleOf(roleArn: string, sessionArn: string): boolean {
    const session = ROLE_SESSION.exec(sessionArn);
    const role = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn);
    return session !== null && role !== null && session.slice(1).join() === role.slice(1).join();
}

function grantOf(element: PrincipalElement, principal: PolicyRequest["principal"]): Grant {
    if (element === "*") return "anyone";
    // AWS treats {"AWS": "*"} as "*": services are anyone, too.
    if (listOf(element.AWS).includes("*")) return "anyone";
    if (principal.service !== undefined) return listOf(element.Service).includes(principal.service) ? "role" : "none";
    const arn = principalArn(principal) ?? "";
    const account = principal.account ?? accountOf(arn);
    const grants = listOf(element.AWS).map((value): Grant => {
        if (value === arn && !ACCOUNT.test(value)) return /:role\//.test(value) ? "role" : "session";
        if (isRoleOf(value, arn)) return "role";
        return account !== undefined && ACCOUNT.exec(value)?.[1] === account ? "account" : "none";
    });
    return (["session", "role", "account"] as const).find((grant) => grants.includes(grant)) ?? "none";
}

/** A Deny spares only whom it names: to name the account does not spare its roles and users. */
function isExcluded({ Effect }: PolicyStatement, element: PrincipalElement, principal: PolicyRequest["principal"]): boolean {
    const grant = grantOf(element, principal);
    return grant !== "none" && !(Effect === "Deny" && grant === "account" && !ACCOUNT.test(principalArn(principal) ?? ""));
}

const quoted = (values: readonly string[]) => values.map((value) => `"${value}"`).join(", ");

/** `undefined` if the statement is about the action, else what is wrong. */
function actionFailure({ Action, NotAction }: PolicyStatement, action: string): string | undefined {
    const listed = listOf(Action ?? NotAction);
    const wanted = listed.some((pattern) => matches(expand(pattern.toLowerCase(), {}, { variables: false, wildcards: true }), action.toLowerCase()));
    if (wanted === (Action !== undefined)) return undefined;
    return Action === undefined ? `its NotAction excludes ${action}` : `its action is ${quoted(listed)}, not ${action}`;
}

/**
 * `undefined` if the statement is about the resource, else what is wrong; an error if that is unknown. A variable without a value is null: the element
 * that has it names no resource, and NotResource excludes none by it [IAM User Guide, "Variables and tags", policy variables with no value].
 */
function resourceFailure(
    { Resource, NotResource }: PolicyStatement,
    { resource, context }: PolicyRequest,
    variables: boolean,
): string | Error | undefined {
    // A trust policy has no resource, it is about its role.
    if (Resource === undefined && NotResource === undefined) return undefined;
    const listed = listOf(Resource ?? NotResource);
    let unresolved: string | undefined;
    let unknown: Error | undefined;
    const wanted = listed.some((pattern) => {
        try {
            const expanded = expand(pattern, context, { variables, wildcards: true });
            return pattern === "*" || expanded === resource || matchesArn(expanded, resource, "fill");
        } catch (error) {
            if (error instanceof UnresolvedVariable) unresolved = error.message;
            else unknown = error as Error;
            return false;
        }
    });
    if (!wanted && unknown !== undefined) return unknown;
    if (wanted === (Resource !== undefined)) return undefined;
    return Resource === undefined ? `its NotResource excludes ${resource}` : (unresolved ?? `its resource is ${quoted(listed)}, not ${resource}`);
}

/** Whether a statement applies to a request, and if not, everything about it that does not fit. Conditions are looked at last. */
export function evaluateStatement(statement: PolicyStatement, request: PolicyRequest, version: PolicyDocument["Version"]): StatementResult {
    const variables = version === "2012-10-17";
    const { Principal, NotPrincipal, Condition } = statement;
    const failures: string[] = [];
    let grant: Grant = "anyone";
    if (Principal !== undefined) {
        grant = grantOf(Principal, request.principal);
        if (grant === "none")
            failures.push(`its principal is ${JSON.stringify(Principal)}, not ${request.principal.service ?? principalArn(request.principal)}`);
    } else if (NotPrincipal !== undefined && isExcluded(statement, NotPrincipal, request.principal)) {
        failures.push(`its NotPrincipal excludes ${request.principal.service ?? principalArn(request.principal)}`);
    }
    const action = actionFailure(statement, request.action);
    const resource = resourceFailure(statement, request, variables);
    failures.push(...[action, resource].filter((text): text is string => typeof text === "string"));
    if (failures.length > 0) return { applies: false, failures };
    const condition = evaluateCondition(Condition ?? {}, request.context, variables);
    if (condition.holds === false) return { applies: false, failures: condition.failures };
    const error = resource instanceof Error ? resource : condition.holds === undefined ? condition.error : undefined;
    return error === undefined ? { applies: true, grant } : { applies: undefined, error };
}
