import type { Fate, FaultReport } from "../../simulate/faultReport";
import { colors as pc } from "./terminal";
import { counted, fit, table } from "./text";

/**
 * Faults for people: what each struck, and who was informed after how long.
 *
 * @param isDay whether each fault begins at some time of a simulated day
 */
export function renderFaultsPlayed(faults: readonly FaultReport[], isDay: boolean): string {
    const [idle, struck] = [faults.filter(({ struck: times }) => times === 0), faults.filter(({ struck: times }) => times > 0)];
    const refused = faults.filter(({ refusedBy }) => refusedBy !== null);
    const rows = struck.map((fault) => [...(isDay ? [timeIn(fault.from)] : []), nameOf(fault), effectOf(fault), informedBy(fault)]);
    const heads = [...(isDay ? ["from"] : []), "fault", "struck", "who was informed, after its first strike"];
    const refusals = refused.map(({ fault, refusedBy }) => `${fault} (${refusedBy})`).join(", ");
    return [
        pc.bold("Faults"),
        ...(struck.length === 0 ? [] : [table([heads.map((head) => pc.dim(head)), ...rows])]),
        ...(idle.length === 0 ? [] : [fit(pc.dim(`  Struck nothing: ${[...new Set(idle.map(({ fault }) => fault))].join(", ")}`))]),
        ...(refused.length === 0 ? [] : [fit(pc.dim(`  The policy pack refuses in the preview: ${refusals}`))]),
    ].join("\n");
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
