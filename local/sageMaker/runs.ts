import type { Kind } from "../../catalog";
import { statusEvent } from "../../models/statusEvent";
import type { Courier } from "./courier";
import type { JobLogs } from "./jobLogs";
import { INTERRUPTION, LIFECYCLES, type Phase, phaseName, TIME_OUTS } from "./lifecycles";
import { apiStatus, type ResourceStore, rowOf, type SageMakerResource } from "./resourceStore";
import type { Plan, World } from "./world";

/** SageMaker's default for StoppingCondition.MaxRuntimeInSeconds. */
const DEFAULT_MAX_RUNTIME_SECONDS = 86_400;

interface Run {
    readonly phases: readonly Phase[];
    readonly plan: Plan;
    at: number;
    /** Cancels what is to come. */
    readonly timers: (() => void)[];
    /** The limit on its run time: what is left of it, and since when it is used up. Waiting for spot instances does not count. */
    limit: { leftSeconds: number; sinceMs: number; cancel: () => void } | undefined;
}

/**
 * Takes resources through their phases on the clock, and sends the event of each. A resource has one run at a time: the next one ends it, as stopping
 * ends training. A resource at rest has no timer, so that an endpoint in service keeps no clock running.
 */
export class Runs {
    private readonly runs = new Map<string, Run>();
    private readonly listeners: ((resource: SageMakerResource) => void)[] = [];

    constructor(
        private readonly world: World,
        private readonly store: ResourceStore,
        private readonly courier: Courier,
        private readonly logs: JobLogs,
    ) {}

    /** Calls `listener` for every resource that got to a phase, after its event was sent. */
    onChange(listener: (resource: SageMakerResource) => void): void {
        this.listeners.push(listener);
    }

    /** Starts a run now, in place of the one that the resource may have. */
    start(resource: SageMakerResource, phases: readonly Phase[], plan: Plan = {}): void {
        const { kind, name } = resource;
        const row = rowOf(kind);
        this.runs.get(key(resource))?.timers.forEach((cancel) => cancel());
        const run: Run = { phases: planned(phases, plan), plan, at: 0, timers: [], limit: undefined };
        this.runs.set(key(resource), run);
        if (row.reasonField !== null) {
            delete resource.fields[row.reasonField];
        }
        const { MaxWaitTimeInSeconds: maxWait } = stoppingCondition(resource);
        if (kind === "TrainingJob" && run.phases[0]?.status === "InProgress" && maxWait !== undefined) {
            this.later(run, maxWait, () => this.start(this.current(kind, name), TIME_OUTS.MaxWaitTimeExceeded));
        }
        this.enter(kind, name, run);
    }

    /** Ends a phase that waits for something. Another one goes on. */
    proceed(resource: SageMakerResource): void {
        const run = this.runs.get(key(resource));
        const phase = run?.phases[run.at];
        if (run !== undefined && phase?.seconds === undefined && run.at < run.phases.length - 1) {
            run.at++;
            this.enter(resource.kind, resource.name, run);
        }
    }

    /** Changes fields of a resource without changing its status, and reports it in an event. */
    update(resource: SageMakerResource, fields: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>>): void {
        const changed = this.change(resource, fields);
        this.report(changed, more);
    }

    private enter(kind: Kind, name: string, run: Run): void {
        const phase = run.phases[run.at]!;
        const resource = this.current(kind, name);
        const row = rowOf(kind);
        if (phase.status === null) {
            this.store.set({ ...resource, gone: true, modifiedMs: this.world.clock.now() });
            return;
        }
        const starts = phase.starts === true && row.times.started !== null && resource.fields[row.times.started] === undefined;
        const changed = this.change(resource, {
            ...fieldsOf(resource, phase, run.plan, this.world.clock.now()),
            ...(starts ? { [row.times.started!]: this.world.clock.now() } : {}),
        });
        this.logEnd(changed, run.plan);
        if (phase.starts === true) {
            this.limitRuntime(run, changed);
        } else if (phase.secondary === "Interrupted") {
            this.pauseLimit(run);
        }
        if (run.at === run.phases.length - 1) {
            run.timers.forEach((cancel) => cancel());
        } else if (phase.seconds !== undefined) {
            this.later(run, phase.seconds, () => {
                run.at++;
                this.enter(kind, name, run);
            });
        }
        this.report(changed);
        for (const listener of this.listeners) {
            listener(changed);
        }
    }

    /** What failed has written why, after what the scenario has it write. */
    private logEnd({ kind, name, fields }: SageMakerResource, { log }: Plan): void {
        const row = rowOf(kind);
        if (row.statuses.find(({ value }) => value === fields[row.statusField])?.class === "failed") {
            this.logs.write(kind, name, log ?? [String(fields[row.reasonField ?? ""] ?? LIFECYCLES[kind].failureReason)], this.world.clock.now());
        }
    }

    /** From now on the job's run time counts, until the limit that its StoppingCondition sets. */
    private limitRuntime(run: Run, resource: SageMakerResource): void {
        const { kind, name } = resource;
        if (kind !== "TrainingJob" && kind !== "ProcessingJob") {
            return;
        }
        const { MaxRuntimeInSeconds = DEFAULT_MAX_RUNTIME_SECONDS } = stoppingCondition(resource);
        const leftSeconds = run.limit?.leftSeconds ?? MaxRuntimeInSeconds;
        const stopping = kind === "TrainingJob" ? TIME_OUTS.MaxRuntimeExceeded : LIFECYCLES[kind].acts.stop!.ends.Stopped!;
        const cancel = this.later(run, leftSeconds, () => this.start(this.current(kind, name), stopping));
        run.limit = { leftSeconds, sinceMs: this.world.clock.now(), cancel };
    }

