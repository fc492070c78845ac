import { createHash } from "node:crypto";

import type { KindRow } from "../../catalog";
import { eventStatus, statusEvent, tagsOf } from "../../models/statusEvent";
import { type Fields, isFields } from "../shared/fields";
import { identityOf, incarnationOf, isBehind, type Position, positionOf } from "../shared/identity";
import { claimId, type Entry, positionId } from "../shared/ledgerTable";
import { type JobEvent, parseEvent } from "../shared/parseEvent";
import { parseTime } from "../shared/times";
import type { Reaction, Tick } from "./types";

/** A reaction that has not taken an event, as far as the ledger says. */
export interface Untaken {
    readonly reaction: Reaction;
    /** If an invocation claimed it and has not completed it: until when that could be running, epoch milliseconds. */
    readonly claimedUntil: number | undefined;
    /** Whether that invocation may be running now. */
    readonly isUnderWay: boolean;
}

/** An event that a reaction has not taken. */
export interface MissedEvent extends Untaken {
    readonly kind: string;
    readonly arn: string;
    readonly status: string;
    readonly event: object;
}

/**
 * Whether only a completed entry shows that a reaction has taken an event: its function may have claimed it and failed, with no queue for that. Of all other
 * reactions any entry does.
 */
export type MustComplete = (reaction: Reaction) => boolean;

/** Times of one change differ by less: some are written in seconds, others in milliseconds. */
const SAME_MS = 1000;

/** A resource as List or Describe answers it. */
export interface Resource {
    readonly arn: string;
    readonly name: string;
    readonly fields: Fields;
    /** Epoch milliseconds. */
    readonly createdMs: number;
    /** Undefined where the answer has none. */
    readonly modifiedMs: number | undefined;
}

/** @throws Error for an answer without what identifies its resource. */
export function resourceOf(row: KindRow, fields: Fields): Resource {
    const arn = fields[`${row.kind}Arn`];
    const createdMs = parseTime(fields.CreationTime);
    const path = typeof arn === "string" ? arn.split(":").slice(5).join(":").split("/").slice(1).join("/") : "";
    if (path === "" || createdMs === undefined) {
        throw new Error(`${row.list.action}: a ${row.title} must have ${row.kind}Arn and CreationTime, got ${Object.keys(fields).join(", ")}`);
    }
    const named = fields[row.describe.input];
    return { arn: arn as string, name: typeof named === "string" ? named : path, fields, createdMs, modifiedMs: parseTime(fields.LastModifiedTime) };
}

/**
 * The reactions that should have taken an event of a resource and did not, as far as a list says, and the ledger. A list says little of a resource. It is
 * enough to leave out statuses that no rule matches, and what the ledger knows.
 */
export async function untakenByList(tick: Tick, reactions: readonly Reaction[], listed: Resource, mustComplete: MustComplete): Promise<Untaken[]> {
    const wanted = reactions.filter((reaction) => mayMatch(reaction, eventStatus(reaction.row, listed.fields[reaction.row.statusField])));
    return wanted.length === 0 ? [] : untakenOf(tick, wanted, eventOf(wanted[0]!.row, listed), listed.fields, mustComplete);
}

/**
 * The events of a resource that reactions should have taken and did not, as Describe and the ledger say: at most one a reaction, with the latest status.
 *
 * @returns undefined if Describe does not find what the list has: either it is gone, or will be found by the next tick.
 */
export async function missedEvents(
    tick: Tick,
    reactions: readonly Reaction[],
    listed: Resource,
    mustComplete: MustComplete,
): Promise<MissedEvent[] | undefined> {
    const { row } = reactions[0]!;
    const { input, accepts } = row.describe;
    const answer = await tick.aws.describe(row, { [input]: accepts === "nameOrArn" ? listed.arn : listed.name });
    if (answer === undefined) {
        return undefined;
    }
    const described = resourceOf(row, answer);
    // Describe of a transform job has no time of change, its list has.
    const resource = { ...described, modifiedMs: described.modifiedMs ?? listed.modifiedMs };
    const untagged = eventOf(row, resource);
    // Describe has no tags, and events have: asked for only where a rule or a person reads them.
    const early = reactions.some(({ pattern }) => readsTags(pattern)) ? await withTags(tick, row, resource, untagged) : untagged;
    const missed = await untakenOf(
        tick,
        reactions.filter((reaction) => reaction.matches(early)),
        early,
        answer,
        mustComplete,
    );
    if (missed.length === 0) {
        return [];
    }
    const event = early === untagged ? await withTags(tick, row, resource, untagged) : early;
    const status = String(eventStatus(row, answer[row.statusField]));
    return missed.map((each) => ({ ...each, kind: row.kind, arn: resource.arn, status, event }));
}

