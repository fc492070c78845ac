import { KINDS, type KindRow } from "../../../catalog";
import { parseTime } from "../../../models/statusEvent";
import { type Fault, faultRow } from "../../aws";
import { rowOfEvent } from "../../sageMaker/rowOfEvent";
import type { SourcedEvent } from "../shared/readEvents";
import { groupBy } from "../shared/text";
import type { DescribedResource } from "./readResources";

/** Whether a fault leaves events to the reconciler: a run with it begins with a tick, as a stack that has been there for a while. */
export const needsReconciler = (faults: readonly Fault[]): boolean => faults.some(({ fault }) => faultRow(fault).net === "reconciler");

/** An event or a record, and when it is there. */
export interface Timed<T> {
    readonly what: T;
    readonly atMs: number;
}

/**
 * Moves the times in events and in what is known of their resources to the run, so that each resource changes when its event comes. A reconciler compares what
 * has changed since its last tick: an event of last week would be none of its business. All events of a resource are moved alike, by its newest one,
 * which comes last.
 *
 * @param events In the order in which they come.
 * @param resources Those that an event is about are there when it comes, all others from the start.
 * @param startMs Of the resources that no event is about.
 */
export function movedToNow(
    events: readonly Timed<SourcedEvent>[],
    resources: readonly DescribedResource[],
    startMs: number,
): { events: Timed<SourcedEvent>[]; resources: Timed<DescribedResource>[] } {
    const inOrder = inOrderOfTime(events);
    const newest = new Map<string, { readonly sentMs: number; readonly atMs: number }>();
    for (const { what, atMs } of inOrder) {
        const [arn, sentMs] = [arnOf(what.event), sentOf(what.event)];
        if (arn !== undefined && sentMs !== undefined && sentMs > (newest.get(arn)?.sentMs ?? -Infinity)) {
            newest.set(arn, { sentMs, atMs });
        }
    }
    const moved = inOrder.map(({ what, atMs }) => {
        const last = newest.get(arnOf(what.event) ?? "");
        const row = rowOfEvent(what.event);
        const move = last === undefined ? undefined : mover(last, row);
        return { atMs, what: move === undefined ? what : { name: what.name, event: move(what.event) as object } };
    });
    const put = resources.map((resource) => {
        const row: KindRow = KINDS[resource.kind];
        const arn = [...newest.keys()].find((each) => isOf(each, resource, row));
        const first = arn === undefined ? undefined : inOrder.find(({ what }) => arnOf(what.event) === arn);
        return arn === undefined || first === undefined
            ? { what: resource, atMs: startMs }
            : { what: { ...resource, record: mover(newest.get(arn)!, row)(resource.record) as DescribedResource["record"] }, atMs: first.atMs };
    });
    return { events: moved, resources: put };
}

/** A resource of these kinds is created so long before its event: the last change of it is not earlier. */
const CREATED_BEFORE_MS = 60_000;

/** Moves every time in a value. Where a list has no filter on changes, the resource is also created shortly before its event, or no tick would look at it. */
function mover({ sentMs, atMs }: { readonly sentMs: number; readonly atMs: number }, row: KindRow | undefined): (value: unknown) => unknown {
    const leastMs = row?.list.modifiedFilter === false ? atMs - CREATED_BEFORE_MS : -Infinity;
    const move = (value: unknown, key = ""): unknown => {
        const ms = IS_TIME.test(key) ? parseTime(value) : undefined;
        if (ms !== undefined && ms > LEAST_TIME_MS) {
            return likeBefore(value, Math.max(ms + atMs - sentMs, key === "CreationTime" ? leastMs : -Infinity));
        }
        if (Array.isArray(value)) {
            return value.map((each) => move(each));
        }
        return typeof value === "object" && value !== null
            ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, move(each, name)]))
            : value;
    };
    return (value) => move(value);
}

const IS_TIME = /^time$|Time$/;
/** Smaller numbers are durations. */
const LEAST_TIME_MS = Date.UTC(2015, 0, 1);

/** A time in the form of another one. */
function likeBefore(before: unknown, ms: number): unknown {
    if (typeof before !== "string") {
        return ms;
    }
    return /^\d+$/.test(before) ? String(ms) : new Date(ms).toISOString().replace(/\.000Z$/, "Z");
}

/** The same instants, at which the events of each resource come in the order of their times. */
function inOrderOfTime(events: readonly Timed<SourcedEvent>[]): Timed<SourcedEvent>[] {
    const ofResource = groupBy(events, ({ what }) => arnOf(what.event) ?? "");
    for (const [arn, group] of ofResource) {
        if (arn !== "") {
            group.sort((a, b) => (sentOf(a.what.event) ?? 0) - (sentOf(b.what.event) ?? 0));
        }
    }
    return events.map(({ what, atMs }) => ({ what: ofResource.get(arnOf(what.event) ?? "")!.shift()!.what, atMs }));
}

const sentOf = (event: object) => parseTime((event as { readonly time?: unknown }).time);

/** The ARN of the resource of one of the nine kinds that an event is about. */
function arnOf(event: object): string | undefined {
    const [arn] = [(event as { readonly resources?: unknown }).resources].flat();
    return rowOfEvent(event) !== undefined && typeof arn === "string" ? arn.toLowerCase() : undefined;
}

function isOf(arn: string, { record, kind }: DescribedResource, row: KindRow): boolean {
    const known = record[row.arnField ?? `${kind}Arn`];
    const name = String(record[row.nameField ?? row.describe.input]).toLowerCase();
    return typeof known === "string" ? known.toLowerCase() === arn : arn.endsWith(`:${row.arnResource}/${name}`.toLowerCase());
}
