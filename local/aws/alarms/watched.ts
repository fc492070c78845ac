import {
    type AlarmDefinition,
    type AlarmState,
    alarmMetrics,
    evaluateAlarm,
    evaluateMetricQueries,
    evaluationRange,
    type MetricReference,
} from "../../../models/alarms";
import type { Metrics } from "../metrics";
import type { AlarmResource } from "../resources";

/** A metric or composite alarm and its state. */
export interface Alarm extends AlarmResource {
    state: AlarmState;
    /** When it got into its state, epoch milliseconds. */
    sinceMs: number;
    /** Why it got into its state. */
    reason: string;
}

/** An alarm with what its evaluation needs. */
export interface Watched extends Alarm {
    readonly metrics: (MetricReference & { id: string })[];
    /** Evaluated at the multiples of this, in milliseconds. */
    readonly cadenceMs: number;
    /** Periods of an evaluation, and their length together. */
    readonly periods: number;
    readonly rangeMs: number;
    /** Until when data that came may still change the state, and until when a run waits for it. Epoch milliseconds. */
    awakeUntilMs: number;
    waitUntilMs: number;
}

const MINUTE_MS = 60_000;
const DAY_SECONDS = 86_400;

/** Every minute; every 10 s for high resolution; every hour for windows of more than a day [CloudWatch User Guide, alarm evaluation]. */
function cadence(period: number, evaluationPeriods: number): number {
    if (period < 60) {
        return 10_000;
    }
    return period * evaluationPeriods > DAY_SECONDS ? 60 * MINUTE_MS : MINUTE_MS;
}

/**
 * How many periods an evaluation looks at. AWS's examples, with periods of a minute, show two more than the alarm asks for; for others it says only
 * that the number depends on the period. Here longer periods get none more: their windows move by less than their length, and an older one
 * would show the same data a second time.
 */
function periodsOf({ evaluationPeriods }: AlarmDefinition, period: number): number {
    return evaluationRange({ evaluationPeriods }, period <= 60 ? 2 : 0);
}

/**
 * An alarm in the state that its first evaluation gives it.
 *
 * @throws Error for a metric alarm that CloudWatch would refuse or that cannot be evaluated here.
 */
export function watched(resource: AlarmResource, metrics: Metrics, nowMs: number): Watched {
    const { metric } = resource;
    const references = metric === undefined ? [] : alarmMetrics(metric);
    const period = Math.max(...references.map((reference) => reference.period));
    const periods = metric === undefined ? 0 : periodsOf(metric, period);
    const alarm: Watched = {
        ...resource,
        state: "INSUFFICIENT_DATA",
        sinceMs: nowMs,
        reason: "The alarm was created.",
        metrics: references,
        cadenceMs: metric === undefined ? MINUTE_MS : cadence(period, metric.evaluationPeriods),
        periods,
        rangeMs: metric === undefined ? 0 : periods * period * 1000,
        awakeUntilMs: 0,
        waitUntilMs: 0,
    };
    if (metric !== undefined) {
        Object.assign(alarm, evaluate(alarm, metrics, nowMs));
    }
    return alarm;
}

/** The state of a metric alarm now, and why. */
export function evaluate(alarm: Watched, metrics: Metrics, nowMs: number): { state: AlarmState; reason: string } {
    const definition = alarm.metric!;
    const series = Object.fromEntries(alarm.metrics.map((reference) => [reference.id, metrics.series(reference, alarm.periods, nowMs)]));
    const points = definition.metricQueries?.length ? evaluateMetricQueries(definition.metricQueries, series) : series[""]!;
    return evaluateAlarm(definition, points, alarm.state);
}

/** Notes that a metric of the alarm got data, which may change its state until the newest datum has left the range. */
export function wake(alarm: Watched, nowMs: number): void {
    alarm.awakeUntilMs = nowMs + alarm.rangeMs + alarm.cadenceMs;
    // Silence after the last event of a run is no news.
    alarm.waitUntilMs = alarm.metric?.treatMissingData === "breaching" ? nowMs + alarm.cadenceMs : alarm.awakeUntilMs;
}