/** Whether the rule's own list of statuses, where it has one, has this status. */
function mayMatch({ row, pattern }: Reaction, status: unknown): boolean {
    const { detail } = pattern as { readonly detail?: Fields };
    const statuses = row.statusInEvent ? detail?.[row.statusField] : undefined;
    return !Array.isArray(statuses) || statuses.some((each) => each === status || isFields(each));
}

function readsTags(pattern: object): boolean {
    return isFields((pattern as { detail?: unknown }).detail) && Object.hasOwn((pattern as { detail: object }).detail, "Tags");
}

/** The event of a resource as it is, marked as what it is; its id is the same for the same change. */
function eventOf(row: KindRow, { arn, name, fields, createdMs, modifiedMs }: Resource) {
    const [, , , region = "", account = ""] = arn.split(":");
    const sentMs = modifiedMs ?? createdMs;
    const text = JSON.stringify([arn, fields[row.statusField], row.secondary && fields[row.secondary.field], sentMs]);
    const hash = createHash("sha256").update(text).digest("hex");
    const id = hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
    return { ...statusEvent(row, { arn, name, fields }, { id, sentMs, account, region }), "jobstatus-origin": "reconciler" };
}

async function withTags({ aws }: Tick, row: KindRow, { arn }: Resource, event: ReturnType<typeof eventOf>): Promise<ReturnType<typeof eventOf>> {
    if (!Object.hasOwn(row.fields, "Tags")) {
        return event;
    }
    const Tags = await aws.tags(arn);
    return Tags === undefined ? event : { ...event, detail: { ...event.detail, Tags: tagsOf(Tags) } };
}

/** The reactions that have not taken the event. Nothing is written: an event that comes later finds the ledger as it was. */
async function untakenOf(tick: Tick, reactions: readonly Reaction[], event: object, answer: Fields, mustComplete: MustComplete): Promise<Untaken[]> {
    const asked = await Promise.all(reactions.map((reaction) => asUntaken(tick, reaction, event, answer, mustComplete(reaction))));
    return asked.filter((each) => each !== undefined);
}

/**
 * Undefined if an event of this change has come to the reaction: its entry is in the ledger, be it completed, under way or failed, which retries and the
 * failure queue take care of, unless it must be completed; or the ledger knows the resource to be as far.
 */
async function asUntaken(
    { aws, nowMs }: Tick,
    reaction: Reaction,
    event: object,
    answer: Fields,
    mustComplete: boolean,
): Promise<Untaken | undefined> {
    const { row, identity, functionName } = reaction;
    const isTaken = (found: Entry | undefined) => found !== undefined && (!mustComplete || found.state === "Completed");
    const entryOf = (of: JobEvent) => {
        // What can't be identified has the id of its event in the ledger, which is the same for the same change.
        return aws.find(claimId(functionName, identityOf(row, identity, of, answer) ?? JSON.stringify(of.id)));
    };
    const job = parseEvent(row, event);
    let entry = await entryOf(job);
    if (isTaken(entry)) {
        return undefined;
    }
    const [incarnation, position] = [incarnationOf(row, job), positionOf(row, job)];
    const furthest = incarnation === undefined || position === undefined ? undefined : await aws.furthest(positionId(functionName, incarnation));
    if (furthest !== undefined && entry === undefined && !isNews(row, job, position!, furthest)) {
        // An invocation that claimed the event and failed has left its position. The time there, which a list does not have as exactly, leads to its claim.
        entry = mustComplete ? await entryOf(parseEvent(row, modifiedAt(row, event, furthest))) : undefined;
        if (entry === undefined || isTaken(entry)) {
            return undefined;
        }
    } else if (furthest !== undefined && isBehind(atTheLatest(position!), furthest)) {
        return undefined;
    }
    const isUnderWay = entry?.state === "InProgress" && entry.claimedUntil > nowMs;
    return { reaction, claimedUntil: entry?.claimedUntil, isUnderWay };
}

/** The event with the time that the ledger has of it. */
function modifiedAt({ times }: KindRow, event: object, { modified }: Position): object {
    const { detail } = event as { readonly detail: Fields };
    return times.modified === null || modified === 0 ? event : { ...event, detail: { ...detail, [times.modified]: modified } };
}

/** A position as SageMaker's event may have it: its time is more exact than that of a list. */
function atTheLatest(position: Position): Position {
    return { ...position, modified: position.modified === 0 ? 0 : position.modified + SAME_MS };
}

/** Whether a position is further than what is known, although times of one change may differ a little. */
function isNews(row: KindRow, job: JobEvent, position: Position, furthest: Position): boolean {
    if (position.phase !== furthest.phase) {
        return !isBehind(position, furthest);
    }
    const isLater = position.modified > furthest.modified + SAME_MS;
    if (position.status !== furthest.status) {
        return isLater || position.modified === 0;
    }
    // One status again is news of what recurs only, and not while it goes on.
    return isLater && job.status?.row?.class !== "transitional" && row.times.modified !== null && row.identity.includes(row.times.modified);
}
