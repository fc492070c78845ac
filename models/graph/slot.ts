import { type Read, read } from "./read";
import type { GraphResource } from "./resource";

/** A value that is in a property of a resource. */
export interface Slot {
    readonly resource: GraphResource;
    /** The property of the resource in which the value stands, at whatever depth: Pulumi records dependencies by it. */
    readonly property: string;
    /** The dotted path of the value, for messages. @default the property */
    readonly path?: string;
    readonly value: Read<unknown>;
}

/** Nothing was given. Providers have null and "" for that. */
export const isUnset = (value: unknown) => value === undefined || value === null || value === "";

function walk(from: unknown, path: readonly string[]): unknown {
    let value = from;
    for (const key of path) {
        // The provider has some objects as a list of one.
        if (Array.isArray(value) && value.length === 1 && !/^\d+$/.test(key)) {
            value = value[0];
        }
        value = (value as Record<string, unknown> | null | undefined)?.[key];
    }
    return value;
}

/**
 * The value at a dotted path. Of several paths, which are what different providers call the same thing, the first that is set or not known counts.
 *
 * @example slotAt(target, "deadLetterConfig.arn")
 */
export function slotAt(resource: GraphResource, ...paths: string[]): Slot {
    let slot: Slot | undefined;
    for (const path of paths) {
        const names = path.split(".");
        const value = read(() => walk(resource.props, names));
        slot = { resource, property: names[0]!, path, value };
        if (!value.known || !isUnset(value.value)) {
            return slot;
        }
    }
    return slot!;
}

/** Whether a slot holds nothing, for sure. */
export const isEmpty = ({ value }: Slot) => value.known && isUnset(value.value);

/** Whether a program gave a value: it is not empty, and what is not known comes from somewhere. Providers compute what no one gives. */
export const isGiven = (slot: Slot) => (slot.value.known ? !isUnset(slot.value.value) : sourcesOf(slot).length > 0);

/** The slots of the elements of a list. A list that is not known counts as one element that is not known. */
export function slotsIn(resource: GraphResource, path: string): Slot[] {
    const list = slotAt(resource, path);
    const length = read(() => {
        const value = list.value.known ? list.value.value : undefined;
        return Array.isArray(value) ? value.length : isUnset(value) ? 0 : 1;
    });
    if (!list.value.known || !length.known) {
        return [list];
    }
    return Array.isArray(list.value.value)
        ? Array.from({ length: length.value }, (_, i) => slotAt(resource, `${path}.${i}`))
        : length.value === 1
          ? [list]
          : [];
}

/** The resources from which a slot takes its value, as far as they are in the stack. */
export const sourcesOf = ({ resource, property }: Pick<Slot, "resource" | "property">): readonly GraphResource[] =>
    resource.propertyDependencies[property] ?? [];

/** The text in a slot; undefined if it is not known, or no text. */
export function textIn({ value }: Slot): string | undefined {
    return value.known && typeof value.value === "string" ? value.value : undefined;
}

/** The number in a slot, which the provider may have as text; undefined if it is not known, or no number. */
export function numberIn({ value }: Slot): number | undefined {
    if (!value.known || isUnset(value.value)) {
        return undefined;
    }
    const number = typeof value.value === "string" ? Number(value.value) : value.value;
    return Number.isFinite(number) ? (number as number) : undefined;
}

/** Whether a flag is set, which a provider may have as text. */
export const isTrue = ({ value }: Slot) => value.known && (value.value === true || value.value === "true");
