import { isDeepStrictEqual } from "node:util";
import type { Props } from "./graph";
import { isMapping } from "./settings";

const typeName = (value: unknown): string => {
    if (value === null || Array.isArray(value)) {
        return value === null ? "null" : "array";
    }
    return Number.isInteger(value) ? "integer" : typeof value;
};

/** One keyword: undefined if the value obeys it, else what it must be. */
type Check = (limit: never, value: never) => string | undefined;

const number =
    (obeys: (limit: number, value: number) => boolean, words: string) =>
    (limit: number, value: unknown): string | undefined =>
        typeof value !== "number" || obeys(limit, value) ? undefined : `must be ${words} ${limit}`;
const sized =
    (kind: "string" | "array" | "object", obeys: (limit: number, size: number) => boolean, words: string, unit: string) =>
    (limit: number, value: unknown): string | undefined => {
        if (typeName(value) !== kind) {
            return undefined;
        }
        const size = typeof value === "string" ? [...value].length : Object.keys(value as object).length;
        return obeys(limit, size) ? undefined : `must have ${words} ${limit} ${unit}`;
    };
const atLeast = (limit: number, value: number) => value >= limit;
const atMost = (limit: number, value: number) => value <= limit;

const CHECKS: Readonly<Record<string, Check>> = {
    type: (types: string | string[], value: unknown) => {
        const actual = typeName(value);
        const allowed = [types].flat();
        return allowed.includes(actual) || (actual === "integer" && allowed.includes("number"))
            ? undefined
            : `must be of type ${allowed.join(" or ")}`;
    },
    enum: (allowed: unknown[], value: unknown) =>
        allowed.some((item) => isDeepStrictEqual(item, value))
            ? undefined
            : `must be one of ${allowed.map((item) => JSON.stringify(item)).join(", ")}`,
    const: (only: unknown, value: unknown) => (isDeepStrictEqual(only, value) ? undefined : `must be ${JSON.stringify(only)}`),
    minimum: number(atLeast, "at least"),
    maximum: number(atMost, "at most"),
    exclusiveMinimum: number((limit, value) => value > limit, "more than"),
    exclusiveMaximum: number((limit, value) => value < limit, "less than"),
    multipleOf: number((limit, value) => Number.isInteger(value / limit), "a multiple of"),
    minLength: sized("string", atLeast, "at least", "characters"),
    maxLength: sized("string", atMost, "at most", "characters"),
    minItems: sized("array", atLeast, "at least", "items"),
    maxItems: sized("array", atMost, "at most", "items"),
    minProperties: sized("object", atLeast, "at least", "properties"),
    maxProperties: sized("object", atMost, "at most", "properties"),
    pattern: (pattern: string, value: unknown) =>
        typeof value !== "string" || new RegExp(pattern, "u").test(value) ? undefined : `must match ${pattern}`,
    uniqueItems: (unique: boolean, value: unknown) =>
        unique && Array.isArray(value) && value.some((item, index) => value.slice(0, index).some((other) => isDeepStrictEqual(item, other)))
            ? "must not have the same item twice"
            : undefined,
};

/**
 * Checks a value against the JSON schema of a policy's configuration. Of the keywords that policies may use these are not checked:
 * additionalItems, contains, dependencies, format, patternProperties, propertyNames.
 * @returns every mistake as `path: must be …, got …`.
 */
export function schemaMistakes(schema: unknown, value: unknown, path: string): string[] {
    if (!isMapping(schema)) {
        return schema === false ? [`${path}: is not allowed`] : [];
    }
    const mistakes: string[] = [];
    for (const [keyword, limit] of Object.entries(schema)) {
        const mistake = CHECKS[keyword]?.(limit as never, value as never);
        if (mistake !== undefined) {
            mistakes.push(`${path}: ${mistake}, got ${JSON.stringify(value)}`);
        }
    }
    if (Array.isArray(value)) {
        const { items } = schema;
        mistakes.push(...value.flatMap((item, index) => schemaMistakes(Array.isArray(items) ? items[index] : items, item, `${path}[${index}]`)));
    }
    if (isMapping(value)) {
        mistakes.push(...objectMistakes(schema, value, path));
    }
    return mistakes;
}

function objectMistakes(schema: Props, value: Props, path: string): string[] {
    const properties = isMapping(schema.properties) ? schema.properties : {};
    const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
    return [
        ...required.filter((key) => value[key] === undefined).map((key) => `${path}.${key}: is required`),
        ...Object.entries(value).flatMap(([key, item]) =>
            schemaMistakes(key in properties ? properties[key] : schema.additionalProperties, item, `${path}.${key}`),
        ),
    ];
}
