import { CLOUDTRAIL_CALL, detailTypesOf, EVENT_SOURCE, type EventKindRow, FURTHER_DETAIL_TYPES, KINDS } from "../../catalog";
import { type Alternative, type Condition, matchesCondition, parseEventPattern } from "../eventPattern";
import { canFulfil, textsOf } from "./conditions";
import { type EventShape, eventShapes } from "./eventShapes";
import { meantDetailType } from "./detailTypes";
import { isSeenNowhere } from "./fields";
import { type Obstacle, obstacle } from "./obstacles";
import { isAboutSource } from "./sageMakerNames";
import { difference } from "./spelling";

/** Events that a pattern can match: those of a kind in a status. */
export interface Reachable {
    readonly kind: string;
    /** In event spelling; null where the kind's events carry no status. */
    readonly status: string | null;
    /** Values of the kind's secondary field with which the pattern can match; null stands for events without the field. `[null]` where the kind has none. */
    readonly secondary: readonly (string | null)[];
}

/** What a pattern can match. */
export interface CatalogueMatch {
    /** In the order of the catalogue; empty if no event can match. */
    readonly reachable: readonly Reachable[];
    /** Where nothing is reachable: the kind whose events come nearest, and what prevents a match. */
    readonly unreachable?: { readonly kind: string; readonly obstacles: readonly Obstacle[] };
}

export type Field = Alternative[number];

function isFulfilled(shape: EventShape, { path, conditions }: Field): boolean {
    const slot = shape.at(path);
    return conditions.some((condition) => canFulfil(slot, condition));
}

/** How much of the pattern would have to change: a slip in one field is likelier than a rule for another kind or another service. */
function cost(shape: EventShape, failed: readonly Field[], apart: (field: Field, row: EventKindRow) => number): number {
    return failed.reduce((sum, field) => {
        if (field.path === "source" || field.path === "detail-type") {
            return sum + 3 + (field.path === "source" ? 0 : apart(field, shape.row));
        }
        // A field that the kind does not have speaks for another kind, a value that it does not have for a slip.
        return (
            sum +
            (shape.at(field.path).type === "absent" ? absentCost(shape.row, field.path) : field.path === `detail.${shape.row.statusField}` ? 1.5 : 1)
        );
    }, 0);
}

/** A field that Describe has, or that has the kind in its name, speaks less against the kind. */
function absentCost(row: EventKindRow, path: string): number {
    if (isSeenNowhere(row, path)) {
        return 0.5;
    }
    return path.toLowerCase().startsWith(`detail.${row.kind.toLowerCase()}`) ? 1.4 : 2;
}

/** How far the detail-types of a pattern are from the one of a kind, worked out once for all its statuses. */
function detailTypeDifference(): (field: Field, row: EventKindRow) => number {
    const known = new Map<Field, Map<EventKindRow, number>>();
    return (field, row) => {
        const ofField = known.get(field) ?? new Map<EventKindRow, number>();
        known.set(field, ofField);
        const apart = ofField.get(row) ?? Math.min(1, ...field.conditions.flatMap(textsOf).map((text) => detailTypeCost(text, row)));
        ofField.set(row, apart);
        return apart;
    };
}

const detailTypeCost = (text: string, row: EventKindRow) =>
    detailTypesOf(row).includes(meantDetailType(text) ?? "") ? 0 : 0.5 + difference(text, row.detailType) / 2;

const shapesOf = new WeakMap<readonly EventKindRow[], EventShape[]>();
const CATALOGUE: readonly EventKindRow[] = Object.values(KINDS);

function shapesFor(rows: readonly EventKindRow[]): EventShape[] {
    let shapes = shapesOf.get(rows);
    if (shapes === undefined) {
        shapes = eventShapes(rows);
        shapesOf.set(rows, shapes);
    }
    return shapes;
}

