import { KIND_NAMES, KINDS, type Kind, type KindRow } from "../../../catalog";
import { didYouMeanKind } from "../../../models/catalogueMatch/kindNames";
import { MisuseError } from "../shared/errors";
import { readJsonFile } from "../shared/readJsonFile";

/** A SageMaker resource as Describe answers it, in API spelling. */
export interface DescribedResource {
    readonly kind: Kind;
    readonly record: Readonly<Record<string, unknown>>;
    /** The lines of its log. Undefined: it has none. */
    readonly log?: readonly string[];
}

/**
 * Reads what Describe answers where events do not say, the status of an algorithm, the reason of a failed labeling job; and what is in logs.
 *
 * @param file A JSON list of `{ kind, record, log }`. Without one, Describe answers what the events say.
 * @throws MisuseError for a file that is not there or not such a list.
 */
export function readResources(file: string | undefined): DescribedResource[] {
    if (file === undefined) {
        return [];
    }
    const who = `--resources ${file}`;
    const { value } = readJsonFile("--resources", file);
    if (!Array.isArray(value)) {
        throw new MisuseError(`${who}: must be a list of { kind, record, log }`);
    }
    return value.map((each: Partial<DescribedResource> | null, index) => checked(`${who} entry ${index + 1}`, each));
}

function checked(who: string, each: Partial<DescribedResource> | null): DescribedResource {
    const { kind, record, log } = each ?? {};
    if (kind === undefined || !KIND_NAMES.includes(kind)) {
        throw new MisuseError(`${who}: kind must be one of ${KIND_NAMES.join(", ")}, got ${JSON.stringify(kind)}${didYouMeanKind(kind, KIND_NAMES)}`);
    }
    const row: KindRow = KINDS[kind];
    const identity = [row.nameField ?? row.describe.input, row.arnField ?? `${kind}Arn`];
    if (typeof record !== "object" || record === null || !identity.some((field) => typeof record[field] === "string")) {
        throw new MisuseError(`${who}: record must be an object with ${identity.join(" or ")}, got ${JSON.stringify(record)}`);
    }
    if (log !== undefined && !(Array.isArray(log) && log.every((line) => typeof line === "string"))) {
        throw new MisuseError(`${who}: log must be a list of lines, got ${JSON.stringify(log)}`);
    }
    return { kind, record, ...(log === undefined ? {} : { log }) };
}
