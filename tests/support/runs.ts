/** How many times as often a property is tried in a full soak as in `npm test`. */
const LONGER = 20;

/** Share of the full soak, from SOAK; undefined outside of `npm run test:soak`. */
function share(): number | undefined {
    const { SOAK } = process.env;
    if (SOAK !== undefined && !(Number(SOAK) > 0)) {
        throw new Error(`SOAK must be a number above 0, got "${SOAK}"`);
    }
    return SOAK === undefined ? undefined : Number(SOAK);
}

/** The options of a property that is tried `numRuns` times in `npm test`, and more often in a soak. */
export function runs(numRuns: number): { numRuns: number } {
    return { numRuns: Math.ceil(numRuns * Math.max(1, LONGER * (share() ?? 0))) };
}

/** The part of `count` that this soak takes: all of it in a full one. */
export function soaked(count: number): number {
    return Math.ceil(count * (share() ?? 1));
}
