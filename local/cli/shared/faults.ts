import { type FaultName, faultRow } from "../../aws";
import type { Strikes } from "../../aws/faults";
import type { Fate, FaultOfRunReport, FaultReport } from "../../simulate/faultReport";
import { whyIdle } from "./idleFaults";
import { colors as pc } from "./terminal";
import { counted, fit, table } from "./text";

/** Faults of a simulated day for people: when each began, what it struck, and who was informed after how long. */
export function renderFaultsOfDay(faults: readonly FaultReport[]): string {
    const [idle, struck] = [faults.filter(({ struck: times }) => times === 0), faults.filter(({ struck: times }) => times > 0)];
    const refused = faults.filter(({ refusedBy }) => refusedBy !== null);
    const rows = struck.map((fault) => [timeIn(fault.from), nameOf(fault), effectOf(fault), informedBy(fault)]);
    const heads = ["from", "fault", "struck", "who was informed, after its first strike"];
    const refusals = refused.map(({ fault, refusedBy }) => `${fault} (${refusedBy})`).join(", ");
    return [
        pc.bold("Faults"),
        ...(struck.length === 0 ? [] : [table([heads.map((head) => pc.dim(head)), ...rows])]),
        ...(idle.length === 0 ? [] : [fit(pc.dim(`  Struck nothing: ${[...new Set(idle.map(({ fault }) => fault))].join(", ")}`))]),
        ...(refused.length === 0 ? [] : [fit(pc.dim(`  The policy pack refuses in the preview: ${refusals}`))]),
    ].join("\n");
}

/** Faults of a run for people: what each does, what became of the events that it struck, and who was informed after how long. */
export function renderFaultsOfRun(faults: readonly FaultOfRunReport[]): string {
    const blocks = faults.map((each) => {
        const { fault, resource, struck, refusedBy, scheduled } = each;
        const lines = [
            ...(struck === 0 ? [`It struck nothing. ${whyIdle(each)}`] : [`It struck ${eventsStruckBy(each)}`, informedOf(each)]),
            ...(resource === null && scheduled.length > 0 && faultRow(fault).strikes === "function" ? [alsoScheduled(fault, scheduled)] : []),
            ...(refusedBy === null ? [] : [`The policy pack refuses it in the preview: ${refusedBy}`]),
        ];
        return [fit(`  ${pc.bold(nameOf(each))}: ${faultRow(fault).does}`), ...lines.map((line) => fit(`      ${line}`))].join("\n");
    });
    return [pc.bold("Faults"), ...blocks].join("\n");
}

function eventsStruckBy({ fault, struck, events }: FaultReport): string {
    const count = Object.values(events).reduce((sum, each) => sum + each, 0);
    const what = count === 1 ? "its event" : `its ${count} events`;
    const { strikes } = faultRow(fault);
    return count === 0
        ? `${struckWithoutEvent(struck, fault === "denyCalls" ? "table" : strikes)}. What became of the events is above.`
        : `${counted(struck, "time")}. What became of ${what}: ${countsText(events)}.`;
}

/** What a fault strikes where it strikes no event of SageMaker on its way. */
function struckWithoutEvent(struck: number, strikes: Strikes): string {
    switch (strikes) {
        case "table":
            return `${counted(struck, "call")} of functions`;
        case "alarm":
            return counted(struck, "alarm");
        case "schedule":
            return counted(struck, "scheduled run");
        case "function":
            return `${counted(struck, "invocation")} without an event of a rule`;
        case "topic":
        case "queue":
            return `${counted(struck, "message")} without an event of a rule`;
        default:
            return `${counted(struck, "time")} what is no event of a rule`;
    }
}

const alsoScheduled = (fault: FaultName, names: readonly string[]) =>
    `It strikes all functions. What runs on a schedule failed as well, so it found and reported nothing: ${names.join(", ")}. Name one function: --fault ${fault}:NAME`;

/** What needs no one's hands. */
const DONE: readonly Fate[] = ["handled", "duplicate", "ignored", "reconciled", "overtaken"];

function informedOf({ fault, informed, events }: FaultReport): string {
    if (informed !== null) {
        return `${informed.who} was informed after ${duration(informed.afterSeconds)}, by ${informed.alarm}.`;
    }
    const fates = Object.keys(events) as Fate[];
    // A handler has done its work where no one receives its message.
    return faultRow(fault).net !== "watchdog" && fates.length > 0 && fates.every((fate) => DONE.includes(fate))
        ? "No one was informed, and no one had to be."
        : "No one was informed.";
}

/** Day and time: a simulation starts on 1 January. */
export const timeIn = (time: string | null) => (time === null ? "start" : `day ${Number(time.slice(8, 10))} ${time.slice(11, 16)}`);

function nameOf({ fault, resource, members }: FaultReport): string {
    const { times: _, ...shown } = members;
    const details = Object.entries(shown).map(([name, value]) => `${name} ${value}`);
    return [fault, ...(resource === null ? [] : [resource.split(/[:/]/).at(-1)!]), ...details].join(" ");
}

function effectOf({ struck, events }: FaultReport): string {
    const fates = countsText(events);
    return `${counted(struck, "time")}${fates === "" ? "" : `: ${fates}`}`;
}

function informedBy({ informed }: FaultReport): string {
    return informed === null ? "no one" : `${informed.who} after ${duration(informed.afterSeconds)}`;
}

export function duration(seconds: number): string {
    const minutes = Math.round(seconds / 60);
    if (seconds < 60) {
        return "less than a minute";
    }
    return minutes < 60 ? counted(minutes, "minute") : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const WORDS: Readonly<Record<Fate, string>> = {
    handled: "handled",
    duplicate: "duplicate",
    ignored: "ignored",
    "not played": "not played",
    "dead-lettered": "in a queue",
    reconciled: "reconciled",
    overtaken: "overtaken",
    lost: "lost",
};

export function countsText(fates: Readonly<Partial<Record<Fate, number>>>): string {
    return (Object.entries(fates) as [Fate, number][])
        .map(([fate, count]) => (fate === "lost" ? pc.red(`${count} lost`) : `${count} ${WORDS[fate]}`))
        .join(", ");
}
