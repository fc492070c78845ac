import * as sdk from "@aws-sdk/client-sagemaker";
import { parseTime } from "../../models/statusEvent";
import { commandSchema } from "./schemas";

/**
 * The API's own description of its outputs, as the commands of @aws-sdk/client-sagemaker carry it (`schema`; the client's version is pinned).
 * A number is a simple type, bits 64 and 128 making a list or a map of it; a list is [1, …, item], a map [2, …, key, value], a structure
 * [3, …, names, members]. Any part may stand behind a function, a member also in a pair with its traits.
 */
type Schema = number | "unit" | readonly unknown[] | (() => Schema);

const [LIST, MAP, STRUCTURE] = [1, 2, 3];
const LIST_OF = 64;
const MAP_OF = 128;
const [STRING, NUMBER, BOOLEAN] = [0, 1, 2];
/** Timestamps: the protocol's own format, and the three that a member may ask for. */
const TIMESTAMPS: readonly number[] = [4, 5, 6, 7];

/** Members whose values processing events write in upper snake case, and where the API's values stand under just these names. */
const EVENT_ENUMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    S3DataType: sdk.ProcessingS3DataType,
    S3InputMode: sdk.ProcessingS3InputMode,
    S3DataDistributionType: sdk.ProcessingS3DataDistributionType,
    S3CompressionType: sdk.ProcessingS3CompressionType,
    S3UploadMode: sdk.ProcessingS3UploadMode,
};
const PROCESSING_STRUCTURES = new Set(["ProcessingS3Input", "ProcessingS3Output"]);

/**
 * The schema of an operation's output.
 *
 * @param command Name of the command's class: "DescribeTrainingJobCommand".
 * @throws Error if the client has no such command.
 */
export function outputSchema(command: string): Schema {
    return commandSchema(command, "output") as Schema;
}

/**
 * `value` as the API answers it: only members that the API has, times as epoch seconds, tags as a list, enum members in API spelling.
 * What is absent, null or of another shape is left out (undefined).
 */
export function toWire(value: unknown, schema: Schema): unknown {
    const of = resolve(schema);
    // An operation without output.
    if (of === "unit") {
        return {};
    }
    if (value === null || value === undefined) {
        return undefined;
    }
    if (typeof of === "number") {
        if (of >= MAP_OF) {
            return toMap(value, of - MAP_OF);
        }
        return of >= LIST_OF ? toList(value, of - LIST_OF) : toSimple(value, of);
    }
    switch (of[0]) {
        case LIST:
            return toList(value, of[4] as Schema);
        case MAP:
            return toMap(value, of[5] as Schema);
        case STRUCTURE:
            return toStructure(value, of);
        default:
            return value;
    }
}

function resolve(schema: Schema): number | "unit" | readonly unknown[] {
    if (typeof schema === "function") {
        return resolve(schema());
    }
    // A simple type with a name, or a member with its traits.
    if (typeof schema === "object" && schema[0] === 0) {
        return resolve(schema[4] as Schema);
    }
    return typeof schema === "object" && typeof schema[0] !== "number" ? resolve(schema[0] as Schema) : schema;
}

function toSimple(value: unknown, type: number): unknown {
    if (TIMESTAMPS.includes(type)) {
        const ms = parseTime(value);
        return ms === undefined ? undefined : ms / 1000;
    }
    switch (type) {
        case STRING:
            return typeof value === "object" ? undefined : String(value);
        case NUMBER:
            return Number.isFinite(Number(value)) ? Number(value) : undefined;
        case BOOLEAN:
            return typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : undefined;
        default:
            return value;
    }
}

function toList(value: unknown, item: Schema): unknown {
    if (Array.isArray(value)) {
        return value.map((entry) => toWire(entry, item)).filter((entry) => entry !== undefined);
    }
    // Events write tags as an object.
    return isObject(value)
        ? toList(
              Object.entries(value).map(([Key, Value]) => ({ Key, Value })),
              item,
          )
        : undefined;
}

function toMap(value: unknown, item: Schema): unknown {
    return isObject(value) ? defined(Object.entries(value).map(([name, entry]) => [name, toWire(entry, item)])) : undefined;
}

function toStructure(value: unknown, structure: readonly unknown[]): unknown {
    if (!isObject(value)) {
        return undefined;
    }
    const [, , name, , members, schemas] = structure as [number, string, string, unknown, string[], Schema[]];
    return defined(
        members.map((member, index) => {
            const wire = toWire(value[member], schemas[index]!);
            const spellings = PROCESSING_STRUCTURES.has(name) ? EVENT_ENUMS[member] : undefined;
            return [member, spellings === undefined ? wire : (spellings[String(wire)] ?? wire)];
        }),
    );
}

function defined(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
