import { addressToHex } from "../eventPattern/addresses";
import { contextValues, expand, matches, matchesArn, UnresolvedVariable } from "./pattern";
import type { ConditionElement, RequestContext } from "./types";
import { listOf, unmodelled } from "./types";

interface Operator {
    /** The operator of which this one is the opposite. */
    negates?: string;
    /** Its values may have policy variables. */
    variables: boolean;
    wildcards: boolean;
    /** Whether one value of the request satisfies one (expanded) value of the policy. */
    test(wanted: string, got: string): boolean;
}

const string = (test: Operator["test"], wildcards = false): Operator => ({ variables: true, wildcards, test });
const arn = string((wanted, got) => matchesArn(wanted, got, "refuse"), true);

/** Only a request's value may fail to be a number or a date: it then matches nothing. A policy's value is a mistake. */
function compare(parse: (text: string) => number, kind: string, test: (got: number, wanted: number) => boolean): Operator {
    const apply = (wanted: string, got: string) => {
        const limit = parse(wanted);
        if (Number.isNaN(limit)) throw new Error(`Condition: ${kind} is required in the policy, got "${wanted}"`);
        return test(parse(got), limit);
    };
    return { variables: false, wildcards: false, test: apply };
}

const number = (test: (got: number, wanted: number) => boolean) =>
    compare((text) => (text.trim() === "" ? Number.NaN : Number(text)), "a number", test);
