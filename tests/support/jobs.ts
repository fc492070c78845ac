import { KIND_NAMES, KINDS, type KindRow } from "../../catalog";

/** A status event of the nine kinds, as JSON. */
export interface StatusEvent {
    readonly id: string;
    readonly "detail-type": string;
    readonly resources: readonly string[];
    readonly detail: Readonly<Record<string, unknown>>;
    readonly [field: string]: unknown;
}

/** The catalogue's row of an event. */
export function rowOfEvent(event: StatusEvent): KindRow {
    return KINDS[KIND_NAMES.find((kind) => KINDS[kind].detailType === event["detail-type"])!];
}

/** The same news of another resource, whose name ends in `-suffix`. */
export function ofAnotherJob(event: StatusEvent, suffix: string, id: string): StatusEvent {
    const { arnResource } = rowOfEvent(event);
    // The name, or the group of a versioned package.
    const name = event.resources[0]!.split(`:${arnResource}/`)[1]!.split("/")[0]!;
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const text = JSON.stringify(event).replace(new RegExp(`${escaped}(?![\\w-])`, "gi"), (found) => `${found}-${suffix}`);
    return { ...(JSON.parse(text) as StatusEvent), id };
}
