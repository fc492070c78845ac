import { isUnset, keysOf, numberIn, type Slot, textIn } from "../../../models/graph";

/** The text in a slot; undefined if there is none. */
export const optionalText = (slot: Slot): string | undefined => textIn(slot) || undefined;

/** The number in a slot; undefined if there is none. The provider has a few numbers as text. */
export function optionalNumber(slot: Slot): number | undefined {
    const isGiven = slot.value.known && !isUnset(slot.value.value);
    return isGiven ? (numberIn(slot) ?? fail(slot, "a number")) : undefined;
}

/** Whether a flag is set; false if there is none. */
export function flagIn(slot: Slot): boolean {
    const value = slot.value.known ? (slot.value.value ?? false) : false;
    return typeof value === "boolean" ? value : fail(slot, "true or false");
}

/** A document as text, whether the program gave text or an object; undefined if there is none. */
export function documentIn({ value }: Slot): string | undefined {
    const document = value.known ? (value.value ?? undefined) : undefined;
    return document === undefined || typeof document === "string" ? document : JSON.stringify(document);
}

/** The text in a slot, which must be there: what the provider computes in an update. */
export function requiredText(slot: Slot): string {
    return optionalText(slot) ?? fail(slot, "a string; the graph must be that of an update");
}

/** An object of strings; empty if there is none. */
export function textMap(slot: Slot): Record<string, string> {
    const value = slot.value.known ? (slot.value.value ?? {}) : {};
    const isMap = keysOf(value) !== undefined && Object.values(value).every((item) => typeof item === "string");
    return isMap ? (value as Record<string, string>) : fail(slot, "an object of strings");
}

function fail({ resource: { type, name }, property, path = property, value }: Slot, allowed: string): never {
    const got = value.known ? JSON.stringify(value.value) : "a value that is not known";
    throw new Error(`Local AWS: ${type} "${name}": ${path} must be ${allowed}, got ${got}`);
}