/** ISO 8601, or seconds since 1970. */
const toDate = (text: string) => (/^\d{5,}$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const date = (test: (got: number, wanted: number) => boolean) => compare(toDate, "a date", test);

/** Whether an address is in a block such as 203.0.113.0/24, or is the given one. A block and an address of different versions never fit. */
function isInBlock(wanted: string, got: string): boolean {
    const [base = "", bits] = wanted.split("/");
    const address = addressToHex(base);
    const most = (address?.length ?? 0) * 4;
    if (address === undefined || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) {
        throw new Error(`Condition: an IP address or a CIDR block is required in the policy, got "${wanted}"`);
    }
    const length = bits === undefined ? most : Number(bits);
    const [one, other] = [address, addressToHex(got)].map((hex) => hex && BigInt(`0x${hex}`) >> BigInt(most - length));
    return one === other && addressToHex(got)?.length === address.length;
}

const OPERATORS: Record<string, Operator> = {
    StringEquals: string((wanted, got) => wanted === got),
    StringEqualsIgnoreCase: string((wanted, got) => wanted.toLowerCase() === got.toLowerCase()),
    StringLike: string(matches, true),
    ArnEquals: arn,
    ArnLike: arn,
    Bool: string((wanted, got) => wanted.toLowerCase() === got.toLowerCase()),
    NumericEquals: number((got, wanted) => got === wanted),
    NumericLessThan: number((got, wanted) => got < wanted),
    NumericLessThanEquals: number((got, wanted) => got <= wanted),
    NumericGreaterThan: number((got, wanted) => got > wanted),
    NumericGreaterThanEquals: number((got, wanted) => got >= wanted),
    IpAddress: { variables: false, wildcards: false, test: isInBlock },
    DateEquals: date((got, wanted) => got === wanted),
    DateLessThan: date((got, wanted) => got < wanted),
    DateLessThanEquals: date((got, wanted) => got <= wanted),
    DateGreaterThan: date((got, wanted) => got > wanted),
    DateGreaterThanEquals: date((got, wanted) => got >= wanted),
};

const NEGATED: Record<string, string> = {
    StringNotEquals: "StringEquals",
    StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
    StringNotLike: "StringLike",
    ArnNotEquals: "ArnEquals",
    ArnNotLike: "ArnLike",
    NumericNotEquals: "NumericEquals",
    DateNotEquals: "DateEquals",
    NotIpAddress: "IpAddress",
};

/** Operators that AWS knows and this model does not. */
const UNMODELLED = ["BinaryEquals"];

interface ParsedOperator {
    name: string;
    set?: "ForAnyValue" | "ForAllValues";
    ifExists: boolean;
}

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/;

/** The parts of an operator's name, `undefined` if AWS has no such operator. */
export function parseOperator(text: string): ParsedOperator | undefined {
    const parts = OPERATOR.exec(text);
    if (parts === null) return undefined;
    const [, set, name, ifExists] = parts;
    const known = [...Object.keys(OPERATORS), ...Object.keys(NEGATED), ...UNMODELLED].includes(name!) || (name === "Null" && !ifExists && !set);
    return known ? { name: name!, set: set as ParsedOperator["set"], ifExists: ifExists !== undefined } : undefined;
}

const shown = (values: readonly unknown[]) => (values.length === 1 ? `"${values[0]}"` : `one of ${values.map((value) => `"${value}"`).join(", ")}`);

/** One key of one operator; the text says what is wrong, `undefined` if it holds. */
function failure(operatorText: string, key: string, wanted: readonly string[], context: RequestContext, variables: boolean): string | undefined {
    const parsed = parseOperator(operatorText);
    if (parsed === undefined || UNMODELLED.includes(parsed.name)) {
        throw unmodelled(`Condition operator ${operatorText} (on ${key}) is not modelled`);
    }
    const { name, set, ifExists } = parsed;
    const got = contextValues(context, key);
    const isMissing = got.length === 0;
    const describe = (what: string) => `condition ${operatorText} on ${key} ${what}`;
    if (name === "Null") {
        const expected = wanted.map((value) => value.toLowerCase() === "true");
        const holds = expected.includes(isMissing);
        return holds
            ? undefined
            : describe(isMissing ? "wants the key to be present, it is missing" : `wants the key to be missing, got ${shown(got)}`);
    }
    const negated = NEGATED[name] !== undefined;
    const operator = OPERATORS[NEGATED[name] ?? name]!;
    if (isMissing) {
        const holds = ifExists || set === "ForAllValues" || (negated && set === undefined);
        return holds ? undefined : describe(`wants ${negated ? "other than " : ""}${shown(wanted)}, the request has no such key`);
    }
    const patterns: string[] = [];
    let unresolved: string | undefined;
    let unknown: Error | undefined;
    for (const value of wanted) {
        try {
            patterns.push(expand(value, context, { variables: variables && operator.variables, wildcards: operator.wildcards }));
        } catch (error) {
            // Null equals nothing and is like nothing: the operators that ask for a match fail, their opposites hold.
            if (error instanceof UnresolvedVariable) unresolved = error.message;
            else unknown = error as Error;
        }
    }
    const one = (value: string) => {
        const isMatch = patterns.some((pattern) => operator.test(pattern, value));
        if (!isMatch && unknown !== undefined) throw unknown;
        return isMatch !== negated;
    };
    // Without a set operator a key has one value; where it has several, a negated operator must hold for all of them.
    const holds = set === "ForAllValues" || (set === undefined && negated) ? got.every(one) : got.some(one);
    if (holds) return undefined;
    const what = `wants ${negated ? "other than " : ""}${shown(wanted)}, got ${got.map((value) => `"${value}"`).join(", ")}`;
    return describe(unresolved === undefined || negated ? what : `fails: ${unresolved}`);
}

/** What a statement's Condition says about a request. */
export type ConditionResult = { holds: true } | { holds: false; failures: string[] } | { holds: undefined; error: Error };

/**
 * Evaluates a Condition element: all operators and keys must hold, one of the values of a key is enough. A missing key fails the operators
 * that ask for a match and passes the negated ones, IfExists and ForAllValues [IAM User Guide, "Condition operators", "Set operators"]. So does a
 * policy variable that has no value ["Variables and tags", policy variables with no value]. What depends on an unknown key is not decided.
 *
 * @param variables whether policy variables are replaced (Version 2012-10-17)
 * @returns `holds: undefined` with the error, if that depends on an unknown key or on an operator which is not modelled
 */
export function evaluateCondition(condition: ConditionElement, context: RequestContext, variables: boolean): ConditionResult {
    const failures: string[] = [];
    let undecided: Error | undefined;
    for (const [operator, keys] of Object.entries(condition)) {
        for (const [key, values] of Object.entries(keys)) {
            try {
                const text = failure(operator, key, listOf(values).map(String), context, variables);
                if (text !== undefined) failures.push(text);
            } catch (error) {
                undecided ??= error as Error;
            }
        }
    }
    if (failures.length > 0) return { holds: false, failures };
    return undecided === undefined ? { holds: true } : { holds: undefined, error: undecided };
}