/**
 * Which events that SageMaker can send a pattern can match. The source, the detail-type, the status and the secondary field have the values of the
 * catalogue; every other field that the catalogue knows may have each value of its type, or be missing; a field that it does not know is never there.
 *
 * @param pattern The pattern as JSON text or as an object.
 * @param rows Rows of the catalogue. @default the kinds that can be reacted to
 * @throws InvalidEventPatternException for a pattern that EventBridge refuses.
 *
 * @example
 * catalogueMatch({ source: ["aws.sagemaker"], detail: { EndpointStatus: ["InService"] } }).unreachable?.obstacles[0]?.meant // "IN_SERVICE"
 */
export function catalogueMatch(pattern: string | object, rows: readonly EventKindRow[] = CATALOGUE): CatalogueMatch {
    const { alternatives } = parseEventPattern(pattern);
    const found = reached(alternatives, shapesFor(rows));
    return { reachable: found, ...(found.length === 0 && { unreachable: nearestMiss(shapesFor(rows), alternatives) }) };
}

/** Whether a pattern can match any event that SageMaker can send: `catalogueMatch` without its reasons, which take longer. */
export function canMatch(pattern: string | object, rows: readonly EventKindRow[] = CATALOGUE): boolean {
    return reached(parseEventPattern(pattern).alternatives, shapesFor(rows)).length > 0;
}

function reached(alternatives: readonly Alternative[], shapes: readonly EventShape[]): Reachable[] {
    const reachable = new Map<string, Reachable & { secondary: (string | null)[] }>();
    for (const shape of shapes) {
        if (alternatives.some((fields) => fields.every((field) => isFulfilled(shape, field)))) {
            const { row, status, secondary } = shape;
            const key = `${row.kind}\n${status}`;
            const found = reachable.get(key) ?? { kind: row.kind, status, secondary: [] };
            found.secondary.push(secondary);
            reachable.set(key, found);
        }
    }
    return [...reachable.values()];
}

function nearestMiss(shapes: readonly EventShape[], alternatives: readonly Alternative[]): CatalogueMatch["unreachable"] {
    let best: { shape: EventShape; fields: Alternative; failed: Field[]; cost: number } | undefined;
    const apart = detailTypeDifference();
    for (const fields of alternatives) {
        for (const shape of shapes) {
            const failed = fields.filter((field) => !isFulfilled(shape, field));
            const missCost = cost(shape, failed, apart);
            if (best === undefined || missCost < best.cost) {
                best = { shape, fields, failed, cost: missCost };
            }
        }
    }
    return best && { kind: best.shape.row.kind, obstacles: obstaclesOf(best.shape, best.fields, best.failed) };
}

/** What prevents a match, field by field. Where there are no such events at all, the fields of others say nothing. */
function obstaclesOf(shape: EventShape, fields: Alternative, failed: readonly Field[]): Obstacle[] {
    const found = failed.map(({ path, conditions }) => obstacle(shape, path, conditions));
    const type = found.find(({ path }) => path === "detail-type");
    if (type === undefined || type.meant !== undefined) {
        return found;
    }
    if (type.advice !== undefined) {
        return found.filter((each) => each === type || each.path === "source");
    }
    const [own] = detailTypesOf(shape.row);
    return isKindOf(shape.row, fields) ? found.map((each) => (each === type ? { ...each, meant: own } : each)) : found;
}

/** Whether the status field that a pattern asks for is that of the row. */
const isKindOf = (row: EventKindRow, fields: Alternative) => row.statusInEvent && fields.some(({ path }) => path === `detail.${row.statusField}`);

/**
 * What else CloudTrail sends in the name of every service. The pages for China write "Amazon" for "AWS" everywhere.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
const CLOUDTRAIL = /^(AWS (API Call|Console Sign ?[Ii]n|Console Action|Service Event|Insight)|Amazon .+) via CloudTrail$/;

/** Whether a pattern is for calls of SageMaker's API, whatever its source says. */
const isOnCalls = (fields: Alternative) => fields.some(({ path, conditions }) => path === "detail.eventSource" && conditions.some(isAboutSource));

const isAboutSageMaker = (condition: Condition) => textsOf(condition).some((text) => /sage|maker/i.test(text));

