import { write } from "../../../models/catalogueMatch/conditions";
import type { Condition } from "../../../models/eventPattern";

const LONGEST_VALUE = 80;

/** What a field must have, in words: `"Failed" or "Stopped"`. */
export function inWords(conditions: readonly Condition[]): string {
    return listed(conditions.map(words), "or");
}

/** `a, b or c` */
export function listed(items: readonly string[], conjunction: "and" | "or"): string {
    return items.length < 2 ? (items[0] ?? "nothing") : `${items.slice(0, -1).join(", ")} ${conjunction} ${items.at(-1)}`;
}

/** A value of an event, cut where it is long. */
export function show(value: unknown): string {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

const json = (value: unknown) => JSON.stringify(value);

function words(condition: Condition): string {
    switch (condition.kind) {
        case "equals":
        case "number-text":
        case "address":
            return write(condition);
        case "cidr":
            return `an address in ${condition.block}`;
        case "exists":
            return condition.value ? "any value" : "no value at all";
        case "numeric":
            return `a number ${limits(condition)}`;
        case "anything-but":
            return condition.of === "equals"
                ? `anything but ${listed(condition.values.map(json), "or")}`
                : `anything but ${listed(
                      condition.values.map((value) => textWords(condition.of as TextOperator, value)),
                      "or",
                  )}`;
        default:
            return textWords(condition.kind, condition.value);
    }
}

type TextOperator = "prefix" | "suffix" | "equals-ignore-case" | "prefix-ignore-case" | "suffix-ignore-case" | "wildcard";

function textWords(operator: TextOperator, value: string): string {
    switch (operator) {
        case "prefix":
            return `a text that begins with ${json(value)}`;
        case "suffix":
            return `a text that ends with ${json(value)}`;
        case "equals-ignore-case":
            return `${json(value)} in any case`;
        case "prefix-ignore-case":
            return `a text that begins with ${json(value)} in any case`;
        case "suffix-ignore-case":
            return `a text that ends with ${json(value)} in any case`;
        case "wildcard":
            return `a text like ${json(value)}`;
    }
}

function limits({ low, high }: Condition & { kind: "numeric" }): string {
    if (low !== undefined && low.value === high?.value) {
        return `equal to ${low.value}`;
    }
    const parts = [low && `>${low.inclusive ? "=" : ""} ${low.value}`, high && `<${high.inclusive ? "=" : ""} ${high.value}`];
    return parts.filter((part) => part !== undefined).join(" and ");
}
