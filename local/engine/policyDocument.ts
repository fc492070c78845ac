import { createHash } from "node:crypto";
import type { Props } from "./graph";

const list = (value: unknown): Props[] => (Array.isArray(value) ? (value as Props[]) : []);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
/** The provider writes a list of one as a single string, and keeps `&{…}` apart from its own `${…}`. */
const compact = (values: string[]): string | string[] => (values.length === 1 ? (values[0] ?? "") : values);
const variables = (values: string[]): string[] => values.map((value) => value.replaceAll("&{", "${"));
/** Actions and resources are sets in the provider; it renders them in descending order. */
const set = (values: unknown): string | string[] | undefined => {
    const sorted = [...new Set(variables(texts(values)))].sort().reverse();
    return sorted.length === 0 ? undefined : compact(sorted);
};

function principals(value: unknown): unknown {
    const given = list(value);
    if (given.length === 0) {
        return undefined;
    }
    const everyone = given.length === 1 && given[0]?.type === "*" && compact(texts(given[0].identifiers)) === "*";
    if (everyone) {
        return "*";
    }
    const result: Record<string, string | string[]> = {};
    for (const { type, identifiers } of given) {
        const before = result[String(type)];
        const all = [...(before === undefined ? [] : [before].flat()), ...variables(texts(identifiers))];
        result[String(type)] = compact([...new Set(all)].sort().reverse());
    }
    return result;
}

function conditions(value: unknown): unknown {
    const given = list(value);
    if (given.length === 0) {
        return undefined;
    }
    const result: Record<string, Record<string, string | string[]>> = {};
    for (const { test, variable, values } of given) {
        const operator = result[String(test)] ?? {};
        const before = operator[String(variable)];
        operator[String(variable)] = compact([...(before === undefined ? [] : [before].flat()), ...variables(texts(values))]);
        result[String(test)] = operator;
    }
    return result;
}

const statement = (given: Props): Props => ({
    Sid: given.sid,
    Effect: given.effect ?? "Allow",
    Action: set(given.actions),
    NotAction: set(given.notActions),
    Resource: set(given.resources),
    NotResource: set(given.notResources),
    Principal: principals(given.principals),
    NotPrincipal: principals(given.notPrincipals),
    Condition: conditions(given.conditions),
});

/** Later statements replace those of the same Sid; statements without one are added. */
function merge(into: Props[], statements: Props[]): void {
    for (const given of statements) {
        const same = given.Sid ? into.findIndex((other) => other.Sid === given.Sid) : -1;
        if (same >= 0) {
            into[same] = given;
        } else {
            into.push(given);
        }
    }
}

const parsed = (documents: string[]): Props[] =>
    documents.filter((document) => document !== "").flatMap((document) => [(JSON.parse(document) as Props).Statement ?? []].flat() as Props[]);

/**
 * `aws.iam.getPolicyDocument`: source documents, then statements, then overriding documents, as JSON.
 * @throws Error if two statements have the same Sid, or a document is not JSON.
 */
export function renderPolicyDocument(args: Props): Props {
    const sids = list(args.statements).flatMap(({ sid }) => (typeof sid === "string" && sid !== "" ? [sid] : []));
    const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
    if (twice !== undefined) {
        throw new Error(`getPolicyDocument: duplicate Sid (${twice})`);
    }
    const statements: Props[] = [];
    merge(statements, parsed([...texts(args.sourcePolicyDocuments), ...texts([args.sourceJson ?? ""])]));
    merge(statements, list(args.statements).map(statement));
    merge(statements, parsed([...texts(args.overridePolicyDocuments), ...texts([args.overrideJson ?? ""])]));
    const document = { Version: args.version ?? "2012-10-17", Id: args.policyId, Statement: statements.length === 0 ? undefined : statements };
    const json = JSON.stringify(document, undefined, 2);
    const id = String(createHash("sha256").update(json).digest().readUInt32BE(0));
    return { ...args, id, json, minifiedJson: JSON.stringify(document) };
}
