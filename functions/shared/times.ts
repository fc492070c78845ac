const EARLIEST = 946_684_800_000; // 2000-01-01
const LATEST = 4_102_444_800_000; // 2100-01-01
// As milliseconds these are times before March 1973, as seconds they reach to the year 5138.
const SECONDS_BELOW = 100_000_000_000;

/**
 * A time in epoch milliseconds from any form seen in events and answers: a number or numeric text in milliseconds (or, when it is too small for
 * that, seconds), ISO 8601 with a fraction of any length (UTC unless it names an offset), or a Date of the SDK.
 * Undefined for anything else, and outside the years 2000 to 2099: no SageMaker resource has such a time.
 */
export function parseTime(value: unknown): number | undefined {
    const time =
        value instanceof Date ? value.getTime() : typeof value === "number" ? value : typeof value === "string" ? parseText(value) : Number.NaN;
    const milliseconds = Math.floor(Math.abs(time) < SECONDS_BELOW ? time * 1000 : time);
    return milliseconds >= EARLIEST && milliseconds < LATEST ? milliseconds : undefined;
}

function parseText(text: string): number {
    if (/^\d{1,20}(\.\d{1,20})?([eE]\+?\d{1,2})?$/.test(text)) {
        return Number(text);
    }
    const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(\.\d{1,20})?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
    if (parts === null) {
        return Number.NaN;
    }
    const [, day = "", minutes = "", seconds = "00", fraction = ".0", zone = "Z"] = parts;
    // The zone is always named: without one, Date.parse would take local time. It also takes 31 February, so the day is read back.
    if (new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) !== day) {
        return Number.NaN;
    }
    return Date.parse(`${day}T${minutes}:${seconds}${fraction.slice(0, 4)}${zone.replace(/(\d{2})(\d{2})$/, "$1:$2")}`);
}

/** @example formatTime(1795165200000) // "2026-11-20 09:00:00 UTC" */
export function formatTime(milliseconds: number): string {
    return `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** @example formatDuration(870000) // "14 min 30 s" */
export function formatDuration(milliseconds: number): string {
    const seconds = Math.round(milliseconds / 1000);
    const units: [string, number][] = [
        ["d", 86_400],
        ["h", 3600],
        ["min", 60],
        ["s", 1],
    ];
    const first = units.findIndex(([, size]) => seconds >= size);
    // The two largest units are enough for a person.
    const parts = units
        .slice(first, first + 2)
        .map(([unit, size], index) => [Math.floor((index === 0 ? seconds : seconds % units[first]![1]) / size), unit]);
    return first === -1
        ? "0 s"
        : parts
              .filter(([count]) => count !== 0)
              .map(([count, unit]) => `${count} ${unit}`)
              .join(" ");
}
