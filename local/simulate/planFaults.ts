import type { Fault, FaultName, Struck } from "../aws";
import { faultRow } from "../aws";
import type { Strikes } from "../aws/faults/row";

const MINUTE_MS = 60_000;
const FIRST_TICK_MINUTES = 17;

export interface FaultPlan {
    readonly startMs: number;
    readonly hours: number;
    /** What the program has, by what a fault can strike. */
    readonly struck: Struck;
    /** Whether the faults are there at the same time, in the whole of the program; those of topics in one of them. @default each has another time and another resource */
    readonly together?: boolean | undefined;
}

/**
 * Chooses when each fault is there, what it strikes, and its members. What the program has nothing for is left out.
 *
 * @param random Gives seeded numbers from 0 (inclusive) to 1 (exclusive).
 */
export function planFaults(names: readonly FaultName[], { startMs, hours, struck, together = false }: FaultPlan, random: () => number): Fault[] {
    const endMs = startMs + hours * 60 * MINUTE_MS;
    const between = (least: number, most: number) => least + random() * (most - least);
    const wholeMinutes = (ms: number) => startMs + Math.floor((ms - startMs) / MINUTE_MS) * MINUTE_MS;
    return names.flatMap((fault, index): Fault[] => {
        const { strikes, minutes, members, times, isFirst = false } = faultRow(fault);
        const resources = [...(struck[strikes === "target" ? "function" : strikes] ?? [])].sort();
        if (resources.length === 0) {
            return [];
        }
        const chosen = resources[Math.floor(random() * resources.length)]!;
        const lastsMs = Math.min(between(...minutes), hours * 30) * MINUTE_MS;
        // Together: one begins after the other, and all overlap, so that none hides another one for all of its time. Before, the reconciler has run once: it
        // does not know what was before its first run.
        const togetherMs = startMs + (FIRST_TICK_MINUTES + Math.floor((index * hours * 30) / names.length)) * MINUTE_MS;
        const from = isFirst ? startMs : together ? togetherMs : wholeMinutes(between(startMs, endMs - lastsMs));
        const toMs = together && !isFirst ? togetherMs + hours * 30 * MINUTE_MS : wholeMinutes(from + lastsMs) + MINUTE_MS;
        return struckBy(strikes, times, { together, resources, chosen }).map((resource) => ({
            fault,
            ...(resource === undefined ? {} : { resource }),
            fromMs: from,
            toMs,
            ...(times === undefined ? {} : { times }),
            ...Object.fromEntries(
                Object.entries(members)
                    .map(([name, { choose }]) => [name, choose(random)] as const)
                    .filter(([, value]) => value !== undefined),
            ),
        }));
    });
}

/** The resources that a fault is planned for; undefined for all at once. */
function struckBy(
    strikes: Strikes,
    times: number | undefined,
    { together, resources, chosen }: { together: boolean; resources: readonly string[]; chosen: string },
): readonly (string | undefined)[] {
    if (!together || strikes === "topic") {
        // If no topic had a subscriber, no one could be informed of anything.
        return [chosen];
    }
    // What happens to a function once happens to each function once.
    return strikes === "function" && times !== undefined ? resources : [undefined];
}
