import type { CompiledField } from "./arrays";
import { takesAbsence } from "./conditions";
import { InvalidEventException } from "./errors";
import { FlatEvent } from "./flatten";
import { JsonError, readJson } from "./json";
import { type FieldConditions, parseEventPattern } from "./parse";
import { Paths } from "./paths";
import { type Owner, RuleTree } from "./ruleTree";

interface Entry extends Owner {
    readonly name: string;
    /** Place among the rules. */
    readonly order: number;
    readonly alternatives: readonly (readonly CompiledField[])[];
}

/** Rules to which more can be added, and from which they can be removed, at any time, at a cost that does not depend on how many there are. */
export class EventRules {
    private readonly paths = new Paths();
    private readonly tree = new RuleTree<Entry>();
    private readonly event = new FlatEvent();
    private readonly entries = new Map<string, Entry[]>();
    private added = 0;

    /**
     * Adds a rule after those that are there. A name may be used more than once.
     *
     * @throws InvalidEventPatternException for a pattern that EventBridge would refuse; the set stays as it was.
     */
    public add(name: string, pattern: string | object): void {
        const { alternatives } = parseEventPattern(pattern, name === "" ? undefined : name);
        const entry: Entry = {
            name,
            order: this.added++,
            alternatives: alternatives.map((fields) => fields.map((field) => this.compile(field))),
            foundIn: 0,
        };
        for (const fields of entry.alternatives) {
            this.tree.add(entry, fields);
        }
        const sameName = this.entries.get(name);
        if (sameName === undefined) {
            this.entries.set(name, [entry]);
        } else {
            sameName.push(entry);
        }
    }

    private compile({ path, conditions }: FieldConditions): CompiledField {
        return {
            path,
            conditions,
            slot: this.paths.take(path),
            mayBeAbsent: conditions.some(takesAbsence),
        };
    }

    /** Removes all rules of a name. Returns whether there were any. */
    public remove(name: string): boolean {
        for (const entry of this.entries.get(name) ?? []) {
            for (const fields of entry.alternatives) {
                this.tree.remove(fields);
                for (const { path } of fields) {
                    this.paths.release(path);
                }
            }
        }
        return this.entries.delete(name);
    }

    /**
     * Names of the rules that match a parsed event, in the order in which they were added.
     *
     * @throws InvalidEventException if the event is not an object, or nested too deep where rules look.
     */
    public match(event: object): string[] {
        this.event.read(event, this.paths);
        const found = this.tree.find(this.event);
        if (found.length > 1) {
            found.sort((a, b) => a.order - b.order);
        }
        return found.map(({ name }) => name);
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
