import { type AlarmState, alarmsOfRule } from "../../../models/alarms";
import type { Context } from "../context";
import { metricKey } from "../metrics";
import type { AlarmResource } from "../resources";
import { runAlarmAction } from "../senders/alarmAction";
import { behind, ruleProblem, stateOfRule } from "./composites";
import { type Alarm, evaluate, wake, type Watched, watched } from "./watched";

/**
 * The alarms of the local CloudWatch. They are evaluated on the clock, over periods that end at the moment of evaluation, while data that
 * came can still change a state. A run waits for that, with one exception: an alarm that takes missing data as breaching watches for silence,
 * and the silence after the last event of a run is no news.
 *
 * CloudWatch creates an alarm in INSUFFICIENT_DATA, evaluates it, and runs the actions of the state that it gets [API reference, PutMetricAlarm and
 * PutCompositeAlarm]. So an alarm may run its OK actions at the start of a run, when there is no data.
 */
export class Alarms {
    private readonly byName = new Map<string, Watched>();
    private readonly watchers = new Map<string, Watched[]>();
    private tick: { cancel: () => void; atMs: number; background: boolean } | undefined;

    constructor(private readonly context: Context) {
        context.metrics.onData((key) => this.wake(key));
    }

    /** Adds the alarms of an account, metric alarms before composites. An alarm that cannot be evaluated becomes a finding and is left out. */
    start(resources: readonly AlarmResource[]): void {
        const { findings } = this.context;
        for (const resource of resources) {
            try {
                this.add(resource);
            } catch (error) {
                const { name, message } = error as Error;
                findings.add(name === "UnmodelledError" ? "unmodelled" : "refused", resource.arn, message);
            }
        }
        const composites = () => [...this.byName.values()].filter(({ composite }) => composite !== undefined);
        const broken = composites().flatMap(({ name, arn }) => {
            const problem = ruleProblem(this.find, [name]);
            return problem === undefined ? [] : [{ name, arn, problem }];
        });
        for (const { name, arn, problem } of broken) {
            findings.add("refused", arn, `Alarm "${name}": ${problem}`);
            this.byName.delete(name);
        }
        // Each pass settles one more level of nesting.
        for (const _ of composites()) {
            for (const alarm of composites()) {
                alarm.state = stateOfRule(this.find, alarm);
                alarm.reason = `The alarm was created: ${alarm.composite!.text}`;
            }
        }
    }

    /** Runs the actions of the states in which the alarms are after they were created. */
    runFirstActions(): void {
        for (const alarm of this.byName.values()) {
            // A first state that runs no action is no news.
            if (alarm.state !== "INSUFFICIENT_DATA" && alarm.actionsEnabled && alarm.actions[alarm.state].length > 0) {
                this.act(alarm, "INSUFFICIENT_DATA");
            }
        }
    }

    /** The alarms with their states, in the order in which they were added. */
    all(): Alarm[] {
        return [...this.byName.values()];
    }

    /** The metric alarms behind an alarm: itself, or those that its rule names, directly or through other composites. */
    behind(name: string): Alarm[] {
        return behind(this.find, name);
    }

    /**
     * Puts an alarm into a state as someone's `SetAlarmState` does: its actions run if that is a change. A metric alarm gets back what it watches at its
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
            alarm.awakeUntilMs = Math.max(alarm.awakeUntilMs, this.context.clock.now() + alarm.cadenceMs);
            alarm.waitUntilMs = Math.max(alarm.waitUntilMs, alarm.awakeUntilMs);
            this.plan([alarm]);
        }
        return true;
    }

    private add(resource: AlarmResource): void {
        const { clock, metrics } = this.context;
        const alarm = watched(resource, metrics, clock.now());
        this.byName.set(alarm.name, alarm);
        alarm.metrics.forEach((metric) => metrics.keep(metric, alarm.rangeMs));
        for (const key of new Set(alarm.metrics.map(metricKey))) {
            this.watchers.set(key, [...(this.watchers.get(key) ?? []), alarm]);
        }
    }

    private wake(key: string): void {
        const woken = this.watchers.get(key) ?? [];
        for (const alarm of woken) {
            wake(alarm, this.context.clock.now());
        }
        this.plan(woken);
    }

    /** Sets the timer of the next evaluation: in the foreground while a run has to wait for one of the alarms. */
    private plan(alarms: Iterable<Watched>): void {
        const { clock } = this.context;
        const now = clock.now();
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
        this.tick = { atMs, background, cancel: clock.schedule(atMs, () => this.evaluateAwake(), { background }) };
    }

    private evaluateAwake(): void {
        const { clock, faults, metrics } = this.context;
        const now = clock.now();
        this.tick = undefined;
        for (const alarm of this.byName.values()) {
            if (alarm.metric !== undefined && now <= alarm.awakeUntilMs && now % alarm.cadenceMs === 0) {
                const { state, reason } = evaluate(alarm, metrics, now);
                if (faults.now("deleteAlarm", alarm.arn) === undefined) {
                    this.change(alarm, state, reason);
                } else {
                    this.forget(alarm, state);
                }
            }
        }
        this.plan(this.byName.values());
    }

    /** Logs that an alarm has come into its state, and runs the actions of that state. */
    private act(alarm: Watched, from: AlarmState): void {
        const { arn, state: to, reason } = alarm;
        const number = this.context.log.add({ what: "state", resource: arn, from, to, reason });
        const isSilent = this.context.faults.strike("silenceAlarm", arn) !== undefined;
        for (const action of alarm.actionsEnabled && !isSilent ? alarm.actions[to] : []) {
            runAlarmAction(this.context, alarm, action, number);
        }
    }

    /** Looks at every alarm once more, as CloudWatch does at one that is made again. */
    look(): void {
        for (const alarm of this.byName.values()) {
            wake(alarm, this.context.clock.now());
        }
        this.plan(this.byName.values());
    }

    /** An alarm that does not exist: once it is there again, it starts without a state. @param state What it would have been. */
    private forget(alarm: Watched, state: AlarmState): void {
        if (state === "ALARM") {
            this.context.faults.strike("deleteAlarm", alarm.arn);
        }
        alarm.state = "INSUFFICIENT_DATA";
    }

    private change(alarm: Watched, to: AlarmState, reason: string): void {
        const from = alarm.state;
        if (to === from) {
            return;
        }
        alarm.state = to;
        alarm.sinceMs = this.context.clock.now();
        alarm.reason = reason;
        this.act(alarm, from);
        for (const parent of this.byName.values()) {
            if (parent.composite !== undefined && alarmsOfRule(parent.composite.rule).some((child) => this.find(child) === alarm)) {
                this.change(parent, stateOfRule(this.find, parent), `${alarm.name} changed from ${from} to ${to}: ${parent.composite.text}`);
            }
        }
    }

    private readonly find = (nameOrArn: string): Watched | undefined =>
        this.byName.get(nameOrArn) ?? this.byName.get(nameOrArn.split(":alarm:")[1] ?? "");
}
