import { LIMITS } from "../../catalog/limits";
import type { Condition } from "./conditions";
import { type EventPattern, parseEventPattern } from "./parse";

/** Characters that a pattern may have: EventBridge quota "Event pattern size", adjustable (user guide, eb-quota.html). */
export const DEFAULT_MAX_CHARACTERS: number = LIMITS.patternCharacters.minimum;
/** What that quota can be raised to: PutRule, EventPattern (API reference). */
export const API_MAX_CHARACTERS: number = LIMITS.patternCharacters.maximum;
/**
 * Score of the wildcards above which PutRule refuses a pattern. AWS does not publish it, and has been seen to refuse four wildcards of the form
 * `*:stack/NAME/*` on one field, which score 8: a pattern below the limit is likely to be taken, one above it is not.
 */
export const MAX_WILDCARD_COMPLEXITY = 10;

/** Sets of places in wildcards to look at before settling for the highest score so far. */
const MAX_SETS = 20_000;

/** What PutRule counts. */
export interface PatternSize {
    /** Characters of the text. */
    readonly characters: number;
    /** Combinations that the arrays of `$or` make; 1 without `$or`. */
    readonly combinations: number;
    /** Most beginnings of wildcards that one value can fit at a time, of the wildcards of one field; 0 without wildcards. */
    readonly wildcardComplexity: number;
}

/** Characters to match, with `undefined` for `*`. */
function tokensOf(wildcard: string): (string | undefined)[] {
    const tokens: (string | undefined)[] = [];
    for (let i = 0; i < wildcard.length; i += 1) {
        if (wildcard[i] === "*") {
            tokens.push(undefined);
        } else {
            i += wildcard[i] === "\\" ? 1 : 0;
            tokens.push(wildcard[i]);
        }
    }
    return tokens;
}

/**
 * Complexity of wildcards that are compared with the same value: the most of their beginnings that any one value fits at the same time, as event-ruler's
 * MachineComplexityEvaluator counts them. Exact up to 20,000 sets of beginnings, else the highest score seen by then.
 *
 * @param wildcards With the quotes of the value, which count.
 * @param limit Scores above it are not distinguished.
 */
export function wildcardComplexity(wildcards: readonly string[], limit = 100): number {
    // A place is the index of the next token of some wildcard; null ends one.
    const tokens: (string | undefined | null)[] = [];
    const starts: number[] = [];
    for (const wildcard of new Set(wildcards)) {
        starts.push(tokens.length);
        for (const token of tokensOf(wildcard)) {
            tokens.push(token);
        }
        tokens.push(null);
    }
    const alphabet = new Set(tokens);
    const step = (places: ReadonlySet<number>, character: string | undefined | null) => {
        const next = new Set<number>();
        for (const place of places) {
            if (place > 0 && tokens[place - 1] === undefined) {
                next.add(place);
            }
            if (typeof character === "string" && tokens[place] === character) {
                next.add(place + 1);
            }
        }
        return afterStars(next);
    };
    const afterStars = (places: Set<number>) => {
        for (const place of places) {
            if (place < tokens.length && tokens[place] === undefined) {
                places.add(place + 1);
            }
        }
        return places;
    };
    const seen = new Set<string>();
    const open = [afterStars(new Set(starts))];
    let highest = 0;
    for (let places = open.pop(); places !== undefined && highest <= limit && seen.size < MAX_SETS; places = open.pop()) {
        for (const character of alphabet) {
            const next = step(places, character);
            const key = [...next].sort((a, b) => a - b).join();
            if (next.size > 0 && !seen.has(key)) {
                seen.add(key);
                open.push(next);
                highest = Math.max(highest, next.size);
            }
        }
    }
    return Math.min(highest, limit);
}

function wildcardsOf(conditions: readonly Condition[]): string[] {
    const wildcards = conditions.flatMap((condition) =>
        condition.kind === "wildcard"
            ? [condition.value]
            : condition.kind === "anything-but" && condition.of === "wildcard"
              ? [...condition.values]
              : [],
    );
    return wildcards.map((wildcard) => `"${wildcard}"`);
}

/** Wildcards that event-ruler compares with a value together: those of one field, in alternatives that ask for the same in the fields before it. */
function wildcardGroups({ alternatives }: EventPattern): string[][] {
    const groups = new Map<string, string[]>();
    for (const fields of alternatives) {
        let before = "";
        for (const { path, conditions } of fields) {
            const wildcards = wildcardsOf(conditions);
            if (wildcards.length > 0) {
                const key = `${before}${path}`;
                groups.set(key, (groups.get(key) ?? []).concat(wildcards));
            }
            before += JSON.stringify([path, conditions]);
        }
    }
    return [...groups.values()];
}

/**
 * Measures a pattern in the units of PutRule's limits.
 *
 * @throws InvalidEventPatternException for a pattern that EventBridge refuses, also for one with more than 1,000 combinations.
 */
export function measurePattern(pattern: string | object): PatternSize {
    const parsed = parseEventPattern(pattern);
    return {
        characters: (typeof pattern === "string" ? pattern : JSON.stringify(pattern)).length,
        combinations: parsed.alternatives.length,
        wildcardComplexity: wildcardGroups(parsed).reduce((highest, wildcards) => Math.max(highest, wildcardComplexity(wildcards)), 0),
    };
}

/**
 * What PutRule would refuse in a pattern that is valid otherwise: one sentence a limit, none if all are kept.
 *
 * @param maxCharacters The quota of the account. @default 2048
 * @throws InvalidEventPatternException for a pattern that EventBridge refuses, also for one with more than 1,000 combinations.
 */
export function exceededLimits(pattern: string | object, maxCharacters = DEFAULT_MAX_CHARACTERS): string[] {
    const { characters, wildcardComplexity: complexity } = measurePattern(pattern);
    const exceeded: string[] = [];
    if (characters > maxCharacters) {
        const raise =
            maxCharacters < API_MAX_CHARACTERS
                ? `; the quota "Event pattern size" can be raised to ${API_MAX_CHARACTERS}, and then declared as maximumPatternCharacters`
                : "";
        exceeded.push(`The event pattern has ${characters} characters, at most ${maxCharacters} are allowed${raise}.`);
    }
    if (complexity > MAX_WILDCARD_COMPLEXITY) {
        exceeded.push("Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character");
    }
    return exceeded;
}
