import type { KindRow } from "../../catalog";
import { type Fields, isFields } from "./fields";
import type { JobEvent } from "./parseEvent";

/** Calls the row's Describe with the given input; answers undefined for a resource that does not exist. */
export type Describe = (input: { readonly [parameter: string]: string }) => Promise<Fields | undefined>;

type CommandClass = new (input: { readonly [parameter: string]: string }) => Parameters<import("../sdk").SageMakerClient["send"]>[0];

/** Asks SageMaker for the event's resource. The ARN is preferred where the call takes one: a package of a group has no other unique name. */
export function describeJob(row: KindRow, job: JobEvent, describe: Describe): Promise<Fields | undefined> {
    return describe({ [row.describe.input]: row.describe.accepts === "nameOrArn" ? (job.arn ?? job.name) : job.name });
}

/** The row's Describe with a client of its own. Throttling and every other error but "does not exist" escape, so that the event is tried again. */
export function describeWith(row: KindRow): Describe {
    const sdk = require("#sdk") as typeof import("../sdk");
    const Command = (sdk as unknown as { readonly [command: string]: CommandClass })[row.describe.command]!;
    const client = new sdk.SageMakerClient({});
    return async (input) => {
        try {
            return { ...(await client.send(new Command(input))) };
        } catch (error) {
            if (isNotFound(error)) {
                return undefined;
            }
            throw error;
        }
    };
}

/**
 * Whether SageMaker says that the resource does not exist. Most Describe calls throw a ValidationException for that, as for any bad input,
 * so the text decides; ResourceNotFound is what the API's model declares. The texts that are known stand in the catalogue.
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
