import { KINDS, type EventKindRow } from "../../catalog";
import { type Alternative, parseEventPattern } from "../eventPattern";
import { canFulfil, textsOf } from "./conditions";
import { type EventShape, eventShapes } from "./eventShapes";
import { difference, type Obstacle, obstacle } from "./obstacles";

export type { Obstacle } from "./obstacles";
export { namesSageMaker } from "./sageMakerNames";

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
    /** Where nothing is reachable: the kind whose events come nearest, and what stands in their way. */
    readonly unreachable?: { readonly kind: string; readonly obstacles: readonly Obstacle[] };
}

type Field = Alternative[number];

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
        return sum + (shape.at(field.path).type === "absent" ? 2 : field.path === `detail.${shape.row.statusField}` ? 1.5 : 1);
    }, 0);
}

/** How far the detail-types of a pattern are from the one of a kind, worked out once for all its statuses. */
function detailTypeDifference(): (field: Field, row: EventKindRow) => number {
    const known = new Map<Field, Map<EventKindRow, number>>();
    return (field, row) => {
        const ofField = known.get(field) ?? new Map<EventKindRow, number>();
        known.set(field, ofField);
        const apart = ofField.get(row) ?? Math.min(1, ...field.conditions.flatMap(textsOf).map((text) => difference(text, row.detailType)));
        ofField.set(row, apart);
        return apart;
    };
}

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
 * catalogue; every other field that the catalogue knows has any value of its type, or is missing; a field that it does not know is never there.
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
    return { reachable: found, ...(found.length === 0 && { unreachable: nearestMiss(shapesFor(rows), alternatives, rows) }) };
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

function nearestMiss(
    shapes: readonly EventShape[],
    alternatives: readonly Alternative[],
    rows: readonly EventKindRow[],
): CatalogueMatch["unreachable"] {
    let best: { shape: EventShape; failed: Field[]; cost: number } | undefined;
    const apart = detailTypeDifference();
    for (const fields of alternatives) {
        for (const shape of shapes) {
            const failed = fields.filter((field) => !isFulfilled(shape, field));
            const missCost = cost(shape, failed, apart);
            if (best === undefined || missCost < best.cost) {
                best = { shape, failed, cost: missCost };
            }
        }
    }
    return (
        best && {
            kind: best.shape.row.kind,
            obstacles: best.failed.map(({ path, conditions }) => obstacle(best.shape, path, conditions, rows)),
        }
    );
}
