import { JsonObject } from "./json";
import { NumberLiteral } from "./numbers";

/** Thrown inside the parser; parse.ts adds where it happened. The reasons are event-ruler's (JsonRuleCompiler, 2.0.1). */
export class Refusal extends Error {}

/** Ends the parsing. */
export function refuse(reason: string): never {
    throw new Refusal(reason);
}

/** Reason for a second key. */
export const ONE_KEY = "Only one key allowed in match expression";
/** Reason for a second key, or a member too many, in some operators. */
export const TOO_MANY = "Too many elements in numeric expression";

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
export function onlyMember<T>(value: unknown, none: string, several: string, read: (name: string, operand: unknown) => T): T {
    const members = membersOf(value) ?? [];
    const [first] = members;
    if (first === undefined) {
        refuse(none);
    }
    const result = read(first[0], first[1]);
    return members.length > 1 ? refuse(several) : result;
}

/** A number that can be compared. Those a double does not hold cannot. */
export function number(value: unknown, reason: string): number {
    if (value instanceof NumberLiteral) {
        refuse(`Cannot compare number : ${value.text}`);
    }
    return typeof value === "number" && Number.isFinite(value) ? value : refuse(reason);
}

/** A string. */
export function string(value: unknown, reason: string): string {
    return typeof value === "string" ? value : refuse(reason);
}

/** How event-ruler would print the token that a value starts with; nothing is the end of the array. */
export function token(value: unknown): string {
    if (value === undefined) {
        return "]";
    }
    if (Array.isArray(value)) {
        return "[";
    }
    if (membersOf(value) !== undefined) {
        return "{";
    }
    return value instanceof NumberLiteral ? value.text : String(value);
}