    private pauseLimit({ limit }: Run): void {
        if (limit !== undefined) {
            limit.cancel();
            limit.leftSeconds -= (this.world.clock.now() - limit.sinceMs) / 1000;
        }
    }

    private change(resource: SageMakerResource, fields: Readonly<Record<string, unknown>>): SageMakerResource {
        const row = rowOf(resource.kind);
        const nowMs = this.world.clock.now();
        const all: Record<string, unknown> = {
            ...resource.fields,
            ...fields,
            ...(row.times.modified === null ? {} : { [row.times.modified]: nowMs }),
        };
        const gone = apiStatus(row, all[row.statusField]) === null;
        const changed = { ...resource, fields: all, gone, modifiedMs: nowMs };
        this.store.set(changed);
        return changed;
    }

    private report(resource: SageMakerResource, more: Readonly<Record<string, unknown>> = {}): void {
        const row = rowOf(resource.kind);
        const status = row.statuses.find(({ value }) => value === resource.fields[row.statusField]);
        if (!row.statusInEvent || status?.emitted === true) {
            const { clock, place } = this.world;
            const sentMs = clock.now();
            this.courier.send((id) => statusEvent(row, resource, { id, sentMs, account: place.account, region: place.region, more }));
        }
    }

    private later(run: Run, seconds: number, action: () => void): () => void {
        const cancel = this.world.clock.schedule(this.world.clock.now() + seconds * 1000, action);
        run.timers.push(cancel);
        return cancel;
    }

    /** A played event may have said more since. */
    private current(kind: Kind, name: string): SageMakerResource {
        return this.store.find(kind, name)!;
    }
}

function key({ kind, name }: SageMakerResource): string {
    return `${kind}/${name.toLowerCase()}`;
}

/** What a phase changes of a resource besides the time of its change. */
function fieldsOf(resource: SageMakerResource, phase: Phase, plan: Plan, nowMs: number): Record<string, unknown> {
    const row = rowOf(resource.kind);
    const status = row.statuses.find(({ value }) => value === phase.status);
    const reason = plan.failureReason ?? LIFECYCLES[resource.kind].failureReason;
    const failed = [{ Name: "validation", Status: "Failed", FailureReason: reason }];
    return {
        [row.statusField]: phase.status,
        ...(phase.secondary === undefined || row.secondary === null ? {} : { [row.secondary.field]: phase.secondary }),
        ...(status !== undefined && status.class !== "transitional" && row.times.ended !== null ? { [row.times.ended]: nowMs } : {}),
        ...(status?.class === "failed" && row.reasonField !== null ? { [row.reasonField]: reason } : {}),
        ...(status?.class === "failed" && row.statusDetailsField !== null
            ? { [row.statusDetailsField]: { ValidationStatuses: failed, ImageScanStatuses: [] } }
            : {}),
        ...(phase.message === undefined ? {} : { SecondaryStatusTransitions: transitions(resource, phase, status?.class !== "transitional", nowMs) }),
        ...(resource.kind === "TrainingJob" && phase.status === "Completed" ? artifacts(resource) : {}),
    };
}

function transitions({ fields }: SageMakerResource, phase: Phase, ended: boolean, nowMs: number): object[] {
    const before = Array.isArray(fields.SecondaryStatusTransitions) ? (fields.SecondaryStatusTransitions as { EndTime?: unknown }[]) : [];
    const closed = before.map((each) => (each.EndTime === undefined ? { ...each, EndTime: nowMs } : each));
    return [...closed, { Status: phase.secondary, StartTime: nowMs, ...(ended ? { EndTime: nowMs } : {}), StatusMessage: phase.message }];
}

function artifacts({ name, fields }: SageMakerResource): Record<string, unknown> {
    const folder = (fields.OutputDataConfig as { S3OutputPath?: unknown } | undefined)?.S3OutputPath;
    return typeof folder === "string" ? { ModelArtifacts: { S3ModelArtifacts: `${folder.replace(/\/$/, "")}/${name}/output/model.tar.gz` } } : {};
}

function stoppingCondition({ fields }: SageMakerResource): { MaxRuntimeInSeconds?: number; MaxWaitTimeInSeconds?: number } {
    return (fields.StoppingCondition ?? {}) as { MaxRuntimeInSeconds?: number; MaxWaitTimeInSeconds?: number };
}

/** The phases as long as the plan says, the training cut into equal parts with the way back to it in between. */
function planned(phases: readonly Phase[], { durations = {}, interruptions = 0 }: Plan): readonly Phase[] {
    const timed = (phase: Phase): Phase =>
        phase.seconds === undefined ? phase : { ...phase, seconds: durations[phaseName(phase)] ?? phase.seconds };
    return phases.flatMap((each) => {
        const phase = timed(each);
        if (interruptions === 0 || phase.secondary !== "Training" || phase.seconds === undefined) {
            return [phase];
        }
        const part = { ...phase, seconds: phase.seconds / (interruptions + 1) };
        return [part, ...Array.from({ length: interruptions }, () => [...INTERRUPTION.map(timed), part]).flat()];
    });
}
