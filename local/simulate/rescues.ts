import { EVENT_SOURCE } from "../../catalog";
import type { BusEvent, Fact, FactOf, Outcome } from "../aws";
import { rowOfEvent, statusInEvent } from "../sageMaker/rowOfEvent";

/** A reaction of a function to a status of a resource. */
interface Reaction {
    readonly atMs: number;
    /** Whether the reconciler has found it. */
    readonly found: boolean;
}

/** What made good that an event did not get to a function. */
export interface Rescues {
    /**
     * What became of an event on its way to a function, by what the way alone says: `lost` for one that never came. Only one of SageMaker can be made good:
     *
     * - `reconciled`: the reconciler gave the function an event of the resource, and the function did not fail on it
     * - `overtaken`: the function has got a later event of the resource, or the status was on the way to another one, which came within half an hour: the
     *   reconciler promises the latest status only, and takes up to two ticks for it
     */
    fateOf<Alone extends Outcome>(outcome: Alone, functionArn: string, event: BusEvent, sinceMs: number): Alone | "reconciled" | "overtaken";
}

/** The event that an invocation was for, and whether a rule delivered it or someone invoked the function with it; undefined for none. */
export function givenTo(facts: readonly Fact[], { of = -1 }: FactOf<"invocation">): { what: "delivery" | "invoked"; event: BusEvent } | undefined {
    const cause = facts[of];
    switch (cause?.what) {
        case "delivery":
            return { what: cause.what, event: cause.event };
        case "invoked":
            return { what: cause.what, event: cause.payload as BusEvent };
        default:
            return undefined;
    }
}

/** Finds out what each function has reacted to. */
export function rescuesOf(facts: readonly Fact[]): Rescues {
    const reactions = new Map<string, Reaction[]>();
    /** When SageMaker sent, or should have sent, an event of a resource. */
    const changes = new Map<string, number[]>();
    for (const fact of facts) {
        if (fact.what === "event" || fact.what === "missed") {
            const arn = arnOf(fact.event);
            changes.set(arn, [...(changes.get(arn) ?? []), fact.atMs]);
        }
        const given = fact.what === "invocation" && fact.invocation.ok ? givenTo(facts, fact) : undefined;
        if (given === undefined) {
            continue;
        }
        const found = given.what === "invoked" && given.event["jobstatus-origin"] === "reconciler";
        const key = keyOf(fact.resource, given.event);
        reactions.set(key, [...(reactions.get(key) ?? []), { atMs: fact.atMs, found }]);
    }
    return {
        fateOf: (outcome, functionArn, event, sinceMs) => {
            if (outcome !== "lost" || event.source !== EVENT_SOURCE) {
                return outcome;
            }
            const later = (reactions.get(keyOf(functionArn, event)) ?? []).filter(({ atMs }) => atMs >= sinceMs);
            const next = (changes.get(arnOf(event)) ?? []).find((atMs) => atMs > sinceMs);
            const isOver = isTransitional(event) && next !== undefined && next <= sinceMs + TWO_TICKS_MS;
            return later.some(({ found }) => found) ? "reconciled" : later.length > 0 || isOver ? "overtaken" : outcome;
        },
    };
}

const TWO_TICKS_MS = 1_800_000;

/** The ARN of the resource that an event is about, in lower case. */
export const arnOf = ({ resources }: BusEvent) => String(Array.isArray(resources) ? resources[0] : resources).toLowerCase();

function isTransitional(event: BusEvent): boolean {
    const status = statusInEvent(event);
    return rowOfEvent(event)?.statuses.some(({ value, class: is }) => value === status && is === "transitional") === true;
}

function keyOf(functionArn: string, event: BusEvent): string {
    return `${functionArn} ${arnOf(event)}`;
}
