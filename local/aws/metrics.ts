import { aggregate, metricFact, type MetricName, type MetricNamespace, type MetricReference, type Sample } from "../../models/alarms";

/** Gives the samples of a metric that is measured rather than sent, such as a queue's depth. `from` is inclusive, `to` exclusive, in ms. */
export type Gauge = (fromMs: number, toMs: number) => Sample[];

interface Metric {
    /** In order of time: the clock never goes back. Only those that an alarm may still look at. */
    samples: Sample[];
    /** For how long samples are kept. */
    keptMs: number;
    /** The sum of all samples that there were. */
    total: number;
    gauge?: Gauge;
}

type Watched = Pick<MetricReference, "namespace" | "metricName" | "dimensions">;

/** One text for one metric: the order of its dimensions does not matter. */
export function metricKey({ namespace, metricName, dimensions = {} }: Watched): string {
    return JSON.stringify([namespace, metricName, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** First index whose sample is not before `timeMs`. */
function firstFrom(samples: readonly Sample[], timeMs: number): number {
    let low = 0;
    let high = samples.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (samples[middle]!.time < timeMs) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/** The metrics of the local CloudWatch. A metric is there as soon as it is sent, while AWS takes up to some minutes. */
export class Metrics {
    private readonly metrics = new Map<string, Metric>();
    private readonly listeners: ((key: string, timeMs: number) => void)[] = [];

    /** @param now Gives the virtual time in milliseconds. */
    constructor(private readonly now: () => number) {}

    /** Calls `listener` with the metric's key whenever a metric got data or its gauge changed. */
    onData(listener: (key: string, timeMs: number) => void): void {
        this.listeners.push(listener);
    }

    /** Adds an observation under exactly these dimensions, now. */
    put(metric: Watched, value: number): void {
        const key = metricKey(metric);
        const time = this.now();
        const kept = this.metricOf(key);
        kept.total += value;
        if (kept.keptMs > 0) {
            const { samples } = kept;
            samples.push({ time, value });
            const old = firstFrom(samples, time - kept.keptMs);
            // Seldom, so that a sample is moved once on average.
            if (2 * old > samples.length) {
                samples.splice(0, old);
            }
        }
        this.notify(key, time);
    }

    /** Keeps the samples of a metric for so long, for {@link Metrics.series}. Without this, it has a total only. */
    keep(metric: Watched, keptMs: number): void {
        const kept = this.metricOf(metricKey(metric));
        kept.keptMs = Math.max(kept.keptMs, keptMs);
    }

    /**
     * Adds an observation under every dimension set under which AWS publishes the metric, as far as `dimensions` has the values.
     *
     * @param bus For AWS/Events: on which kind of bus the rule is.
     */
    publish<N extends MetricNamespace>(
        namespace: N,
        metricName: MetricName<N>,
        dimensions: Readonly<Record<string, string>>,
        value: number,
        bus?: "default" | "custom",
    ): void {
        for (const set of metricFact(namespace, metricName).dimensionSets) {
            const fits = bus === undefined || set.bus === undefined || set.bus === bus;
            if (fits && set.names.every((name) => dimensions[name] !== undefined)) {
                this.put({ namespace, metricName, dimensions: Object.fromEntries(set.names.map((name) => [name, dimensions[name]!])) }, value);
            }
        }
    }

    /**
     * Makes a metric that is measured when someone looks.
     *
     * @returns Must be called when the measured value changes, so that alarms look again.
     */
    measure(metric: Watched, gauge: Gauge): () => void {
        const key = metricKey(metric);
        this.metricOf(key).gauge = gauge;
        return () => this.notify(key, this.now());
    }

    /**
     * The datapoints of the `periods` periods that end at `endMs`, oldest first; undefined where a period has no data.
     *
     * @throws an error named UnmodelledError for a statistic that the alarm model does not know.
     */
    series(reference: MetricReference, periods: number, endMs: number): (number | undefined)[] {
        const periodMs = 1000 * reference.period;
        const start = endMs - periods * periodMs;
        const samples = this.samples(reference, start, endMs);
        return Array.from({ length: periods }, (_, index) => {
            const from = start + index * periodMs;
            const inside = samples.slice(firstFrom(samples, from), firstFrom(samples, from + periodMs));
            return aggregate(inside, reference.stat, reference.period, from);
        });
    }

    /** The sum of all that was sent, 0 if nothing was: what a report asks for. A measured metric has no total. */
    total(metric: Watched): number {
        return this.metrics.get(metricKey(metric))?.total ?? 0;
    }

    private samples(metric: Watched, fromMs: number, toMs: number): Sample[] {
        const { samples, gauge } = this.metricOf(metricKey(metric));
        return gauge === undefined ? samples.slice(firstFrom(samples, fromMs), firstFrom(samples, toMs)) : gauge(fromMs, toMs);
    }

    private metricOf(key: string): Metric {
        const metric = this.metrics.get(key) ?? { samples: [], keptMs: 0, total: 0 };
        this.metrics.set(key, metric);
        return metric;
    }

    private notify(key: string, timeMs: number): void {
        for (const listener of this.listeners) {
            listener(key, timeMs);
        }
    }
}
