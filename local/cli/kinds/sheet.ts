import * as path from "node:path";

import {
    ALL_KINDS,
    type AnyKind,
    detailTypesOf,
    type EventKindRow,
    type FieldType,
    KIND_NAMES,
    notifyProblem,
    type Operation,
    type StatusRow,
} from "../../../catalog";
import { kindOfDetailType } from "../../../models/catalogueMatch/kindNames";
import { OWN_PROJECT } from "../shared/programOptions";
import { readEvents } from "../shared/readEvents";

/** Everything that is known of a kind, for people and for programs. */
export interface KindSheet {
    readonly kind: AnyKind;
    readonly title: string;
    readonly detailTypes: readonly string[];
    /** Why it is not known what its events say; null where that is known. */
    readonly unverified: string | null;
    /** Where the status stands: a path in the event, or null. */
    readonly status: string | null;
    readonly statuses: readonly StatusRow[];
    /** A second field with the values that it has in a status, and their meanings where they differ. */
    readonly secondary: EventKindRow["secondary"];
    /** Paths in the event. */
    readonly name: string;
    readonly arn: string;
    readonly reason: string | null;
    /** The ARNs of its resources, or null where they are not known. */
    readonly arnFormat: string | null;
    readonly fields: readonly { readonly path: string; readonly type: string }[];
    readonly operations: readonly { readonly name: string; readonly action: string; readonly on: string; readonly reference: string }[];
    /** API statuses in which SageMaker stops one; null where it has no Stop, or where they are not published. */
    readonly stopsIn: readonly string[] | null;
    readonly console: string | null;
    readonly logGroup: string | null;
    /** What two events have in common that report the same change. */
    readonly identity: readonly string[];
    /** Why `notify` can't report it; null where it can. */
    readonly unreported: string | null;
    readonly traps: readonly string[];
    /** Name of a sample event of this project, and the event; null where none is known. */
    readonly example: { readonly name: string; readonly event: object } | null;
    readonly sources: readonly string[];
}

/** Whether handlers of this project describe and stop resources of the kind. */
export const isOneOfNine = (kind: AnyKind) => (KIND_NAMES as readonly string[]).includes(kind);

/** The folder with the sample events of a kind. */
export const exampleFolder = (kind: AnyKind) => path.join(OWN_PROJECT, "tests", isOneOfNine(kind) ? "events" : "events-further");

/** The kind of an event and its status; null where it has none. */
export function kindOf(event: object): { kind: AnyKind | null; status: string | null } {
    const { "detail-type": detailType, detail } = event as { "detail-type"?: unknown; detail?: unknown };
    const kind = kindOfDetailType(String(detailType));
    const row: EventKindRow | undefined = kind && ALL_KINDS[kind];
    const status = row?.statusInEvent
        ? row.statusField?.split(".").reduce<unknown>((holder, name) => (holder as Record<string, unknown> | undefined)?.[name], detail)
        : undefined;
    return { kind: kind ?? null, status: typeof status === "string" ? status : null };
}

/** The sheet of one kind. */
export function kindSheet(kind: AnyKind): KindSheet {
    const row: EventKindRow = ALL_KINDS[kind];
    const { statuses, secondary, identity, sources } = row;
    const inDetail = (field: string | null) => (field === null ? null : `detail.${field}`);
    return {
        kind,
        title: row.title,
        detailTypes: detailTypesOf(row),
        unverified: row.unverified ?? null,
        status: row.statusInDetailType ? "detail-type" : row.statusInEvent ? inDetail(row.statusField) : null,
        statuses,
        secondary,
        name: inDetail(row.nameField) ?? "in the ARN alone",
        arn: inDetail(row.arnField) ?? "resources[0]",
        reason: row.eventHasReason ? inDetail(row.reasonField) : null,
        arnFormat: row.arnResource === null ? null : `arn:PARTITION:sagemaker:REGION:ACCOUNT:${row.arnResource}/NAME`,
        fields: Object.entries(row.fields).flatMap(([name, type]) => fieldsOf(name, type)),
        operations: operationsOf(row).map(({ name, api, on }) => ({ name, action: `sagemaker:${name}`, on, reference: referenceOf(name, api) })),
        stopsIn: row.stop?.allowed ?? null,
        console: row.consolePath === null ? null : `https://{region}.console.aws.amazon.com/sagemaker/${row.consolePath}`,
        logGroup: row.logs?.group ?? null,
        identity,
        unreported: notifyProblem(row) ?? null,
        traps: (row as { readonly traps?: readonly string[] }).traps ?? [],
        example: exampleOf(kind),
        sources,
    };
}

function operationsOf({ operations, describe, stop, list, arnResource }: EventKindRow): readonly Operation[] {
    const own = (action: string | undefined, on: string | null): Operation[] =>
        action === undefined || on === null ? [] : [{ name: action.replace("sagemaker:", ""), api: "sagemaker", on }];
    return operations ?? [...own(describe?.action, arnResource), ...own(stop?.action, arnResource), ...own(list?.action, "*")];
}

function referenceOf(name: string, api: Operation["api"]): string {
    const reference = api === "sagemaker" ? "sagemaker/latest" : "augmented-ai/2019-11-07";
    return `https://docs.aws.amazon.com/${reference}/APIReference/API_${name}.html`;
}

/** The fields with a value below a type: "A.B", and "A[].B" for those of the items of a list. */
function fieldsOf(name: string, type: FieldType): { path: string; type: string }[] {
    if (typeof type === "string") {
        const words = { tags: "tags: an object, or a list of Key and Value", strings: "list of strings", any: "not described further" } as const;
        return [{ path: name, type: type in words ? words[type as keyof typeof words] : type }];
    }
    const [prefix, fields] = Array.isArray(type) ? [`${name}[]`, (type as readonly [FieldType])[0]] : [name, type];
    return typeof fields === "string"
        ? fieldsOf(prefix, fields)
        : Object.entries(fields as { readonly [field: string]: FieldType }).flatMap(([inner, each]) => fieldsOf(`${prefix}.${inner}`, each));
}

function exampleOf(kind: AnyKind): KindSheet["example"] {
    const found = readEvents([exampleFolder(kind)]).find(({ event }) => kindOf(event).kind === kind);
    return found === undefined ? null : { name: found.name, event: found.event };
}
