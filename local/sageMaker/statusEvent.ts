import type { FieldType, KindRow } from "../../catalog";
import { parseTime, rowOf, type SageMakerResource } from "./resourceStore";
import type { World } from "./world";

/** Fields that processing events write in upper snake case; FULLYREPLICATED has no underscore there. */
const UPPER_CASE_FIELDS = new Set(["S3DataType", "S3InputMode", "S3DataDistributionType", "S3CompressionType", "S3UploadMode"]);

/**
 * The event that SageMaker sends of a resource as it is now: the fields that the catalogue knows of the kind, times in epoch milliseconds, tags as an
 * object. Null is left out.
 *
 * @param more Fields of this one change: `UpdatedModelPackageFields`.
 */
export function statusEvent(
    resource: SageMakerResource,
    { id, nowMs, place, more = {} }: { id: string; nowMs: number; place: World["place"]; more?: Readonly<Record<string, unknown>> },
): object {
    const row = rowOf(resource.kind);
    const known: Record<string, unknown> = {
        ...resource.fields,
        ...(row.nameField === null ? {} : { [row.nameField]: resource.name }),
        ...(row.arnField === null ? {} : { [row.arnField]: resource.arn }),
        ...more,
    };
    const fields = Object.entries(row.fields).map(([field, type]) => [field, shaped(row, field, known[field], type)] as const);
    return {
        version: "0",
        id,
        "detail-type": row.detailType,
        source: "aws.sagemaker",
        account: place.account,
        time: `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
        region: place.region,
        resources: [resource.arn],
        detail: Object.fromEntries(fields.filter(([, value]) => value !== undefined)),
    };
}

function shaped(row: KindRow, field: string, value: unknown, type: FieldType): unknown {
    if (value === undefined || value === null) {
        return undefined;
    }
    if (type === "time") {
        return parseTime(value);
    }
    if (type === "tags") {
        return tagsOf(value);
    }
    if (type === "any") {
        return row.kind === "ProcessingJob" ? inUpperCase(value) : value;
    }
    if (Array.isArray(type)) {
        return Array.isArray(value) ? value.map((each) => shaped(row, field, each, (type as readonly [FieldType])[0])) : undefined;
    }
    if (typeof type === "object") {
        const members = Object.entries(type as Record<string, FieldType>).map(
            ([member, of]) => [member, shaped(row, member, (value as Record<string, unknown>)[member], of)] as const,
        );
        return Object.fromEntries(members.filter(([, each]) => each !== undefined));
    }
    return value;
}

/** Tags by key, from an event's object or the API's list. */
export function tagsOf(value: unknown): Record<string, string> {
    return Array.isArray(value)
        ? Object.fromEntries((value as { Key?: unknown; Value?: unknown }[]).map(({ Key, Value }) => [String(Key), String(Value ?? "")]))
        : { ...((value ?? {}) as Record<string, string>) };
}

function inUpperCase(value: unknown, field = ""): unknown {
    if (Array.isArray(value)) {
        return value.map((each) => inUpperCase(each));
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inUpperCase(each, name)]));
    }
    if (typeof value !== "string" || !UPPER_CASE_FIELDS.has(field)) {
        return value;
    }
    return value === "FullyReplicated" ? "FULLYREPLICATED" : value.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
}
