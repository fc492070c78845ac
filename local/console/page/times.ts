const UNITS = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
] as const;

/** A length of time in its two largest units: "4 min 5 s". */
export function spanText(ms: number): string {
    const first = UNITS.findIndex(([, size]) => ms >= size);
    let left = ms;
    const parts = (first < 0 ? [] : UNITS.slice(first, first + 2)).flatMap(([unit, size]) => {
        const count = Math.floor(left / size);
        left -= count * size;
        return count === 0 ? [] : [`${count} ${unit}`];
    });
    return parts.join(" ") || `${Math.round(ms)} ms`;
}
