import { parseOperator } from "./conditions";
import type { PolicyDocument, PolicyStatement } from "./types";
import { listOf } from "./types";

/** What a policy is attached to. "trust": a role's assume-role policy. */
export type PolicyKind = "identity" | "resource" | "trust";

const STATEMENT_KEYS = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const PRINCIPAL_TYPES = ["AWS", "Service", "Federated", "CanonicalUser"];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isStrings = (value: unknown) =>
    listOf(value as string).length > 0 && listOf(value as string).every((item) => typeof item === "string" && item !== "");
const shown = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));

function malformed(message: string): Error {
    return Object.assign(new Error(`Policy document: ${message}`), { name: "MalformedPolicyDocument" });
}

/** Account ids, and ARNs of principals without wildcards: AWS takes no part of a principal as pattern. */
function checkPrincipal(where: string, element: unknown): void {
    if (element === "*") return;
    if (!isObject(element) || Object.keys(element).length === 0) {
        throw malformed(`${where} must be "*" or an object of ${PRINCIPAL_TYPES.join(", ")}, got ${shown(element)}`);
    }
    for (const [type, values] of Object.entries(element)) {
        if (!PRINCIPAL_TYPES.includes(type)) throw malformed(`${where} must have the types ${PRINCIPAL_TYPES.join(", ")}, got "${type}"`);
        if (!isStrings(values)) throw malformed(`${where}.${type} must be a string or a list of strings, got ${shown(values)}`);
        for (const value of listOf(values as string)) {
            if (type === "AWS" && value !== "*" && !/^\d{12}$|^arn:[^:*?]+:(iam|sts)::\d{12}:[^*?]+$|^A[A-Z0-9]{15,}$/.test(value)) {
                throw malformed(`${where}.AWS must be "*", an account id or the ARN of a principal without wildcards, got "${value}"`);
            }
        }
    }
}

function exactlyOne(where: string, statement: Record<string, unknown>, positive: string, negative: string): void {
    const given = [positive, negative].filter((key) => statement[key] !== undefined);
    if (given.length !== 1)
        throw malformed(`${where} must have exactly one of ${positive} and ${negative}, got ${given.length === 0 ? "neither" : "both"}`);
}

