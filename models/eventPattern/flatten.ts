import type { Leaf } from "./conditions";
import { InvalidEventException } from "./errors";
import { JsonObject, MAX_DEPTH } from "./json";
import { NumberLiteral } from "./numbers";
import { NOWHERE, type PathNode, type Paths, stepInto } from "./paths";

/** An array of the event. */
export interface ArrayPlace {
    readonly parent: Element | undefined;
}

/** An object or array that is an element of an array. Values from different elements of one array do not belong together. */
export interface Element {
    readonly array: ArrayPlace;
    readonly parent: Element | undefined;
}

/** All values of one field. */
export interface FieldValues {
    /** How many of the rest of this are of the current event. */
    count: number;
    readonly values: Leaf[];
    /** For each value the innermost element that it is in, undefined outside of arrays. A scalar is not in the array that it is an item of. */
    readonly elements: (Element | undefined)[];
    /** Whether any value is in an element. */
    inElements: boolean;
}

/** The next level. Refuses one that EventBridge does not take. */
function deeper(depth: number): number {
    if (depth >= MAX_DEPTH) {
        throw new InvalidEventException(`Document nesting depth (${depth + 1}) exceeds the maximum allowed (${MAX_DEPTH})`);
    }
    return depth + 1;
}

/** The values that rules ask for, taken from one event at a time. Objects are reused, so that an event costs hardly any memory. */
export class FlatEvent {
    /** By slot. */
    public readonly fields: FieldValues[] = [];
    /** Whether the event came as text. */
    public fromText = false;
    /** Whether any value is in an element of an array. */
    public inElements = false;
    private readonly touched: FieldValues[] = [];

    /**
     * Reads the fields of an event.
     *
     * @throws InvalidEventException if the event is not an object, or nested deeper than 1,000 levels where rules look.
     */
    public read(event: unknown, paths: Paths): void {
        while (this.fields.length < paths.size) {
            this.fields.push({ count: 0, values: [], elements: [], inElements: false });
        }
        for (const field of this.touched) {
            field.count = 0;
            field.inElements = false;
            if (field.values.length > 64) {
                field.values.length = 0;
                field.elements.length = 0;
            }
        }
        this.touched.length = 0;
        this.inElements = false;
        this.fromText = event instanceof JsonObject;
        if (typeof event !== "object" || event === null || Array.isArray(event)) {
            throw new InvalidEventException("Event must be a JSON object");
        }
        this.readObject(event, paths.root, undefined, 1);
    }

    private readObject(object: object, node: PathNode, element: Element | undefined, depth: number): void {
        if (this.fromText) {
            const { keys, values } = object as JsonObject;
            for (let i = 0; i < keys.length; i += 1) {
                const step = stepInto(node, keys[i]!);
                if (step !== NOWHERE) {
                    this.readValue(values[i], step, element, depth);
                }
            }
            return;
        }
        for (const key in object) {
            const step = stepInto(node, key);
            if (step !== NOWHERE && Object.hasOwn(object, key)) {
                this.readValue((object as Record<string, unknown>)[key], step, element, depth);
            }
        }
    }

    private readValue(value: unknown, node: PathNode, element: Element | undefined, depth: number): void {
        if (typeof value !== "object" || value === null) {
            this.add(value, node, element);
        } else if (Array.isArray(value)) {
            this.readArray(value, node, element, deeper(depth));
        } else if (value instanceof NumberLiteral) {
            this.add(value, node, element);
        } else if (node.children.size > 0) {
            this.readObject(value, node, element, deeper(depth));
        }
    }

    private readArray(items: readonly unknown[], node: PathNode, parent: Element | undefined, depth: number): void {
        let array: ArrayPlace | undefined;
        for (const item of items) {
            if (typeof item !== "object" || item === null || item instanceof NumberLiteral) {
                this.add(item, node, parent);
            } else {
                array ??= { parent };
                this.readValue(item, node, { array, parent }, depth);
            }
        }
    }

    private add(value: unknown, node: PathNode, element: Element | undefined): void {
        // Values that JSON does not have count as absent, as they are left out when the event is written.
        const isLeaf = typeof value === "string" || typeof value === "number" || typeof value === "boolean" || typeof value === "object";
        if (node.slot < 0 || !isLeaf) {
            return;
        }
        const field = this.fields[node.slot]!;
        if (field.count === 0) {
            this.touched.push(field);
        }
        field.values[field.count] = value as Leaf;
        field.elements[field.count] = element;
        field.count += 1;
        if (element !== undefined) {
            field.inElements = true;
            this.inElements = true;
        }
    }
}
