import type { KINDS, Kind } from "./kinds";
import type { FieldType } from "./types";

type Row<K extends Kind> = (typeof KINDS)[K];
type EmittedStatus<S> = S extends { readonly emitted: true; readonly value: infer V } ? V : never;

/**
 * The statuses that an event of the kind carries, in event spelling. Never for Algorithm, whose events carry none.
 *
 * @example StatusOf<"LabelingJob"> // "Completed" | "Failed" | "Stopped"
 */
export type StatusOf<K extends Kind> = K extends Kind ? EmittedStatus<Row<K>["statuses"][number]> : never;

/** The statuses of the kind in API spelling, as Describe and List answer. */
export type ApiStatusOf<K extends Kind> = K extends Kind ? NonNullable<Row<K>["statuses"][number]["api"]> : never;

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

type StatusField<K extends Kind> = Row<K>["statusInEvent"] extends true ? { readonly [F in Row<K>["statusField"]]: StatusOf<K> } : unknown;

/** `detail` of an event of the kind: the status, and fields that may be absent or null. */
export type DetailOf<K extends Kind> = K extends Kind
    ? StatusField<K> & { readonly [F in Exclude<keyof Row<K>["fields"], Row<K>["statusField"]>]?: FieldValue<Row<K>["fields"][F]> | null }
    : never;

/**
 * Where an event comes from that is not SageMaker's own news: an archive sent it again, it was redriven from a queue, the reconciler rebuilt it
 * because none had come, or it is made up to try the way out.
 */
export type EventOrigin = "replay" | "redrive" | "reconciler" | "smoke";

/**
 * An event that EventBridge delivers when the status of a resource of the kind changes.
 * Source of the envelope: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export type JobStatusEvent<K extends Kind = Kind> = K extends Kind
    ? {
          readonly version: string;
          readonly id: string;
          readonly "detail-type": Row<K>["detailType"];
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

type WhereField<T> = T extends readonly [infer E]
    ? WhereField<E>
    : T extends "any" | "tags"
      ? { readonly [field: string]: unknown } | readonly PatternCondition[]
      : T extends string
        ? readonly PatternCondition[]
        : { readonly [F in keyof T]?: WhereField<T[F]> };

/** More of the pattern of a rule: conditions on fields of the kind's `detail`, the status left out. */
export type WhereOf<K extends Kind> = K extends Kind
    ? { readonly [F in Exclude<keyof Row<K>["fields"], Row<K>["statusField"]>]?: WhereField<Row<K>["fields"][F]> }
    : never;
