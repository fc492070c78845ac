import type { Alternative, Condition, EventPattern } from "../../models/eventPattern";
import { type CompiledField, matchTogether } from "../../models/eventPattern/arrays";
import { FlatEvent } from "../../models/eventPattern/flatten";
import { NumberLiteral } from "../../models/eventPattern/numbers";
import { Paths } from "../../models/eventPattern/paths";
import { type Hint, hintFor } from "./whyHints";
import { inWords, listed, show } from "./whyWords";

/** A field of a pattern that an event does not fulfil. */
export interface FailingField {
    /** Dotted path in the pattern. */
    readonly path: string;
    /** What the pattern asks for, in words. */
    readonly expected: string;
    /** What the event has: the value or values as JSON, "absent", or "an object". */
    readonly got: string;
    /** What is odd about it; null where the event is simply another one. */
    readonly hint: string | null;
    /** What to change to make it match; null where nothing reasonable is known. */
    readonly change: string | null;
}

/** Why an event does not match a pattern. */
export interface Miss {
    /** The failing fields, the worst first; of a pattern with `$or` those of the alternative that comes nearest. */
    readonly fields: readonly FailingField[];
    /** How many alternatives `$or` makes; 1 without. */
    readonly alternatives: number;
    /** Greater the more of the pattern the event fails, and the less it looks like a slip. */
    readonly distance: number;
    /** Whether the pattern is plainly for other events: source or detail-type are others, and not by a slip. */
    readonly otherEvents: boolean;
}

/** Explains why an event does not match a pattern. Call it for one that does not. */
export function explainMiss({ alternatives }: EventPattern, event: object): Miss {
    const misses = alternatives.map((fields) => missOf(fields, event, alternatives.length));
    return misses.reduce((best, miss) => (miss.distance < best.distance ? miss : best));
}

interface Failure extends FailingField {
    readonly weight: number;
    readonly isOther: boolean;
}

function missOf(fields: Alternative, event: object, alternatives: number): Miss {
    const { compiled, flat } = read(fields, event);
    const failures: Failure[] = compiled.filter((field) => !matchTogether([field], flat)).map((field) => failureOf(field, flat, event));
    const failing = failures.length > 0 ? failures : apart(compiled, flat);
    const sorted = [...failing].sort((a, b) => b.weight - a.weight);
    return {
        fields: sorted.map(({ path, expected, got, hint, change }) => ({ path, expected, got, hint, change })),
        alternatives,
        distance: failing.reduce((sum, { weight }) => sum + weight, 0),
        otherEvents: failing.some(({ isOther }) => isOther),
    };
}

/** Looks the fields up as the matcher does. */
function read(fields: Alternative, event: object): { compiled: CompiledField[]; flat: FlatEvent } {
    const paths = new Paths();
    const compiled = fields.map(({ path, conditions }) => ({
        path,
        conditions,
        slot: paths.take(path),
        mayBeAbsent: conditions.some((condition) => condition.kind === "exists" && !condition.value),
    }));
    const flat = new FlatEvent();
    flat.read(event, paths);
    return { compiled, flat };
}

function valuesOf({ slot }: CompiledField, flat: FlatEvent): unknown[] {
    const { count, values } = flat.fields[slot]!;
    return values.slice(0, count).map((value) => (value instanceof NumberLiteral ? Number(value.text) : value));
}

function failureOf(field: CompiledField, flat: FlatEvent, event: object): Failure {
    const { path, conditions } = field;
    const values = valuesOf(field, flat);
    const hint: Hint = hintFor({ path, conditions, values }, event);
    const isEnvelope = path === "source" || path === "detail-type";
    const isOther = isEnvelope && hint.hint === null && values.length > 0;
    return {
        path,
        expected: inWords(conditions),
        got: values.length === 0 ? (isObjectAt(path, event) ? "an object" : "absent") : values.length === 1 ? show(values[0]) : show(values),
        ...hint,
        weight: isOther ? 4 : hint.hint !== null ? 0.5 : values.length === 0 && asksForValue(conditions) ? 1.5 : 1,
        isOther,
    };
}

const asksForValue = (conditions: readonly Condition[]) => conditions.every((condition) => condition.kind !== "exists" || condition.value);

/** Every field matches by itself, but not within the same element of an array. Names the first two that exclude each other, else all that are in arrays. */
function apart(compiled: readonly CompiledField[], flat: FlatEvent): Failure[] {
    const inArrays = compiled.filter(({ slot }) => flat.fields[slot]!.inElements);
    const pair = inArrays.flatMap((a, i) => inArrays.slice(i + 1).map((b) => [a, b])).find((two) => !matchTogether(two, flat));
    const fields = pair ?? inArrays;
    const paths = listed(
        fields.map(({ path }) => path),
        "and",
    );
    return fields.map((field) => ({
        path: field.path,
        expected: inWords(field.conditions),
        got: show(valuesOf(field, flat)),
        hint: `${paths} match, but in different elements of an array: a pattern matches when one element has them all`,
        change: null,
        weight: 0.5,
        isOther: false,
    }));
}

function isObjectAt(path: string, event: object): boolean {
    let value: unknown = event;
    for (const name of path.split(".")) {
        if (typeof value !== "object" || value === null || Array.isArray(value)) {
            return false;
        }
        value = (value as Record<string, unknown>)[name];
    }
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
