import { KIND_NAMES, type Kind } from "../../catalog";
import { parseTime } from "../../models/statusEvent";
import type { ApiCall, LocalEndpoint } from "../endpoint/localEndpoint";
import { ACT_OPERATIONS, type ActOperation, Acts, arnFor, type StopRecord } from "./acts";
import { apiFields, notFound, requireName } from "./answers";
import { JobLogs } from "./jobLogs";
import { LIST_OPERATIONS, Lists } from "./lists";
import { nameIn, ResourceStore, rowOf } from "./resourceStore";
import { requireMembers } from "./schemas";
import { Tags } from "./tags";
import { outputSchema, toWire } from "./wireFormat";
import type { Plan, Reliability, World } from "./world";

/**
 * The SageMaker of the local AWS. It knows what status events and {@link LocalSageMaker.put} have reported of the nine kinds, takes what is created, started,
 * stopped, updated or deleted through its calls through the statuses of its life, with their events, and answers as SageMaker does: in API spelling, with
 * the fields that the API has, and with the errors that it really throws. Where neither event nor `put` says a time of creation or change, the times of
 * the first and of the newest event stand in.
 *
 * Each call is put to {@link LocalEndpoint.authorize} first, with the action and the ARN that the name has in the caller's account.
 *
 * @example
 * const place = { account: "111122223333", region: "us-east-1", partition: "aws" };
 * const sageMaker = new LocalSageMaker(endpoint, { place, clock, random, callerName, emit: (event) => bus.put(event) });
 * sageMaker.observe(event);
 */
export class LocalSageMaker {
    private readonly store = new ResourceStore();
    private readonly acts: Acts;
    private readonly logs = new JobLogs();

    constructor(
        private readonly endpoint: LocalEndpoint,
        private readonly world: World,
    ) {
        this.acts = new Acts(world, this.store, this.logs);
        this.logs.serve(endpoint, world.place);
        for (const kind of KIND_NAMES) {
            const { command } = rowOf(kind).describe;
            this.serve(command.replace(/Command$/, ""), (call) => this.describe(kind, call));
        }
        for (const operation of ACT_OPERATIONS) {
            this.serve(operation.operation, (call) => {
                requireMembers(operation.operation, call.input);
                const arn = this.acts.arnOf(operation, call.input, call.region);
                endpoint.require(call, `sagemaker:${operation.operation}`, arn);
                if (operation.act === "create" && Array.isArray(call.input.Tags) && call.input.Tags.length > 0) {
                    endpoint.require(call, "sagemaker:AddTags", arn);
                }
                return this.acts.perform(operation, call.input, world.callerName(call.accessKeyId));
            });
        }
        this.serveLists();
        this.serveTags();
    }

    private serveLists(): void {
        const lists = new Lists(this.store, (arn) => this.acts.tunings.childrenOf(arn));
        for (const { kind, operation } of LIST_OPERATIONS) {
            this.serve(operation, (call) => {
                this.endpoint.require(call, `sagemaker:${operation}`);
                return lists.list(kind, call.input);
            });
        }
        this.serve("ListTrainingJobsForHyperParameterTuningJob", (call) => {
            const name = requireName("HyperParameterTuningJobName", false, call.input.HyperParameterTuningJobName);
            const arn = arnFor(this.world, "HyperParameterTuningJob", name, call.region);
            this.endpoint.require(call, `sagemaker:${call.operation}`, arn);
            return lists.trainingJobsOf(name, arn, call.input);
        });
    }

    private serveTags(): void {
        const tags = new Tags(this.store);
        const act = { ListTags: tags.list, AddTags: tags.add, DeleteTags: tags.remove };
        for (const [operation, answer] of Object.entries(act)) {
            this.serve(operation, (call) => {
                requireMembers(operation, call.input);
                this.endpoint.require(call, `sagemaker:${operation}`, String(call.input.ResourceArn));
                return answer.call(tags, call.input);
            });
        }
    }

    private serve(operation: string, answer: (call: ApiCall) => Record<string, unknown>): void {
        const schema = outputSchema(`${operation}Command`);
        this.endpoint.handle("sagemaker", operation, (call) => toWire(answer(call), schema));
    }

    /** What shall become of a resource when someone creates, starts or updates it next. Without it, all ends well. */
    plan(kind: Kind, name: string, plan: Plan): void {
        this.acts.plan(kind, name, plan);
    }

    /** The name that Create would give: the next version in a group of model packages. @throws ApiError for none, or one that is no name. */
    newName(kind: Kind, input: Readonly<Record<string, unknown>>): string {
        return this.acts.newName(kind, input);
    }

    /**
     * Does without a call what a call does. What the API requires besides the name may be missing.
     *
     * @param by Who does it, for {@link LocalSageMaker.stops}.
     * @throws ApiError as SageMaker refuses.
     */
    perform(operation: ActOperation, input: Readonly<Record<string, unknown>>, by: string): void {
        this.acts.perform(operation, input, by);
    }

    /** How reliably events arrive from now on. */
    deliver(reliability: Reliability): void {
        this.acts.courier.set(reliability);
    }

    /** Events that were never sent because `deliver` asked for losses. */
    lostEvents(): readonly object[] {
        return this.acts.courier.lost();
    }

    /** Every Stop that was called, refused ones as well. */
    stops(): readonly StopRecord[] {
        return this.acts.stops();
    }

    /** Takes over what an event says of its resource, unless something newer is known. Events that are no status events of the nine kinds say nothing. */
    observe(event: unknown): void {
        this.store.observe(event);
    }

    /**
     * Makes or replaces a resource. Later events change it, unless they are older than the times in `record`, and leave alone what events of the
     * kind never carry: the status of an algorithm, the details of a labeling job.
     *
     * @param record What Describe shall answer, in API spelling; times in epoch milliseconds, as ISO 8601 or as Date. It must have the kind's name or ARN.
     * @param log Lines that are added to its log, whose times are not known.
     * @throws Error if it has neither.
     */
    put(kind: Kind, record: Readonly<Record<string, unknown>>, log: readonly string[] = []): void {
        const row = rowOf(kind);
        const [nameField, arnField] = [row.nameField ?? row.describe.input, row.arnField ?? `${kind}Arn`];
        const arn = record[arnField];
        const name = typeof arn === "string" ? nameIn(row, arn) : record[nameField];
        if (typeof name !== "string" || name === "") {
            throw new Error(`LocalSageMaker.put: the ${row.title} must have ${nameField} or ${arnField}, got ${JSON.stringify(record)}`);
        }
        const timeOf = (field: string | null): number | undefined => (field === null ? undefined : parseTime(record[field]));
        const { created, ended, modified } = row.times;
        this.store.set({
            kind,
            arn: typeof arn === "string" ? arn : arnFor(this.world, kind, name, this.world.place.region),
            name,
            fields: { ...record },
            gone: false,
            createdMs: timeOf(created),
            modifiedMs: timeOf(modified) ?? timeOf(ended),
        });
        if (log.length > 0) {
            this.logs.write(kind, name, log);
        }
    }

    private describe(kind: Kind, call: ApiCall): Record<string, unknown> {
        const row = rowOf(kind);
        const name = requireName(row.describe.input, row.describe.accepts === "nameOrArn", call.input[row.describe.input]);
        const path = name.startsWith("arn:") ? nameIn(row, name) : name;
        const resource = this.store.find(kind, path);
        const arn = arnFor(this.world, kind, resource?.name ?? path, call.region);
        this.endpoint.require(call, row.describe.action, arn);
        if (resource === undefined || resource.gone) {
            throw notFound(kind, path, arn);
        }
        return apiFields(resource);
    }
}
