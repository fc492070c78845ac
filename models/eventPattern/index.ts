import { type Condition, type Leaf, leafTest } from "./conditions";
import { EventRules } from "./rules";

export type { Condition, Leaf, Limit, TextKind } from "./conditions";
export { InvalidEventException, InvalidEventPatternException } from "./errors";
export { API_MAX_CHARACTERS, DEFAULT_MAX_CHARACTERS, exceededLimits, MAX_WILDCARD_COMPLEXITY, measurePattern, type PatternSize } from "./limits";
export { type Alternative, type EventPattern, type FieldConditions, parseEventPattern } from "./parse";
export { EventRules };

/** A named event pattern. */
export interface Rule {
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
    return value === undefined ? condition.kind === "exists" && !condition.value : leafTest(condition)(value, false);
}
