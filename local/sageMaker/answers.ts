import type { Kind, KindRow } from "../../catalog";
import { type ApiError, apiError } from "../endpoint/localEndpoint";
import { apiStatus, rowOf, type SageMakerResource } from "./resourceStore";

/** Pattern of SageMaker's names; calls that also take an ARN or GROUP/VERSION have it in parts. */
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** The resource's fields under the API's names, with what the event leaves to its envelope. */
export function apiFields({ kind, arn, name, fields, createdMs, modifiedMs }: SageMakerResource): Record<string, unknown> {
    const row = rowOf(kind);
    const nameField = row.nameField ?? row.describe.input;
    return {
        [nameField]: name,
        [row.arnField ?? `${kind}Arn`]: arn,
        ...(row.times.created === null ? {} : { [row.times.created]: createdMs }),
        ...(row.times.modified === null ? {} : { [row.times.modified]: modifiedMs }),
        ...fields,
        // Events of algorithms carry no status: one that is not said otherwise has passed its checks.
        [row.statusField]: statusOf(row, fields),
    };
}

/** The status in the API's spelling. */
export function statusOf(row: KindRow, fields: Readonly<Record<string, unknown>>): unknown {
    return apiStatus(row, fields[row.statusField] ?? (row.statusInEvent ? undefined : "Completed"));
}

export function notFound(kind: Kind, name: string, arn: string): ApiError {
    // No published error of an algorithm is known; this is that of the model package.
    const error = rowOf(kind).describe.notFound ?? { name: "ValidationException", message: `${kind} {arn} does not exist.` };
    return filled(error, { name, arn });
}

/** An error of the catalogue with its blanks filled in. */
export function filled(error: { readonly name: string; readonly message: string }, values: Readonly<Record<string, string>>): ApiError {
    return apiError(
        error.name,
        error.message.replace(/\{(\w+)\}/g, (blank, value: string) => values[value] ?? blank),
    );
}

/** How SageMaker says that arguments are wrong. @param problems "Value null at 'x' failed to satisfy constraint: …" */
export function validationErrors(problems: readonly string[]): ApiError {
    const count = `${problems.length} validation error${problems.length === 1 ? "" : "s"} detected`;
    return apiError("ValidationException", `${count}: ${problems.join("; ")}`);
}

/** One of the problems of {@link validationErrors}. */
export function problem(member: string, value: unknown, constraint: string): string {
    const argument = member.charAt(0).toLowerCase() + member.slice(1);
    const shown = value === undefined || value === null ? "null" : `'${typeof value === "object" ? JSON.stringify(value) : String(value)}'`;
    return `Value ${shown} at '${argument}' failed to satisfy constraint: ${constraint}`;
}

/** @param withPath Whether an ARN, and a name of several parts, will do. @throws ApiError for what is no name. */
export function requireName(field: string, withPath: boolean, value: unknown): string {
    if (typeof value !== "string") {
        throw validationErrors([problem(field, null, "Member must not be null")]);
    }
    const parts = withPath ? value.replace(/^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:[a-z-]*\//, "").split("/") : [value];
    if (!parts.every((part) => NAME.test(part))) {
        throw validationErrors([problem(field, value, `Member must satisfy regular expression pattern: ${NAME.source.slice(1, -1)}`)]);
    }
    return value;
}
