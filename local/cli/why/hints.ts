import { detailTypesOf, EVENT_SOURCE, type EventKindRow } from "../../../catalog";
import { DETAIL_TYPES, meantDetailType, wordsApart } from "../../../models/catalogueMatch/detailTypes";
import { eventShapes } from "../../../models/catalogueMatch/eventShapes";
import { JUDGED_ROWS } from "../../../models/catalogueMatch/judge";
import { canFulfil } from "../../../models/catalogueMatch/conditions";
import { isSeenNowhere } from "../../../models/catalogueMatch/fields";
import { obstacle } from "../../../models/catalogueMatch/obstacles";
import { difference } from "../../../models/catalogueMatch/spelling";
import { valueDoubts } from "../../../models/catalogueMatch/valueDoubts";
import { type Condition, matchesCondition } from "../../../models/eventPattern";
import { fitsWildcard, wildcardFault } from "../../../models/eventPattern/text";
import { show } from "../shared/conditionWords";

/** What is odd about a failing field, and what to change; both null where the event is simply another one. */
export interface Hint {
    readonly hint: string | null;
    readonly change: string | null;
    /** How many slips explain it; 0 where there is no hint. */
    readonly slips: number;
}

/** A field of a pattern with the values that the event has there. */
export interface FieldOfEvent {
    readonly path: string;
    readonly conditions: readonly Condition[];
    readonly values: readonly unknown[];
}

const NONE: Hint = { hint: null, change: null, slips: 0 };
/** Two values of a list that are nearer than this are taken for one with a slip. */
const SLIP = 0.3;

const isText = (value: unknown): value is string => typeof value === "string";
const lastName = (path: string) => path.slice(path.lastIndexOf(".") + 1);

/** The row of the catalogue for an event. */
export function rowOf(event: object): EventKindRow | undefined {
    const { "detail-type": detailType } = event as Record<string, unknown>;
    return JUDGED_ROWS.find((row) => detailTypesOf(row).includes(String(detailType)));
}

/** Looks for a slip that explains why a field fails: spelling, type, level, operator. */
export function hintFor(field: FieldOfEvent, event: object, leaves: ReadonlyMap<string, unknown[]>): Hint {
    return field.values.length > 0 ? valueHint(field, event) : elsewhere(field, event, leaves);
}

/** Texts that the conditions ask for as they are. */
const equalTexts = (conditions: readonly Condition[]) =>
    conditions.flatMap((condition) => (condition.kind === "equals" && isText(condition.value) ? [condition.value] : []));

function valueHint({ path, conditions, values }: FieldOfEvent, event: object): Hint {
    const asked = equalTexts(conditions);
    for (const value of values.filter(isText)) {
        const hint = spelling(path, asked, value, event) ?? operator(asked, value);
        if (hint !== undefined) {
            return hint;
        }
    }
    return (
        typeHint(conditions, values) ??
        judged(path, conditions, event) ?? {
            ...NONE,
            change:
                isStatus(path, event) && conditions.every(({ kind }) => kind === "equals") && values.every(isText)
                    ? `add ${values.map(show).join(", ")} to ${path} to match it as well`
                    : null,
        }
    );
}

/** What the catalogue says of a condition that no event of the kind fulfils: the value belongs to another field, or is written in another way. */
function judged(path: string, conditions: readonly Condition[], event: object): Hint | undefined {
    const row = rowOf(event);
    if (row === undefined || path === "detail-type") {
        return undefined;
    }
    const shapes = eventShapes([row]);
    const [doubt] = valueDoubts([[{ path, conditions }]]);
    const isPossible = shapes.some((shape) => conditions.some((condition) => canFulfil(shape.at(path), condition)));
    const found = doubt ?? (isPossible ? undefined : obstacle(shapes[0]!, path, conditions));
    if (found === undefined || found.doubt === "unknown") {
        return undefined;
    }
    const { reason, advice, meant } = found;
    const change = advice ?? (meant === undefined ? undefined : `write ${show(meant)} instead of ${show(equalTexts(conditions)[0])} in the pattern`);
    return change === undefined ? undefined : { hint: reason, change: `${change[0]!.toLowerCase()}${change.slice(1)}`, slips: 1 };
}

