import { KINDS, type Kind, type KindRow } from "../../catalog";
import { parseTime } from "../../models/statusEvent";
import { rowOfEvent } from "./rowOfEvent";

/** A SageMaker resource as far as events and `put` have reported it. */
export interface SageMakerResource {
    kind: Kind;
    /** As the event spells it. */
    arn: string;
    /** What follows the resource type in the ARN: NAME, or GROUP/VERSION of a model package. */
    name: string;
    /** Fields as they came: event or API spelling, times in any format. */
    fields: Record<string, unknown>;
    /** True once an event said that it is deleted. */
    gone: boolean;
    /** Epoch milliseconds; where no field says when it was made or changed, the times of the first and of the newest event. */
    createdMs: number | undefined;
    modifiedMs: number | undefined;
}

/** The catalogue's row of a kind, by its general type. */
export function rowOf(kind: Kind): KindRow {
    return KINDS[kind];
}

/** The API's spelling of a status; null for one that only events have; the status itself if the catalogue does not know it. */
export function apiStatus(row: KindRow, status: unknown): unknown {
    const plain = (text: unknown): string => String(text).replaceAll("_", "").toLowerCase();
    const known = row.statuses.find(({ value }) => plain(value) === plain(status));
    return known === undefined ? status : known.api;
}

/**
 * The resources that exist, by kind and name. One account has them all: whichever account and Region an event comes from, a function on the
 * laptop finds its resource. Names are compared without case: SageMaker keeps the names of endpoints, tuning jobs and labeling jobs unique
 * that way (API reference of CreateEndpoint, …), and writes ARNs in lower case; for the other kinds it is assumed.
 */
export class ResourceStore {
    private readonly resources = new Map<string, SageMakerResource>();

    /** Takes over what a status event says, unless something newer is known. Other events, and those without an ARN, say nothing. */
    observe(event: unknown): void {
        const { detail, resources, time } = asObject(event);
        const row = rowOfEvent(asObject(event));
        if (row === undefined) {
            return;
        }
        const { kind } = row;
        const fields = present(asObject(detail));
        const arn = row.arnField === null ? undefined : fields[row.arnField];
        const given = typeof arn === "string" ? arn : Array.isArray(resources) ? resources[0] : undefined;
        if (typeof given !== "string") {
            return;
        }
        const name = nameIn(row, given);
        const known = this.find(kind, name);
        const sent = parseTime(time);
        const timeOf = (field: string | null): number | undefined => (field === null ? undefined : parseTime(fields[field]));
        const createdMs = timeOf(row.times.created);
        const instants = [timeOf(row.times.modified), timeOf(row.times.ended), timeOf(row.times.started), createdMs, sent];
        const modifiedMs = instants.find((ms) => ms !== undefined);

        const remade = known !== undefined && createdMs !== undefined && known.createdMs !== undefined && createdMs > known.createdMs;
        const keeps = known !== undefined && !remade;
        if (keeps && older({ row, fields, createdMs, modifiedMs }, known)) {
            return;
        }
        // The fields of the last event are dropped; fields that `put` gave and events of the kind never have stay, and so do the reasons of the same status:
        // events of model packages may leave them out.
        const reasons = [row.reasonField, row.statusDetailsField];
        const sameStatus = keeps && apiStatus(row, fields[row.statusField]) === apiStatus(row, known.fields[row.statusField]);
        const kept = keeps ? Object.entries(known.fields).filter(([field]) => !(field in row.fields) || (sameStatus && reasons.includes(field))) : [];
        this.set({
            kind,
            arn: given,
            name,
            fields: { ...Object.fromEntries(kept), ...fields },
            gone: row.statusInEvent && apiStatus(row, fields[row.statusField]) === null,
            createdMs: createdMs ?? (keeps ? known.createdMs : undefined) ?? sent,
            modifiedMs,
        });
    }

    /** Makes or replaces a resource. Later events change it unless they are older than the times in its fields. */
    set(resource: SageMakerResource): void {
        this.resources.set(key(resource.kind, resource.name), resource);
    }

    /** All of a kind, also those that are gone, first put first. */
    all(kind: Kind): SageMakerResource[] {
        return [...this.resources.values()].filter((resource) => resource.kind === kind);
    }

    /** The resource, also one that is gone. */
    find(kind: Kind, name: string): SageMakerResource | undefined {
        return this.resources.get(key(kind, name));
    }
}

/** What an ARN has behind its resource type. */
export function nameIn(row: KindRow, arn: string): string {
    const resource = arn.split(":").slice(5).join(":");
    return resource.toLowerCase().startsWith(`${row.arnResource}/`) ? resource.slice(row.arnResource.length + 1) : resource;
}

/** Whether news is older than what is known. At the same instant a status on the way does not undo one that was reached: events are sent in any order. */
function older(
    news: { row: KindRow; fields: Record<string, unknown>; createdMs: number | undefined; modifiedMs: number | undefined },
    known: SageMakerResource,
): boolean {
    const { row } = news;
    if (news.createdMs !== undefined && known.createdMs !== undefined && news.createdMs < known.createdMs) {
        return true;
    }
    if (news.modifiedMs === undefined || known.modifiedMs === undefined || news.modifiedMs !== known.modifiedMs) {
        return news.modifiedMs !== undefined && known.modifiedMs !== undefined && news.modifiedMs < known.modifiedMs;
    }
    const onTheWay = (fields: Record<string, unknown>): boolean =>
        row.statuses.some(({ value, class: is }) => value === fields[row.statusField] && is === "transitional");
    return onTheWay(news.fields) && !onTheWay(known.fields);
}

function key(kind: Kind, name: string): string {
    return `${kind}/${name.toLowerCase()}`;
}

/** The fields that say something: events write null, "" and nothing alike. */
function present(fields: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""));
}

function asObject(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
