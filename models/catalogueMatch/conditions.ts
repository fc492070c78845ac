import { type Condition, matchesCondition } from "../eventPattern";
import type { Slot } from "./eventShapes";

/** Whether an event can have a value at the slot that fulfils the condition. */
export function canFulfil(slot: Slot, condition: Condition): boolean {
    if (slot.type === "known") {
        return matchesCondition(condition, slot.value);
    }
    if (slot.type === "absent") {
        return matchesCondition(condition, undefined);
    }
    switch (condition.kind) {
        case "exists":
            return condition.value || slot.optional;
        case "anything-but":
            return true;
        case "equals":
            return condition.value === null ? slot.optional : slot.values.some((type) => type === typeof condition.value);
        case "numeric":
        case "number-text":
            return slot.values.includes("number");
        default:
            return slot.values.includes("string");
    }
}

/** The texts that a condition names, whatever it asks of them. */
export function textsOf(condition: Condition): string[] {
    const values = "values" in condition ? condition.values : "value" in condition ? [condition.value] : [];
    return values.filter((value): value is string => typeof value === "string");
}

/** The condition as a pattern writes it. */
export function write(condition: Condition): string {
    const json = (value: unknown) => JSON.stringify(value);
    const one = (values: readonly unknown[]) => (values.length === 1 ? values[0] : values);
    switch (condition.kind) {
        case "equals":
        case "address":
            return json(condition.value);
        case "number-text":
            return condition.text;
        case "cidr":
            return json({ cidr: condition.block });
        case "numeric": {
            const { low, high } = condition;
            if (low !== undefined && low.value === high?.value) {
                return json({ numeric: ["=", low.value] });
            }
            const limits = [low && [`>${low.inclusive ? "=" : ""}`, low.value], high && [`<${high.inclusive ? "=" : ""}`, high.value]];
            return json({ numeric: limits.flatMap((limit) => limit ?? []) });
        }
        case "exists":
            return json({ exists: condition.value });
        case "anything-but":
            return json({ "anything-but": condition.of === "equals" ? one(condition.values) : { [condition.of]: one(condition.values) } });
        case "prefix-ignore-case":
            return json({ prefix: { "equals-ignore-case": condition.value } });
        case "suffix-ignore-case":
            return json({ suffix: { "equals-ignore-case": condition.value } });
        default:
            return json({ [condition.kind]: condition.value });
    }
}