function checkStatement(where: string, statement: unknown, kind: PolicyKind | undefined): PolicyStatement {
    if (!isObject(statement)) throw malformed(`${where} must be an object, got ${shown(statement)}`);
    const unknown = Object.keys(statement).find((key) => !STATEMENT_KEYS.includes(key));
    if (unknown !== undefined) throw malformed(`${where} must have the elements ${STATEMENT_KEYS.join(", ")}, got "${unknown}"`);
    const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
    if (Sid !== undefined && typeof Sid !== "string") throw malformed(`${where}.Sid must be a string, got ${shown(Sid)}`);
    if (Effect !== "Allow" && Effect !== "Deny") throw malformed(`${where}.Effect must be "Allow" or "Deny", got ${shown(Effect)}`);

    exactlyOne(where, statement, "Action", "NotAction");
    const actions = Action ?? NotAction;
    if (!isStrings(actions)) throw malformed(`${where}.Action must be a string or a list of strings, got ${shown(actions)}`);
    const bare = listOf(actions as string).find((action) => action !== "*" && !/^[A-Za-z0-9-]+:.+$/.test(action));
    if (bare !== undefined) throw malformed(`${where}.Action must be "*" or service:action, got "${bare}"`);

    const resources = Resource ?? NotResource;
    if (kind === "trust" && resources !== undefined) throw malformed(`${where} must have no Resource: a trust policy is about its role`);
    if (kind === "identity" || kind === "resource" || (Resource !== undefined && NotResource !== undefined)) {
        exactlyOne(where, statement, "Resource", "NotResource");
    }
    if (resources !== undefined) {
        if (!isStrings(resources)) throw malformed(`${where}.Resource must be a string or a list of strings, got ${shown(resources)}`);
        const odd = listOf(resources as string).find((resource) => resource !== "*" && !/^(arn:|\$\{)/.test(resource));
        if (odd !== undefined) throw malformed(`${where}.Resource must be "*" or an ARN, got "${odd}"`);
    }

    if (kind === "identity" && (Principal ?? NotPrincipal) !== undefined) {
        throw malformed(`${where} must have no Principal: an identity policy is about the role or user that it is attached to`);
    }
    if (kind === "resource" || kind === "trust" || (Principal !== undefined && NotPrincipal !== undefined)) {
        exactlyOne(where, statement, "Principal", "NotPrincipal");
    }
    if ((Principal ?? NotPrincipal) !== undefined)
        checkPrincipal(`${where}.${Principal === undefined ? "NotPrincipal" : "Principal"}`, Principal ?? NotPrincipal);

    if (Condition !== undefined && !isObject(Condition)) throw malformed(`${where}.Condition must be an object, got ${shown(Condition)}`);
    for (const [operator, keys] of Object.entries((Condition ?? {}) as Record<string, unknown>)) {
        if (parseOperator(operator) === undefined) throw malformed(`${where}.Condition must use operators of IAM, got "${operator}"`);
        if (!isObject(keys)) throw malformed(`${where}.Condition.${operator} must be an object of condition keys, got ${shown(keys)}`);
        for (const [key, values] of Object.entries(keys)) {
            const list = listOf(values as string);
            if (!key.includes(":")) throw malformed(`${where}.Condition.${operator} must name keys as service:key, got "${key}"`);
            if (list.length === 0 || list.some((value) => !["string", "number", "boolean"].includes(typeof value))) {
                throw malformed(`${where}.Condition.${operator}.${key} must be a value or a list of values, got ${shown(values)}`);
            }
        }
    }
    return statement as unknown as PolicyStatement;
}

/**
 * Checks a policy document as AWS does when it is put, and returns a copy with a list of statements.
 *
 * @param document JSON text, or what it parses to
 * @param kind what it is attached to. @default not checked: Principal may be there or not
 * @throws an error named MalformedPolicyDocument that says which statement (from 1), which element, what is allowed and what came
 */
export function parsePolicyDocument(document: string | object, kind?: PolicyKind): PolicyDocument & { Statement: PolicyStatement[] } {
    let value: unknown;
    try {
        // The round trip also makes plain data of proxies, and a copy.
        value = JSON.parse(typeof document === "string" ? document : JSON.stringify(document));
    } catch (error) {
        throw malformed(`must be JSON: ${(error as Error).message}`);
    }
    if (!isObject(value)) throw malformed(`must be an object, got ${shown(value)}`);
    const unknown = Object.keys(value).find((key) => !["Version", "Id", "Statement"].includes(key));
    if (unknown !== undefined) throw malformed(`must have the elements Version, Id and Statement, got "${unknown}"`);
    const { Version, Id, Statement } = value;
    if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") {
        throw malformed(`Version must be "2012-10-17" or "2008-10-17", got ${shown(Version)}`);
    }
    if (Id !== undefined && typeof Id !== "string") throw malformed(`Id must be a string, got ${shown(Id)}`);
    const list = listOf(Statement);
    if (list.length === 0) throw malformed(`Statement must be a statement or a list of at least one, got ${shown(Statement)}`);
    const statements = list.map((statement, index) => checkStatement(`Statement ${index + 1}`, statement, kind));
    const sids = statements.flatMap(({ Sid }) => (Sid === undefined || Sid === "" ? [] : [Sid]));
    const repeated = sids.find((sid, index) => sids.indexOf(sid) !== index);
    if (repeated !== undefined) throw malformed(`Sid must be unique in a policy, got "${repeated}" twice`);
    return { ...(value as unknown as PolicyDocument), Statement: statements };
}
