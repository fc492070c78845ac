import { rowOfEvent, statusInEvent } from "../../sageMaker/rowOfEvent";
import type { BusEvent, Fact, Outcome } from "../../aws";
import { arnOf, rescuesOf } from "../../simulate/rescues";
import type { FoundReport, MissedReport } from "./report";

/** What the reconciler, and time, made good in a run. */
export interface MadeGood {
    /** What became of an event on its way to a function, by what the way alone says, and who found it. */
    of<Alone extends Outcome>(
        outcome: Alone,
        functionArn: string,
        event: BusEvent,
        sinceMs: number,
    ): FoundReport & { readonly outcome: Alone | "reconciled" | "overtaken" };
}

/** Finds out what was made good. */
export function madeGoodIn(facts: readonly Fact[]): MadeGood {
    const rescues = rescuesOf(facts);
    const found = facts.flatMap((fact) => {
        const event = fact.what === "invoked" ? (fact.payload as Partial<BusEvent> | null) : null;
        return fact.what === "invoked" && event?.["jobstatus-origin"] === "reconciler" ? [{ ...fact, event: event as BusEvent }] : [];
    });
    return {
        of: (alone, functionArn, event, sinceMs) => {
            const outcome = rescues.fateOf(alone, functionArn, event, sinceMs);
            const by = found.find((each) => each.resource === functionArn && each.atMs >= sinceMs && isOfSame(each.event, event));
            if (outcome !== "reconciled" || by === undefined) {
                return { outcome };
            }
            const status = statusInEvent(by.event);
            const later = status === statusInEvent(event) ? {} : { foundAs: String(status) };
            return { outcome, foundBy: by.by, afterSeconds: (by.atMs - sinceMs) / 1000, rebuilt: by.event.id, ...later };
        },
    };
}

/**
 * What became of each event that did not come to a rule or to its targets: by its place in the events of the results, or by the event itself if it is on no
 * bus. One event may come to several buses, and several times.
 */
export function missedIn(facts: readonly Fact[], madeGood: MadeGood): Map<number | BusEvent, MissedReport[]> {
    const missed = new Map<number | BusEvent, MissedReport[]>();
    const places = new Map<string, Map<BusEvent, number>>();
    let count = 0;
    const newest = newestOf(facts.flatMap((fact) => (fact.what === "event" || fact.what === "missed" ? [fact.event] : [])));
    for (const fact of facts) {
        if (fact.what === "event") {
            places.set(fact.bus, (places.get(fact.bus) ?? new Map<BusEvent, number>()).set(fact.event, count++));
        }
        if (fact.what === "missed") {
            const { event, rule, reason, atMs } = fact;
            const ways = rule.targets.map(({ arn }): MissedReport => {
                const target = arn.split(/[:/]/).at(-1)!;
                const good = madeGood.of("lost", arn, event, atMs);
                const why = good.outcome === "lost" ? [whyNotFound(event, newest.get(arnOf(event))! > timeOf(event))] : [];
                return { rule: rule.name, target, reason: [reason, ...why].join(", and "), ...good };
            });
            const key = places.get(rule.bus)?.get(event) ?? event;
            missed.set(key, [...(missed.get(key) ?? []), ...ways]);
        }
    }
    return missed;
}

const isOfSame = (one: BusEvent, other: BusEvent) => arnOf(one) === arnOf(other);

const timeOf = ({ time }: BusEvent) => Date.parse(String(time));

/** The time of the newest event of each resource, by its ARN. */
function newestOf(events: readonly BusEvent[]): ReadonlyMap<string, number> {
    const newest = new Map<string, number>();
    for (const event of events) {
        newest.set(arnOf(event), Math.max(newest.get(arnOf(event)) ?? -Infinity, timeOf(event)));
    }
    return newest;
}

const rowOfStatus = (event: BusEvent) => {
    const row = rowOfEvent(event);
    return row?.statuses.find(({ value }) => value === statusInEvent(event));
};

/** Why the reconciler gave no target an event of the resource. A status of events that Describe does not have is that of a resource that is gone. */
function whyNotFound(event: BusEvent, hasChanged: boolean): string {
    if (rowOfStatus(event)?.api === null) {
        return "SageMaker lists no resources that are deleted";
    }
    return hasChanged && rowOfEvent(event) !== undefined ? "no one found it before the next status" : "no one found it";
}
