import type { PricedRow } from "../../catalog/prices";
import { type Fields, isAbsent, readNumber, readTime, valueAt } from "./fields";

/** Instances of one type. */
export interface InstanceGroup {
    readonly type: string | undefined;
    readonly count: number | undefined;
}

/**
 * What the instances of a job that has ended cost: billed seconds, where Describe has said them, else its run time. Undefined where a price, a number of
 * instances or the time is not known: a part of the cost would look like all of it. Storage and data are not in it.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html (BillableTimeInSeconds, to be multiplied by InstanceCount)
 */
export function costEstimate(
    { prices, times }: PricedRow,
    region: string | undefined,
    fields: Fields,
    groups: readonly InstanceGroup[],
): string | undefined {
    const seconds = paidSeconds(times, fields);
    if (prices === undefined || region !== prices.region || seconds === undefined || groups.length === 0) {
        return undefined;
    }
    let usdPerHour = 0;
    for (const { type, count } of groups) {
        if (type === undefined || count === undefined || !Object.hasOwn(prices.usdPerHour, type)) {
            return undefined;
        }
        usdPerHour += prices.usdPerHour[type]! * count;
    }
    const usd = (usdPerHour * seconds.value) / 3600;
    const sum = usd > 0 && usd < 0.01 ? "less than 0.01" : `about ${usd.toFixed(2)}`;
    return `${sum} USD, an estimate from its ${seconds.of} and on-demand prices in ${prices.region} of ${prices.asOf}`;
}

function paidSeconds(times: PricedRow["times"], fields: Fields): { value: number; of: string } | undefined {
    const billed = readNumber(fields, "BillableTimeInSeconds", []);
    if (billed !== undefined) {
        return { value: billed, of: "billed time" };
    }
    const started = readTime(fields, times.started, []);
    const ended = readTime(fields, times.ended, []);
    // Only a job on spot instances has a limit on waiting, and it is billed for less than its run time.
    const isSpot = !isAbsent(valueAt(fields, "StoppingCondition.MaxWaitTimeInSeconds")) || fields.EnableManagedSpotTraining === true;
    return isSpot || started === undefined || ended === undefined || ended < started
        ? undefined
        : { value: (ended - started) / 1000, of: "run time" };
}
