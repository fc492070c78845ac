import { KIND_NAMES, type Kind } from "../../catalog";
import { type ApiCall, type ApiError, apiError, type LocalEndpoint } from "../endpoint/localEndpoint";
import { apiStatus, nameIn, parseTime, ResourceStore, rowOf, type SageMakerResource } from "./resourceStore";
import { outputSchema, toWire } from "./wireFormat";

/** Pattern of SageMaker's names; calls that also take an ARN or GROUP/VERSION have it in parts. */
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/**
 * The SageMaker of the local AWS. It knows what status events and {@link LocalSageMaker.put} have told of the nine kinds, and answers their Describe
 * calls as SageMaker does: in API spelling, with the fields that the API has, and with the errors that it really throws. Where neither event
 * nor `put` says a time of creation or change, the times of the first and of the newest event stand in.
 *
 * Each call is put to {@link LocalEndpoint.authorize} first, with the action and the ARN that the name has in the caller's account.
 *
 * @example
 * const sageMaker = new LocalSageMaker(endpoint, { account: "111122223333", region: "us-east-1", partition: "aws" });
 * sageMaker.observe(event);
 */
export class LocalSageMaker {
    private readonly store = new ResourceStore();

    constructor(
        private readonly endpoint: LocalEndpoint,
        private readonly place: { account: string; region: string; partition: string },
    ) {
        for (const kind of KIND_NAMES) {
            const { command } = rowOf(kind).describe;
            const schema = outputSchema(command);
            endpoint.handle("sagemaker", command.replace(/Command$/, ""), (call) => toWire(this.describe(kind, call), schema));
        }
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
     * @throws Error if it has neither.
     */
    put(kind: Kind, record: Readonly<Record<string, unknown>>): void {
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
            arn: typeof arn === "string" ? arn : this.arn(kind, name, this.place.region),
            name,
            fields: { ...record },
            gone: false,
            createdMs: timeOf(created),
            modifiedMs: timeOf(modified) ?? timeOf(ended),
        });
    }

    private describe(kind: Kind, call: ApiCall): Record<string, unknown> {
        const row = rowOf(kind);
        const name = requireName(row.describe.input, row.describe.accepts === "nameOrArn", call.input[row.describe.input]);
        const path = name.startsWith("arn:") ? nameIn(row, name) : name;
        const resource = this.store.find(kind, path);
        const arn = this.arn(kind, resource?.name ?? path, call.region);
        this.endpoint.require(call, row.describe.action, arn);
        if (resource === undefined || resource.gone) {
            throw this.notFound(kind, path, arn);
        }
        return apiFields(resource);
    }

    private arn(kind: Kind, name: string, region: string): string {
        return `arn:${this.place.partition}:sagemaker:${region}:${this.place.account}:${rowOf(kind).arnResource}/${name.toLowerCase()}`;
    }

    private notFound(kind: Kind, name: string, arn: string): ApiError {
        const row = rowOf(kind);
        // Of an algorithm nobody has published the error; this is its neighbour's, the model package's.
        const error = row.describe.notFound ?? { name: "ValidationException", message: `${kind} {arn} does not exist.` };
        return apiError(error.name, error.message.replaceAll("{name}", name).replaceAll("{arn}", arn));
    }
}

/** The resource's fields under the API's names, with what the event leaves to its envelope. */
function apiFields({ kind, arn, name, fields, createdMs, modifiedMs }: SageMakerResource): Record<string, unknown> {
    const row = rowOf(kind);
    const nameField = row.nameField ?? row.describe.input;
    return {
        [nameField]: name,
        [row.arnField ?? `${kind}Arn`]: arn,
        ...(row.times.created === null ? {} : { [row.times.created]: createdMs }),
        ...(row.times.modified === null ? {} : { [row.times.modified]: modifiedMs }),
        ...fields,
        // Events of algorithms carry no status: one that is not said otherwise has passed its checks.
        [row.statusField]: apiStatus(row, fields[row.statusField] ?? (row.statusInEvent ? undefined : "Completed")),
    };
}

function requireName(field: string, withPath: boolean, value: unknown): string {
    const argument = field.charAt(0).toLowerCase() + field.slice(1);
    const refuse = (shown: string, constraint: string): ApiError =>
        apiError("ValidationException", `1 validation error detected: Value ${shown} at '${argument}' failed to satisfy constraint: ${constraint}`);
    if (typeof value !== "string") {
        throw refuse("null", "Member must not be null");
    }
    const parts = withPath ? value.replace(/^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:[a-z-]*\//, "").split("/") : [value];
    if (!parts.every((part) => NAME.test(part))) {
        throw refuse(`'${value}'`, `Member must satisfy regular expression pattern: ${NAME.source.slice(1, -1)}`);
    }
    return value;
}