/** Whether a condition on the source or the detail-type asks for events that are not those of the rows and exist all the same. */
function asksForOthers({ path }: Field, condition: Condition, rows: readonly EventKindRow[]): boolean {
    if (path === "source") {
        return !isAboutSource(condition);
    }
    if (path !== "detail-type") {
        return false;
    }
    const own = rows.flatMap(detailTypesOf);
    const takesOther = FURTHER_DETAIL_TYPES.some((title) => !own.includes(title) && matchesCondition(condition, title));
    const isOther = (text: string) => CLOUDTRAIL.test(text) && !own.includes(text);
    return takesOther || textsOf(condition).some(isOther);
}

/**
 * Whether a pattern can match events that are not those of the rows: of further detail-types of SageMaker, of CloudTrail, or of other sources.
 *
 * @param rows Rows of the catalogue. @default the kinds that can be reacted to
 * @throws InvalidEventPatternException for a pattern that EventBridge refuses.
 */
export function canMatchOthers(pattern: string | object, rows: readonly EventKindRow[] = CATALOGUE): boolean {
    return parseEventPattern(pattern).alternatives.some(
        (fields) =>
            !(rows.includes(CLOUDTRAIL_CALL) && isOnCalls(fields)) &&
            fields.some((field) => field.conditions.some((condition) => asksForOthers(field, condition, rows))) &&
            fields.every(
                ({ path, conditions }) =>
                    path !== "source" || conditions.some((c) => matchesCondition(c, EVENT_SOURCE) || asksForOthers({ path, conditions }, c, rows)),
            ),
    );
}

/**
 * Parts of a pattern that no event can fulfil, next to others that one can: whole alternatives of `$or`, and values in the list of a field. What asks for
 * events that the catalogue does not have is not judged. Empty for a pattern that cannot match at all, of which `catalogueMatch` says why.
 *
 * @throws InvalidEventPatternException for a pattern that EventBridge refuses.
 */
export function deadParts(pattern: string | object, rows: readonly EventKindRow[] = CATALOGUE): readonly Obstacle[] {
    const { alternatives } = parseEventPattern(pattern);
    const shapes = shapesFor(rows);
    const fulfilling = (fields: readonly Field[]) => shapes.filter((shape) => fields.every((field) => isFulfilled(shape, field)));
    const live = alternatives.map((fields) => ({ fields, shapes: fulfilling(fields) }));
    if (live.every(({ shapes: found }) => found.length === 0)) {
        return [];
    }
    const dead = new Map<string, Obstacle>();
    for (const { fields, shapes: found } of live) {
        const others = fields.some((field) => field.conditions.some((condition) => asksForOthers(field, condition, rows)));
        const obstacles =
            found.length > 0
                ? deadValues(fields, found[0]!, fulfilling, others, rows)
                : others
                  ? []
                  : (nearestMiss(shapes, [fields])?.obstacles ?? []);
        for (const one of obstacles) {
            dead.set(`${one.path}\n${one.given}`, one);
        }
    }
    return [...dead.values()];
}

/** Values in lists of an alternative that can match, without which it could match just the same. */
function deadValues(
    fields: readonly Field[],
    shape: EventShape,
    fulfilling: (fields: readonly Field[]) => readonly EventShape[],
    others: boolean,
    rows: readonly EventKindRow[],
): Obstacle[] {
    return fields.flatMap((field) =>
        field.conditions.flatMap((condition) => {
            const judged = field.conditions.length > 1 && textsOf(condition).length > 0 && !asksForOthers(field, condition, rows);
            // With other sources a value of the detail may be one of theirs.
            if (!judged || (others && field.path.startsWith("detail."))) {
                return [];
            }
            const alone = fields.map((other) => (other === field ? { path: field.path, conditions: [condition] } : other));
            const dead = fulfilling(alone).length > 0 ? [] : [obstacle(shape, field.path, [condition])];
            // A detail-type that is like none of SageMaker's belongs to another service.
            return dead.filter(({ path, meant }) => path !== "detail-type" || meant !== undefined || isAboutSageMaker(condition));
        }),
    );
}
