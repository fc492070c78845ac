import { rowOfEvent } from "../../sageMaker/rowOfEvent";
import { type BusEvent, type Fact } from "../../aws";
import { rescuesOf } from "../../simulate/rescues";
import type { FoundReport, MissedReport } from "./report";

/** What the reconciler, and time, made good in a run. */
export interface MadeGood {
    /** What became of an event that did not get to a function, and who found it. */
    of(functionArn: string, event: BusEvent, sinceMs: number): Pick<MissedReport, "outcome" | keyof FoundReport>;
}

/** Finds out what was made good. */
export function madeGoodIn(facts: readonly Fact[]): MadeGood {
    const rescues = rescuesOf(facts);
    const found = facts.flatMap((fact) => {
        const event = fact.what === "invoked" ? (fact.payload as Partial<BusEvent> | null) : null;
        return fact.what === "invoked" && event?.["jobstatus-origin"] === "reconciler" ? [{ ...fact, event: event as BusEvent }] : [];
    });
    return {
        of: (functionArn, event, sinceMs) => {
            const outcome = rescues.fateOf(functionArn, event, sinceMs) ?? "lost";
            const by = found.find((each) => each.resource === functionArn && each.atMs >= sinceMs && isOfSame(each.event, event));
            if (outcome !== "reconciled" || by === undefined) {
                return { outcome };
            }
            const status = statusIn(by.event);
            const later = status === statusIn(event) ? {} : { foundAs: String(status) };
            return { outcome, foundBy: by.by, afterSeconds: (by.atMs - sinceMs) / 1000, rebuilt: by.event.id, ...later };
        },
    };
}

/** What became of each event that did not come to a rule or to its targets, by the event. */
export function missedIn(facts: readonly Fact[], madeGood: MadeGood): Map<BusEvent, MissedReport[]> {
    const missed = new Map<BusEvent, MissedReport[]>();
    const newest = newestOf(facts.flatMap((fact) => (fact.what === "event" || fact.what === "missed" ? [fact.event] : [])));
    for (const fact of facts) {
        if (fact.what === "missed") {
            const { event, rule, reason, atMs } = fact;
            const ways = rule.targets.map(({ arn }): MissedReport => {
                const target = arn.split(/[:/]/).at(-1)!;
                const good = madeGood.of(arn, event, atMs);
                const why = good.outcome === "lost" ? [whyNotFound(event, newest.get(arnOf(event))! > timeOf(event))] : [];
                return { rule: rule.name, target, reason: [reason, ...why].join(", and "), ...good };
            });
            missed.set(event, [...(missed.get(event) ?? []), ...ways]);
        }
    }
    return missed;
}

const arnOf = ({ resources }: BusEvent) => String([resources].flat()[0]).toLowerCase();
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
    return row?.statuses.find(({ value }) => value === statusIn(event));
};

function statusIn(event: BusEvent): unknown {
    return (event.detail as Record<string, unknown> | undefined)?.[rowOfEvent(event)?.statusField ?? ""];
}

/** Why the reconciler gave no target an event of the resource. A status of events that Describe does not have is that of a resource that is gone. */
function whyNotFound(event: BusEvent, hasChanged: boolean): string {
    if (rowOfStatus(event)?.api === null) {
        return "SageMaker lists no resources that are deleted";
    }
    return hasChanged ? "no one found it before the next status" : "no one found it";
}
