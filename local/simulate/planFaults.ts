import type { Fault, FaultName, Struck } from "../aws";
import { faultRow } from "../aws";
import type { Strikes } from "../aws/faults/row";

const MINUTE_MS = 60_000;
const FIRST_TICK_MINUTES = 17;
const LONGEST_DEPLOYMENT_MINUTES = 30;

export interface FaultPlan {
    readonly startMs: number;
    readonly hours: number;
    /** What the program has, by what a fault can strike. */
    readonly struck: Struck;
    /** ARNs of the functions that SageMaker's events come to, without those that run on a schedule. */
    readonly ofEvents: readonly string[];
    /**
     * Whether the faults are there at the same time, in the whole of the program; those of topics in one of them, those of functions on half of the days
     * in {@link ofEvents} only, so that the reconciler works. @default each has another time and another resource
     */
    readonly together?: boolean | undefined;
}

/**
 * Chooses when each fault is there, what it strikes, and its members. What the program has nothing for is left out.
 *
 * @param random Gives seeded numbers from 0 (inclusive) to 1 (exclusive).
 */
export function planFaults(
    names: readonly FaultName[],
    { startMs, hours, struck, ofEvents, together = false }: FaultPlan,
    random: () => number,
): Fault[] {
    const endMs = startMs + hours * 60 * MINUTE_MS;
    const between = (least: number, most: number) => least + random() * (most - least);
    const wholeMinutes = (ms: number) => startMs + Math.floor((ms - startMs) / MINUTE_MS) * MINUTE_MS;
    const isDeployed = !names.some((name) => faultRow(name).isFirst === true);
    // The same functions for all faults of a day.
    const sparesScheduled = together && random() < 0.5;
    const isReversed = together && random() < 0.5;
    return names.flatMap((fault, index): Fault[] => {
        const { strikes, minutes, members, times, isFirst = false } = faultRow(fault);
        const ofFunctions = strikes === "target" || strikes === "function";
        const isPart = ofFunctions && sparesScheduled;
        const resources = [...(isPart ? ofEvents : (struck[ofFunctions ? "function" : strikes] ?? []))].sort();
        if (resources.length === 0) {
            return [];
        }
        const chosen = resources[Math.floor(random() * resources.length)]!;
        const lastsMs = Math.min(between(...minutes), hours * 30) * MINUTE_MS;
        const place = isReversed ? names.length - 1 - index : index;
        // Together: one begins after the other, and all overlap, so that none hides another one for all of its time. Before, the reconciler has run once: it
        // does not know what was before its first run.
        const firstMinutes = isDeployed ? FIRST_TICK_MINUTES : FIRST_TICK_MINUTES + LONGEST_DEPLOYMENT_MINUTES;
        const togetherMs = startMs + (firstMinutes + Math.floor((place * hours * 30) / names.length)) * MINUTE_MS;
        const from = isFirst ? startMs : together ? togetherMs : wholeMinutes(between(startMs, endMs - lastsMs));
        const toMs = together && !isFirst ? togetherMs + hours * 30 * MINUTE_MS : wholeMinutes(from + lastsMs) + MINUTE_MS;
        return struckBy(strikes, times, { together, resources, chosen, isPart }).map((resource) => ({
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
    { together, resources, chosen, isPart }: { together: boolean; resources: readonly string[]; chosen: string; isPart: boolean },
): readonly (string | undefined)[] {
    if (!together || strikes === "topic") {
        // If no topic had a subscriber, no one could be informed of anything.
        return [chosen];
    }
    // What happens to a function once happens to each function once.
    return isPart || (strikes === "function" && times !== undefined) ? resources : [undefined];
}
