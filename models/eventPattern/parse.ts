import type { Condition } from "./conditions";
import { InvalidEventPatternException } from "./errors";
import { JsonError, MAX_DEPTH, readJson } from "./json";
import { membersOf, Refusal, refuse } from "./operands";
import { readConditions } from "./operators";

/** More fields in one alternative are refused (event-ruler, GenericMachine). */
const MAX_FIELDS = 256;
/** More alternatives are refused (EventBridge user guide, quotas). */
const MAX_ALTERNATIVES = 1000;

/** Words of the pattern language, which cannot be field names inside `$or` (event-ruler, Constants). */
const RESERVED: ReadonlySet<string> = new Set(
    (
        "exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr html = < <= > >= regex not-wildcard not-equals-ignore-case " +
        "date-after date-on-or-after date-before date-on-or-before in-date-range ip-address-in-range ip-address-not-in-range"
    ).split(" "),
);

/** The conditions of one field: the pattern asks for a value that fulfils any of them. */
export interface FieldConditions {
    /** Names from the root of the event, joined by dots. A dot inside a name is the same as a level. */
    readonly path: string;
    /** At least one, any of which is enough. */
    readonly conditions: readonly Condition[];
}

/** All of these fields must match. Sorted by path. */
export type Alternative = readonly FieldConditions[];

/** A parsed pattern: an event matches if it matches one of the alternatives. There are several only where the pattern has `$or`. */
export interface EventPattern {
    /** At least one, at most 1,000 (EventBridge user guide, quotas). */
    readonly alternatives: readonly Alternative[];
}

type Fields = Map<string, readonly Condition[]>;

class PatternParser {
    /** Whether `$or` has come up as an operator. */
    public hasOr = false;
    /** The alternatives so far; a field is written to all of them, and replaces what an earlier one of the same path has written. */
    private alternatives: Fields[] = [new Map()];
    private readonly names: string[] = [];

    /** @param orIsField Whether `$or` is a name like any other, as it was before it became an operator. */
    constructor(private readonly orIsField: boolean) {}

    public readObject(members: [string, unknown][], insideOr: boolean, depth: number): void {
        if (members.length === 0) {
            refuse("Empty objects are not allowed");
        }
        // Each object holds a list or an object, which is one level deeper.
        if (depth >= MAX_DEPTH) {
            refuse(`Document nesting depth (${depth + 1}) exceeds the maximum allowed (${MAX_DEPTH})`);
        }
        for (const [name, value] of members) {
            if (name === "$or" && !this.orIsField) {
                this.hasOr = true;
                this.readOr(value, depth);
                continue;
            }
            if (insideOr && RESERVED.has(name)) {
                refuse(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
            }
            this.names.push(name);
            const inner = membersOf(value);
            if (inner !== undefined) {
                this.readObject(inner, insideOr, depth + 1);
            } else if (Array.isArray(value)) {
                this.write(readConditions(value));
            } else {
                refuse(`"${name}" must be an object or an array`);
            }
            this.names.pop();
        }
    }

    private readOr(value: unknown, depth: number): void {
        if (!Array.isArray(value)) {
            refuse("It must be an Array followed with $or.");
        }
        const before = this.alternatives;
        const after: Fields[] = [];
        for (const branch of value) {
            this.alternatives = before.map((fields) => new Map(fields));
            const members = membersOf(branch) ?? refuse("Only JSON object is allowed in array of $or relationship.");
            this.readObject(members, true, depth + 2);
            for (const fields of this.alternatives) {
                after.push(fields);
            }
            if (after.length > MAX_ALTERNATIVES) {
                refuse(`Rule is too complex - $or results in more than ${MAX_ALTERNATIVES} rule combinations`);
            }
        }
        if (value.length < 2) {
            refuse("There must have at least 2 Objects in $or relationship.");
        }
        this.alternatives = after;
    }

    private write(conditions: readonly Condition[]): void {
        const path = this.names.join(".");
        for (const fields of this.alternatives) {
            fields.set(path, conditions);
            if (fields.size > MAX_FIELDS) {
                refuse(`Size of rule exceeds max value of ${MAX_FIELDS}`);
            }
        }
    }

    /** Where the parser is, for messages. */
    public path(): string | undefined {
        return this.names.length > 0 && this.names.length <= 20 ? this.names.join(".") : undefined;
    }

    public result(): EventPattern {
        const byPath = (a: FieldConditions, b: FieldConditions) => (a.path < b.path ? -1 : 1);
        return { alternatives: this.alternatives.map((fields) => [...fields].map(([path, conditions]) => ({ path, conditions })).sort(byPath)) };
    }
}

/**
 * Parses an event pattern as EventBridge does.
 *
 * @param pattern The pattern as JSON text or as an object. Text is better where it exists: an object has lost repeated keys and the digits of some numbers.
 * @param rule Name of the rule, for the message of the error.
 * @throws InvalidEventPatternException for a pattern that EventBridge refuses.
 */
export function parseEventPattern(pattern: string | object, rule?: string): EventPattern {
    let parser = new PatternParser(false);
    try {
        const members = membersOf(typeof pattern === "string" ? readJson(pattern) : pattern) ?? refuse("Filter is not an object");
        try {
            parser.readObject(members, false, 1);
        } catch (error) {
            if (!(error instanceof Refusal) || !parser.hasOr) {
                throw error;
            }
            parser = orAsField(members, error);
        }
        return parser.result();
    } catch (error) {
        if (error instanceof JsonError) {
            throw new InvalidEventPatternException(`Invalid JSON: ${error.message}`, undefined, rule);
        }
        if (error instanceof Refusal) {
            throw new InvalidEventPatternException(error.message, parser.path(), rule);
        }
        throw error;
    }
}

/** A pattern that is wrong with `$or` as an operator may be right with `$or` as the name of a field: event-ruler then takes it so. */
function orAsField(members: [string, unknown][], error: Refusal): PatternParser {
    const parser = new PatternParser(true);
    try {
        parser.readObject(members, false, 1);
        return parser;
    } catch {
        throw error;
    }
}
