import type { AlarmResult, LocalAwsResults } from "../../aws";
import type { ReconcilerReport } from "./report";

/** What the ticks of a reconciler found: its function returns how many changes it compared and which events never came. Null if none ran. */
export function reconciledIn({ invocations }: LocalAwsResults): ReconcilerReport | null {
    const ticks = invocations.flatMap(({ payload }) => {
        const { compared, missed, findings } = (payload ?? {}) as { compared?: unknown; missed?: unknown; findings?: unknown };
        return typeof compared === "number" && typeof missed === "object" && missed !== null
            ? [{ compared, missed: sum(Object.values(missed as Record<string, number>)), findings: Number(findings) }]
            : [];
    });
    return ticks.length === 0
        ? null
        : {
              ticks: ticks.length,
              compared: sum(ticks.map(({ compared }) => compared)),
              missed: sum(ticks.map(({ missed }) => missed)),
              findings: ticks.at(-1)!.findings,
          };
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

/** Whether an alarm was on at the start alone, because missing data is a reason to go off: in AWS it goes off once, when it is created. */
export function wasOnAtStartOnly({ history }: AlarmResult, startMs: number): boolean {
    const on = history.filter(({ to }) => to === "ALARM");
    return on.length === 1 && on[0]!.from === "INSUFFICIENT_DATA" && on[0]!.atMs === startMs;
}
