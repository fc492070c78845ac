import type { Context } from "../context";
import { nextRun } from "../schedule";

/**
 * Whether a retry at `atMs` comes when the next run of its schedule has begun. That run does its work, so nothing waits for the retry: with a run a minute, and
 * retries that last longer, there would always be one to wait for.
 *
 * @param of The delivery's fact.
 */
export function isOvertaken({ log }: Pick<Context, "log">, of: number | undefined, atMs: number): boolean {
    const cause = of === undefined ? undefined : log.facts()[of];
    if (cause?.what !== "delivery" || cause.rule.schedule === undefined) {
        return false;
    }
    const next = nextRun(cause.rule.schedule, cause.atMs);
    return next !== undefined && atMs >= next;
}
