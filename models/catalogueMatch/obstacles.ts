import { EVENT_SOURCE, type FieldType, type EventKindRow } from "../../catalog";
import type { Condition } from "../eventPattern";
import { textsOf, write } from "./conditions";
import { ENVELOPE_FIELDS, type EventShape } from "./eventShapes";

/** What stands in the way: the field is not there, its value is another one, it has a value of another type, or it is an object. */
export type ObstacleCode = "noField" | "value" | "noStatus" | "type" | "object";

/** A field of a pattern for which no event has a fitting value. */
export interface Obstacle {
    readonly code: ObstacleCode;
    /** Dotted path of the field in the pattern. */
    readonly path: string;
    /** What the pattern asks for, as JSON: `["InService"]`. */
    readonly given: string;
    /** Why no event has that: a sentence without its full stop. */
    readonly reason: string;
    /** What was probably meant: a value where the value is wrong, a path where the field is. Undefined where nothing is near. */
    readonly meant: string | undefined;
}

/** Compares spellings: `InService`, `IN_SERVICE` and `in service` are the same. */
const normal = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Number of characters to insert, delete or replace (Levenshtein). */
function distance(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= b.length; j += 1) {
            next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
        }
        row = next;
    }
    return row[b.length]!;
}

/** How far apart two spellings are: 0 the same but for case and punctuation, 1 nothing in common. */
export function difference(a: string, b: string): number {
    const [x, y] = [normal(a), normal(b)];
    return x === y ? 0 : distance(x, y) / Math.max(x.length, y.length);
}

/** The candidate nearest to one of the texts, if their difference is small enough for a slip. */
function nearest(texts: readonly string[], candidates: readonly string[], atMost = 0.35): string | undefined {
    let best: { candidate: string; apart: number } | undefined;
    for (const candidate of candidates) {
        const apart = Math.min(...texts.map((text) => difference(text, candidate)));
        if (apart <= atMost && (best === undefined || apart < best.apart)) {
            best = { candidate, apart };
        }
    }
    return best?.candidate;
}

/** Detail-types share most of their words, so that "AutoML Job" would be taken for "Transform Job". */
const SLIP_IN_DETAIL_TYPE = 0.15;

/** Paths of all fields with a value below a type. */
function pathsOf(type: FieldType, path: string): string[] {
    if (typeof type === "string") {
        return [path];
    }
    const fields: readonly (readonly [string, FieldType])[] = Array.isArray(type) ? [["", type[0]]] : Object.entries(type);
    return fields.flatMap(([name, inner]) => pathsOf(inner, name === "" ? path : `${path}.${name}`));
}

/** The field that was meant: the status, or one of the same name elsewhere, or one that is spelled alike. */
function meantPath(path: string, row: EventKindRow): string | undefined {
    const statusPath = row.statusInEvent ? [`detail.${row.statusField}`] : [];
    const paths = [...ENVELOPE_FIELDS, ...statusPath, ...pathsOf(row.fields, "detail")].filter((candidate) => candidate !== path);
    const name = (dotted: string) => normal(dotted.slice(dotted.lastIndexOf(".") + 1));
    return (
        (/^(status|state)$/.test(name(path)) ? statusPath[0] : undefined) ??
        paths.find((candidate) => name(candidate) === name(path)) ??
        (name(path).endsWith("status") ? statusPath[0] : undefined) ??
        nearest([path], paths)
    );
}

const list = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join(", ");

/** Why no event of the shape has a fitting value at the path. */
export function obstacle(shape: EventShape, path: string, conditions: readonly Condition[], rows: readonly EventKindRow[]): Obstacle {
    const { row, status } = shape;
    const texts = conditions.flatMap(textsOf);
    const given = `[${conditions.map(write).join(",")}]`;
    const made = (code: ObstacleCode, reason: string, meant: string | undefined): Obstacle => ({ code, path, given, reason, meant });
    const oneOf = (events: string, values: readonly string[]) =>
        made("value", `${path} of ${events} is ${values.length === 1 ? "always" : "one of"} ${list(values)}`, nearest(texts, values));

    if (path === "source") {
        const meant = texts.some((text) => normal(text).includes("sagemaker")) ? EVENT_SOURCE : undefined;
        return { ...oneOf("SageMaker's events", [EVENT_SOURCE]), ...(meant && { meant }) };
    }
    if (path === "detail-type") {
        const titles = rows.map(({ detailType }) => detailType);
        return made("value", "detail-type is none that SageMaker is known to send", nearest(texts, titles, SLIP_IN_DETAIL_TYPE));
    }
    if (path === `detail.${row.statusField}` && status === null) {
        return made("noStatus", `${row.title} events carry no status`, undefined);
    }
    if (path === `detail.${row.statusField}`) {
        return oneOf(
            `${row.title} events`,
            row.statuses.filter(({ emitted }) => emitted).map(({ value }) => value),
        );
    }
    if (path === `detail.${row.secondary?.field}` && status !== null) {
        return oneOf(`${row.title} events with ${row.statusField} ${status}`, row.secondary?.values[status] ?? []);
    }
    const slot = shape.at(path);
    if (slot.type === "known") {
        return oneOf("all events", [slot.value]);
    }
    if (slot.type === "free") {
        return made(
            "type",
            `${path} of ${row.title} events is a ${slot.values.join(" or a ")}${slot.optional ? "" : " and always there"}`,
            undefined,
        );
    }
    if (slot.isObject) {
        return made("object", `${path} of ${row.title} events is an object, whose fields can be matched but not the object`, undefined);
    }
    return made("noField", `${row.title} events have no field ${path}`, meantPath(path, row));
}
