import type { Kind } from "../../catalog";
import { parseTime } from "../../models/statusEvent";
import { rowOf } from "./resourceStore";

type Fields = Readonly<Record<string, unknown>>;

/** Members of Create and Update that Describe and the event have under another name. */
const RENAMED: Readonly<Partial<Record<Kind, Readonly<Record<string, string>>>>> = {
    NotebookInstance: { SecurityGroupIds: "SecurityGroups", LifecycleConfigName: "NotebookInstanceLifecycleConfigName" },
};

/** What Describe has although no input gave it, where a policy or a message may ask for it. */
const DEFAULTS: Readonly<Partial<Record<Kind, Fields>>> = {
    NotebookInstance: { DirectInternetAccess: "Enabled", VolumeSizeInGB: 5 },
    ModelPackage: { CertifyForMarketplace: false },
    Algorithm: { CertifyForMarketplace: false },
    LabelingJob: { LabelCounters: { TotalLabeled: 0, HumanLabeled: 0, MachineLabeled: 0, FailedNonRetryableError: 0, Unlabeled: 0 } },
};

/** The fields that a Create or Update sets: what the request says, under the names that Describe has. */
export function recordOf(kind: Kind, input: Fields): Record<string, unknown> {
    const names = RENAMED[kind] ?? {};
    return Object.fromEntries(
        Object.entries(input)
            .filter(([, value]) => value !== undefined && value !== null)
            .map(([member, value]) => [names[member] ?? member, value]),
    );
}

/** The fields of a new resource. */
export function newRecord(kind: Kind, input: Fields, nowMs: number): Record<string, unknown> {
    const { created } = rowOf(kind).times;
    return { ...DEFAULTS[kind], ...recordOf(kind, input), ...(created === null ? {} : { [created]: nowMs }) };
}

/** A time of a request: the wire has epoch seconds. Undefined for none. */
export function timeOf(value: unknown): number | undefined {
    const parsed = parseTime(value);
    return parsed === undefined ? undefined : typeof value === "number" ? parsed * 1000 : parsed;
}

/** The updated fields of a model package, as its event lists them: sourceUri alone starts in lower case (AWS's documentation). */
export function updatedFields(input: Fields): string[] {
    const given = [
        "ModelLifeCycle",
        "ModelApprovalStatus",
        "ApprovalDescription",
        "SourceUri",
        "CustomerMetadataProperties",
        "InferenceSpecification",
    ];
    return given.filter((field) => input[field] !== undefined && input[field] !== null).map((field) => (field === "SourceUri" ? "sourceUri" : field));
}
