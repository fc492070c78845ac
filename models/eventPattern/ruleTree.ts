import { type CompiledField, matchTogether } from "./arrays";
import type { Condition } from "./conditions";
import { FieldIndex } from "./fieldIndex";
import type { FlatEvent } from "./flatten";

/** What the tree reports to the owner of an alternative. */
export interface Owner {
    /** Number of the last match in which the owner was found. */
    foundIn: number;
}

interface Leaf<T> {
    readonly owner: T;
    readonly fields: readonly CompiledField[];
}

/** What rules have in common after the fields on the way here. */
interface Node<T> {
    readonly tests: FieldTest<T>[];
    leaves: Leaf<T>[];
    /** Number of the last match that came here. */
    reachedIn: number;
}

/** All that the rules at a node ask of one field. */
interface FieldTest<T> {
    readonly slot: number;
    readonly index: FieldIndex<Node<T>>;
    /** Next nodes, by the list of conditions. */
    readonly next: Map<string, Node<T>>;
}

/** Fields with few matching values first, so that an event leaves the tree early. */
function rank(condition: Condition): number {
    switch (condition.kind) {
        case "equals":
        case "number-text":
        case "address":
            return 0;
        case "anything-but":
        case "exists":
            return 2;
        default:
            return 1;
    }
}

/** Fields in the order in which the tree asks for them, which is the same in all rules as far as it can be. */
function inOrder(fields: readonly CompiledField[]): CompiledField[] {
    return fields
        .map((field) => ({
            field,
            rank: field.conditions.reduce((highest, condition) => Math.max(highest, rank(condition)), 0),
            depth: field.path.split(".").length,
        }))
        .sort(
            (a, b) =>
                a.rank - b.rank ||
                a.depth - b.depth ||
                a.field.conditions.length - b.field.conditions.length ||
                (a.field.path < b.field.path ? -1 : 1),
        )
        .map(({ field }) => field);
}

/** Equal for conditions that ask for the same. */
function keyOf(condition: Condition): string {
    return condition.kind === "equals" ? `${typeof condition.value} ${condition.value}` : JSON.stringify(condition);
}

/** The conditions of a list by their keys. */
function byKey(conditions: readonly Condition[]): Map<string, Condition> {
    return new Map(conditions.map((condition) => [keyOf(condition), condition]));
}

/** Equal for lists that ask for the same. */
function keyOfList(conditions: ReadonlyMap<string, Condition>): string {
    return conditions.size === 1 ? [...conditions.keys()].join() : JSON.stringify([...conditions.keys()].sort());
}

/**
 * An index shared by all rules: a tree whose branches are the conditions on one field after another. Rules with the same first fields share the way,
 * and an event goes only where its values lead.
 */
export class RuleTree<T extends Owner> {
    private readonly root: Node<T> = { tests: [], leaves: [], reachedIn: 0 };
    private match = 0;
    private event: FlatEvent | undefined;
    private found: T[] = [];

    public add(owner: T, fields: readonly CompiledField[]): void {
        let node = this.root;
        for (const { slot, conditions } of inOrder(fields)) {
            let test = node.tests.find((each) => each.slot === slot);
            if (test === undefined) {
                test = { slot, index: new FieldIndex(), next: new Map() };
                node.tests.push(test);
            }
            const distinct = byKey(conditions);
            const key = keyOfList(distinct);
            let next = test.next.get(key);
            if (next === undefined) {
                next = { tests: [], leaves: [], reachedIn: 0 };
                test.next.set(key, next);
                for (const condition of distinct.values()) {
                    test.index.add(condition, next);
                }
            }
            node = next;
        }
        node.leaves.push({ owner, fields });
    }

    /** Removes what `add` has added for these very fields. Another alternative of the owner may have equal ones. */
    public remove(fields: readonly CompiledField[]): void {
        const way: { node: Node<T>; test: FieldTest<T>; key: string; conditions: ReadonlyMap<string, Condition> }[] = [];
        let node = this.root;
        for (const { slot, conditions } of inOrder(fields)) {
            const test = node.tests.find((each) => each.slot === slot)!;
            const distinct = byKey(conditions);
            const key = keyOfList(distinct);
            way.push({ node, test, key, conditions: distinct });
            node = test.next.get(key)!;
        }
        node.leaves = node.leaves.filter((leaf) => leaf.fields !== fields);
        for (const step of way.reverse()) {
            const child = step.test.next.get(step.key);
            if (child === undefined || child.leaves.length > 0 || child.tests.length > 0) {
                return;
            }
            step.test.next.delete(step.key);
            for (const condition of step.conditions.values()) {
                step.test.index.remove(condition, child);
            }
            if (step.test.next.size === 0) {
                step.node.tests.splice(step.node.tests.indexOf(step.test), 1);
            }
        }
    }

    /** Owners of the alternatives that match, each once, in no order. */
    public find(event: FlatEvent): T[] {
        this.match += 1;
        this.event = event;
        this.found = [];
        this.reach(this.root);
        return this.found;
    }

    private readonly reach = (node: Node<T>): void => {
        if (node.reachedIn === this.match) {
            return;
        }
        node.reachedIn = this.match;
        const event = this.event!;
        for (const { owner, fields } of node.leaves) {
            if (owner.foundIn !== this.match && (!event.inElements || matchTogether(fields, event))) {
                owner.foundIn = this.match;
                this.found.push(owner);
            }
        }
        for (const { slot, index } of node.tests) {
            const { count, values, inElements } = event.fields[slot]!;
            for (let i = 0; i < count; i += 1) {
                index.find(values[i]!, event.fromText, this.reach);
            }
            // A field that is only in some elements of an array may count as absent: matchTogether finds out.
            if (index.absent.length > 0 && (count === 0 || inElements)) {
                index.absent.forEach(this.reach);
            }
        }
    };
}
