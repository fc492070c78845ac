import { addressToHex, inRange } from "./addresses";
import { NumberLiteral } from "./numbers";
import { fitsWildcard, ignoringCase } from "./text";

/** A value of an event that a condition is compared with. */
export type Leaf = string | number | boolean | null | NumberLiteral;

/** What a single value of a list in a pattern asks for. */
export type Condition =
    | { readonly kind: "equals"; readonly value: string | number | boolean | null }
    /** A number that a double does not hold, compared as text; with the nearest double where the event has been parsed already. */
    | { readonly kind: "number-text"; readonly text: string }
    /** A string that is an IP address: equal to all spellings of that address. */
    | { readonly kind: "address"; readonly value: string; readonly hex: string; readonly skipsNumbers?: true }
    /** `skipsNumbers`: the list has a condition on numbers. Without one, event-ruler reads a number of the event as the digits of an address. */
    | { readonly kind: "cidr"; readonly block: string; readonly bottom: string; readonly top: string; readonly skipsNumbers?: true }
    | { readonly kind: TextKind; readonly value: string }
    /** Limits that are absent are open; `=` has both limits. */
    | { readonly kind: "numeric"; readonly low?: Limit; readonly high?: Limit }
    | { readonly kind: "exists"; readonly value: boolean }
    | { readonly kind: "anything-but"; readonly of: "equals"; readonly values: readonly (string | number)[] }
    | { readonly kind: "anything-but"; readonly of: "prefix" | "suffix" | "equals-ignore-case" | "wildcard"; readonly values: readonly string[] };

/** Operators that compare text. */
export type TextKind = "prefix" | "suffix" | "equals-ignore-case" | "prefix-ignore-case" | "suffix-ignore-case" | "wildcard";

/** One end of a numeric range. */
export interface Limit {
    /** The end itself. */
    readonly value: number;
    /** Whether the end is in the range: true for `<=` and `>=`, false for `<` and `>`. */
    readonly inclusive: boolean;
}

/**
 * Whether a value fulfils a condition. `fromText` says that the event was read from its text, so that a number whose digits a double does not hold
 * would have come as a `NumberLiteral`.
 */
export type LeafTest = (value: Leaf, fromText: boolean) => boolean;

/** Whether a condition is fulfilled by the absence of the field: `{ exists: false }` alone is. */
export function takesAbsence(condition: Condition): boolean {
    return condition.kind === "exists" && !condition.value;
}

const textOf = (value: Leaf): string => (value instanceof NumberLiteral ? value.text : String(value));

function textTest(kind: TextKind, text: string): (value: string) => boolean {
    switch (kind) {
        case "prefix":
            return (value) => value.startsWith(text);
        case "suffix":
            return (value) => value.endsWith(text);
        case "equals-ignore-case":
            return ignoringCase(text, "whole");
        case "prefix-ignore-case":
            return ignoringCase(text, "start");
        case "suffix-ignore-case":
            return ignoringCase(text, "end");
        case "wildcard":
            return fitsWildcard(text);
    }
}

/** An address is found in a string by its bytes, in a number by its digits: 5 is in 0.0.0.0/0, as in event-ruler. */
function onAddress(condition: Condition & { skipsNumbers?: true }, test: (digits: string) => boolean): LeafTest {
    return (value) => {
        const digits =
            typeof value === "string" ? addressToHex(value) : typeof value === "number" && condition.skipsNumbers ? undefined : textOf(value);
        return digits !== undefined && test(digits);
    };
}

function anythingBut(condition: Condition & { kind: "anything-but" }): LeafTest {
    if (condition.of === "equals") {
        const excluded = new Set<Leaf>(condition.values);
        return (value) => !excluded.has(value);
    }
    const kind = condition.of;
    const tests = condition.values.map((value) => textTest(kind, value));
    return (value) => typeof value !== "string" || tests.every((test) => !test(value));
}

function makeTest(condition: Condition): LeafTest {
    switch (condition.kind) {
        case "equals":
            return (value) => value === condition.value;
        case "number-text": {
            const nearest = Number(condition.text);
            return (value, fromText) => (value instanceof NumberLiteral ? value.text === condition.text : value === nearest && !fromText);
        }
        case "address":
            return onAddress(condition, (digits) => digits.startsWith(condition.hex));
        case "cidr":
            return onAddress(condition, (digits) => inRange(digits, condition));
        case "numeric": {
            const { low, high } = condition;
            return (value) =>
                typeof value === "number" &&
                (low === undefined || value > low.value || (low.inclusive && value === low.value)) &&
                (high === undefined || value < high.value || (high.inclusive && value === high.value));
        }
        case "exists":
            return () => condition.value;
        case "anything-but":
            return anythingBut(condition);
        default: {
            const test = textTest(condition.kind, condition.value);
            return (value) => typeof value === "string" && test(value);
        }
    }
}

const tests = new WeakMap<Condition, LeafTest>();

/** The test of a condition for a value that is there. */
export function leafTest(condition: Condition): LeafTest {
    let test = tests.get(condition);
    if (test === undefined) {
        test = makeTest(condition);
        tests.set(condition, test);
    }
    return test;
}
