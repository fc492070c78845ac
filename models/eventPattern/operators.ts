import { addressToHex, readCidr } from "./addresses";
import type { Condition, Limit } from "./conditions";
import { NumberLiteral } from "./numbers";
import { membersOf, number, ONE_KEY, onlyMember, refuse, string, TOO_MANY, token } from "./operands";
import { wildcardFault } from "./text";

function numeric(operand: unknown): Condition {
    if (!Array.isArray(operand)) {
        refuse("Value of numeric must be an array.");
    }
    const [operator, first, second, last] = operand as unknown[];
    if (typeof operator !== "string") {
        refuse(`Invalid member in numeric match: ${token(operator)}`);
    }
    if (!["=", "<", "<=", ">", ">="].includes(operator)) {
        refuse(`Unrecognized numeric range operator: ${operator}`);
    }
    const value = number(first, `Value of ${operator === "=" ? "equals" : operator} must be numeric`);
    const limit: Limit = { value, inclusive: operator.includes("=") };
    if (operator === "=" || operator.startsWith("<")) {
        return operand.length > 2 ? refuse(TOO_MANY) : { kind: "numeric", ...(operator === "=" && { low: limit }), high: limit };
    }
    if (operand.length === 2) {
        return { kind: "numeric", low: limit };
    }
    if (typeof second !== "string") {
        refuse(`Bad value in numeric range: ${token(second)}`);
    }
    if (second !== "<" && second !== "<=") {
        refuse(`Bad numeric range operator: ${second}`);
    }
    const top = number(last, `Value of ${second} must be numeric`);
    if (operand.length > 4) {
        refuse("Too many terms in numeric range expression");
    }
    return value < top ? { kind: "numeric", low: limit, high: { value: top, inclusive: second === "<=" } } : refuse("Bottom must be less than top");
}

function cidr(operand: unknown): Condition {
    const block = string(operand, "prefix match pattern must be a string");
    try {
        return { kind: "cidr", block, ...readCidr(block) };
    } catch (error) {
        return refuse((error as RangeError).message);
    }
}

function wildcard(operand: unknown): string {
    const text = string(operand, "wildcard match pattern must be a string");
    const fault = wildcardFault(text);
    return fault === undefined ? text : refuse(fault);
}

function affix(kind: "prefix" | "suffix", operand: unknown): Condition {
    if (membersOf(operand) === undefined) {
        return { kind, value: string(operand, `${kind} match pattern must be a string`) };
    }
    const title = kind === "prefix" ? "Prefix" : "Suffix";
    return onlyMember(operand, `${title} expression name not found`, ONE_KEY, (name, inner) =>
        name === "equals-ignore-case"
            ? { kind: `${kind}-ignore-case`, value: string(inner, "equals-ignore-case match pattern must be a string") }
            : refuse(`Unsupported ${kind} pattern: ${name}`),
    );
}

const IN_LIST: Readonly<Record<string, string>> = {
    "equals-ignore-case": "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
    wildcard: "wildcard match pattern must be a string",
    prefix: "prefix/suffix match pattern must be a string",
    suffix: "prefix/suffix match pattern must be a string",
};

function isScalarOrList(operand: unknown): boolean {
    return Array.isArray(operand) || typeof operand === "string" || typeof operand === "number" || operand instanceof NumberLiteral;
}

function nestedAnythingBut(name: string, operand: unknown): Condition {
    if (!Object.hasOwn(IN_LIST, name)) {
        refuse(`Unsupported anything-but pattern: ${name}`);
    }
    const of = name as "prefix" | "suffix" | "equals-ignore-case" | "wildcard";
    if (!isScalarOrList(operand)) {
        refuse("Value of anything-but must be an array or single string/number value.");
    }
    const values = [operand].flat().map((value) => {
        const text = string(value, IN_LIST[of]!);
        if (text === "" && (of === "prefix" || of === "suffix")) {
            refuse("Null prefix/suffix not allowed");
        }
        return of === "wildcard" ? wildcard(text) : text;
    });
    return values.length === 0 ? refuse("Empty arrays are not allowed") : { kind: "anything-but", of, values: [...new Set(values)] };
}

function anythingBut(operand: unknown): Condition {
    if (membersOf(operand) !== undefined) {
        return onlyMember(operand, "Anything-But expression name not found", TOO_MANY, nestedAnythingBut);
    }
    if (!isScalarOrList(operand)) {
        refuse("Value of anything-but must be an array or single string/number value.");
    }
    const values = ([operand].flat() as unknown[]).map((value) =>
        typeof value === "string" ? value : number(value, "Inside anything but list, start|null|boolean is not supported."),
    );
    if (new Set(values.map((value) => typeof value)).size !== 1) {
        refuse("Inside anything but list, either all values are number or string, mixed type is not supported");
    }
    return { kind: "anything-but", of: "equals", values: [...new Set(values)] };
}

function operator(name: string, operand: unknown): Condition {
    switch (name) {
        case "exactly":
            return { kind: "equals", value: string(operand, "exact match pattern must be a string") };
        case "prefix":
        case "suffix":
            return affix(name, operand);
        case "numeric":
            return numeric(operand);
        case "anything-but":
            return anythingBut(operand);
        case "exists":
            return typeof operand === "boolean" ? { kind: "exists", value: operand } : refuse("exists match pattern must be either true or false.");
        case "cidr":
            return cidr(operand);
        case "equals-ignore-case":
            return { kind: name, value: string(operand, "equals-ignore-case match pattern must be a string") };
        case "wildcard":
            return { kind: name, value: wildcard(operand) };
        default:
            return refuse(`Unrecognized match type ${name}`);
    }
}

function condition(value: unknown): Condition {
    if (typeof value === "string") {
        const hex = addressToHex(value);
        return hex === undefined ? { kind: "equals", value } : { kind: "address", value, hex };
    }
    if (value === null || typeof value === "boolean" || (typeof value === "number" && !Number.isNaN(value))) {
        return { kind: "equals", value };
    }
    if (value instanceof NumberLiteral) {
        return { kind: "number-text", text: value.text };
    }
    const members = membersOf(value) ?? refuse("Match value must be String, number, true, false, or null");
    const first = members[0]?.[0];
    const several = first === "numeric" || first === "anything-but" ? TOO_MANY : ONE_KEY;
    return onlyMember(value, "Match expression name not found", several, operator);
}

function isNumeric(condition: Condition): boolean {
    switch (condition.kind) {
        case "numeric":
            return true;
        case "equals":
            return typeof condition.value === "number";
        case "anything-but":
            return typeof condition.values[0] === "number";
        default:
            return false;
    }
}

/** Reads the list of a field. */
export function readConditions(list: readonly unknown[]): Condition[] {
    const conditions = list.map(condition);
    if (conditions.length === 0) {
        refuse("Empty arrays are not allowed");
    }
    const hasNumbers = conditions.some(isNumeric);
    return conditions.map((each) => (hasNumbers && (each.kind === "address" || each.kind === "cidr") ? { ...each, skipsNumbers: true } : each));
}
