import { createHash } from "node:crypto";

import { parseTime } from "../../models/statusEvent";
import { rowOf as rowOfEvent } from "../cli/why/hints";
import type { DescribedResource } from "../cli/run/readResources";

export interface NewJob {
    readonly event: object;
    /** What Describe answers of it, where the events do not say. */
    readonly resources: readonly DescribedResource[];
}

/**
 * The event as that of another job, now: a ledger ignores an event that came before. The name of the job gets a number wherever it stands, and its
 * times move, the newest one to now: a reconciler looks for what has changed lately.
 *
 * @param number Of the event among those that were played, from 1.
 */
export function asNewJob(event: object, resources: readonly DescribedResource[], { number, nowMs }: { number: number; nowMs: number }): NewJob {
    const names = namesOf(event);
    const newestMs = Math.max(...timesIn(event)) || nowMs;
    const renamed = <T extends object>(value: T): T =>
        names.reduce((changed, name) => rename(changed, name, `${name.slice(0, 55)}-${number}`), later(value, nowMs - newestMs));
    const hash = createHash("sha256")
        .update(JSON.stringify([event, number]))
        .digest("hex");
    const id = hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    return {
        event: { ...renamed(event), id, time: `${new Date(nowMs).toISOString().slice(0, 19)}Z` },
        resources: resources
            .filter(({ record }) => names.some((name) => JSON.stringify(record).includes(name)))
            .map(({ kind, record, log }) => ({ kind, record: renamed(record), ...(log === undefined ? {} : { log }) })),
    };
}

/** The names of the job that an event is about: that in its detail, and the end of its ARN, which may have other capitals. */
export function namesOf(event: object): string[] {
    const { detail, resources } = event as { detail?: Readonly<Record<string, unknown>>; resources?: readonly unknown[] };
    const field = rowOfEvent(event)?.nameField;
    const given = [typeof field === "string" ? detail?.[field] : undefined, String(resources?.[0] ?? "").split("/")[1]];
    return [...new Set(given.filter((name): name is string => typeof name === "string" && name !== ""))];
}

/** Changes a name in every text that is the name, or has it as a whole part: `job/NAME`, `NAME/1`, `NAME-output`. */
function rename<T>(value: T, from: string, to: string): T {
    if (typeof value === "string") {
        return value.replaceAll(from, to) as T;
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown) => rename(item, from, to)) as T;
    }
    return typeof value === "object" && value !== null
        ? (Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, rename(item, from, to)])) as T)
        : value;
}

/** Whether a field has a time: what is named `CreationTime`, `StartTime`, a number of milliseconds or ISO 8601. */
const timeIn = (name: string, value: unknown) => (name.endsWith("Time") ? parseTime(value) : undefined);

function timesIn(value: unknown, name = ""): number[] {
    return typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, item]: [string, unknown]) => timesIn(item, key))
        : [timeIn(name, value) ?? 0];
}

/** Moves every time in a value. */
function later<T>(value: T, byMs: number, name = ""): T {
    if (Array.isArray(value)) {
        return value.map((item: unknown) => later(item, byMs)) as T;
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, later(item, byMs, key)])) as T;
    }
    const ms = timeIn(name, value);
    if (ms === undefined) {
        return value;
    }
    return (typeof value === "number" ? ms + byMs : /^\d+$/.test(String(value)) ? String(ms + byMs) : new Date(ms + byMs).toISOString()) as T;
}
