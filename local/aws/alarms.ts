import {
    type AlarmDefinition,
    type AlarmState,
    alarmMetrics,
    alarmsOfRule,
    evaluateAlarm,
    evaluateAlarmRule,
    evaluateMetricQueries,
    evaluationRange,
    type MetricReference,
} from "../../models/alarms";
import type { VirtualClock } from "../clock";
import type { Findings } from "./findings";
import { type Metrics, metricKey } from "./metrics";
import type { AlarmResource } from "./resources";

/** Somebody who got an alarm message. */
export interface Notified {
    /** Protocol and address: "email:ops@example.com", "lambda:NAME", "sqs:NAME". */
    who: string;
    /** Epoch milliseconds. */
    atMs: number;
}

/** One change of state and what came of it. */
export interface AlarmChange {
    atMs: number;
    from: AlarmState;
    to: AlarmState;
    /** One sentence for people. */
    reason: string;
    /** ARNs of the actions that ran. */
    actions: string[];
    /** Who got the message; grows while a function that was called is still at work. */
    notified: Notified[];
}

/** An action that an alarm ran. */
export interface ExecutedAction {
    atMs: number;
    /** ARN. */
    action: string;
    /** Why it reached nobody; undefined if it was executed. */
    problem: string | undefined;
}

/** A metric or composite alarm and its state. */
export interface Alarm extends AlarmResource {
    state: AlarmState;
    /** When it got into its state, epoch milliseconds. */
    sinceMs: number;
    history: AlarmChange[];
    /** The actions of all changes, in order of time. */
    executed: ExecutedAction[];
}

interface Watched extends Alarm {
    metrics: (MetricReference & { id: string })[];
    /** Evaluated at the multiples of this, in milliseconds. */
    cadenceMs: number;
    /** Periods of an evaluation, and their length together. */
    periods: number;
    rangeMs: number;
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
 * The alarms of the local CloudWatch. They are evaluated on the clock, over periods that end at the moment of evaluation, while data that
 * came can still change a state. A run waits for that, with one exception: an alarm that takes missing data as breaching watches for silence,
 * and the silence after the last event of a run is no news.
 *
 * At the start every alarm has the state that it gets without any data; no action ran for it.
 */
export class Alarms {
    private readonly byName = new Map<string, Watched>();
    private readonly watchers = new Map<string, Watched[]>();
    private tick: { cancel: () => void; atMs: number; background: boolean } | undefined;

    /** @param act Runs one action of a change: sends the message and adds to `change.notified` who got it. Returns why it could not. */
    constructor(
        private readonly clock: VirtualClock,
        private readonly metrics: Metrics,
        private readonly findings: Findings,
        private readonly act: (alarm: Alarm, action: string, change: AlarmChange) => string | undefined,
    ) {
        metrics.onData((key) => this.wake(key));
    }

    /** Adds the alarms of an account, metric alarms before composites. An alarm that cannot be evaluated becomes a finding and is left out. */
    start(resources: readonly AlarmResource[]): void {
        for (const resource of resources) {
            this.guard(resource.arn, () => this.add(resource));
        }
        const composites = () => [...this.byName.values()].filter(({ composite }) => composite !== undefined);
        const broken = composites().flatMap(({ name, arn }) => {
            const problem = this.ruleProblem([name]);
            return problem === undefined ? [] : [{ name, arn, problem }];
        });
        for (const { name, arn, problem } of broken) {
            this.findings.add("refused", arn, `Alarm "${name}": ${problem}`);
            this.byName.delete(name);
        }
        // Each pass settles one more level of nesting.
        for (const _ of composites()) {
            for (const alarm of composites()) {
                alarm.state = this.stateOfRule(alarm);
            }
        }
    }

    /** The alarms with their states and histories, in the order in which they were added. */
    all(): Alarm[] {
        return [...this.byName.values()];
    }

    /** The metric alarms behind an alarm: itself, or those that its rule names, directly or through other composites. */
    behind(name: string): Alarm[] {
        const alarm = this.find(name);
        if (alarm?.composite === undefined) {
            return alarm === undefined ? [] : [alarm];
        }
        return alarmsOfRule(alarm.composite.rule).flatMap((child) => this.behind(child));
    }

    /**
     * Puts an alarm into a state as somebody's `SetAlarmState` does: its actions run if that is a change. A metric alarm gets back what it watches at its
     * next evaluation, a composite one keeps the state until an alarm of its rule changes.
     *
     * @returns False if there is no such alarm.
     */
    set(name: string, state: AlarmState, reason: string): boolean {
        const alarm = this.find(name);
        if (alarm === undefined) {
            return false;
        }
        this.change(alarm, state, reason);
        if (alarm.metric !== undefined) {
            alarm.awakeUntilMs = Math.max(alarm.awakeUntilMs, this.clock.now() + alarm.cadenceMs);
            alarm.waitUntilMs = Math.max(alarm.waitUntilMs, alarm.awakeUntilMs);
            this.plan([alarm]);
        }
        return true;
    }

