import type { AlarmDefinition, AlarmState, Series, TreatMissingData } from "./types";
import { unmodelled } from "./types";

/** Result of one evaluation. */
export interface Evaluation {
    state: AlarmState;
    /** One sentence for people. */
    reason: string;
}

const COMPARISONS: Record<string, { words: string; breaches(value: number, threshold: number): boolean }> = {
    GreaterThanOrEqualToThreshold: { words: "greater than or equal to", breaches: (value, threshold) => value >= threshold },
    GreaterThanThreshold: { words: "greater than", breaches: (value, threshold) => value > threshold },
    LessThanThreshold: { words: "less than", breaches: (value, threshold) => value < threshold },
    LessThanOrEqualToThreshold: { words: "less than or equal to", breaches: (value, threshold) => value <= threshold },
};

/** The comparison operators of alarms with a fixed threshold. */
export const COMPARISON_OPERATORS: readonly string[] = Object.keys(COMPARISONS);

/**
 * Refuses alarms of forms that CloudWatch takes and this model does not know: anomaly detection and PromQL.
 *
 * @throws an error named UnmodelledError that names the alarm and the form
 */
export function requireModelled({ name = "", comparisonOperator, thresholdMetricId, evaluationCriteria }: AlarmDefinition): void {
    const who = `Alarm "${name}"`;
    if (evaluationCriteria !== undefined) {
        throw unmodelled(`${who}: PromQL queries (evaluationCriteria) are not modelled`);
    }
    if (!COMPARISON_OPERATORS.includes(comparisonOperator) || thresholdMetricId !== undefined) {
        const got = thresholdMetricId === undefined ? comparisonOperator : `thresholdMetricId "${thresholdMetricId}"`;
        throw unmodelled(`${who}: only ${COMPARISON_OPERATORS.join(", ")} with a fixed threshold are modelled, got ${got}`);
    }
}

/** The values of treatMissingData. */
export const TREATMENTS: readonly string[] = ["missing", "ignore", "breaching", "notBreaching"] satisfies TreatMissingData[];

/**
 * How many periods an evaluation looks back: more than evaluationPeriods, so that late or sparse data still counts.
 *
 * @param extraPeriods AWS does not publish the number; its documentation's examples use evaluationPeriods 3 and a range of 5. @default 2
 */
export function evaluationRange(definition: Pick<AlarmDefinition, "evaluationPeriods">, extraPeriods = 2): number {
    return definition.evaluationPeriods + extraPeriods;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** AWS/DynamoDB metrics are evaluated as "ignore", whatever the alarm says [PutMetricAlarm, TreatMissingData]. */
function treatmentOf({ name, namespace, treatMissingData = "missing", metricQueries = [] }: AlarmDefinition): TreatMissingData {
    if (!TREATMENTS.includes(treatMissingData)) {
        throw new Error(`Alarm "${name ?? ""}": treatMissingData must be one of ${TREATMENTS.join(", ")}, got "${treatMissingData}"`);
    }
    const namespaces = [namespace, ...metricQueries.map(({ metric }) => metric?.namespace)];
    return namespaces.includes("AWS/DynamoDB") ? "ignore" : (treatMissingData as TreatMissingData);
}

/**
 * The state that CloudWatch gives a metric alarm [CloudWatch User Guide, "How alarm state is evaluated when data is missing" and
 * "Avoiding premature transitions to alarm state"]:
 * - at least N real datapoints in the range: the newest N decide, ALARM if M of them breach
 * - fewer, with `breaching` or `notBreaching`: the real ones, filled up to N
 * - fewer, with `missing` or `ignore`: ALARM if M real ones breach, OK if any real one does not; none real: INSUFFICIENT_DATA (`missing`) or
 *   unchanged (`ignore`); all real ones breach: ALARM if the oldest of them is at least M periods old (`missing` only), otherwise unchanged
 *
 * @param datapoints the evaluation range, newest last, as long as `evaluationRange` says; for metric math the result of `evaluateMetricQueries`
 * @param previousState kept where the rules say that the state does not change
 * @throws an error named UnmodelledError for a comparison operator without a fixed threshold (anomaly detection); a plain one for a definition
 * that CloudWatch would refuse in what decides the state
 */
export function evaluateAlarm(definition: AlarmDefinition, datapoints: Series, previousState: AlarmState): Evaluation {
    const { comparisonOperator, threshold, evaluationPeriods: needed, datapointsToAlarm: toAlarm = needed } = definition;
    requireModelled(definition);
    const comparison = COMPARISONS[comparisonOperator]!;
    const who = `Alarm "${definition.name ?? ""}"`;
    if (typeof threshold !== "number" || !(Number.isInteger(needed) && needed > 0 && Number.isInteger(toAlarm) && toAlarm > 0 && toAlarm <= needed)) {
        throw new Error(
            `${who}: threshold must be a number, evaluationPeriods a whole number from 1, datapointsToAlarm from 1 to evaluationPeriods, ` +
                `got ${threshold}, ${needed}, ${toAlarm}`,
        );
    }
    const treatment = treatmentOf(definition);
    const real: { age: number; value: number; breaches: boolean }[] = [];
    datapoints.forEach((value, index) => {
        if (value !== undefined && value !== null) {
            real.push({ age: datapoints.length - index, value, breaches: comparison.breaches(value, threshold) });
        }
    });

    const used = real.slice(-needed);
    const breaching = used.filter((point) => point.breaches);
    const filled = needed - used.length;
    const counted = breaching.length + (treatment === "breaching" ? filled : 0);
    const values = used.map(({ value }) => value).join(", ");
    const decided = (state: "OK" | "ALARM"): Evaluation => {
        const fill =
            filled > 0 && (treatment === "breaching" || treatment === "notBreaching")
                ? ` and ${plural(filled, "missing one")} taken as ${treatment}`
                : "";
        const seen = `${plural(used.length, "datapoint")}${used.length > 0 ? ` [${values}]` : ""}${fill}`;
        const verdict = `${counted} of ${needed} ${counted === 1 ? "is" : "are"} ${comparison.words} the threshold ${threshold}`;
        return { state, reason: `${seen}: ${verdict}, ${toAlarm} ${toAlarm === 1 ? "makes" : "make"} an alarm.` };
    };

    if (filled === 0 || treatment === "breaching" || treatment === "notBreaching") {
        return decided(counted >= toAlarm ? "ALARM" : "OK");
    }
    if (used.length === 0) {
        return treatment === "missing"
            ? { state: "INSUFFICIENT_DATA", reason: `No datapoint in the last ${plural(datapoints.length, "period")}.` }
            : {
                  state: previousState,
                  reason: `No datapoint in the last ${plural(datapoints.length, "period")}: missing data is ignored, the state stays.`,
              };
    }
    if (breaching.length >= toAlarm) {
        return decided("ALARM");
    }
    if (breaching.length < used.length) {
        return decided("OK");
    }
    const oldest = breaching[0]!.age;
    const facts = `${plural(used.length, "datapoint")} [${values}], all breaching, the oldest ${plural(oldest, "period")} old`;
    return treatment === "missing" && oldest >= toAlarm
        ? { state: "ALARM", reason: `${facts}: as old as the ${toAlarm} that make an alarm, and nothing newer speaks against it.` }
        : { state: previousState, reason: `${facts}: too little data for a change, the state stays.` };
}
