import { KIND_NAMES, type Kind, type KindRow } from "../../catalog";
import { apiFields, notFound, problem, statusOf, validationErrors } from "./answers";
import { inOrder, pageOf, sizeProblems, type Sorted } from "./pages";
import { timeOf } from "./records";
import { type ResourceStore, rowOf, type SageMakerResource } from "./resourceStore";

type Input = Readonly<Record<string, unknown>>;

/** By what a list is sorted, and how it is sorted if the caller does not say: as the API reference has it. */
interface Sorting {
    readonly by: readonly string[];
    readonly first: string;
    readonly descending: boolean;
}

const BY_STATUS = { by: ["Name", "CreationTime", "Status"], descending: false };
const SORTING: Readonly<Record<Kind, Sorting>> = {
    Algorithm: { by: ["Name", "CreationTime"], first: "CreationTime", descending: false },
    Endpoint: { ...BY_STATUS, first: "CreationTime", descending: true },
    HyperParameterTuningJob: { ...BY_STATUS, first: "Name" },
    LabelingJob: { ...BY_STATUS, first: "CreationTime" },
    ModelPackage: { by: ["Name", "CreationTime"], first: "CreationTime", descending: false },
    NotebookInstance: { ...BY_STATUS, first: "Name" },
    ProcessingJob: { ...BY_STATUS, first: "CreationTime" },
    TrainingJob: { ...BY_STATUS, first: "CreationTime" },
    TransformJob: { ...BY_STATUS, first: "CreationTime", descending: true },
};

const DEFAULT_SIZE = 10;
const MOST = 100;

/** Answers List calls: the resources that exist, filtered, sorted and in pages. */
export class Lists {
    constructor(
        private readonly store: ResourceStore,
        private readonly childrenOf: (tuningJobArn: string) => readonly string[],
    ) {}

    /** @throws ApiError for a filter, an order or a size that the API refuses. */
    list(kind: Kind, input: Input): Record<string, unknown> {
        const row = rowOf(kind);
        const found = this.store.all(kind).filter((resource) => !resource.gone);
        return paged(row, row.list.output, found.filter(filterOf(row, input)), input);
    }

    /** ListTrainingJobsForHyperParameterTuningJob. @throws ApiError for a tuning job that is not there, and as `list` does. */
    trainingJobsOf(name: string, arn: string, input: Input): Record<string, unknown> {
        const tuningJob = this.store.find("HyperParameterTuningJob", name);
        if (tuningJob === undefined || tuningJob.gone) {
            throw notFound("HyperParameterTuningJob", name, arn);
        }
        const launched = this.childrenOf(tuningJob.arn).flatMap((child) => this.store.find("TrainingJob", child) ?? []);
        const row = rowOf("TrainingJob");
        return paged(row, "TrainingJobSummaries", launched.filter(filterOf(row, { StatusEquals: input.StatusEquals })), input, "Name");
    }
}

/** What IAM is asked for: the nine kinds' lists have no resource. */
export const LIST_OPERATIONS = KIND_NAMES.map((kind) => ({ kind, operation: rowOf(kind).list.command.replace(/Command$/, "") }));

function paged(row: KindRow, output: string, found: readonly SageMakerResource[], input: Input, first?: string): Record<string, unknown> {
    const sorting = SORTING[row.kind as Kind];
    const orders = ["Ascending", "Descending"];
    const problems = [
        ...sizeProblems(input.MaxResults, 1, MOST),
        ...enumProblems("SortBy", input.SortBy, sorting.by),
        ...enumProblems("SortOrder", input.SortOrder, orders),
        ...(row.list.statusFilter ? enumProblems("StatusEquals", input.StatusEquals, apiStatuses(row)) : []),
    ];
    if (problems.length > 0) {
        throw validationErrors(problems);
    }
    const by = String(input.SortBy ?? first ?? sorting.first);
    const descending = input.SortOrder === undefined ? sorting.descending : input.SortOrder === "Descending";
    const valueOf = (resource: SageMakerResource): string | number =>
        by === "Name" ? resource.name : by === "Status" ? String(statusOf(row, resource.fields)) : (resource.createdMs ?? 0);
    const sorted = found
        .map((resource): Sorted & { resource: SageMakerResource } => ({ resource, value: valueOf(resource), name: resource.name }))
        .sort((a, b) => inOrder(a, b, descending));
    const { page, next } = pageOf(sorted, { token: input.NextToken, size: Number(input.MaxResults ?? DEFAULT_SIZE), descending });
    return { [output]: page.map(({ resource }) => summaryOf(resource)), NextToken: next };
}

/** Summaries have fields of Describe; the schema of the list leaves out the others. */
function summaryOf(resource: SageMakerResource): Record<string, unknown> {
    const config = (resource.fields.HyperParameterTuningJobConfig ?? {}) as Record<string, unknown>;
    return {
        CreationTime: resource.createdMs,
        LastModifiedTime: resource.modifiedMs,
        Strategy: config.Strategy,
        ResourceLimits: config.ResourceLimits,
        ...apiFields(resource),
    };
}

function filterOf(row: KindRow, input: Input): (resource: SageMakerResource) => boolean {
    const [createdAfter, createdBefore, modifiedAfter, modifiedBefore] = [
        "CreationTimeAfter",
        "CreationTimeBefore",
        ...(row.list.modifiedFilter ? ["LastModifiedTimeAfter", "LastModifiedTimeBefore"] : []),
    ].map((member) => timeOf(input[member]));
    const within = (ms: number | undefined, after: number | undefined, before: number | undefined): boolean =>
        (after === undefined || (ms !== undefined && ms > after)) && (before === undefined || (ms !== undefined && ms < before));
    const equals = (wanted: unknown, value: unknown): boolean => wanted === undefined || wanted === null || wanted === value;
    return (resource) =>
        (typeof input.NameContains !== "string" || resource.name.includes(input.NameContains)) &&
        within(resource.createdMs, createdAfter, createdBefore) &&
        within(resource.modifiedMs, modifiedAfter, modifiedBefore) &&
        (!row.list.statusFilter || equals(input.StatusEquals, statusOf(row, resource.fields))) &&
        (row.kind !== "ModelPackage" || isPackageWanted(resource, input));
}

/** Without a group or a type only packages without a version are listed. */
function isPackageWanted({ name, fields }: SageMakerResource, input: Input): boolean {
    const group = name.includes("/") ? name.split("/")[0] : undefined;
    const wantedGroup = typeof input.ModelPackageGroupName === "string" ? input.ModelPackageGroupName.split("/").at(-1) : undefined;
    const type = input.ModelPackageType ?? (wantedGroup === undefined ? "Unversioned" : "Versioned");
    return (
        (type === "Both" || (type === "Versioned") === (group !== undefined)) &&
        (wantedGroup === undefined || wantedGroup === group) &&
        (input.ModelApprovalStatus === undefined || input.ModelApprovalStatus === fields.ModelApprovalStatus)
    );
}

function apiStatuses(row: KindRow): string[] {
    return row.statuses.flatMap(({ api }) => (api === null ? [] : [api]));
}

function enumProblems(member: string, value: unknown, allowed: readonly string[]): string[] {
    return value === undefined || value === null || allowed.includes(String(value))
        ? []
        : [problem(member, value, `Member must satisfy enum value set: [${allowed.join(", ")}]`)];
}
