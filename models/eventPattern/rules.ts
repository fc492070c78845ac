import { type CompiledField, matchTogether } from "./arrays";
import { InvalidEventException } from "./errors";
import { FlatEvent } from "./flatten";
import { JsonError, readJson } from "./json";
import { parseEventPattern } from "./parse";
import { Paths } from "./paths";

interface Entry {
    readonly name: string;
    readonly alternatives: readonly (readonly CompiledField[])[];
}

/** Rules to which more can be added, and from which they can be removed, at any time. */
export class EventRules {
    private readonly paths = new Paths();
    private readonly event = new FlatEvent();
    private entries: Entry[] = [];

    /**
     * Adds a rule after those that are there. A name may be used more than once.
     *
     * @throws InvalidEventPatternException for a pattern that EventBridge would refuse; the set stays as it was.
     */
    public add(name: string, pattern: string | object): void {
        const alternatives = parseEventPattern(pattern, name).alternatives.map((fields) =>
            fields.map(({ path, conditions }) => ({
                path,
                conditions,
                slot: this.paths.take(path),
                mayBeAbsent: conditions.some((condition) => condition.kind === "exists" && !condition.value),
            })),
        );
        this.entries.push({ name, alternatives });
    }

    /** Removes all rules of a name. Returns whether there were any. */
    public remove(name: string): boolean {
        const kept = this.entries.filter((entry) => entry.name !== name);
        const removed = kept.length < this.entries.length;
        for (const { path } of this.entries.filter((entry) => entry.name === name).flatMap(({ alternatives }) => alternatives.flat())) {
            this.paths.release(path);
        }
        this.entries = kept;
        return removed;
    }

    /**
     * Names of the rules that match a parsed event, in the order in which they were added.
     *
     * @throws InvalidEventException if the event is not an object, or nested too deep where rules look.
     */
    public match(event: object): string[] {
        this.event.read(event, this.paths);
        return this.entries.filter((entry) => entry.alternatives.some((fields) => matchTogether(fields, this.event))).map((entry) => entry.name);
    }

    /**
     * As `match`, for an event as JSON text, of which nothing is lost: see `testEventPattern`.
     *
     * @throws InvalidEventException if the text is not that of a JSON object.
     */
    public matchText(eventText: string): string[] {
        try {
            return this.match(readJson(eventText) as object);
        } catch (error) {
            throw error instanceof JsonError ? new InvalidEventException(error.message) : error;
        }
    }
}
