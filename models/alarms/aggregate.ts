import { unmodelled } from "./types";

/** Values that a metric got at one time. */
export interface Sample {
    /** Epoch milliseconds. */
    time: number;
    value: number;
    /** How many observations had this value. @default 1 */
    count?: number;
}

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100(?:\.0{1,10})?)$/;

/** Whether `aggregate` knows the statistic. */
export function isStatistic(statistic: string): boolean {
    return ["SampleCount", "Sum", "Average", "Minimum", "Maximum"].includes(statistic) || PERCENTILE.test(statistic);
}

/** The smallest value that at least the asked share of the observations does not exceed (nearest rank). */
function percentile(samples: readonly Required<Sample>[], percent: number, total: number): number {
    const sorted = [...samples].sort((a, b) => a.value - b.value);
    const rank = Math.max((percent / 100) * total, Number.MIN_VALUE);
    let seen = 0;
    for (const { value, count } of sorted) {
        seen += count;
        // A tolerance, because 0.07 * 100 is a little more than 7.
        if (seen >= rank - 1e-9 * total) {
            return value;
        }
    }
    return sorted[sorted.length - 1]!.value;
}

/**
 * One datapoint: the statistic over the samples of one period.
 *
 * @param statistic SampleCount, Sum, Average, Minimum, Maximum, or a percentile from p0 to p100. Percentiles are by nearest rank: AWS does not
 * publish how it interpolates.
 * @param periodSeconds length of the period
 * @param periodStart epoch milliseconds; a sample counts if `periodStart <= time < periodStart + 1000 * periodSeconds`
 * @returns `undefined` if the period has no sample (SampleCount too: CloudWatch has no datapoint then)
 * @throws an error named UnmodelledError for another statistic (trimmed means and their kin), a plain one for a negative count
 */
export function aggregate(samples: readonly Sample[], statistic: string, periodSeconds: number, periodStart: number): number | undefined {
    if (!isStatistic(statistic)) {
        throw unmodelled(`aggregate: statistic must be SampleCount, Sum, Average, Minimum, Maximum or p0 to p100, got "${statistic}"`);
    }
    const end = periodStart + 1000 * periodSeconds;
    const inside: Required<Sample>[] = [];
    for (const { time, value, count = 1 } of samples) {
        if (!(count >= 0) || !Number.isFinite(value)) {
            throw new Error(`aggregate: a sample must have a finite value and a count of at least 0, got value ${value}, count ${count}`);
        }
        if (time >= periodStart && time < end && count > 0) {
            inside.push({ time, value, count });
        }
    }
    if (inside.length === 0) {
        return undefined;
    }
    const total = inside.reduce((sum, sample) => sum + sample.count, 0);
    const sum = inside.reduce((all, sample) => all + sample.value * sample.count, 0);
    const values = inside.map((sample) => sample.value);
    switch (statistic) {
        case "SampleCount":
            return total;
        case "Sum":
            return sum;
        case "Average":
            return sum / total;
        case "Minimum":
            return values.reduce((least, value) => Math.min(least, value));
        case "Maximum":
            return values.reduce((most, value) => Math.max(most, value));
        default:
            return percentile(inside, Number(statistic.slice(1)), total);
    }
}
