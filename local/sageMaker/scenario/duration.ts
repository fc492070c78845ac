const DURATION = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of a number of them, or of an ISO 8601 duration in days to seconds: 90, "PT1M30S", "P1DT2H". Undefined for anything else, and below 0. */
export function durationSeconds(value: unknown): number | undefined {
    if (typeof value === "number") {
        return Number.isFinite(value) && value >= 0 ? value : undefined;
    }
    const parts = typeof value === "string" && value !== "P" ? DURATION.exec(value) : null;
    if (parts === null) {
        return undefined;
    }
    const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number];
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}
