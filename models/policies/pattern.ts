import { listOf, type RequestContext, unmodelled } from "./types";

/** Stand-ins for wildcards, so that a `*` that came out of a policy variable stays a character. From Unicode's private use area. */
const ANY = "\uE000";
const ONE = "\uE001";

const WILDCARDS: Record<string, string> = { "*": ANY, "?": ONE };

/** A policy variable without a single value. AWS takes it as null, which equals nothing and is like nothing. */
export class UnresolvedVariable extends Error {
    constructor(readonly variable: string) {
        super(`the policy variable \${${variable}} has no single value in the request`);
    }
}

/** The name under which a context holds a key. Names have no case; `aws:PrincipalTag/*` stands for all tags. */
export function namedKey(context: RequestContext, key: string): string | undefined {
    const wanted = key.toLowerCase();
    const family = wanted.replace(/\/.*/, "/*");
    const names = Object.keys(context);
    return names.find((name) => name.toLowerCase() === wanted) ?? names.find((name) => name.toLowerCase() === family);
}

/**
 * The values of a key; none if the request does not have it.
 *
 * @throws an error named UnmodelledError if it is not known whether the request has it, and with which value
 */
export function contextValues(context: RequestContext, key: string): readonly string[] {
    const name = namedKey(context, key);
    if (name === undefined) {
        throw unmodelled(`the value of the condition key ${key} is unknown`);
    }
    return listOf(context[name]!);
}

/**
 * Replaces the policy variables of a value and marks its wildcards.
 * `${*}`, `${?}` and `${$}` are these characters; `${key, 'text'}` has a default [IAM User Guide, "Variables and tags"].
 *
 * @param options.variables false for Version 2008-10-17, where variables are plain text
 * @param options.wildcards false for operators that compare whole strings
 * @throws UnresolvedVariable, or an error named UnmodelledError for a variable whose value is unknown
 */
export function expand(text: string, context: RequestContext, options: { variables: boolean; wildcards: boolean }): string {
    const mark = (part: string) => (options.wildcards ? part.replace(/[*?]/g, (character) => WILDCARDS[character]!) : part);
    if (!options.variables) return mark(text);
    let result = "";
    let rest = text;
    for (let start = rest.indexOf("${"); start >= 0; start = rest.indexOf("${")) {
        const variable = /^\$\{([^},]*)(?:,\s*'([^']*)'\s*)?\}/.exec(rest.slice(start));
        if (variable === null) throw new UnresolvedVariable(rest.slice(start + 2));
        const [whole, key, fallback] = variable;
        result += mark(rest.slice(0, start));
        if (["*", "?", "$"].includes(key!)) {
            result += key;
        } else {
            const values = contextValues(context, key!.trim());
            const value = values.length === 1 ? values[0] : fallback;
            if (value === undefined) throw new UnresolvedVariable(key!.trim());
            result += value;
        }
        rest = rest.slice(start + whole.length);
    }
    return result + mark(rest);
}

/** Whether the value fits an expanded pattern, letter by letter. Linear in practice: only the last `*` is tried again. */
export function matches(pattern: string, value: string): boolean {
    let at = 0;
    let star = -1;
    let retry = 0;
    let index = 0;
    while (index < value.length) {
        if (pattern[at] === ANY) {
            star = at++;
            retry = index;
        } else if (at < pattern.length && (pattern[at] === ONE || pattern[at] === value[index])) {
            at += 1;
            index += 1;
        } else if (star >= 0) {
            at = star + 1;
            index = ++retry;
        } else {
            return false;
        }
    }
    while (pattern[at] === ANY) at += 1;
    return at === pattern.length;
}

/** The six parts of an ARN; the last one keeps its colons. */
function arnParts(arn: string): string[] {
    const parts = arn.split(":");
    return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/**
 * Whether an ARN fits an expanded pattern, part by part: a wildcard does not reach over a colon, but for the last part.
 *
 * @param complete what a pattern with fewer than six parts does: "fill" adds `*` for the missing ones (Resource), "refuse" matches nothing
 */
export function matchesArn(pattern: string, arn: string, complete: "fill" | "refuse"): boolean {
    if (pattern === ANY) return true;
    const wanted = arnParts(pattern);
    const got = arnParts(arn);
    if (got.length !== 6 || (wanted.length < 6 && complete === "refuse")) return false;
    return got.every((part, index) => matches(wanted[index] ?? ANY, part));
}

/** The account in an ARN, `undefined` where it has none. */
export function accountOf(arn: string): string | undefined {
    return arn.split(":")[4] || undefined;
}
