/** What a fault may be done to, by its name. A target may be anything, also what is not there. */
export type Strikes =
    "function" | "target" | "rule" | "schedule" | "queue" | "topic" | "table" | "alarm" | "describe" | "channel" | "event" | "stack";

/** What keeps an event, or finds it again, when the fault strikes. */
export type Net = "nothing" | "retry" | "queue" | "ledger" | "handler" | "reconciler" | "watchdog" | "order";

/** A member of a fault: what it may be, and what `simulate` chooses. */
export interface Member {
    readonly allowed: string;
    readonly test: (value: unknown) => boolean;
    /** @param random Gives seeded numbers from 0 (inclusive) to 1 (exclusive). */
    readonly choose: (random: () => number) => string | number | undefined;
}

/** What a fault does, for people, what it can be done to, and how a simulation does it. */
export interface FaultRow {
    readonly does: string;
    readonly strikes: Strikes;
    /** Members besides `resource`, `fromMs`, `toMs` and `times`, which all faults have. */
    readonly members: Readonly<Record<string, Member>>;
    readonly net: Net;
    /** The shortest and the longest time that it lasts in a simulation, in minutes. */
    readonly minutes: readonly [least: number, most: number];
    /** The policy of the pack that refuses, in the preview, a program that has the fault from the beginning. @default none */
    readonly refusedBy?: string;
    /** Whether a simulation begins with it. @default it comes at a random time */
    readonly isFirst?: boolean;
    /** How often it strikes at most in a simulation. @default always */
    readonly times?: number;
}
