import { KIND_NAMES, type Kind, type KindRow } from "../../catalog";
import { apiError } from "../endpoint/localEndpoint";
import { filled, notFound, requireName, statusOf } from "./answers";
import { Courier } from "./courier";
import type { JobLogs } from "./jobLogs";
import { type Act, type Course, LIFECYCLES } from "./lifecycles";
import { newRecord, recordOf, updatedFields } from "./records";
import { nameIn, type ResourceStore, rowOf, type SageMakerResource } from "./resourceStore";
import { Runs } from "./runs";
import { Tunings } from "./tuning";
import type { Plan, World } from "./world";

type Input = Readonly<Record<string, unknown>>;

/** A Stop that was called, and what SageMaker said. */
export interface StopRecord {
    readonly kind: Kind;
    readonly name: string;
    readonly arn: string;
    /** Name of the function, or what `perform` was given. */
    readonly by: string;
    readonly atMs: number;
    readonly outcome: "stopping" | "refused";
    /** SageMaker's words. */
    readonly reason?: string;
}

/** One operation that changes a resource: "StopTrainingJob". */
export interface ActOperation {
    readonly operation: string;
    readonly kind: Kind;
    readonly act: Act;
}

const VERB: Readonly<Record<Act, string>> = { create: "Create", start: "Start", stop: "Stop", update: "Update", delete: "Delete" };

/** Every operation of the API that makes, changes or ends a resource of the nine kinds. */
export const ACT_OPERATIONS: readonly ActOperation[] = KIND_NAMES.flatMap((kind) =>
    (Object.keys(LIFECYCLES[kind].acts) as Act[]).map((act) => ({ operation: `${VERB[act]}${kind}`, kind, act })),
);

/** Does what the API's Create, Start, Stop, Update and Delete do, and refuses what they refuse. */
export class Acts {
    readonly courier: Courier;
    private readonly runs: Runs;
    readonly tunings: Tunings;
    private readonly plans = new Map<string, Plan>();
    private readonly stopped: StopRecord[] = [];

    constructor(
        private readonly world: World,
        private readonly store: ResourceStore,
        logs: JobLogs,
    ) {
        this.courier = new Courier(world);
        this.runs = new Runs(world, store, this.courier, logs);
        this.tunings = new Tunings(world, store, this.runs, (name, input, plan) => {
            this.make("TrainingJob", name, { TrainingJobName: name, ...input }, plan);
        });
    }

    /** What shall become of a resource when someone creates, starts or updates it next. */
    plan(kind: Kind, name: string, plan: Plan): void {
        this.plans.set(`${kind}/${name.toLowerCase()}`, plan);
    }

    stops(): readonly StopRecord[] {
        return this.stopped;
    }

    /** The ARN that the operation is about, which IAM is asked for. @throws ApiError for arguments that the API refuses. */
    arnOf({ kind, act }: ActOperation, input: Input, region: string): string {
        const name = act === "create" ? this.newName(kind, input) : nameOf(kind, act, input);
        return this.store.find(kind, name)?.gone === false ? this.store.find(kind, name)!.arn : arnFor(this.world, kind, name, region);
    }

    /** Does it. @param by Who asks, for the list of stops. @returns The output in API spelling. @throws ApiError as SageMaker refuses. */
    perform(operation: ActOperation, input: Input, by: string): Record<string, unknown> {
        const { kind, act } = operation;
        const row = rowOf(kind);
        const arn = this.arnOf(operation, input, this.world.place.region);
        if (act === "create") {
            const created = this.newName(kind, input);
            return { [row.arnField ?? `${kind}Arn`]: this.make(kind, created, input, this.takePlan(kind, created)).arn };
        }
        const name = nameOf(kind, act, input);
        const stop = { kind, name: this.store.find(kind, name)?.name ?? name, arn, by };
        try {
            this.change(this.require(kind, act, name, arn), act, input);
        } catch (error) {
            this.record(act, { ...stop, outcome: "refused", reason: (error as Error).message });
            throw error;
        }
        this.record(act, { ...stop, outcome: "stopping" });
        return { [row.arnField ?? `${kind}Arn`]: arn };
    }

    private record(act: Act, stop: Omit<StopRecord, "atMs">): void {
        if (act === "stop") {
            this.stopped.push({ ...stop, atMs: this.world.clock.now() });
        }
    }

    private make(kind: Kind, name: string, input: Input, plan: Plan): SageMakerResource {
        const known = this.store.find(kind, name);
        if (known !== undefined && !known.gone) {
            throw filled(LIFECYCLES[kind].inUse, { arn: known.arn, name });
        }
        const nowMs = this.world.clock.now();
        const arn = arnFor(this.world, kind, name, this.world.place.region);
        const fields = { ...newRecord(kind, input, nowMs), ...versionOf(kind, name, input) };
        const resource: SageMakerResource = { kind, arn, name, fields, gone: false, createdMs: nowMs, modifiedMs: nowMs };
        this.store.set(resource);
        this.runs.start(resource, endOf(LIFECYCLES[kind].acts.create, plan), plan);
        if (kind === "HyperParameterTuningJob") {
            this.tunings.begin(this.store.find(kind, name)!, plan);
        }
        return resource;
    }