/** The values that a field can have, where that is known. */
function vocabulary(path: string, event: object): readonly string[] {
    const row = rowOf(event);
    if (path === "source") {
        return [EVENT_SOURCE];
    }
    if (path === "detail-type") {
        return DETAIL_TYPES;
    }
    if (path === `detail.${row?.statusField}`) {
        return row?.statuses.filter(({ emitted }) => emitted).map(({ value }) => value) ?? [];
    }
    return path === `detail.${row?.secondary?.field}` ? Object.values(row?.secondary?.values ?? {}).flat() : [];
}

const isStatus = (path: string, event: object) => path === `detail.${rowOf(event)?.statusField}`;

/** The same word in another spelling, or a near miss of a value of a closed list. */
function spelling(path: string, asked: readonly string[], value: string, event: object): Hint | undefined {
    const words = vocabulary(path, event);
    const isNear = (text: string) => {
        const apart = difference(text, value);
        const oneIsKnown = words.includes(text) !== words.includes(value);
        const isMeant = path === "detail-type" ? meantDetailType(text) === meantDetailType(value) : apart <= SLIP;
        return apart === 0 || (oneIsKnown && isMeant);
    };
    const meant = asked.find((text) => text !== value && isNear(text));
    if (meant === undefined) {
        return undefined;
    }
    const inWords = path === "detail-type" ? wordsApart : () => "the two are nearly the same";
    const isRight = words.includes(meant);
    const how = difference(meant, value) === 0 ? differsIn(meant, value) : inWords(isRight ? value : meant, isRight ? meant : value);
    if (words.includes(meant) && !words.includes(value)) {
        return {
            hint: `${how}: SageMaker sends ${show(meant)}, so the event is misspelt and the pattern is right`,
            change: `write ${show(meant)} in the event`,
            slips: 1,
        };
    }
    const authority = words.includes(value) ? `: SageMaker sends ${show(value)}` : "";
    return { hint: `${how}${authority}`, change: `write ${show(value)} instead of ${show(meant)} in the pattern`, slips: 1 };
}

function differsIn(a: string, b: string): string {
    const [x, y] = [a.toLowerCase(), b.toLowerCase()];
    if (x === y) {
        return "only the case differs";
    }
    return x.replace(/_/g, "") === y.replace(/_/g, "") ? "only underscores and case differ" : "only case and punctuation differ";
}

/** A text that would match with another operator. */
function operator(asked: readonly string[], value: string): Hint | undefined {
    for (const text of asked) {
        if (text.includes("*") && wildcardFault(text) === undefined && fitsWildcard(text)(value)) {
            return { hint: "an asterisk stands for itself in a plain value", change: `write { "wildcard": ${show(text)} }`, slips: 1 };
        }
        if (text.length >= 3 && value.startsWith(text)) {
            return {
                hint: "the value begins with it, but a plain value must be all of it",
                change: `write { "prefix": ${show(text)} } if the beginning is enough`,
                slips: 1,
            };
        }
    }
    return undefined;
}

function typeHint(conditions: readonly Condition[], values: readonly unknown[]): Hint | undefined {
    for (const condition of conditions) {
        if (condition.kind !== "equals" && condition.kind !== "numeric") {
            continue;
        }
        const value = values.find((each) =>
            condition.kind === "numeric"
                ? isText(each) && matchesCondition(condition, Number(each))
                : typeof each !== typeof condition.value && String(each) === String(condition.value),
        );
        if (value !== undefined) {
            const asked = condition.kind === "numeric" ? "a number" : nounOf(condition.value);
            const change = condition.kind === "numeric" ? null : `write ${show(value)} in the pattern`;
            return { hint: `the event has ${nounOf(value)}, the pattern asks for ${asked}`, change, slips: 1 };
        }
    }
    return undefined;
}

const nounOf = (value: unknown) => (value === null ? "null" : isText(value) ? "a text" : `a ${typeof value}`);

