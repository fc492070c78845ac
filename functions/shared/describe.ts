import type { EventKindRow, KindRow } from "../../catalog";
import { type Fields, isAbsent, isFields } from "./fields";
import { invalidEvent, type JobEvent, type Status, statusOf } from "./parseEvent";

/** Calls the row's Describe with the given input; answers undefined for a resource that does not exist. */
export type Describe = (input: { readonly [parameter: string]: string }) => Promise<Fields | undefined>;

type SageMakerClient = import("../sdk").SageMakerClient;
type CommandClass = new (input: Fields) => Parameters<SageMakerClient["send"]>[0];

/** What the ledger hands on to the handler, so that no event is read twice and no resource is described twice. */
export interface News {
    readonly job: JobEvent;
    /** Set if SageMaker has been asked for the resource: what it answered, undefined for a resource that does not exist. */
    readonly described?: { readonly answer: Fields | undefined };
}

/**
 * What SageMaker says of the event's resource: the answer that is known, or it is asked. The ARN is preferred where the call takes one: a package of a
 * group has no other unique name.
 */
export async function describeJob(row: KindRow, { job, described }: News, describe: Describe): Promise<Fields | undefined> {
    return described !== undefined
        ? described.answer
        : describe({ [row.describe.input]: row.describe.accepts === "nameOrArn" ? (job.arn ?? job.name) : job.name });
}

/**
 * The event's job with the name as SageMaker answers it. An event of a labeling job has nothing but an ARN, which is in lower case where the name has
 * capitals, and the names of log streams have them.
 */
export function withRealName({ describe }: EventKindRow, job: JobEvent, answer: Fields | undefined): JobEvent {
    const name = describe === null ? undefined : answer?.[describe.input];
    return typeof name === "string" && name.toLowerCase() === job.name.toLowerCase() ? { ...job, name } : job;
}

/** The status in an answer of Describe. */
export function describedStatus(row: KindRow, job: JobEvent, answer: Fields | undefined): Status {
    const value = answer?.[row.statusField];
    if (typeof value !== "string" || isAbsent(value)) {
        throw invalidEvent(job.id, `${row.statusField} in the answer of ${row.describe.action}`, `the status of the ${row.title}`, value);
    }
    return statusOf(row, value);
}

/** The row's Describe. Throttling and every other error but "does not exist" escape, so that the event is tried again. */
export function describeWith(row: KindRow, client: SageMakerClient): Describe {
    return async (input) => {
        try {
            return await call(client, row.describe.command, input);
        } catch (error) {
            if (isNotFound(error)) {
                return undefined;
            }
            throw error;
        }
    };
}

/** Calls an operation by the name of its command's class. */
export async function call(client: SageMakerClient, command: string, input: Fields): Promise<Fields> {
    const sdk = require("#sdk") as unknown as { readonly [command: string]: CommandClass };
    return { ...(await client.send(new sdk[command]!(input))) };
}

/**
 * Whether SageMaker says that the resource does not exist. Most Describe calls throw a ValidationException for that, as for any bad input,
 * so the text decides; ResourceNotFound is what the API's model declares. The texts that are known are in the catalogue.
 */
export function isNotFound(error: unknown): boolean {
    if (!isFields(error) || typeof error.message !== "string") {
        return false;
    }
    const { name, message } = error;
    return (
        name === "ResourceNotFound" ||
        (name === "ValidationException" && /not find|not found|can't find|does not exist|RecordNotFound/i.test(message))
    );
}
