import { addressToHex, readCidr } from "./addresses";
import type { Condition, Limit, TextKind } from "./conditions";
import { JsonObject } from "./json";
import { NumberLiteral } from "./numbers";
import { wildcardFault } from "./text";

/** Thrown inside the parser; parse.ts adds where it happened. The reasons are event-ruler's (JsonRuleCompiler, 2.0.1). */
export class Refusal extends Error {}

/** Ends the parsing. */
export function refuse(reason: string): never {
    throw new Refusal(reason);
}

const ONE_KEY = "Only one key allowed in match expression";
const TOO_MANY = "Too many elements in numeric expression";

/** Members of an object of either form, in order; undefined for all other values. A member without a value is none, as in `JSON.stringify`. */
export function membersOf(value: unknown): [string, unknown][] | undefined {
    if (value instanceof JsonObject) {
        return value.keys.map((key, i) => [key, value.values[i]]);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof NumberLiteral) {
        return undefined;
    }
    return Object.entries(value).filter(([, member]) => member !== undefined);
}

/** The only member of an object; refuses with the reason for none, and with that for several, which is said only once the first one has been read. */
function onlyMember<T>(value: unknown, none: string, several: string, read: (name: string, operand: unknown) => T): T {
    const members = membersOf(value) ?? [];
    const [first] = members;
    if (first === undefined) {
        refuse(none);
    }
    const result = read(first[0], first[1]);
    return members.length > 1 ? refuse(several) : result;
}

/** A number that can be compared. Those a double does not hold cannot. */
function number(value: unknown, reason: string): number {
    if (value instanceof NumberLiteral) {
        refuse(`Cannot compare number : ${value.text}`);
    }
    return typeof value === "number" && Number.isFinite(value) ? value : refuse(reason);
}

function string(value: unknown, reason: string): string {
    return typeof value === "string" ? value : refuse(reason);
}

/** How event-ruler would print the token that a value starts with. */
function token(value: unknown): string {
    return value === undefined || Array.isArray(value)
        ? value === undefined
            ? "]"
            : "["
        : membersOf(value)
          ? "{"
          : value instanceof NumberLiteral
            ? value.text
            : String(value);
}

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
            return { kind: name satisfies TextKind, value: string(operand, "equals-ignore-case match pattern must be a string") };
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
    if (membersOf(value) === undefined) {
        refuse("Match value must be String, number, true, false, or null");
    }
    const several = typeof value === "object" && ["numeric", "anything-but"].includes(membersOf(value)?.[0]?.[0] ?? "") ? TOO_MANY : ONE_KEY;
    return onlyMember(value, "Match expression name not found", several, operator);
}

const isNumeric = ({ kind, ...rest }: Condition) =>
    kind === "numeric" ||
    (kind === "equals" && "value" in rest && typeof rest.value === "number") ||
    (kind === "anything-but" && "values" in rest && typeof rest.values[0] === "number");
const isAddress = ({ kind }: Condition) => kind === "address" || kind === "cidr";
const isText = ({ kind }: Condition) => !["equals", "number-text", "numeric", "exists"].includes(kind);

/** Reads the list of a field. */
export function readConditions(list: readonly unknown[]): Condition[] {
    const conditions = list.map(condition);
    if (conditions.length === 0) {
        refuse("Empty arrays are not allowed");
    }
    if (!conditions.some(isAddress)) {
        return conditions;
    }
    const addressesAre = conditions.some(isNumeric) ? "text" : "bytes";
    return conditions.map((each) =>
        (addressesAre === "text" ? isAddress(each) : isText(each) && !isAddress(each)) ? { ...each, addressesAre } : each,
    );
}
