import type { FaultName, Outcome } from "../aws";

/** What became of an event that a rule matches (event × rule × target), however it came. */
export type Fate = Outcome | "reconciled" | "overtaken";

/** A fault and what came of it. All times are virtual, ISO 8601. */
export interface FaultReport {
    readonly fault: FaultName;
    /** Name or ARN; null for everything that it can strike. */
    readonly resource: string | null;
    /** Its other members. */
    readonly members: Readonly<Record<string, string | number>>;
    readonly from: string | null;
    readonly to: string | null;
    /** How often it struck, and when first. */
    readonly struck: number;
    readonly firstStruck: string | null;
    /** The policy of the pack that refuses a program that has it from the beginning. */
    readonly refusedBy: string | null;
    /** What became of the events that it struck. */
    readonly events: Readonly<Partial<Record<Fate, number>>>;
    /** The first message of an alarm that someone received after it struck; null if there was none, or it never struck. */
    readonly informed: { readonly who: string; readonly alarm: string; readonly at: string; readonly afterSeconds: number } | null;
}

/** One of a run with events of a person's own. */
export interface FaultOfRunReport extends FaultReport {
    /** Names of functions that it struck when a schedule ran them, and that did not succeed. */
    readonly scheduled: readonly string[];
}
