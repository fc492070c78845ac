import type { DescribeMemberOf } from "./describeMembers";
import type { ALL_KINDS, AnyKind } from "./furtherKinds";
import type { Kind } from "./kinds";
import type { FieldType } from "./types";

/** `source` of every event that SageMaker sends. */
export const EVENT_SOURCE = "aws.sagemaker";

type Row<K extends AnyKind> = (typeof ALL_KINDS)[K];
type EmittedStatus<S> = S extends { readonly emitted: true; readonly value: infer V } ? V : never;

/**
 * The statuses that an event of the kind carries, in event spelling. Never for a kind whose events carry none, such as Algorithm.
 *
 * @example StatusOf<"LabelingJob"> // "Completed" | "Failed" | "Stopped"
 */
export type StatusOf<K extends AnyKind> = K extends AnyKind ? EmittedStatus<Row<K>["statuses"][number]> : never;

/** The statuses of the kind in API spelling, as Describe and List answer. */
export type ApiStatusOf<K extends AnyKind> = K extends AnyKind ? NonNullable<Row<K>["statuses"][number]["api"]> : never;

/** Tags as events carry them: an object in samples and captures, a list in the schema registry. */
export type Tags = { readonly [key: string]: string } | readonly { readonly Key: string; readonly Value: string }[];

/** A time inside `detail`: epoch milliseconds, the same as text, or ISO 8601. */
export type EventTime = number | string;

type FieldValue<T> = T extends "string"
    ? string
    : T extends "number"
      ? number
      : T extends "boolean"
        ? boolean
        : T extends "time"
          ? EventTime
          : T extends "tags"
            ? Tags
            : T extends "strings"
              ? readonly string[]
              : T extends "any"
                ? unknown
                : T extends readonly [infer E]
                  ? readonly FieldValue<E>[]
                  : T extends { readonly [field: string]: FieldType }
                    ? { readonly [F in keyof T]?: FieldValue<T[F]> | null }
                    : never;

/** An object with the value at a path: "A.B" is B inside of A. */
type At<Path, V> = Path extends `${infer Head}.${infer Rest}` ? { readonly [F in Head]: At<Rest, V> } : { readonly [F in Path & string]: V };

type StatusField<K extends AnyKind> = Row<K>["statusInEvent"] extends true ? At<Row<K>["statusField"], StatusOf<K>> : unknown;

/**
 * `detail` of an event of the kind: the status, and fields that may be absent or null. Of a kind whose events are not documented anything may be
 * there.
 */
export type DetailOf<K extends AnyKind> = K extends AnyKind
    ? Row<K> extends { readonly unverified: string }
        ? { readonly [field: string]: unknown }
        : StatusField<K> & { readonly [F in Exclude<keyof Row<K>["fields"], Row<K>["statusField"]>]?: FieldValue<Row<K>["fields"][F]> | null }
    : never;

/** The detail-types of the kind: one, unless each status has its own. */
export type DetailTypeOf<K extends AnyKind> = K extends AnyKind
    ? Row<K> extends { readonly statusInDetailType: true; readonly detailType: infer Start extends string }
        ? `${Start} ${StatusOf<K>}`
        : Row<K>["detailType"]
    : never;

/**
 * Where an event comes from if SageMaker did not just send it: an archive sent it again, it was redriven from a queue, a reconciler rebuilt it
 * because none had come, or a smoke test made it up.
 */
export type EventOrigin = "replay" | "redrive" | "reconciler" | "smoke";

/**
 * An event that EventBridge delivers when the status of a resource of the kind changes.
 * Source of the envelope: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export type JobStatusEvent<K extends AnyKind = Kind> = K extends AnyKind
    ? {
          readonly version: string;
          readonly id: string;
          readonly "detail-type": DetailTypeOf<K>;
          readonly source: "aws.sagemaker";
          readonly account: string;
          /** When the event was sent, ISO 8601 in seconds. */
          readonly time: string;
          readonly region: string;
          readonly resources: readonly string[];
          /** Set on an event that an archive replays. */
          readonly "replay-name"?: string;
          /** Set on an event that this project's own tools hand to a function: no event on a bus has it. */
          readonly "jobstatus-origin"?: EventOrigin;
          readonly detail: DetailOf<K>;
      }
    : never;

/** A condition on one value in an event pattern: an exact value, or an operator. */
export type PatternCondition =
    | string
    | number
    | boolean
    | null
    | { readonly prefix: string | { readonly "equals-ignore-case": string } }
    | { readonly suffix: string | { readonly "equals-ignore-case": string } }
    | { readonly "equals-ignore-case": string }
    | { readonly wildcard: string }
    | { readonly "anything-but": unknown }
    | { readonly numeric: readonly (string | number)[] }
    | { readonly exists: boolean }
    | { readonly cidr: string };

/** Conditions on the fields of an object, one of which, at the path, is left out. */
type WhereFields<T, Status> = {
    readonly [F in Exclude<keyof T, Status>]?: WhereField<T[F], Status extends `${F & string}.${infer Rest}` ? Rest : never>;
};

type WhereField<T, Status> = T extends readonly [infer E]
    ? WhereField<E, Status>
    : T extends "any" | "tags"
      ? { readonly [field: string]: unknown } | readonly PatternCondition[]
      : T extends string
        ? readonly PatternCondition[]
        : WhereFields<T, Status>;

/**
 * More of the pattern of a rule: conditions on fields of the kind's `detail`, the status left out. Members of Describe's answer that no event is known
 * to have are in it, too: a rule needs `unverified: true` for them.
 */
export type WhereOf<K extends AnyKind> = K extends AnyKind
    ? Row<K> extends { readonly unverified: string }
        ? { readonly [field: string]: unknown }
        : WhereFields<Row<K>["fields"], Row<K>["statusField"]> & {
              readonly [M in DescribeMemberOf<K>]?: { readonly [field: string]: unknown } | readonly PatternCondition[];
          }
    : never;