/** The field is not there: the event may have it at another level or under a name that is spelled alike. */
function elsewhere({ path, conditions }: FieldOfEvent, event: object, leaves: ReadonlyMap<string, unknown[]>): Hint {
    const row = rowOf(event);
    const statusPath = row?.statusInEvent ? `detail.${row.statusField}` : undefined;
    const name = lastName(path);
    const isOfOtherKind = JUDGED_ROWS.some((other) => other !== row && other.statusField !== null && difference(other.statusField, name) === 0);
    const byName = [...leaves.keys()].filter((candidate) => difference(lastName(candidate), name) === 0);
    const fulfilling = byName.find((candidate) => fulfils(conditions, leaves.get(candidate)));
    const isAlias = /^(status|state)$/i.test(name) || (/status$/i.test(name) && !isOfOtherKind);
    const alias = isAlias && statusPath !== undefined && leaves.has(statusPath) ? statusPath : undefined;
    const meant = row === undefined || isOfOtherKind || byName.length > 0 ? undefined : meantIn(row, path, conditions);
    const isRare = row !== undefined && isSeenNowhere(row, path);
    const near = isRare ? undefined : [meant, byName[0], alias, nearName(path, leaves)].find((each) => each !== undefined && leaves.has(each));
    const found = leaves.has(`detail.${path}`) ? `detail.${path}` : (fulfilling ?? near);
    if (found === undefined || found === path) {
        return nowhere({ path, conditions, values: [] }, row, leaves);
    }
    const values = leaves.get(found) ?? [];
    const then = fulfils(conditions, values) ? NONE : valueHint({ path: found, conditions, values }, event);
    const where =
        found === `detail.${path}`
            ? `the pattern has it outside of "detail": the event has ${found}`
            : lastName(found) === name
              ? `the event has it at another level, ${found}`
              : `the event's field is ${found}`;
    return {
        hint: [`${where}, with ${show(values.length === 1 ? values[0] : values)}`, then.hint].filter((part) => part !== null).join("; "),
        change: [`ask for ${found} instead of ${path}`, then.change].filter((part) => part !== null).join(", and "),
        slips: 1 + then.slips,
    };
}

/** The field that the catalogue takes for the one that was meant. */
function meantIn(row: EventKindRow, path: string, conditions: readonly Condition[]): string | undefined {
    const [shape] = eventShapes([row]);
    return shape?.at(path).type === "absent" ? obstacle(shape, path, conditions).meant : undefined;
}

function nowhere({ path, conditions }: FieldOfEvent, row: EventKindRow | undefined, leaves: ReadonlyMap<string, unknown[]>): Hint {
    if ([...leaves.keys()].some((leaf) => leaf.startsWith(`${path}.`))) {
        return { hint: "a pattern can't match an object, only the fields in it", change: `ask for a field in ${path}`, slips: 1 };
    }
    const shape = row && eventShapes([row])[0];
    if (shape === undefined || shape.at(path).type !== "absent") {
        return NONE;
    }
    const { reason, meant, advice, doubt } = obstacle(shape, path, conditions);
    if (doubt === "unknown") {
        return NONE;
    }
    // The status field would have been found in the event itself.
    const change = advice ?? (meant === undefined || meant === `detail.${row?.statusField}` ? undefined : `ask for ${meant} instead of ${path}`);
    return change === undefined ? { ...NONE, hint: `no ${shape.row.title} event is known to carry it` } : { hint: reason, change, slips: 1 };
}

const fulfils = (conditions: readonly Condition[], values: readonly unknown[] = []) =>
    values.some((value) => conditions.some((condition) => matchesCondition(condition, value as string)));

/** A field at the same level whose name has a slip. */
function nearName(path: string, leaves: ReadonlyMap<string, unknown[]>): string | undefined {
    const level = path.slice(0, path.length - lastName(path).length);
    const near = [...leaves.keys()]
        .filter((candidate) => candidate.startsWith(level) && !candidate.slice(level.length).includes("."))
        .map((candidate) => ({ candidate, apart: difference(lastName(candidate), lastName(path)) }))
        .filter(({ apart }) => apart <= SLIP / 1.5)
        .sort((a, b) => a.apart - b.apart);
    return near[0]?.candidate;
}