    private add(resource: AlarmResource): void {
        const { metric } = resource;
        const alarm: Watched = {
            ...resource,
            state: "INSUFFICIENT_DATA",
            sinceMs: this.clock.now(),
            history: [],
            executed: [],
            metrics: metric === undefined ? [] : alarmMetrics(metric),
            cadenceMs: MINUTE_MS,
            periods: 0,
            rangeMs: 0,
            awakeUntilMs: 0,
            waitUntilMs: 0,
        };
        if (metric !== undefined) {
            const period = Math.max(...alarm.metrics.map((reference) => reference.period));
            alarm.cadenceMs = cadence(period, metric.evaluationPeriods);
            alarm.periods = periodsOf(metric, period);
            alarm.rangeMs = alarm.periods * period * 1000;
            alarm.state = this.evaluate(alarm, this.clock.now()).state;
        }
        this.byName.set(alarm.name, alarm);
        for (const key of new Set(alarm.metrics.map(metricKey))) {
            this.watchers.set(key, [...(this.watchers.get(key) ?? []), alarm]);
        }
    }

    private wake(key: string): void {
        const now = this.clock.now();
        const woken = this.watchers.get(key) ?? [];
        for (const alarm of woken) {
            // The newest datum has left the range one evaluation after this.
            alarm.awakeUntilMs = now + alarm.rangeMs + alarm.cadenceMs;
            alarm.waitUntilMs = alarm.metric?.treatMissingData === "breaching" ? now + alarm.cadenceMs : alarm.awakeUntilMs;
        }
        this.plan(woken);
    }

    /** Sets the timer of the next evaluation: in the foreground while a run has to wait for one of the alarms. */
    private plan(alarms: Iterable<Watched>): void {
        const now = this.clock.now();
        let next: { atMs: number; background: boolean } | undefined = this.tick;
        for (const alarm of alarms) {
            const atMs = (Math.floor(now / alarm.cadenceMs) + 1) * alarm.cadenceMs;
            if (atMs <= alarm.awakeUntilMs) {
                const background = atMs > alarm.waitUntilMs && (next?.background ?? true);
                next = { atMs: Math.min(atMs, next?.atMs ?? atMs), background };
            }
        }
        if (next === undefined || (this.tick?.atMs === next.atMs && this.tick.background === next.background)) {
            return;
        }
        const { atMs, background } = next;
        this.tick?.cancel();
        this.tick = { atMs, background, cancel: this.clock.schedule(atMs, () => this.evaluateAwake(), { background }) };
    }

    private evaluateAwake(): void {
        const now = this.clock.now();
        this.tick = undefined;
        for (const alarm of this.byName.values()) {
            if (alarm.metric !== undefined && now <= alarm.awakeUntilMs && now % alarm.cadenceMs === 0) {
                const { state, reason } = this.evaluate(alarm, now);
                this.change(alarm, state, reason);
            }
        }
        this.plan(this.byName.values());
    }

    private evaluate(alarm: Watched, now: number) {
        const definition = alarm.metric!;
        const series = Object.fromEntries(alarm.metrics.map((reference) => [reference.id, this.metrics.series(reference, alarm.periods, now)]));
        const points = definition.metricQueries?.length ? evaluateMetricQueries(definition.metricQueries, series) : series[""]!;
        return evaluateAlarm(definition, points, alarm.state);
    }

    private change(alarm: Watched, to: AlarmState, reason: string): void {
        if (to === alarm.state) {
            return;
        }
        const change: AlarmChange = { atMs: this.clock.now(), from: alarm.state, to, reason, actions: [], notified: [] };
        Object.assign(alarm, { state: to, sinceMs: change.atMs });
        alarm.history.push(change);
        for (const action of alarm.actionsEnabled ? alarm.actions[to] : []) {
            change.actions.push(action);
            alarm.executed.push({ atMs: change.atMs, action, problem: this.act(alarm, action, change) });
        }
        for (const parent of this.byName.values()) {
            if (parent.composite !== undefined && alarmsOfRule(parent.composite.rule).some((child) => this.find(child) === alarm)) {
                this.change(parent, this.stateOfRule(parent), `${alarm.name} changed from ${change.from} to ${to}: ${parent.composite.text}`);
            }
        }
    }

    /** What is wrong with the rule of the last alarm on a path of composites: it names one that is not there, or comes back to one on the path. */
    private ruleProblem(path: readonly string[]): string | undefined {
        const { composite } = this.find(path.at(-1)!)!;
        for (const child of composite === undefined ? [] : alarmsOfRule(composite.rule)) {
            const name = this.find(child)?.name;
            const problem =
                name === undefined
                    ? `its rule names "${child}", and there is no such alarm`
                    : path.includes(name)
                      ? `its rule comes back to "${name}"; alarms that depend on each other are not modelled`
                      : this.ruleProblem([...path, name]);
            if (problem !== undefined) {
                return problem;
            }
        }
        return undefined;
    }

    private stateOfRule(alarm: Alarm): AlarmState {
        return evaluateAlarmRule(alarm.composite!.rule, (name) => this.find(name)?.state ?? "INSUFFICIENT_DATA") ? "ALARM" : "OK";
    }

    private find(nameOrArn: string): Watched | undefined {
        return this.byName.get(nameOrArn) ?? this.byName.get(nameOrArn.split(":alarm:")[1] ?? "");
    }

    private guard(arn: string, action: () => void): void {
        try {
            action();
        } catch (error) {
            const { name, message } = error as Error;
            this.findings.add(name === "UnmodelledError" ? "unmodelled" : "refused", arn, message);
        }
    }
}
