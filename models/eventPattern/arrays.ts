import type { Condition } from "./conditions";
import { leafTest } from "./conditions";
import { InvalidEventException } from "./errors";
import type { ArrayPlace, Element, FlatEvent } from "./flatten";

/** A field of a compiled alternative. */
export interface CompiledField {
    readonly slot: number;
    readonly path: string;
    readonly conditions: readonly Condition[];
    /** Whether `{ exists: false }` is one of the conditions. */
    readonly mayBeAbsent: boolean;
}

/** More steps than any event of 1 MB needs that is not made to cost time. */
const MAX_STEPS = 2_000_000;

/** What one element (or the event itself) holds of the values that fulfil conditions. */
interface Holding {
    /** Fields with a value right here. */
    readonly own: Set<number>;
    /** Arrays in here that hold values: which fields, and in which elements. */
    readonly arrays: Map<ArrayPlace, { fields: Set<number>; elements: Map<Element, Holding> }>;
}

const newHolding = (): Holding => ({ own: new Set(), arrays: new Map() });

/** Elements of the values of a field that fulfil its conditions. */
function fulfilling(field: CompiledField, event: FlatEvent): Set<Element | undefined> {
    const { count, values, elements } = event.fields[field.slot]!;
    const tests = field.conditions.map(leafTest);
    const found = new Set<Element | undefined>();
    for (let i = 0; i < count; i += 1) {
        const element = elements[i];
        if (!found.has(element) && tests.some((test) => test(values[i]!, event.fromText))) {
            found.add(element);
        }
    }
    return found;
}

/** Puts a field into the holdings of all elements around a value. */
function hold(root: Holding, field: number, element: Element | undefined): void {
    const chain: Element[] = [];
    for (let each = element; each !== undefined; each = each.parent) {
        chain.push(each);
    }
    let holding = root;
    for (const { array } of [...chain].reverse()) {
        const inner = chain.pop()!;
        let place = holding.arrays.get(array);
        if (place === undefined) {
            place = { fields: new Set(), elements: new Map() };
            holding.arrays.set(array, place);
        }
        place.fields.add(field);
        let next = place.elements.get(inner);
        if (next === undefined) {
            next = newHolding();
            place.elements.set(inner, next);
        }
        holding = next;
    }
    holding.own.add(field);
}

/** Whether all of the fields can be found together; undefined where a field is in two arrays side by side (by keys with dots), so that a choice is needed. */
function holdsAll(holding: Holding, fields: readonly number[]): boolean | undefined {
    const missing = new Set(fields.filter((field) => !holding.own.has(field)));
    for (const place of holding.arrays.values()) {
        const wanted = [...missing].filter((field) => place.fields.has(field));
        if (wanted.length === 0) {
            continue;
        }
        for (const field of wanted) {
            missing.delete(field);
        }
        for (const other of holding.arrays.values()) {
            if (other !== place && wanted.some((field) => other.fields.has(field))) {
                return undefined;
            }
        }
        // One field alone is in some element, or it would not be among those of the array.
        if (wanted.length > 1) {
            let found: boolean | undefined = false;
            for (const element of place.elements.values()) {
                const inside = holdsAll(element, wanted);
                if (inside !== false) {
                    found = inside;
                    break;
                }
            }
            if (found !== true) {
                return found;
            }
        }
    }
    return missing.size === 0;
}

function isConsistent(element: Element | undefined, chosen: ReadonlyMap<ArrayPlace, Element>): boolean {
    for (let each = element; each !== undefined; each = each.parent) {
        const other = chosen.get(each.array);
        if (other !== undefined && other !== each) {
            return false;
        }
    }
    return true;
}

/** Tries the values of each field in turn, in the order of the paths: what counts as absent depends on the elements chosen before. */
function search(fields: readonly CompiledField[], candidates: readonly Set<Element | undefined>[], event: FlatEvent): boolean {
    const chosen = new Map<ArrayPlace, Element>();
    let steps = 0;
    const from = (index: number): boolean => {
        const field = fields[index];
        if (field === undefined) {
            return true;
        }
        const { count, elements } = event.fields[field.slot]!;
        steps += count + 1;
        if (steps > MAX_STEPS) {
            throw new InvalidEventException("too many combinations of array elements");
        }
        let isAbsent = field.mayBeAbsent;
        for (let i = 0; i < count && isAbsent; i += 1) {
            isAbsent = !isConsistent(elements[i], chosen);
        }
        if (isAbsent && from(index + 1)) {
            return true;
        }
        for (const element of candidates[index]!) {
            if (!isConsistent(element, chosen)) {
                continue;
            }
            const added: ArrayPlace[] = [];
            for (let each = element; each !== undefined; each = each.parent) {
                if (!chosen.has(each.array)) {
                    chosen.set(each.array, each);
                    added.push(each.array);
                }
            }
            if (from(index + 1)) {
                return true;
            }
            for (const array of added) {
                chosen.delete(array);
            }
        }
        return false;
    };
    return from(0);
}

/**
 * Whether all fields match with values that belong together: of each array, all values that are in objects (or arrays) of it come from one element.
 *
 * @param fields The fields of one alternative, sorted by path, each of which by itself has a value that fulfils its conditions, or may be absent.
 * @throws InvalidEventException where the event is made so that this would take too long to find out.
 */
export function matchTogether(fields: readonly CompiledField[], event: FlatEvent): boolean {
    let inElements = 0;
    let mayBeAbsent = false;
    for (const field of fields) {
        if (event.fields[field.slot]!.inElements) {
            inElements += 1;
            mayBeAbsent ||= field.mayBeAbsent;
        }
    }
    if (mayBeAbsent) {
        return search(
            fields,
            fields.map((field) => fulfilling(field, event)),
            event,
        );
    }
    if (inElements < 2) {
        return true;
    }
    const inside = fields.filter(({ slot }) => event.fields[slot]!.inElements);
    const candidates = inside.map((field) => fulfilling(field, event));
    const [first, ...others] = candidates;
    for (const element of first!) {
        if (others.every((elements) => elements.has(element))) {
            return true;
        }
    }
    const root = newHolding();
    const wanted: number[] = [];
    candidates.forEach((elements, i) => {
        if (!elements.has(undefined)) {
            wanted.push(i);
            for (const element of elements) {
                hold(root, i, element);
            }
        }
    });
    return holdsAll(root, wanted) ?? search(inside, candidates, event);
}
