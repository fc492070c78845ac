import { write } from "../../../models/catalogueMatch/conditions";
import { type Alternative, type Condition, compileRules, type EventPattern } from "../../../models/eventPattern";
import { hintFor } from "./hints";
import { leavesOf } from "./leaves";
import { inWords, listed, show } from "../shared/conditionWords";

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

type Field = Alternative[number];

/** Explains why an event does not match a pattern. Call it for one that does not. */
export function explainMiss({ alternatives }: EventPattern, event: object): Miss {
    const leaves = leavesOf(event);
    const misses = alternatives.map((fields) => missOf(fields, event, leaves));
    const nearest = misses.reduce((best, miss) => (miss.distance < best.distance ? miss : best));
    return { ...nearest, alternatives: alternatives.length };
}

interface Failure extends FailingField {
    readonly weight: number;
    readonly isOther: boolean;
}

function missOf(fields: Alternative, event: object, leaves: ReadonlyMap<string, unknown[]>): Omit<Miss, "alternatives"> {
    const failures = fields.filter((field) => !matches([field], event)).map((field) => failureOf(field, event, leaves));
    const failing = failures.length > 0 ? failures : apart(fields, event, leaves);
    const sorted = [...failing].sort((a, b) => b.weight - a.weight);
    return {
        fields: sorted.map(({ path, expected, got, hint, change }) => ({ path, expected, got, hint, change })),
        distance: failing.reduce((sum, { weight }) => sum + weight, 0),
        otherEvents: failing.some(({ isOther }) => isOther),
    };
}

/** Asks the matcher itself about some fields of a pattern. A name with dots stands for levels. */
function matches(fields: Alternative, event: object): boolean {
    const pattern = fields.map(({ path, conditions }) => `${JSON.stringify(path)}:[${conditions.map(write).join(",")}]`);
    return compileRules([{ name: "fields", pattern: `{${pattern.join(",")}}` }])(event).length > 0;
}

function failureOf({ path, conditions }: Field, event: object, leaves: ReadonlyMap<string, unknown[]>): Failure {
    const values = leaves.get(path) ?? [];
    const { hint, change, slips } = hintFor({ path, conditions, values }, event, leaves);
    const isOther = (path === "source" || path === "detail-type") && slips === 0 && values.length > 0;
    const isObject = [...leaves.keys()].some((leaf) => leaf.startsWith(`${path}.`));
    return {
        path,
        expected: inWords(conditions),
        got: values.length === 0 ? (isObject ? "an object" : "absent") : shown(values),
        hint,
        change,
        // A slip is nearer than a value that is simply another one, and that is nearer than a field that is not there at all.
        weight: isOther ? 4 : slips > 0 ? 0.4 * slips : values.length === 0 && asksForValue(conditions) ? 1.5 : 1,
        isOther,
    };
}

const shown = (values: readonly unknown[]) => show(values.length === 1 ? values[0] : values);
const asksForValue = (conditions: readonly Condition[]) => conditions.every((condition) => condition.kind !== "exists" || condition.value);

/** Every field matches by itself, but not within the same element of an array. Names the first two that exclude each other; with three or more, all. */
function apart(fields: Alternative, event: object, leaves: ReadonlyMap<string, unknown[]>): Failure[] {
    const pair = fields.flatMap((a, i) => fields.slice(i + 1).map((b) => [a, b])).find((two) => !matches(two, event));
    const paths = (pair ?? fields).map(({ path }) => path);
    return (pair ?? fields).map(({ path, conditions }, index) => ({
        path,
        expected: inWords(conditions),
        got: shown(leaves.get(path) ?? []),
        hint:
            index < paths.length - 1 ? null : `${listed(paths, "and")} match, but in different elements of an array: one element must have them all`,
        change: null,
        weight: 0.4,
        isOther: false,
    }));
}
