import { type Condition, type Leaf, leafTest, takesAbsence } from "./conditions";
import { FlatEvent } from "./flatten";
import { Paths } from "./paths";
import { EventRules } from "./rules";

export type { Condition, Leaf, Limit, TextKind } from "./conditions";
export { InvalidEventException, InvalidEventPatternException } from "./errors";
export { MAX_DEPTH } from "./json";
export { API_MAX_CHARACTERS, DEFAULT_MAX_CHARACTERS, exceededLimits, MAX_WILDCARD_COMPLEXITY, measurePattern, type PatternSize } from "./limits";
export { type Alternative, type EventPattern, type FieldConditions, parseEventPattern } from "./parse";
export { EventRules };

/** A named event pattern. */
export interface Rule {
    /** What a match is reported by. */
    name: string;
    /** JSON text, or the object that it stands for. */
    pattern: string | object;
}

/**
 * Compiles rules into one matcher.
 *
 * @returns A function from a parsed event to the names of the rules that match it, in the order in which the rules were given. It throws an
 * `InvalidEventException` for what is no event: something other than an object, or arrays nested deeper than 1,000 levels.
 * @throws InvalidEventPatternException for the first pattern that EventBridge would refuse.
 */
export function compileRules(rules: readonly Rule[]): (event: object) => string[] {
    const set = new EventRules();
    for (const { name, pattern } of rules) {
        set.add(name, pattern);
    }
    return (event) => set.match(event);
}

/**
 * Whether an event matches a pattern, both as JSON text: what the TestEventPattern call of EventBridge answers.
 * As it sees the texts, it treats repeated keys and numbers that a double does not hold as EventBridge does, which `compileRules` cannot for parsed events.
 *
 * @throws InvalidEventPatternException for a pattern that EventBridge would refuse.
 * @throws InvalidEventException if the event is not the text of a JSON object.
 */
export function testEventPattern(patternText: string, eventText: string): boolean {
    const set = new EventRules();
    set.add("", patternText);
    return set.matchText(eventText).length > 0;
}

/**
 * Whether a value of an event fulfils one condition of a parsed pattern.
 *
 * @param value A string, number, boolean or null, or undefined where the event has no such field.
 */
export function matchesCondition(condition: Condition, value: Leaf | undefined): boolean {
    return value === undefined ? takesAbsence(condition) : leafTest(condition)(value, false);
}

/**
 * The values that a field of a pattern is compared with, in the order of the event: more than one where there are arrays on the way, none if it is absent.
 *
 * @param path As in `FieldConditions`.
 * @throws InvalidEventException as `compileRules`.
 */
export function valuesAt(event: object, path: string): Leaf[] {
    const paths = new Paths();
    const flat = new FlatEvent();
    const slot = paths.take(path);
    flat.read(event, paths);
    const { count, values } = flat.fields[slot]!;
    return values.slice(0, count);
}