    /** The resource, in a status in which SageMaker takes the call. */
    private require(kind: Kind, act: Act, name: string, arn: string): SageMakerResource {
        const row = rowOf(kind);
        const resource = this.store.find(kind, name);
        if (resource === undefined || resource.gone) {
            throw notFound(kind, name, arn);
        }
        const course = LIFECYCLES[kind].acts[act]!;
        const allowed = act === "stop" ? row.stop!.allowed : course.from;
        const status = String(statusOf(row, resource.fields));
        if (allowed !== undefined && !allowed.includes(status)) {
            throw filled(refusalOf(row, act, course), { status, arn, name });
        }
        return resource;
    }

    private change(resource: SageMakerResource, act: Act, input: Input): void {
        const { kind, name, fields } = resource;
        if (act === "update" && kind === "ModelPackage") {
            const { ModelPackageArn, ...changes } = recordOf(kind, input);
            this.runs.update(resource, changes, { UpdatedModelPackageFields: updatedFields(input) });
            return;
        }
        const plan = act === "stop" || act === "delete" ? {} : this.takePlan(kind, name);
        const changed = act === "update" ? { ...resource, fields: { ...fields, ...recordOf(kind, input), ...spelled(resource) } } : resource;
        this.store.set(changed);
        this.runs.start(changed, endOf(LIFECYCLES[kind].acts[act]!, plan), plan);
    }

    private takePlan(kind: Kind, name: string): Plan {
        const key = `${kind}/${name.toLowerCase()}`;
        const plan = this.plans.get(key) ?? {};
        this.plans.delete(key);
        return plan;
    }

    /** The name of what is created: the next version in a group of model packages. @throws ApiError for none, or one that is no name. */
    newName(kind: Kind, input: Input): string {
        if (kind !== "ModelPackage") {
            return requireName(rowOf(kind).describe.input, false, input[rowOf(kind).describe.input]);
        }
        const { ModelPackageGroupName: group, ModelPackageName: name } = input;
        if ((group === undefined) === (name === undefined)) {
            throw apiError("ValidationException", "Exactly one of ModelPackageName and ModelPackageGroupName must be given");
        }
        if (group === undefined) {
            return requireName("ModelPackageName", false, name);
        }
        const prefix = `${requireName("ModelPackageGroupName", true, group).split("/").at(-1)}/`;
        const versions = this.store
            .all("ModelPackage")
            .filter((each) => each.name.startsWith(prefix))
            .map((each) => Number(each.name.slice(prefix.length)));
        return `${prefix}${Math.max(0, ...versions) + 1}`;
    }
}

/** Where the name is when the act is not Create. */
function nameOf(kind: Kind, act: Act, input: Input): string {
    const row = rowOf(kind);
    const member = kind === "ModelPackage" && act === "update" ? "ModelPackageArn" : row.describe.input;
    const given = requireName(member, row.describe.accepts === "nameOrArn", input[member]);
    return given.startsWith("arn:") ? nameIn(row, given) : given;
}

export function arnFor({ place }: World, kind: Kind, name: string, region: string): string {
    return `arn:${place.partition}:sagemaker:${region}:${place.account}:${rowOf(kind).arnResource}/${name.toLowerCase()}`;
}

/** An update says the name as the caller spells it; the resource keeps its own. */
function spelled({ kind, name }: SageMakerResource): Record<string, unknown> {
    const { nameField } = rowOf(kind);
    return nameField === null ? {} : { [nameField]: name };
}

function versionOf(kind: Kind, name: string, input: Input): Record<string, unknown> {
    if (kind !== "ModelPackage" || input.ModelPackageGroupName === undefined) {
        return {};
    }
    const [group, version] = name.split("/");
    return {
        ModelPackageName: name,
        ModelPackageGroupName: group,
        ModelPackageVersion: Number(version),
        ModelApprovalStatus: input.ModelApprovalStatus ?? "PendingManualApproval",
    };
}

function endOf({ ends }: Course, { ends: end }: Plan) {
    return ends[end ?? Object.keys(ends)[0]!]!;
}

function refusalOf(row: KindRow, act: Act, course: Course): { readonly name: string; readonly message: string } {
    // Published for training jobs only; the others are said to answer with the same error.
    const neighbour = { name: "ValidationException", message: `The request was rejected because the ${row.title} is in status {status}.` };
    return course.refusal ?? (act === "stop" ? row.stop!.notAllowed : null) ?? neighbour;
}
