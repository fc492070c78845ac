import { rowOf, type ResourceStore, type SageMakerResource } from "./resourceStore";
import { LIFECYCLES } from "./lifecycles";
import type { Runs } from "./runs";
import type { Plan, World } from "./world";

interface Tuning {
    readonly plan: Plan;
    /** How many training jobs there shall be, and how many at once. */
    readonly total: number;
    readonly parallel: number;
    readonly children: string[];
    stopping: boolean;
}

/** SageMaker's defaults for a job that states no limits. */
const DEFAULT_TRAINING_JOBS = 10;
const UNKNOWN_CHILDREN_SECONDS = 60;

/**
 * The training jobs that tuning jobs launch: as many at once as `ResourceLimits` allow, each with the tuning job's ARN, until all have ended. Stopping the
 * tuning job stops those that run and starts no more; the tuning job is Stopped when the last of them is.
 */
export class Tunings {
    /** By ARN in lower case. */
    private readonly tunings = new Map<string, Tuning>();

    constructor(
        private readonly world: World,
        private readonly store: ResourceStore,
        private readonly runs: Runs,
        private readonly create: (name: string, input: Readonly<Record<string, unknown>>, plan: Plan) => void,
    ) {
        runs.onChange((resource) => this.changed(resource));
    }

    /** Reports a tuning job that was just created. */
    begin(resource: SageMakerResource, plan: Plan): void {
        const { ResourceLimits: limits = {} } = (resource.fields.HyperParameterTuningJobConfig ?? {}) as { ResourceLimits?: Record<string, unknown> };
        const total = Number(limits.MaxNumberOfTrainingJobs ?? DEFAULT_TRAINING_JOBS);
        const parallel = Number(limits.MaxParallelTrainingJobs ?? 1);
        this.tunings.set(resource.arn.toLowerCase(), { plan, total, parallel, children: [], stopping: false });
        this.launch(resource);
    }

    /** Names of its training jobs, in the order in which they were launched. */
    childrenOf(arn: string): readonly string[] {
        return this.tunings.get(arn.toLowerCase())?.children ?? [];
    }

    private changed(resource: SageMakerResource): void {
        if (resource.kind === "HyperParameterTuningJob") {
            if (resource.fields.HyperParameterTuningJobStatus === "Stopping") {
                this.stop(resource);
            }
            return;
        }
        const arn = resource.fields.TuningJobArn;
        const tuningJob = typeof arn === "string" && resource.kind === "TrainingJob" ? this.find(arn) : undefined;
        if (tuningJob !== undefined && this.tunings.get(String(arn).toLowerCase())?.children.includes(resource.name) === true) {
            this.count(tuningJob);
            this.launch(this.find(tuningJob.arn)!);
        }
    }

    private stop(resource: SageMakerResource): void {
        const tuning = this.tunings.get(resource.arn.toLowerCase());
        if (tuning === undefined) {
            // Known from events only, so its training jobs are unknown.
            this.world.clock.schedule(this.world.clock.now() + UNKNOWN_CHILDREN_SECONDS * 1000, () => this.runs.proceed(resource));
            return;
        }
        tuning.stopping = true;
        for (const child of this.jobs(tuning)) {
            if (child.fields.TrainingJobStatus === "InProgress") {
                this.runs.start(child, LIFECYCLES.TrainingJob.acts.stop!.ends.Stopped!);
            }
        }
        this.launch(resource);
    }

    /** Launches what fits, and continues the tuning job when nothing is left to wait for. */
    private launch(resource: SageMakerResource): void {
        const tuning = this.tunings.get(resource.arn.toLowerCase())!;
        while (!tuning.stopping && tuning.children.length < tuning.total && this.running(tuning) < tuning.parallel) {
            const number = tuning.children.length + 1;
            const suffix = Math.floor(this.world.random() * 0x1_0000_0000)
                .toString(16)
                .padStart(8, "0");
            const name = `${resource.name}-${String(number).padStart(3, "0")}-${suffix}`;
            tuning.children.push(name);
            const fails = number <= (tuning.plan.failingChildren ?? 0);
            this.create(name, childInput(resource), { durations: tuning.plan.durations, ...(fails ? { ends: "Failed" } : {}) });
        }
        if (this.running(tuning) === 0 && (tuning.stopping || tuning.children.length === tuning.total)) {
            this.runs.proceed(this.find(resource.arn)!);
        }
    }

    private count(resource: SageMakerResource): void {
        const jobs = this.jobs(this.tunings.get(resource.arn.toLowerCase())!);
        const of = (...statuses: string[]): number => jobs.filter(({ fields }) => statuses.includes(String(fields.TrainingJobStatus))).length;
        this.store.set({
            ...resource,
            fields: {
                ...resource.fields,
                TrainingJobStatusCounters: {
                    Completed: of("Completed"),
                    InProgress: of("InProgress", "Stopping"),
                    RetryableError: 0,
                    NonRetryableError: of("Failed"),
                    Stopped: of("Stopped"),
                },
                ObjectiveStatusCounters: { Succeeded: of("Completed"), Pending: of("InProgress", "Stopping"), Failed: of("Failed", "Stopped") },
            },
        });
    }

    private running(tuning: Tuning): number {
        return this.jobs(tuning).filter(({ fields }) => ["InProgress", "Stopping"].includes(String(fields.TrainingJobStatus))).length;
    }

    private jobs({ children }: Tuning): SageMakerResource[] {
        return children.flatMap((name) => this.store.find("TrainingJob", name) ?? []);
    }

    private find(arn: string): SageMakerResource | undefined {
        return this.store.find("HyperParameterTuningJob", arn.slice(arn.indexOf(`${rowOf("HyperParameterTuningJob").arnResource}/`)).split("/")[1]!);
    }
}

/** What the training job is created with: the definition, and the tuning job's ARN, which only SageMaker can set. */
function childInput({ arn, fields }: SageMakerResource): Record<string, unknown> {
    const [first] = (fields.TrainingJobDefinitions ?? []) as Record<string, unknown>[];
    const { StaticHyperParameters, DefinitionName, HyperParameterRanges, ...definition } = (fields.TrainingJobDefinition ?? first ?? {}) as Record<
        string,
        unknown
    >;
    return { ...definition, HyperParameters: StaticHyperParameters, TuningJobArn: arn, ...(fields.Tags === undefined ? {} : { Tags: fields.Tags }) };
}
